"""The finished archive goes in, a page for every code comes out: what it means, how often, how far to trust it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from data_schemas.codebook import Code, Dimension
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.export.heat import Heat, heat_of
from pipeline.export.links import TALK, has_both, passages_link
from pipeline.export.tables_page import limits_told
from pipeline.export.transcripts import Chip, chips_of, transcript_files
from pipeline.export.write import clock
from pipeline.report.by_group import rows_by_group
from pipeline.report.code_trust import bins_told, figures_of, left_open, trust_in
from pipeline.report.suggested import suggested
from pipeline.statistics.corpus import ROLE, ROLE_GROUP, Arrays
from pipeline.statistics.groups import EVERYONE
from pipeline.statistics.prevalence import NOT_RECORDED, Prevalence


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A suggested passage: when it was said, the codes it was given, and the fragment that leads to its place."""

    passage: CodedPassage
    time: str
    chips: tuple[Chip, ...]
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePage:
    """One code; `number` is its place among all codes of the codebook, as the page's scripts count them.

    `among` names the dimensions of which a passage must have a code first; `heat` is by role group and None where no row may be
    shown; `roles` is the same by role, without everyone, and None where no role is recorded either.
    """

    number: int
    dimension: Dimension
    code: Code
    parent: str
    among: tuple[str, ...]
    heat: Heat | None
    roles: Heat | None
    limits: str
    trust: tuple[str, ...]
    bins: Sequence[tuple[str, str, str]]
    left_open: int
    passages: str
    suggested: tuple[Place, ...]


def code_pages(archive: Archive, data: Arrays, *, many: bool) -> list[CodePage]:
    """The page of every code, in the codebook's order; `many` says that transcripts have pages of their own."""
    rows = rows_by_group(archive, data)
    by_role = [row for row in rows_by_group(archive, data, ROLE) if row.group != EVERYONE]
    if {row.group for row in by_role} <= {NOT_RECORDED}:
        by_role = []
    hrefs = {
        record.doc_id: _href(path.rpartition("/")[2].removesuffix(".html"), many=many)
        for record, path in transcript_files(archive)
    }
    columns = [(dimension, code) for dimension in archive.codebook.dimensions for code in dimension.codes]
    made = []
    for number, (dimension, code) in enumerate(columns):
        own, roles = (_of(some, dimension=dimension, code=code) for some in (rows, by_role))
        figures = figures_of(archive, f"{dimension.id}.{code.id}")
        made.append(
            CodePage(
                number=number,
                dimension=dimension,
                code=code,
                parent=next((c.name for c in dimension.codes if c.id == code.parent), ""),
                among=tuple(d.name for d in archive.codebook.dimensions if d.id in dimension.applies_to),
                heat=_heat(own, archive, by=ROLE_GROUP) if own else None,
                roles=_heat(roles, archive, by=ROLE) if roles else None,
                limits=limits_told(own),
                trust=tuple(trust_in(archive, figures)),
                bins=bins_told(figures),
                left_open=left_open(archive, dimension=dimension.id, code=code.id),
                passages=passages_link(f"{dimension.id}.{code.id}"),
                suggested=tuple(_suggested(archive, dimension=dimension, code=code, hrefs=hrefs)),
            )
        )
    return made


def _of(rows: Sequence[Prevalence], *, dimension: Dimension, code: Code) -> list[Prevalence]:
    return [row for row in rows if (row.dimension.id, row.code.id) == (dimension.id, code.id)]


def _heat(rows: Sequence[Prevalence], archive: Archive, *, by: str) -> Heat:
    return heat_of(rows, dimensions=archive.codebook.dimensions, by=by, kind=TALK if has_both(archive) else "")


def _suggested(archive: Archive, *, dimension: Dimension, code: Code, hrefs: dict[str, str]) -> Iterator[Place]:
    """Of those whose transcript can be read; in a copy for others, of the approved ones alone."""
    shared = archive.facts.shared
    read = [p for p in archive.passages if p.doc_id in hrefs]
    passages = [p for p in read if not shared or p.passage_id in archive.approved]
    for passage in suggested(passages, archive.codebook, dimension=dimension, code=code):
        yield Place(
            passage=passage,
            time=clock(passage.start_s),
            chips=tuple(chip for chip in chips_of(passage, archive.codebook) if not chip.unsure),
            href=f"{hrefs[passage.doc_id]}&passage={quote(passage.passage_id)}",
        )


def _href(slug: str, *, many: bool) -> str:
    return f"{f'interviews/{quote(slug)}.html' if many else ''}#interview={quote(slug)}"
