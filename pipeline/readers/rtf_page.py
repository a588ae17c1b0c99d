"""Text and the ends of paragraphs, cells and rows of an RTF file go in; its paragraphs and tables come out in order."""

from pipeline.readers.blocks import Block, Piece, paragraph
from pipeline.readers.tables import Row
from pipeline.readers.talk import Line

STRUCTURE = frozenset({"par", "sect", "page", "column", "cell", "nestcell", "row"})
LEVELS = range(9)  # outline levels of headings; 9 is body text


class Page:
    """What a reader would see; `headings` are the numbers of the paragraph styles that head sections."""

    def __init__(self) -> None:
        self.headings: set[int] = set()
        self._pieces: list[Piece] = []
        self._hosts: list[list[Piece]] = []  # paragraphs in which text boxes are anchored
        self._style, self._outline, self._in_table = 0, False, False
        self._cell: list[Line] = []
        self._cells: list[tuple[Line, ...]] = []
        self._rows: list[Row] = []
        self._blocks: list[Block] = []
        self._number = 0

    def add(self, text: str, *, bold: bool) -> None:
        """Add text to the paragraph."""
        self._pieces.append((text, bold))

    def structure(self, word: str) -> None:
        """End a paragraph, a cell or a row."""
        if word == "row":
            self._rows += [Row(cells=tuple(self._cells))] if self._cells else []
            self._cells, self._in_table = [], False
        elif word == "cell":
            self._in_table = True
            self._end_paragraph()
            self._cells.append(tuple(self._cell))
            self._cell = []
        else:
            self._end_paragraph()

    def paragraph_property(self, word: str, number: int | None) -> None:
        """Note what a control word says of the whole paragraph."""
        if word == "pard":
            self._style, self._outline, self._in_table = 0, False, False
        elif word == "intbl":
            self._in_table = True
        elif word == "s":
            self._style = number or 0
        elif word == "outlinelevel":
            self._outline = number in LEVELS

    def enter_box(self) -> None:
        """Begin a text box: its paragraphs stand apart from the one it is anchored in."""
        self._hosts.append(self._pieces)
        self._pieces = []

    def leave_box(self) -> None:
        """End a text box and go on with the paragraph around it."""
        self._end_paragraph()
        self._pieces = self._hosts.pop() if self._hosts else []

    def finish(self) -> list[Block]:
        """The blocks in order, the last paragraph and table ended."""
        self._end_paragraph()
        self._end_table()
        return self._blocks

    def _end_paragraph(self) -> None:
        heading = self._style in self.headings or self._outline
        lines = paragraph(self._pieces, block=self._number, heading=heading, cell=self._in_table)
        self._pieces = []
        self._number += 1
        if self._in_table:
            self._cell += lines
            return
        self._end_table()
        if lines:
            self._blocks.append(lines)

    def _end_table(self) -> None:
        if self._cells or self._cell:  # a row that the file never ends
            self._rows.append(Row(cells=(*self._cells, tuple(self._cell))))
            self._cells, self._cell = [], []
        if self._rows:
            self._blocks.append(self._rows)
            self._rows = []
