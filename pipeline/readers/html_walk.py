"""The elements of a web page go in; its lines and tables come out in order, and where a speaker or a time is marked."""

from dataclasses import dataclass
from typing import Any

from pipeline.readers.blocks import Block, Piece, bold_start
from pipeline.readers.html_marks import Marks, times_of
from pipeline.readers.html_style import Looks
from pipeline.readers.html_table import Table, layout_tables
from pipeline.readers.talk import Line, squeeze
from pipeline.readers.timestamps import Times

Element = Any  # lxml's elements carry no types

_NO_TALK = """script style noscript template head title nav button select option textarea input svg math iframe object
    embed audio video canvas map dialog datalist del rt rp img figure"""
NO_TALK = frozenset(_NO_TALK.split())
FURNITURE = frozenset({"header", "footer", "aside"})  # of the page; inside its main part they belong to the talk
_MAIN = frozenset({"main", "article", "section", "table", "li", "dl"})
_BLOCKS = """address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary ul table thead tbody
    tfoot tr td th"""
BLOCKS = frozenset(_BLOCKS.split())
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CELLS = frozenset({"td", "th"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A speaker's label, or a time, that stands between lines."""

    label: str | None
    when: Times | None = None


class Page:
    """Takes the start and end of each element in order; `items` are its blocks and marks."""

    def __init__(self, root: Element, *, looks: Looks, marks: Marks) -> None:
        self.items: list[Block | Mark] = []
        self._looks, self._marks = looks, marks
        self._layout = layout_tables(root)
        self._bold = [False]
        self._pieces: list[Piece] = []
        self._when = Times(None, None, "")
        self._block, self._heading, self._pre = 0, 0, 0
        self._label = ""  # of the last speaker named by an attribute
        self._table: Table | None = None

    def enter(self, element: Element) -> bool:
        """Take an element's start; whether what it holds is to be read too."""
        if not isinstance(element.tag, str) or self._is_no_talk(element):
            return False
        if element in self._marks.clocks or (element in self._marks.speakers and not self._marks.around):
            self._end_line()
            self.items.append(
                Mark(self._marks.speakers.get(element), self._marks.clocks.get(element) or times_of(element))
            )
            return False
        if element.tag == "br":
            self._end_line()
        elif element.tag in BLOCKS:
            self._end_block()
            self._enter_block(element)
        label = self._marks.speakers.get(element)
        if label is not None and (element.tag in BLOCKS or label != self._label):
            self._end_line()
            self._label = label
            self.items.append(Mark(label, times_of(element)))
        elif when := times_of(element):
            self._stamp(when)
        own = self._looks.bold(element)
        self._bold.append(self._bold[-1] if own is None else own)
        self._add(element.text)
        return True

    def leave(self, element: Element, *, entered: bool) -> None:
        """Take an element's end and the text after it."""
        if entered:
            self._bold.pop()
            if element.tag in BLOCKS:
                self._end_block()
                self._leave_block(element)
        self._add(element.tail)

    def finish(self) -> list[Block | Mark]:
        """The blocks and marks in order, the last line ended."""
        self._end_block()
        return self.items

    def _is_no_talk(self, element: Element) -> bool:
        if element.tag in FURNITURE:
            return not any(ancestor.tag in _MAIN for ancestor in element.iterancestors())
        return element.tag in NO_TALK or self._looks.gone(element)

    def _enter_block(self, element: Element) -> None:
        self._heading += element.tag in HEADINGS
        self._pre += element.tag == "pre"
        if element.tag == "table" and self._table is None and element not in self._layout:
            self._table = Table(element)

    def _leave_block(self, element: Element) -> None:
        self._heading -= element.tag in HEADINGS
        self._pre -= element.tag == "pre"
        table = self._table
        if table is None:
            return
        if element.tag in CELLS:
            table.end_cell(element)
        elif element.tag == "tr":
            table.end_row()
        elif element is table.element:
            if table.rows:
                self.items.append(table.rows)
            self._table = None

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._pre:
            for number, row in enumerate(text.split("\n")):
                if number:
                    self._end_line()
                    self._block += not row.strip()
                self._pieces.append((row, self._bold[-1]))
        else:
            self._pieces.append((_collapsed(text), self._bold[-1]))

    def _stamp(self, when: Times) -> None:
        start = when.start_s if self._when.start_s is None else self._when.start_s
        self._when = Times(start, self._when.end_s if when.end_s is None else when.end_s, "")

    def _end_line(self) -> None:
        text = "".join(piece for piece, _ in self._pieces).strip()
        if text:
            line = Line(
                text=text,
                block=self._block,
                bold=bold_start(self._pieces),
                heading=self._heading > 0,
                cell=self._table is not None,
                start_s=self._when.start_s,
                end_s=self._when.end_s,
            )
            if self._table is not None:
                self._table.cell.append(line)
            else:
                self.items.append([line])
            self._when = Times(None, None, "")
        self._pieces = []

    def _end_block(self) -> None:
        self._end_line()
        self._block += 1


def _collapsed(text: str) -> str:
    """Text with each run of blanks one space, kept at both ends."""
    return f"{' ' if text[0].isspace() else ''}{squeeze(text)}{' ' if text[-1].isspace() else ''}"
