"""What one table is: rows under columns, and which columns count people, so that a copy for others can hold back the few."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.export.facts import Archive, Facts
from pipeline.export.names import file_stems
from pipeline.export.write import Cell
from pipeline.statistics.corpus import Arrays

PEOPLE = ("speakers", "assigned_speakers", "of_speakers")  # the columns that count the people whom a row rests on
SHAREABLE = "at least 5 people behind every figure, totals protected"
SHARE_FROM = "share_from"  # the column that says of each share whether an audit corrects it
STATUS = "status"  # the first column of every table: how far its figures can be trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: `name` is its file's stem, every row has a cell for each column.

    `of_people` says that rows describe single speakers: such a table never leaves the house. `open_to_others` says why others
    get all of it, where they do: it counts no people, or somebody approved every row. A table that is neither leaves with
    one of `PEOPLE` among its columns only, without the rows that rest on few; how many is `held_back`, None within
    the house. `meanings` explain columns that other tables do not have.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    of_people: bool = False
    open_to_others: str = ""
    held_back: int | None = None
    meanings: tuple[tuple[str, str], ...] = ()


TableMaker = Callable[[Archive, Arrays], list[Table]]


def finished(tables: list[Table], *, facts: Facts) -> list[Table]:
    """The tables with the status in every row, under file names unlike each other; only some can be corrected by an audit."""
    names = file_stems([table.name for table in tables])
    return [
        replace(
            table,
            name=name,
            columns=(STATUS, *table.columns),
            rows=tuple((_standing(table, facts=facts), *row) for row in table.rows),
        )
        for name, table in zip(names, tables, strict=True)
    ]


def status_of(table: Table, *, facts: Facts) -> str:
    """The status of a table; one that has no column to say which of its rows are corrected has none that is."""
    return facts.status if SHARE_FROM in table.columns else facts.uncorrected.status


def _standing(table: Table, *, facts: Facts) -> str:
    """The status; in a copy for others also by which rules, and how much was held back."""
    status = status_of(table, facts=facts)
    if table.held_back is None:
        return status
    rule = table.open_to_others or f"{SHAREABLE}; {table.held_back} rows held back"
    return f"{status}; {rule}"
