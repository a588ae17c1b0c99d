"""The tables of a copy for others go in; they come out without what rests on too few people, or would give that away.

A table of single speakers is left out, one that counts no people, and one that counts only a part of what its rows are among
(how often the model would not decide), since nothing protects those totals. Of every other table the rows stay, those held back
without their figures; of a table of another form than those by code, they are left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.export.facts import Archive
from pipeline.export.table import PEOPLE, Table
from pipeline.share_figures import Counted, counted_in, printed_figures
from pipeline.share_pairs import Pair, held_pairs
from pipeline.share_rows import (
    ASSIGNED,
    BASE,
    WITHIN,
    Row,
    emptied,
    is_few,
    is_name,
    most_units,
    number_in,
    pairs_of,
    people_of_row,
    subject_columns,
    within,
)
from pipeline.statistics.corpus import ATTRIBUTE, CASE, DOCUMENT_NAME, ROLE, ROLE_GROUP, SPEAKER, Arrays, arrays
from pipeline.statistics.disclosure import FEWEST_PEOPLE
from pipeline.statistics.prevalence import EVERYONE, Prevalence

SINGLE = frozenset({CASE, DOCUMENT_NAME, "interview", SPEAKER})  # what a row is of that few people are behind as a rule
COMPARED, BETWEEN = ("group", "other_group", "groups"), "; "  # columns that name groups compared with each other
KEYS = ("dimension", "code", "split_dimension", "split_code")


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
    counts_people = not SINGLE & set(subject_columns(table)) and any(name in table.columns for name in PEOPLE)
    in_part = bool(set(WITHIN) & set(table.columns)) and ASSIGNED not in table.columns
    return not table.of_people and (bool(table.open_to_others) or (counts_people and not in_part))


def _shareable(table: Table, archive: Archive) -> Table:
    if table.open_to_others:
        return replace(table, held_back=0)
    figures, counted = _printed_figures(archive), _counted_by(table, archive)
    pairs = pairs_of(table)
    known = [
        all(c in figures for c in counted(row)) and pair not in _held_pairs(archive)
        for row, pair in zip(table.rows, pairs, strict=True)
    ]
    kept = [is_known and not is_few(row, table) for row, is_known in zip(table.rows, known, strict=True)]
    if _is_plain(table, archive):
        rows = tuple(row if keep else emptied(row, table) for row, keep in zip(table.rows, kept, strict=True))
    else:
        kept = _totals_protected(table, kept, by=_factors_of(table, archive))
        rows = tuple(row for row, keep in zip(table.rows, kept, strict=True) if keep)
    most = most_units(table)
    rows = tuple(within(row, table, most=most) for row in rows)
    return replace(table, rows=rows, held_back=kept.count(False))


@lru_cache(maxsize=1)
def _held_pairs(archive: Archive) -> frozenset[Pair]:
    return held_pairs(_data(archive), _printed_figures(archive))


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
    pairs = ((name, name if name in factors else f"{ATTRIBUTE}{name}") for name in subject_columns(table))
    return [(name, factor) for name, factor in pairs if factor in factors]


def _is_plain(table: Table, archive: Archive) -> bool:
    """Whether every row is one of the figures that are weighed together: then its totals are protected already."""
    about, by = set(subject_columns(table)), [name for name, _ in _factors_of(table, archive)]
    counts = bool({"passages", ASSIGNED} & set(table.columns))
    return (
        counts
        and len(by) < 2
        and {"dimension", "code"} <= about
        and about <= {*KEYS, *by, *(c for c in about if is_name(c))}
    )


def _gives_away(people: Sequence[int]) -> bool:
    """Whether a total less all that is printed tells one group's people, or that there are few in all groups held back."""
    return len(people) == 1 or sum(people) < FEWEST_PEOPLE


def _totals_protected(table: Table, kept: Sequence[bool], *, by: Sequence[tuple[str, str]]) -> list[bool]:
    """Of a table of another form: where one group alone, or few people, are held back, another group too, or else the total."""
    out = list(kept)
    groups: dict[Row, list[int]] = {}
    places = [table.columns.index(name) for name, _ in by]
    keys = [table.columns.index(name) for name in subject_columns(table) if table.columns.index(name) not in places]
    for number, row in enumerate(table.rows):
        groups.setdefault(tuple(row[k] for k in keys), []).append(number)
    for numbers in groups.values():
        rows = [(n, dict(zip(table.columns, table.rows[n], strict=True))) for n in numbers]
        parts = [(n, cells) for n, cells in rows if EVERYONE not in table.rows[n] and people_of_row(cells) != 0]
        size = {n: people_of_row(cells) or number_in(cells.get(BASE)) or 0 for n, cells in parts}
        gone = [n for n in size if not out[n]]
        left = sorted((n for n in size if out[n]), key=lambda n: (size[n], n))
        while len(places) == 1 and gone and left and _gives_away([size[n] for n in gone]):
            gone.append(left.pop(0))
            out[gone[-1]] = False
        if gone and (len(places) != 1 or _gives_away([size[n] for n in gone])):
            for n, _ in rows:
                out[n] = out[n] and EVERYONE not in table.rows[n]
    return out
