"""The finished archive goes in, the part of the report that shows its data structure comes out."""

from markupsafe import Markup

from pipeline.export.facts import Archive
from pipeline.export.structure import structure_of
from pipeline.export.structure_figure import structure_svg
from pipeline.export.tables import FOLDER as TABLES
from pipeline.export.tables import tables
from pipeline.export.word import WORD
from pipeline.figures.figure import named
from pipeline.figures.made import FOLDER
from pipeline.figures.structure import FILE
from pipeline.report.section import Section
from pipeline.statistics.corpus import Arrays

_FRAME = Markup(
    '<figure class="figure"><div class="scroll" tabindex="0" role="region" aria-label="{}">{}</div>'
    '<figcaption class="note">{}</figcaption></figure>'
)
_LINK = Markup('<a href="{}">{}</a>')
_TABLE = ((f"{TABLES}/{FILE}.csv", "Table (CSV)"), (f"{TABLES}/{WORD}/{FILE}.docx", "Table (Word)"))
_LINKS = (
    (f"{FOLDER}/{FILE}.svg", "Figure (SVG)"),
    (f"{FOLDER}/{FILE}.png", "Figure (PNG)"),
)
FROM_THEORY = (
    "Nobody has named a concept in this archive: this is the structure that the codebook brings along, codes as second-order "
    "themes under their dimensions. It was not found in the interviews."
)
FROM_PEOPLE = (
    "First-order concepts that people named in the passages, the second-order themes and aggregate dimensions to which they "
    "assigned them."
)


def data_structure(archive: Archive, data: Arrays) -> Section:
    """The figure, and whether theory or people made the structure."""
    structure = structure_of(archive)
    table = _TABLE if named(tables(archive), FILE) else ()
    return Section(
        id="structure",
        title=structure.title,
        sentence=FROM_THEORY if structure.deductive else FROM_PEOPLE,
        html=_FRAME.format(
            structure.title,
            Markup(structure_svg(archive)),  # noqa: S704 - its words are escaped there
            Markup(" · ").join(_LINK.format(*link) for link in (*table, *_LINKS)),
        ),
    )
