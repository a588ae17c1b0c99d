"""The XML of an OpenDocument file goes in; its paragraphs (as lines), tables (as rows) or sheets (as cells) come out."""

from collections.abc import Iterator, Sequence
from itertools import count
from xml.etree.ElementTree import Element  # the type; `parse_xml` parses

from data_schemas.errors import DocumentError
from pipeline.readers.blocks import Block, Piece, paragraph
from pipeline.readers.tables import Row
from pipeline.readers.talk import Line, squeeze
from pipeline.readers.xml_file import children, local

MAX_REPEATED = 1000  # spreadsheets fill their last rows and columns up with repeated empty cells
MAX_CELLS = 1_000_000
MAX_PARENTS = 20  # styles above one another
BOLD_FROM = 600  # weight of type

_NO_TALK = """tracked-changes annotation annotation-end note table-of-content illustration-index table-index user-index
    alphabetical-index bibliography object-index forms sequence-decls variable-decls user-field-decls ruby-text title
    desc script event-listeners hidden-text shapes dde-connection-decls"""
_SKIPPED = frozenset(_NO_TALK.split())
_PARAGRAPHS = frozenset({"p", "h"})


class Styles:
    """What a document's styles say of type: bold or not, hidden or not; of both kinds, automatic and named."""

    def __init__(self, roots: Sequence[Element]) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        for root in roots:
            for style in (s for holder in root for s in holder if local(s.tag) == "style"):
                key = (_get(style, "family"), _get(style, "name"))
                self._styles.setdefault(key, style)

    def bold(self, family: str, name: str) -> bool | None:
        """Whether a style is bold; None where neither it nor the styles it stands on say so."""
        weight = self._of(family, name, attribute="font-weight")
        return None if not weight else weight == "bold" or (weight.isdigit() and int(weight) >= BOLD_FROM)

    def hidden(self, family: str, name: str) -> bool:
        """Whether text of a style is not shown."""
        return self._of(family, name, attribute="display") == "none"

    def heading(self, name: str) -> bool:
        """Whether a paragraph's style is a title or a heading, or stands on one."""
        return any(n.casefold().startswith(("heading", "title", "subtitle")) for n in self._names("paragraph", name))

    def _names(self, family: str, name: str) -> Iterator[str]:
        for _ in range(MAX_PARENTS):
            if not name:
                return
            yield name
            style = self._styles.get((family, name))
            name = "" if style is None else _get(style, "parent-style-name")

    def _of(self, family: str, name: str, *, attribute: str) -> str:
        for ancestor in self._names(family, name):
            style = self._styles.get((family, ancestor))
            for properties in children(style, "text-properties") if style is not None else ():
                if found := _get(properties, attribute):
                    return found
        return ""


def document_blocks(body: Element, styles: Styles) -> list[Block]:
    """The paragraphs and tables of a text in order, wherever they stand."""
    return list(_blocks(body, styles, numbers=count()))


def count_notes(body: Element) -> int:
    """How many footnotes and endnotes a text has."""
    return sum(local(element.tag) == "note" for element in body.iter())


def sheet_cells(table: Element) -> list[list[str]]:
    """The cells of a sheet as text, without the empty ones after the last."""
    rows: list[list[str]] = []
    filled = 0
    for row in table.iter():
        if local(row.tag) != "table-row":
            continue
        cells: list[str] = []
        empty = 0
        for cell in (c for c in row if local(c.tag) in ("table-cell", "covered-table-cell")):
            text = "\n".join(squeeze("".join(p.itertext())) for p in cell.iter() if local(p.tag) == "p")
            repeated = _repeated(cell, "number-columns-repeated")
            cells += [""] * empty + [text] * repeated if text else []
            empty = 0 if text else empty + repeated
        filled += len(cells)
        if filled > MAX_CELLS:
            raise DocumentError(f"a spreadsheet of more than {MAX_CELLS} cells; keep the transcript's sheet only")
        if cells:
            rows.append(cells)
    return rows


def _repeated(element: Element, attribute: str) -> int:
    number = _get(element, attribute)
    return min(int(number), MAX_REPEATED) if number.isdigit() else 1


def _get(element: Element, name: str) -> str:
    """An attribute by its name, in whatever namespace."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def _blocks(parent: Element, styles: Styles, *, numbers: Iterator[int]) -> Iterator[Block]:
    for child in parent:
        name = local(child.tag)
        if name in _PARAGRAPHS:
            yield _paragraph(child, styles, number=next(numbers))
            for box in _boxes(child):
                yield from _blocks(box, styles, numbers=numbers)
        elif name == "table":
            yield _rows(child, styles, numbers=numbers)
        elif name not in _SKIPPED:
            yield from _blocks(child, styles, numbers=numbers)


def _boxes(parent: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph, the outermost of them."""
    for child in parent:
        if local(child.tag) == "text-box":
            yield child
        elif local(child.tag) not in _SKIPPED:
            yield from _boxes(child)


def _paragraph(element: Element, styles: Styles, *, number: int, cell: bool = False) -> list[Line]:
    style = _get(element, "style-name")
    if styles.hidden("paragraph", style):
        return []
    heading = local(element.tag) == "h" or styles.heading(style)
    bold = styles.bold("paragraph", style) or False
    return paragraph(_pieces(element, styles, bold=bold), block=number, heading=heading, cell=cell)


def _pieces(element: Element, styles: Styles, *, bold: bool) -> Iterator[Piece]:
    yield _blanks(element.text), bold
    for child in element:
        name = local(child.tag)
        if name == "s":
            yield " " * _repeated(child, "c"), bold
        elif name == "tab":
            yield "\t", bold
        elif name == "line-break":
            yield "\n", bold
        elif name == "span":
            style = _get(child, "style-name")
            own = styles.bold("text", style)
            if not styles.hidden("text", style):
                yield from _pieces(child, styles, bold=bold if own is None else own)
        elif name and name not in _SKIPPED and name != "frame":
            yield from _pieces(child, styles, bold=bold)
        yield _blanks(child.tail), bold


def _blanks(text: str | None) -> str:
    """Text with every blank a space: line feeds in the XML are none in the document."""
    return (text or "").replace("\n", " ").replace("\r", " ").replace("\t", " ")


def _rows(table: Element, styles: Styles, *, numbers: Iterator[int]) -> list[Row]:
    rows: list[Row] = []
    for child in table:
        name = local(child.tag)
        if name == "table-row":
            cells = [c for c in child if local(c.tag) in ("table-cell", "covered-table-cell")]
            rows.append(Row(cells=tuple(tuple(_cell(c, styles, numbers=numbers)) for c in cells)))
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            rows += _rows(child, styles, numbers=numbers)
    return rows


def _cell(cell: Element, styles: Styles, *, numbers: Iterator[int]) -> Iterator[Line]:
    for child in cell:
        name = local(child.tag)
        if name in _PARAGRAPHS:
            yield from _paragraph(child, styles, number=next(numbers), cell=True)
        elif name not in _SKIPPED:
            yield from _cell(child, styles, numbers=numbers)
