"""A table of the outputs goes in, the table as a paper prints it comes out: codes against groups, figures rounded."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from data_schemas.codebook import Codebook
from pipeline.export.pages import heading
from pipeline.export.table import STATUS, Table
from pipeline.export.write import Cell

LOW, HIGH, NAME = "_low", "_high", "_name"
GROUP, DIMENSION = "role_group", "dimension"
INTERVAL = " [95% CI]"
BOUNDED = re.compile(
    r"(^|_)(share|probability|kappa|alpha|phi|jaccard|difference|p|q|correlation)(_|$)"
)  # within -1..1
CHANCE = re.compile(r"(p|q)(_.*)?")  # columns of p values, given with three decimals
FOUND, LIMITS = "assigned_passages", "interval"  # of a table of codes: how many, and what the limits of a share are
PIVOTED = {"dimension", "code", "code_name", FOUND, "of_passages"}
LETTERS = ("\u1d43", "\u1d47", "\u1d9c")  # raised, behind a share: what its limits are limits of, where cells differ
TOLD_APART = "over"  # a column by which rows of one code and group are told apart: no place for it in a pivot
NOT_COUNTED = {"dimension", "dimension_name", "code", "code_name", "split_dimension", "split_code", "split_code_name"}
GROUPS_AT_ONCE = 7  # columns of groups that an A4 page on its side has room for
ROOM = 10  # columns, above which a page goes without those that a reader misses least
SPARE = {"of_speakers", "of_interviews", "of_other_interviews", "passage_id", "rank"}
MOST_GROUPS = 10 * GROUPS_AT_ONCE  # printed side by side, a page for each seven
MOST_ROWS = 200  # of a table that is printed: the rest is for a spreadsheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the printed table; a `heading` stands above the rows that belong to it."""

    cells: tuple[str, ...]
    heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A table as a paper prints it: one `part` or, where it is too wide for a page, several with the same first column.

    `columns` are the columns of the outputs that went into it; `cells` says what each cell holds, where that is needed.
    """

    title: str
    parts: tuple[tuple[tuple[str, ...], tuple[Line, ...]], ...]
    columns: tuple[str, ...]
    cells: str
    rows_left_out: int


def printed(table: Table, codebook: Codebook) -> Printed:
    """Codes as rows and groups as columns where the table counts codes by group; else the table without its ids."""
    columns = [name for name in table.columns if name != STATUS]
    by = columns[0] if columns else ""
    counts = (
        set(columns) >= PIVOTED and TOLD_APART not in columns and by not in PIVOTED and columns[1:2] == ["dimension"]
    )
    if counts and len({row[table.columns.index(by)] for row in table.rows}) <= MOST_GROUPS:
        return _pivoted(table, by=by, codebook=codebook)
    return _plain(table, codebook)


def figure(cell: Cell, *, column: str = "") -> str:
    """A cell as a paper prints it: two decimals, three for p values; no zero before the point of what stays within one."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, str):
        return cell
    if CHANCE.fullmatch(column):
        return "< .001" if cell < 0.001 else _signed(f"{cell:.3f}", bounded=True)
    return _signed(f"{cell:,.2f}", bounded=bool(BOUNDED.search(column)))


def interval(value: Cell, low: Cell, high: Cell, *, column: str = "") -> str:
    """A figure with its interval, as `.12 [.08, .17]`; nothing where there is no figure."""
    if value is None:
        return ""
    shown = figure(value, column=column)
    return shown if low is None else f"{shown} [{figure(low, column=column)}, {figure(high, column=column)}]"


def _signed(text: str, *, bounded: bool) -> str:
    sign, digits = ("\u2212", text[1:]) if text.startswith("-") else ("", text)
    sign = "" if not digits.strip("0.,") else sign
    return sign + (digits.removeprefix("0") if bounded else digits)


def _pivoted(table: Table, *, by: str, codebook: Codebook) -> Printed:
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    groups = list(dict.fromkeys(str(row[by]) for row in rows))
    estimates = _estimates([name for name in table.columns if name not in NOT_COUNTED])
    places = [_place(row, codebook) for row in rows]
    pairs = list(zip(places, rows, strict=True))
    marks = _marks(rows)
    cells = {(place, str(row[by])): _counted(row, estimates, marks=marks) for place, row in pairs}
    bases = {(place.block, str(row[by])): f"of {figure(row['of_passages'])}" for place, row in pairs}
    parts = []
    for start in range(0, len(groups), GROUPS_AT_ONCE):
        some = groups[start : start + GROUPS_AT_ONCE]
        lines: list[Line] = []
        block = ("", "")
        for place in dict.fromkeys(places):
            if place.block != block:
                block = place.block
                lines.append(
                    Line(cells=(place.title, *(bases.get((block, group), "") for group in some)), heading=True)
                )
            lines.append(Line(cells=(place.name, *(cells.get((place, group), "") for group in some))))
        parts.append((("", *(heading(group) for group in some)), tuple(lines)))
    return Printed(
        title=table.title,
        parts=tuple(parts),
        columns=(by, FOUND, "of_passages", *(name for names in estimates for name in names)),
        cells=f"In each cell: {'; '.join(['passages assigned', *(heading(names[0]) + _limits(marks) for names in estimates)])}",
        rows_left_out=0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A row of the printed table: its name, and the block of rows with the same base that it belongs to, each with its ids."""

    block: tuple[str, str]
    title: str
    code: tuple[str, str]
    name: str


def _place(row: Mapping[str, Cell], codebook: Codebook) -> _Place:
    """A code crossed with another counts among the passages with that one; one confined to another, among all."""
    dimension = codebook.dimension(str(row["dimension"]))
    code, name = str(row["code"]), str(row["code_name"])
    split, split_name = str(row.get("split_code") or ""), row.get("split_code_name")
    if not split:
        return _Place(block=(dimension.id, ""), title=dimension.name, code=(code, ""), name=name)
    if row["split_dimension"] in dimension.applies_to:
        title = f"{dimension.name}, where {split_name}"
        return _Place(block=(dimension.id, split), title=title, code=(code, ""), name=name)
    return _Place(block=(dimension.id, ""), title=dimension.name, code=(code, split), name=f"{name} ({split_name})")


def _counted(row: Mapping[str, Cell], estimates: Sequence[tuple[str, str, str]], *, marks: Mapping[str, str]) -> str:
    found = (interval(row[name], row[low], row[high], column=name) for name, low, high in estimates)
    mark = marks.get(str(row.get(LIMITS)), "")
    return "\n".join([figure(row[FOUND]), *(shown + mark for shown in found if shown)])


def _marks(rows: Sequence[Mapping[str, Cell]]) -> dict[str, str]:
    """What the limits of shares are limits of, as the rows say, with the letter that tells them apart where they differ."""
    told = list(dict.fromkeys(str(row[LIMITS]) for row in rows if row.get(LIMITS)))
    return dict(zip(told, LETTERS if len(told) > 1 else ("",), strict=False))


def _limits(marks: Mapping[str, str]) -> str:
    """What stands in brackets behind a share."""
    return f" [{' or '.join(f'{mark} {told}'.strip() for told, mark in marks.items())}]" if marks else INTERVAL


def _estimates(columns: Sequence[str]) -> list[tuple[str, str, str]]:
    """The columns that have an interval, each with those of its ends."""
    return [(c, c + LOW, c + HIGH) for c in columns if c + LOW in columns and c + HIGH in columns]


def _plain(table: Table, codebook: Codebook) -> Printed:
    ends = {end for names in _estimates(table.columns) for end in names[1:]}
    kept = _worth_printing(table, without=ends)
    at = {name: number for number, name in enumerate(table.columns)}
    names = {dimension.id: dimension.name for dimension in codebook.dimensions}

    def shown(row: Sequence[Cell], name: str) -> str:
        cell = row[at[name]]
        if name + LOW in ends:
            return interval(cell, row[at[name + LOW]], row[at[name + HIGH]], column=name)
        if name.endswith(GROUP):
            return heading(str(cell))
        return names.get(str(cell), str(cell)) if name.endswith(DIMENSION) else figure(cell, column=name)

    behind = INTERVAL if LIMITS not in at else " [limits]"
    header = tuple(heading(name.removesuffix(NAME)) + (behind if name + LOW in ends else "") for name in kept)
    lines = tuple(Line(cells=tuple(shown(row, name) for name in kept)) for row in table.rows[:MOST_ROWS])
    return Printed(
        title=table.title,
        parts=((header, lines),),
        columns=tuple(kept),
        cells="",
        rows_left_out=max(0, len(table.rows) - MOST_ROWS),
    )


def _worth_printing(table: Table, *, without: Collection[str]) -> list[str]:
    """The columns without ids that have a name beside them, without empty ones, and fewer where a page has no room."""
    names = []
    for number, name in enumerate(table.columns):
        cells = {row[number] for row in table.rows}
        if (
            name != STATUS
            and name not in without
            and name + NAME not in table.columns
            and cells - {None, "", table.title}
        ):
            names.append(name)
    return names if len(names) <= ROOM else [name for name in names if name not in SPARE]
