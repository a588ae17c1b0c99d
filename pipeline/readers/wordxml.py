"""The XML of a Word body goes in; its paragraphs (as lines) and tables (as rows) come out in order.

Text is gathered from the XML, since python-docx's `text` leaves out tracked insertions, content controls and text
boxes; deleted text stays out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.readers.blocks import Block, Piece, paragraph
from pipeline.readers.tables import Row
from pipeline.readers.talk import Line

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    [f"{W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "txbxContent", "pPr", "rPr")]
    + ["{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
)
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
INHERITED = 9  # styles up to which one is based on the next; Word's go three deep
_OFF = frozenset({"0", "false", "off", "none"})
_NAMING = re.compile(r"strong|speaker|sprecher|interview(?:er|ee)|participant name|(?:^|[ _-])name$")
Element = Any  # lxml's elements carry no types


@dataclass(frozen=True, slots=True)
class Style:
    """A style's name in lower case, and whether its text is bold or said to be names: either marks a label."""

    name: str
    bold: bool

    @classmethod
    def of(cls, style: Any) -> "Style":
        """A style of python-docx's, with what it inherits."""
        name = (style.name or "").casefold()
        bold, base = None, style
        for _ in range(INHERITED):
            bold = getattr(getattr(base, "font", None), "bold", None) if bold is None else bold
            base = getattr(base, "base_style", None)
        return cls(name, bool(bold) or _NAMING.search(name) is not None)


PLAIN = Style("", bold=False)


def blocks_of(parent: Element, styles: Mapping[str, Style], *, number: Iterator[int]) -> Iterator[Block]:
    """The paragraphs and tables below an element in order, wherever they stand; `number` counts paragraphs."""
    for child in parent.iterchildren():
        if child.tag == f"{W}p":
            yield _paragraph(child, styles, number=next(number))
            for box in _boxes(child):
                yield from blocks_of(box, styles, number=number)
        elif child.tag == f"{W}tbl":
            yield _rows(child, styles, number=number)
        elif child.tag not in _SKIPPED:
            yield from blocks_of(child, styles, number=number)


def _boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph, each once: its fallback for old programs repeats it."""
    for box in paragraph.iter(f"{W}txbxContent"):
        if not any(parent.tag.endswith("}Fallback") for parent in box.iterancestors()):
            yield box


def _paragraph(element: Element, styles: Mapping[str, Style], *, number: int, cell: bool = False) -> list[Line]:
    style = _style(element.find(f"{W}pPr/{W}pStyle"), styles)
    heading = style.name.startswith(("heading", "title", "subtitle"))
    pieces = _pieces(element, styles, bold=style.bold and not heading)
    return paragraph(pieces, block=number, heading=heading, cell=cell)


def _style(reference: Element, styles: Mapping[str, Style]) -> Style:
    return styles.get(reference.get(f"{W}val"), PLAIN) if reference is not None else PLAIN


def _pieces(element: Element, styles: Mapping[str, Style], *, bold: bool) -> Iterator[Piece]:
    for child in element.iterchildren():
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == f"{W}t":
            yield (child.text or "").replace("\n", " "), bold
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag], bold
        else:
            strong = _is_bold(child, styles, otherwise=bold) if child.tag == f"{W}r" else bold
            yield from _pieces(child, styles, bold=strong)


def _is_bold(run: Element, styles: Mapping[str, Style], *, otherwise: bool) -> bool:
    mark = run.find(f"{W}rPr/{W}b")
    if mark is not None:
        return str(mark.get(f"{W}val", "1")).lower() not in _OFF
    return otherwise or _style(run.find(f"{W}rPr/{W}rStyle"), styles).bold


def _rows(table: Element, styles: Mapping[str, Style], *, number: Iterator[int]) -> list[Row]:
    rows = []
    for row in table.iter(f"{W}tr"):
        if next(row.iterancestors(f"{W}tbl")) is table:
            cells = [c for c in row.iter(f"{W}tc") if next(c.iterancestors(f"{W}tr")) is row]
            rows.append(Row(cells=tuple(tuple(_cell(c, styles, number=number)) for c in cells)))
    return rows


def _cell(cell: Element, styles: Mapping[str, Style], *, number: Iterator[int]) -> Iterator[Line]:
    for element in cell.iter(f"{W}p"):
        if not any(a.tag in _SKIPPED for a in element.iterancestors() if a is not cell):
            yield from _paragraph(element, styles, number=next(number), cell=True)
