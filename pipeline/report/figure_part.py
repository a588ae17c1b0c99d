"""Figures of an archive go in, one part of the report's first view comes out, each figure with its table and passages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from data_schemas.codebook import Codebook
from pipeline.export.facts import Archive
from pipeline.export.pages import part
from pipeline.export.tables import FOLDER as TABLES
from pipeline.export.word import WORD
from pipeline.figures.made import FOLDER, Drawn, figures
from pipeline.report.section import TEMPLATES, Section
from pipeline.statistics.readings import ReadingResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A figure as a part of the page: its SVG, a heading where several stand in one part, and where to go from it."""

    file: str
    title: str
    heading: str
    svg: Markup
    links: tuple[tuple[str, str], ...]


def section_of(archive: Archive, name: str, *, title: str, sentence: str, titled: bool = False) -> Section | None:
    """The part with all figures of one name, None where none was drawn; `titled` heads a single figure too."""
    drawn = [d for d in figures(archive) if d.figure.part == name]
    shown = [_shown(d, titled=titled or len(drawn) > 1) for d in drawn]
    if not shown:
        return None
    return Section(id=f"figures-{name}", title=title, sentence=sentence, html=part_of(shown=shown))


def none_of(place: str, *, title: str, line: str) -> Section:
    """A part that says why there is no figure."""
    return Section(id=place, title=title, sentence=line, html=Markup())


def _shown(drawn: Drawn, *, titled: bool) -> Shown:
    figure = drawn.figure
    links = [(figure.passages, "The passages")] if figure.passages else []
    if figure.table:
        links += [
            (f"{TABLES}/{figure.table}.csv", "Table (CSV)"),
            (f"{TABLES}/{WORD}/{figure.table}.docx", "Table (Word)"),
        ]
    links += [(f"{FOLDER}/{drawn.file}.{kind}", f"Figure ({kind.upper()})") for kind in ("svg", "png")]
    return Shown(
        file=drawn.file,
        title=figure.title,
        heading=figure.title if titled else "",
        svg=Markup(drawn.page),  # noqa: S704 - written by an XML writer, which escapes
        links=tuple(links),
    )


def reading_of(result: ReadingResult, drawn: Drawn | None, codebook: Codebook) -> dict[str, Any]:
    """A study's reading with its figure, what was found beside, and for whom it does not hold."""
    together = result.together
    own = [codebook.dimension(name) for name in result.reading.dimensions]
    names = {code.id: code.name for code in own[0].codes}
    found = [f"{b.code.name} {b.passages}" for b in together.beside] if together else []
    return {
        "title": result.reading.title,
        "source": result.reading.source,
        "forms": [(entry.form, entry.reading, names[entry.code]) for entry in result.reading.codes],
        "dimensions": " or ".join(d.name for d in own),
        "figure": _shown(drawn, titled=False) if drawn else None,
        "beside": ", ".join(found),
        "of": together.coded if together else 0,
        "reasons": sorted(
            Counter(person.reason for person in result.not_read).items(), key=lambda pair: (-pair[1], pair[0])
        ),
    }


def part_of(*, shown: Sequence[Shown] = (), readings: Sequence[dict[str, Any]] = ()) -> Markup:
    """Figures and readings as HTML."""
    return part("figure", folder=TEMPLATES, shown=shown, readings=readings)
