"""The finished archive goes in, one page with all its tables comes out."""

from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.codebook import Codebook, Reading
from pipeline.export.facts import Archive, cautions
from pipeline.export.heat import Heat, heat_of
from pipeline.export.links import TALK, WRITTEN, has_both
from pipeline.export.pages import page
from pipeline.export.sampled import of_population
from pipeline.share_tables import printed
from pipeline.statistics.corpus import ATTRIBUTE, DOCUMENT_NAME, ROLE, ROLE_GROUP, Arrays, arrays
from pipeline.statistics.prevalence import (
    Prevalence,
    attributes_of,
    crossed,
    crossings,
    framings,
    prevalence,
    splits,
)
from pipeline.statistics.readings import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One shaded table with its heading."""

    title: str
    caption: str
    heat: Heat


def tables_page(archive: Archive) -> str:
    """The tables as a page of HTML."""
    passages, codebook = archive.passages, archive.codebook
    data = arrays(passages, codebook)
    population = of_population(archive, data)
    made = [
        ("Codes by role group", split_rows(data, by=ROLE_GROUP, population=population), ROLE_GROUP),
        ("Codes by role", split_rows(data, by=ROLE, population=population), ROLE),
        *(
            (f"Codes by {name.removeprefix(ATTRIBUTE)}", split_rows(data, by=name, population=population), name)
            for name in attributes_of(data)
        ),
        *(
            (f"{d.name} by {t.name}", crossed(data, dimension=d, by=ROLE_GROUP, population=population), ROLE_GROUP)
            for d, t in crossings(codebook)
        ),
    ]
    talk = has_both(archive)
    sections = [
        _section(title, printed(rows, archive, by=by), codebook, by=by, kind=TALK if talk else "")
        for title, rows, by in made
    ]
    written = arrays(passages, codebook, documents=True)
    if len(written):
        rows = [row for row in prevalence(written, by=DOCUMENT_NAME) if row.dimension.documents]
        sections.append(_section("Codes in documents", rows, codebook, by=DOCUMENT_NAME, kind=WRITTEN))
    return page(
        "tables",
        title=f"{archive.facts.project}: tables",
        facts=archive.facts,
        cautions=cautions(codebook, archive.facts),
        sections=sections,
        by_people=sum(p.by_people for p in passages),
        readings=[] if archive.facts.shared else [read(passages, codebook, reading=r) for r in codebook.readings],
        about={reading.id: _about(reading, codebook) for reading in codebook.readings},
        names={reading.id: _names(reading, codebook) for reading in codebook.readings},
    )


def split_rows(data: Arrays, *, by: str, population: bool) -> list[Prevalence]:
    """Every dimension in the codebook's order, those that a split applies to apart for each of its codes."""
    codebook = data.codebook
    split_of = {target: split for split in splits(codebook) for target in split.applies_to}
    plain = prevalence(data, by=by, population=population)
    apart = {split.id: framings(data, split=split, by=by, population=population) for split in splits(codebook)}
    rows: list[Prevalence] = []
    for dimension in codebook.dimensions:
        source = apart[split_of[dimension.id].id] if dimension.id in split_of else plain
        rows += [row for row in source if row.dimension.id == dimension.id]
    return rows


def caption_of(rows: Sequence[Prevalence]) -> str:
    """What the cells of a shaded table hold, and by what its rows are told apart."""
    kinds = {row.split[0].name: None for row in rows if row.split and row.split[0].id not in row.dimension.applies_to}
    apart = f" Framings are always apart by {' and '.join(kinds)}: these are different findings." if kinds else ""
    return f"Each cell: the share of the group's coded passages{limits_told(rows)}, and the passages assigned.{apart}"


def limits_told(rows: Sequence[Prevalence]) -> str:
    """What stands beside the shares of a table."""
    kinds = {row.interval for row in rows}
    if kinds <= {"", "spread"}:
        return ", uncorrected, with its spread between interviews (no coverage is claimed)"
    of = "the population sampled" if "population" in kinds else "this archive"
    if "spread" in kinds:
        return (
            f" with its 95 % interval for {of} where an audit corrects it, elsewhere uncorrected with its spread between "
            "interviews"
        )
    return f" with its 95 % interval for {of}, corrected by the audit"


def _section(title: str, rows: Sequence[Prevalence], codebook: Codebook, *, by: str, kind: str) -> Section:
    heat = heat_of(rows, dimensions=codebook.dimensions, by=by, kind=kind)
    return Section(title=title, caption=caption_of(rows), heat=heat)


def _about(reading: Reading, codebook: Codebook) -> str:
    codes = codebook.dimension(reading.about_dimension).codes
    return next(code.name for code in codes if code.id == reading.about_code)


def _names(reading: Reading, codebook: Codebook) -> dict[str, str]:
    return {code.id: code.name for code in codebook.dimension(reading.dimensions[0]).codes}
