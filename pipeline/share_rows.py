"""A table's rows go in; what each counts, of how many, and what of it others may read comes out.

Columns say what a row is about: those before the first with a number.
"""

from collections.abc import Mapping

from pipeline.export.table import Table
from pipeline.export.write import Cell
from pipeline.share_pairs import Pair
from pipeline.statistics.corpus import ROLE_GROUP
from pipeline.statistics.disclosure import FEWEST_PEOPLE
from pipeline.statistics.prevalence import EVERYONE

NOTE = "note"
HELD_BACK = f"held back: fewer than {FEWEST_PEOPLE} people, one interview, or it would give such a figure away"
ASSIGNED = "assigned_passages"  # what a row that counts codes counts first
FOUND = ("speakers", "assigned_speakers")
BASE = "of_speakers"
INTERVIEWS = ("interviews", "assigned_interviews", "of_interviews")
WITHIN = ("verified_passages", "verified_speakers", "verified_interviews", "abstained", "audited", "audited_with_code")
LARGEST = ("largest_share_interviews", "largest_share_speakers", "largest_interview", "carried_by")  # of one person
OF_BOTH = (
    "with_first",
    "with_second",
    "of_units",
    "expected",
    "jaccard",
    "lift",
    "lift_low",
    "lift_high",
    "lift_within",
)
UNITS = "of_units"

Row = tuple[Cell, ...]


def is_few(row: Row, table: Table) -> bool:
    """Whether the row itself says that it rests on too few; nobody at all among enough people is a finding."""
    cells = dict(zip(table.columns, row, strict=True))
    people, of_people = people_of_row(cells), number_in(cells.get(BASE))
    few = people is not None and (0 < people < FEWEST_PEOPLE or (people == 0 and of_people is None))
    few_of = of_people is not None and of_people < FEWEST_PEOPLE
    return few or few_of or 1 in [cells.get(name) for name in INTERVIEWS]


def within(row: Row, table: Table, *, most: Mapping[str, int]) -> Row:
    """The row without the counts that rest on a part of its passages, of however few people: those stay in the house.

    So do, of two codes that meet, all that is counted among the units to which both are put, where these are not all:
    no other table counts among them, so nothing protects their totals.
    """
    cells = dict(zip(table.columns, row, strict=True))
    gone = {*LARGEST, *(WITHIN if ASSIGNED in cells else ())}
    if cells.get(UNITS) != most.get(str(cells.get(ROLE_GROUP, EVERYONE)), cells.get(UNITS)):
        gone.update(OF_BOTH)
    return tuple(None if name in gone else cell for name, cell in cells.items())


def emptied(row: Row, table: Table) -> Row:
    """The row with what it is about, and nothing else but why the rest is missing."""
    about = subject_columns(table)
    cells = zip(table.columns, row, strict=True)
    return tuple(HELD_BACK if name == NOTE else (cell if name in about else None) for name, cell in cells)


def subject_columns(table: Table) -> tuple[str, ...]:
    """The columns that say what a row counts: those before the first with a number."""
    for place in range(len(table.columns)):
        if any(_is_number(row[place]) for row in table.rows):
            return table.columns[:place]
    return table.columns


def people_of_row(cells: Mapping[str, Cell]) -> int | None:
    """The people behind a row, of whichever column counts them."""
    return next((n for name in FOUND if (n := number_in(cells.get(name))) is not None), None)


def pairs_of(table: Table) -> list[Pair | None]:
    """The two codes of each row, and whose, where a table is of codes that meet."""
    if not {"first_code", "second_code"} <= set(table.columns):
        return [None] * len(table.rows)
    cells = [dict(zip(table.columns, map(str, row), strict=True)) for row in table.rows]
    return [
        (
            row.get(ROLE_GROUP, EVERYONE),
            frozenset((row[f"{which}_dimension"], row[f"{which}_code"]) for which in ("first", "second")),
        )
        for row in cells
    ]


def most_units(table: Table) -> dict[str, int]:
    """By group the units of a table of codes that meet, taken from the pair that is put to most of them."""
    most: dict[str, int] = {}
    for row in table.rows:
        cells = dict(zip(table.columns, row, strict=True))
        group = str(cells.get(ROLE_GROUP, EVERYONE))
        most[group] = max(most.get(group, 0), number_in(cells.get(UNITS)) or 0)
    return most


def number_in(cell: Cell) -> int | None:
    """The whole number in a cell, if it is one."""
    return cell if isinstance(cell, int) and not isinstance(cell, bool) else None


def is_name(column: str) -> bool:
    """Whether a column names in words what another gives by its id."""
    return column.endswith("_name")


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)
