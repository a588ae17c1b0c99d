"""The tables of a copy for others go in; they come out without what rests on too few people, or would give that away.

A table of single speakers is left out, and one that counts no people. Of every other table the rows stay, those held back
without their figures; of a table of another form than those by code, they are left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.export.facts import Archive
from pipeline.export.table import PEOPLE, Table
from pipeline.export.write import Cell
from pipeline.share_figures import Counted, counted_in, printed_figures
from pipeline.share_pairs import Pair, held_pairs
from pipeline.statistics.corpus import ATTRIBUTE, CASE, DOCUMENT_NAME, ROLE, ROLE_GROUP, SPEAKER, Arrays, arrays
from pipeline.statistics.disclosure import FEWEST_PEOPLE
from pipeline.statistics.prevalence import EVERYONE, Prevalence

NOTE = "note"
HELD_BACK = f"held back: fewer than {FEWEST_PEOPLE} people, one interview, or it would give such a figure away"
ASSIGNED = "assigned_passages"  # what a row that counts codes counts first
FOUND = ("speakers", "assigned_speakers")
BASE = "of_speakers"
INTERVIEWS = ("interviews", "assigned_interviews", "of_interviews")
SINGLE = frozenset({CASE, DOCUMENT_NAME, "interview", SPEAKER})  # what a row is of that few people are behind as a rule
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
COMPARED, BETWEEN = ("group", "other_group", "groups"), "; "  # columns that name groups compared with each other
KEYS = ("dimension", "code", "split_dimension", "split_code")

Row = tuple[Cell, ...]


def shareable(made: Sequence[Table], archive: Archive) -> list[Table]:
    """The tables that others get, each with the number of its rows that were held back."""
    return [_shareable(table, archive) for table in made if _may_leave(table)]


def left_out(made: Sequence[Table]) -> list[str]:
    """The names of the tables that others do not get."""
    return [table.name for table in made if not _may_leave(table)]


def printed(rows: Sequence[Prevalence], archive: Archive, *, by: str) -> list[Prevalence]:
    """The rows that a page may show: all of them within the house, in a copy for others those not held back."""
    if not archive.facts.shared:
        return list(rows)
    figures = _printed_figures(archive)
    return [row for row in rows if counted_in(row, by=by) in figures]


@lru_cache(maxsize=1)
def _printed_figures(archive: Archive) -> frozenset[Counted]:
    return printed_figures(arrays(archive.passages, archive.codebook))


@lru_cache(maxsize=1)
def _data(archive: Archive) -> Arrays:
    return arrays(archive.passages, archive.codebook)


def _may_leave(table: Table) -> bool:
    counts_people = not SINGLE & set(_about(table)) and any(name in table.columns for name in PEOPLE)
    return not table.of_people and (bool(table.open_to_others) or counts_people)


def _shareable(table: Table, archive: Archive) -> Table:
    if table.open_to_others:
        return replace(table, held_back=0)
    figures, counted = _printed_figures(archive), _counted_by(table, archive)
    pairs = _pairs_of(table)
    known = [
        all(c in figures for c in counted(row)) and pair not in _held_pairs(archive)
        for row, pair in zip(table.rows, pairs, strict=True)
    ]
    kept = [is_known and not _is_few(row, table) for row, is_known in zip(table.rows, known, strict=True)]
    if _is_plain(table, archive):
        rows = tuple(row if keep else _emptied(row, table) for row, keep in zip(table.rows, kept, strict=True))
    else:
        kept = _totals_protected(table, kept, by=_factors_of(table, archive))
        rows = tuple(row for row, keep in zip(table.rows, kept, strict=True) if keep)
    most = _most_units(table)
    rows = tuple(_within(row, table, most=most) for row in rows)
    return replace(table, rows=rows, held_back=kept.count(False))


@lru_cache(maxsize=1)
def _held_pairs(archive: Archive) -> frozenset[Pair]:
    return held_pairs(_data(archive), _printed_figures(archive))


def _pairs_of(table: Table) -> list[Pair | None]:
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


def _most_units(table: Table) -> dict[str, int]:
    """By group the units of a table of codes that meet, taken from the pair that is put to most of them."""
    most: dict[str, int] = {}
    for row in table.rows:
        cells = dict(zip(table.columns, row, strict=True))
        group = str(cells.get(ROLE_GROUP, EVERYONE))
        most[group] = max(most.get(group, 0), _number(cells.get(UNITS)) or 0)
    return most


def _counted_by(table: Table, archive: Archive) -> Callable[[Row], list[Counted]]:
    """The figures that a row prints, as its columns say: a code, or two that meet, of everyone or of a group of a factor."""
    by, factors = _factors_of(table, archive), _data(archive).factors
    codes = [p for p in ("", "first_", "second_") if {f"{p}dimension", f"{p}code"} <= set(table.columns)]

    def counted(row: Row) -> list[Counted]:
        cells = {name: str(cell) for name, cell in zip(table.columns, row, strict=True)}
        among = [(by[0][1], cells[by[0][0]])] if len(by) == 1 else [(ROLE_GROUP, EVERYONE)]
        compared = [g for name in COMPARED if name in cells for g in cells[name].split(BETWEEN) if g]
        among += [(f, group) for group in compared for f in (ROLE_GROUP, ROLE) if group in factors[f].names]
        keys = [{key: cells[f"{p}{key}"] for key in KEYS if f"{p}{key}" in cells} for p in codes]
        return [Counted(factor=factor, group=group, **key) for key in keys for factor, group in among]

    return counted


def _factors_of(table: Table, archive: Archive) -> list[tuple[str, str]]:
    """The columns that name a group of people, each with the factor whose groups they are."""
    factors = _data(archive).factors
    pairs = ((name, name if name in factors else f"{ATTRIBUTE}{name}") for name in _about(table))
    return [(name, factor) for name, factor in pairs if factor in factors]


def _is_plain(table: Table, archive: Archive) -> bool:
    """Whether every row is one of the figures that are weighed together: then its totals are protected already."""
    about, by = set(_about(table)), [name for name, _ in _factors_of(table, archive)]
    counts = bool({"passages", ASSIGNED} & set(table.columns))
    return (
        counts
        and len(by) < 2
        and {"dimension", "code"} <= about
        and about <= {*KEYS, *by, *(c for c in about if _is_name(c))}
    )


def _totals_protected(table: Table, kept: Sequence[bool], *, by: Sequence[tuple[str, str]]) -> list[bool]:
    """Of a table of another form: where one group alone is held back, another too, so that no total gives it away."""
    out = list(kept)
    groups: dict[Row, list[int]] = {}
    places = [table.columns.index(name) for name, _ in by]
    keys = [table.columns.index(name) for name in _about(table) if table.columns.index(name) not in places]
    for number, row in enumerate(table.rows):
        groups.setdefault(tuple(row[k] for k in keys), []).append(number)
    for numbers in groups.values():
        rows = [(n, dict(zip(table.columns, table.rows[n], strict=True))) for n in numbers]
        parts = [(n, cells) for n, cells in rows if EVERYONE not in table.rows[n] and _people(cells) != 0]
        gone = [n for n, _ in parts if not out[n]]
        if len(places) == 1 and len(gone) == 1 and len(parts) > 1:
            left = [(_people(cells) or _number(cells.get(BASE)) or 0, n) for n, cells in parts]
            out[min((people, n) for people, n in left if out[n])[1]] = False
        elif gone and (len(places) != 1 or len(gone) == 1):
            for n, _ in rows:
                out[n] = out[n] and EVERYONE not in table.rows[n]
    return out


def _is_few(row: Row, table: Table) -> bool:
    """Whether the row itself says that it rests on too few; nobody at all among enough people is a finding."""
    cells = dict(zip(table.columns, row, strict=True))
    people, of_people = _people(cells), _number(cells.get(BASE))
    few = people is not None and (0 < people < FEWEST_PEOPLE or (people == 0 and of_people is None))
    few_of = of_people is not None and of_people < FEWEST_PEOPLE
    return few or few_of or 1 in [cells.get(name) for name in INTERVIEWS]


def _people(cells: Mapping[str, Cell]) -> int | None:
    """The people behind a row, of whichever column counts them."""
    return next((n for name in FOUND if (n := _number(cells.get(name))) is not None), None)


def _number(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) and not isinstance(cell, bool) else None


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _is_name(column: str) -> bool:
    return column.endswith("_name")


def _about(table: Table) -> tuple[str, ...]:
    """The columns that say what a row counts: those before the first with a number."""
    for place in range(len(table.columns)):
        if any(_is_number(row[place]) for row in table.rows):
            return table.columns[:place]
    return table.columns


def _within(row: Row, table: Table, *, most: Mapping[str, int]) -> Row:
    """The row without the counts that rest on a part of its passages, of however few people: those stay in the house.

    So do, of two codes that meet, all that is counted among the units to which both are put, where these are not all:
    no other table counts among them, so nothing protects their totals.
    """
    cells = dict(zip(table.columns, row, strict=True))
    gone = {*LARGEST, *(WITHIN if ASSIGNED in cells else ())}
    if cells.get(UNITS) != most.get(str(cells.get(ROLE_GROUP, EVERYONE)), cells.get(UNITS)):
        gone.update(OF_BOTH)
    return tuple(None if name in gone else cell for name, cell in cells.items())


def _emptied(row: Row, table: Table) -> Row:
    """The row with what it is about, and nothing else but why the rest is missing."""
    about = _about(table)
    cells = zip(table.columns, row, strict=True)
    return tuple(HELD_BACK if name == NOTE else (cell if name in about else None) for name, cell in cells)
