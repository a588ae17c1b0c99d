"""What a figure was counted from goes in, the fragment that shows these passages in the report comes out."""

from urllib.parse import quote

from data_schemas.records import DOCUMENT
from pipeline.export.facts import Archive
from pipeline.statistics.prevalence import EVERYONE

TALK, WRITTEN = "talk", "documents"  # what people said, and written documents: never counted together


def passages_link(*codes: str, group: tuple[str, str] = ("", EVERYONE), kind: str = "") -> str:
    """The fragment for passages with all of the codes (`dimension.code`), of one group of a factor.

    `kind` confines them to talk or to written documents, where an archive holds both.
    """
    by, name = group
    parts = [("codes", ",".join(codes))] if codes else []
    parts += [(by, name)] if name != EVERYONE else []
    parts += [("kind", kind)] if kind else []
    return "#" + ("&".join(f"{key}={quote(value, safe=',')}" for key, value in parts) or "passages")


def has_both(archive: Archive) -> bool:
    """Whether the archive holds written documents beside what people said."""
    return any(passage.kind == DOCUMENT for passage in archive.passages)
