"""The cells of a web page's table go in as they end; its rows come out, cells that reach over several of them put right."""

from dataclasses import dataclass, field
from typing import Any

from pipeline.readers.tables import Row
from pipeline.readers.talk import Line

MAX_SPAN = 100  # columns or rows that one cell may cover

Element = Any  # lxml's elements carry no types


@dataclass(slots=True)
class Table:
    """A table being read: `cell` and `cells` are those of its open row, `held` how far down cells of a column reach."""

    element: Element
    rows: list[Row] = field(default_factory=list)
    cell: list[Line] = field(default_factory=list)
    cells: list[tuple[Line, ...]] = field(default_factory=list)
    held: dict[int, int] = field(default_factory=dict)

    def end_cell(self, element: Element) -> None:
        """Put the cell into its row, beside the cells that reach down from rows above."""
        while self.held.get(len(self.cells), 0) > 0:
            self.cells.append(())
        column = len(self.cells)
        self.cells.append(tuple(self.cell))
        self.cell = []
        across, down = _span(element, "colspan"), _span(element, "rowspan")
        self.cells += [()] * (across - 1)
        if down > 1:
            self.held.update({column + i: down for i in range(across)})

    def end_row(self) -> None:
        """Put the row into the table; one without cells is none."""
        if self.cells:
            self.rows.append(Row(cells=tuple(self.cells)))
            self.cells = []
            self.held = {column: rows - 1 for column, rows in self.held.items() if rows > 1}


def layout_tables(root: Element) -> set[Element]:
    """The tables that hold other tables: they lay out the page and are no tables of talk."""
    outer: set[Element] = set()
    for table in root.iter("table"):
        for ancestor in table.iterancestors("table"):
            if ancestor in outer:
                break
            outer.add(ancestor)
    return outer


def _span(cell: Element, name: str) -> int:
    value = cell.get(name) or "1"
    return max(1, min(int(value), MAX_SPAN)) if value.isdecimal() else 1
