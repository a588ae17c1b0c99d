"""An export goes in, its `.qdpx` comes out: the project file and a text file for every transcript and note.

The same export gives the same bytes: members are sorted, and their dates are the earliest that a zip archive knows.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.refi.content import Content, content_of
from pipeline.refi.exchange import Exchange, known_codes
from pipeline.refi.project_xml import write_project
from pipeline.whole_file import put_whole

EARLIEST = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
ON_UNIX = 3  # what the mode above is read by


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: `left_out` codings carry only codes that today's codebook does not have."""

    file: Path
    transcripts: int
    selections: int
    coders: int
    left_out: int
    status: str


def write_qdpx(path: Path, exchange: Exchange) -> Exported:
    """Write the project, whole or not at all."""
    content = content_of(exchange)
    selections = write_content(path, content)
    return Exported(
        file=path,
        transcripts=len(content.documents),
        selections=selections,
        coders=len(content.users.coders),
        left_out=_left_out(exchange) if exchange.by_people else 0,
        status=exchange.archive.facts.status,
    )


def write_content(path: Path, content: Content, *, mode: int = 0o666) -> int:
    """Write what a project holds, whole or not at all; returns how many coded stretches it has."""
    selections = 0

    def fill(out: BinaryIO) -> None:
        nonlocal selections
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(_member("project.qde"), "w") as project:
                selections = write_project(project, content)
            for name, text in sorted(_texts(content).items()):
                archive.writestr(
                    _member(f"sources/{name}.txt"), text.replace("\n", content.exchange.line_end).encode("utf-8")
                )

    put_whole(path, fill, mode=mode)
    return selections


def _texts(content: Content) -> dict[str, str]:
    texts = {document.guid: document.text for document in content.documents}
    return texts | {note.guid: note.text for note in content.notes}


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, date_time=EARLIEST)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = READABLE
    member.create_system = ON_UNIX
    return member


def _left_out(exchange: Exchange) -> int:
    of = {d.id: d.code_ids for d in exchange.archive.codebook.dimensions}
    given = [placed for placed in exchange.placed if any(placed.coding.codes.values())]
    return sum(not known_codes(placed, of) and not placed.coding.open_codes for placed in given)
