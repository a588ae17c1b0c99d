"""What one figure is: a plot with its words, the table it was drawn from, and the passages behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.export.facts import Archive
from pipeline.export.table import Table
from pipeline.export.write import Cell

Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A plot as an Altair chart; `text` says in words what it shows, for those who do not see it.

    `name` is its file's stem, `part` the part of the report it stands in, `table` the table that holds its numbers and
    `passages` the fragment of the report with the passages behind it, each "" where there is none.
    """

    name: str
    part: str
    title: str
    text: str
    chart: Any = field(compare=False)
    table: str = ""
    passages: str = ""


FigureMaker = Callable[[Archive, Sequence[Table]], list[Figure]]


def rows_of(table: Table) -> list[Row]:
    """A table's rows by the names of its columns."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def named(tables: Sequence[Table], name: str) -> Table | None:
    """The table of this file name, where it was made and holds a row."""
    return next((table for table in tables if table.name == name and table.rows), None)


def number(cell: Cell) -> float | None:
    """A cell that holds a figure; None for an empty one."""
    return float(cell) if isinstance(cell, int | float) else None
