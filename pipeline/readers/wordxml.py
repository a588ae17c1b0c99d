"""The XML of a Word body goes in; its paragraphs (as lines) and tables (as rows) come out in order.

Text is gathered from the XML, since python-docx's `text` leaves out tracked insertions, content controls and text
boxes; deleted text stays out.
"""

from collections.abc import Iterator
from typing import Any

from pipeline.readers.tables import Row
from pipeline.readers.talk import Line

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    [f"{W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "txbxContent", "pPr", "rPr")]
    + ["{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
)
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_OFF = frozenset({"0", "false", "off", "none"})
Element = Any  # lxml's elements carry no types
Block = list[Line] | list[Row]


def blocks_of(parent: Element, styles: dict[str, str], *, number: Iterator[int]) -> Iterator[Block]:
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


def _paragraph(paragraph: Element, styles: dict[str, str], *, number: int, cell: bool = False) -> list[Line]:
    pieces = list(_pieces(paragraph, bold=False))
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    name = styles.get(style.get(f"{W}val"), "") if style is not None else ""
    heading = name.startswith(("heading", "title", "subtitle"))
    lines = "".join(text for text, _ in pieces).split("\n")
    bold = 0
    for text, is_bold in pieces:
        if not is_bold and text.strip():
            break
        bold += len(text)
    first = len(lines[0]) - len(lines[0].lstrip())
    widths = [max(0, min(bold - first, len(lines[0].strip()))), *(0 for _ in lines[1:])]
    return [
        Line(text=text.strip(), block=number, bold=width, heading=heading, cell=cell)
        for text, width in zip(lines, widths, strict=True)
        if text.strip()
    ]


def _pieces(element: Element, *, bold: bool) -> Iterator[tuple[str, bool]]:
    for child in element.iterchildren():
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == f"{W}t":
            yield (child.text or "").replace("\n", " "), bold
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag], bold
        else:
            yield from _pieces(child, bold=_is_bold(child) if child.tag == f"{W}r" else bold)


def _is_bold(run: Element) -> bool:
    mark = run.find(f"{W}rPr/{W}b")
    if mark is not None:
        return str(mark.get(f"{W}val", "1")).lower() not in _OFF
    style = run.find(f"{W}rPr/{W}rStyle")
    return style is not None and style.get(f"{W}val") == "Strong"


def _rows(table: Element, styles: dict[str, str], *, number: Iterator[int]) -> list[Row]:
    rows = []
    for row in table.iter(f"{W}tr"):
        if next(row.iterancestors(f"{W}tbl")) is table:
            cells = [c for c in row.iter(f"{W}tc") if next(c.iterancestors(f"{W}tr")) is row]
            rows.append(Row(cells=tuple(tuple(_cell(c, styles, number=number)) for c in cells)))
    return rows


def _cell(cell: Element, styles: dict[str, str], *, number: Iterator[int]) -> Iterator[Line]:
    for paragraph in cell.iter(f"{W}p"):
        if not any(a.tag in _SKIPPED for a in paragraph.iterancestors() if a is not cell):
            yield from _paragraph(paragraph, styles, number=next(number), cell=True)
