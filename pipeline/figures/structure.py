"""The finished archive goes in, its data structure comes out as a figure's file: SVG on white paper."""

from pipeline.export.facts import Archive
from pipeline.export.structure_figure import structure_svg
from pipeline.figures.drawing import FONTS, INK, NAMESPACES, for_file

FILE = "data_structure"  # as its table


def structure_file(archive: Archive, *, title: str) -> str:
    """The figure as in the report, in the ink and type of all figures."""
    drawn = structure_svg(archive).replace(NAMESPACES[0], "", 1)
    dressed = drawn.replace('"currentColor"', f'"{INK}"').replace("system-ui, sans-serif", FONTS, 1)
    return for_file(dressed, title=title)
