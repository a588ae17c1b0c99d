"""The finished archive goes in, its figures come out as files: SVG and PNG, the same bytes every time."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from altair.utils.schemapi import debug_mode

from pipeline.export.facts import Archive
from pipeline.export.names import file_stems
from pipeline.export.structure import structure_of
from pipeline.export.tables import tables
from pipeline.export.write import write_text
from pipeline.figures.drawing import drawing, for_file, for_page, picture, specification
from pipeline.figures.figure import Figure, FigureMaker
from pipeline.figures.learning import learning_figures
from pipeline.figures.meeting import meeting_figures
from pipeline.figures.reading import reading_figures
from pipeline.figures.reliability import reliability_figures
from pipeline.figures.shares import share_figures
from pipeline.figures.structure import FILE as STRUCTURE
from pipeline.figures.structure import structure_file
from pipeline.figures.talking import talk_figures
from pipeline.figures.words import word_figures

FOLDER = "figures"
MAKERS: tuple[FigureMaker, ...] = (
    share_figures,
    reading_figures,
    meeting_figures,
    word_figures,
    talk_figures,
    learning_figures,
    reliability_figures,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A figure with its SVG for the report's page."""

    figure: Figure
    file: str
    svg: str
    page: str


def write_figures(folder: Path, archive: Archive) -> list[Path]:
    """Write `figures/NAME.svg` and `figures/NAME.png` for every figure, and for the data structure."""
    paths = []
    for drawn in figures(archive):
        title = f"{drawn.figure.title} ({archive.facts.status})"
        paths += _write(folder, drawn.file, for_file(drawn.svg, title=title), title=title)
    title = f"{structure_of(archive).title} ({archive.facts.status})"
    return [*paths, *_write(folder, STRUCTURE, structure_file(archive, title=title), title=title)]


def _write(folder: Path, name: str, svg: str, *, title: str) -> list[Path]:
    drawn, painted = (folder / FOLDER / f"{name}.{kind}" for kind in ("svg", "png"))
    write_text(drawn, svg)
    painted.write_bytes(picture(svg, title=title))
    return [drawn, painted]


@lru_cache(maxsize=1)
def figures(archive: Archive) -> list[Drawn]:
    """All figures of an archive, in the order of their makers; drawn once for an archive, however many ask."""
    with debug_mode(False):  # our charts are of one form, which tests draw: checking each against the schema is slow
        made = [figure for make in MAKERS for figure in make(archive, tables(archive))]
        specs = [specification(figure.chart) for figure in made]
    colours = frozenset(code.color.lower() for dimension in archive.codebook.dimensions for code in dimension.codes)
    files = file_stems([figure.name for figure in made])
    drawn = [drawing(spec) for spec in specs]
    return [
        Drawn(figure=figure, file=file, svg=svg, page=for_page(svg, text=figure.text, colours=colours))
        for figure, file, svg in zip(made, files, drawn, strict=True)
    ]
