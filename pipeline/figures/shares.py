"""The tables of codes go in, figures of how often groups speak of each code come out: with limits as printed, else counts."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from data_schemas.codebook import Code, Codebook, Dimension
from pipeline.export.code_tables import LIMITS
from pipeline.export.facts import Archive
from pipeline.export.links import TALK, has_both, passages_link
from pipeline.export.pages import heading
from pipeline.export.table import Table
from pipeline.figures.dots import ACROSS, LEAST, Dot, dots
from pipeline.figures.drawing import Names
from pipeline.figures.figure import Figure, Row, number, rows_of
from pipeline.statistics.corpus import ATTRIBUTE, CASE, ROLE, ROLE_GROUP
from pipeline.statistics.groups import EVERYONE

CODES, FRAMINGS, CROSSED = "codes", "framings", "crossed"  # the parts of the report that these figures stand in
COUNTED = {"dimension", "code", "assigned_passages", "of_passages", "share", "share_from", "interval"}
FACTORS = (ROLE_GROUP, ROLE, CASE)
APART = {
    "over",
    "document",
    "interview",
}  # columns of tables that are drawn nowhere: too long, or of one transcript a row
MOST_ACROSS = 4  # panels beside one another, so that a page has room for them
MOST_GROUPS = 40  # lines in a panel that can still be read


def share_figures(archive: Archive, tables: Sequence[Table]) -> list[Figure]:
    """A figure for each table of codes by what people are told apart by."""
    made: list[Figure] = []
    for table in tables:
        if set(table.columns) >= COUNTED and not set(table.columns) & APART and not table.of_people and table.rows:
            made += _of_table(table, archive)
    return made


def _of_table(table: Table, archive: Archive) -> list[Figure]:
    rows = [row for row in rows_of(table) if row["of_passages"] is not None]  # others do not get every figure
    if all(row["share"] is None for row in rows):
        return []  # counts alone are read in the table
    by = table.columns[1]  # after the status
    groups = list(dict.fromkeys(str(row[by]) for row in rows))
    if len(groups) > MOST_GROUPS:
        return []
    codebook = archive.codebook
    part = _part(rows, codebook)
    if part == CODES:
        elsewhere = {d for other in codebook.dimensions if len(other.applies_to) > 1 for d in other.applies_to}
        rows = [
            r for r in rows if r["dimension"] not in elsewhere and not _once(codebook.dimension(str(r["dimension"])))
        ]
    charts = [_block(block, by=by, groups=groups, part=part, archive=archive) for block in _blocks(rows, part=part)]
    if not charts:
        return []
    chosen = list(dict.fromkeys(f"{row['dimension']}.{row['code']}" for row in rows))
    link = passages_link(*chosen, kind=TALK if has_both(archive) else "")
    return [
        Figure(
            name=table.name,
            part=part,
            title=table.title,
            text=f"{table.title}. {_in_words(rows, by=by)}",
            chart=alt.vconcat(*charts, spacing=26),
            table=table.name,
            passages=f"{link}&match=any",
        )
    ]


def _once(dimension: Dimension) -> bool:
    """Whether a dimension qualifies one other alone, with which it is crossed in a figure of its own."""
    return len(dimension.applies_to) == 1


def _part(rows: Sequence[Row], codebook: Codebook) -> str:
    row = rows[0]
    if "split_dimension" not in row:
        return CODES
    return CROSSED if row["split_dimension"] in codebook.dimension(str(row["dimension"])).applies_to else FRAMINGS


def _blocks(rows: Sequence[Row], *, part: str) -> list[list[Row]]:
    """The rows that are drawn on one scale: of one dimension, and among the same passages."""
    keys = [(row["dimension"], row.get("split_code") if part == CROSSED else None) for row in rows]
    return [[row for row, own in zip(rows, keys, strict=True) if own == key] for key in dict.fromkeys(keys)]


def _block(rows: Sequence[Row], *, by: str, groups: Sequence[str], part: str, archive: Archive) -> Any:
    codebook = archive.codebook
    dimension = codebook.dimension(str(rows[0]["dimension"]))
    codes = {code.id: code for code in dimension.codes}
    names = {_panel(row): _named(codes[str(row["code"])], row, part) for row in rows}
    panels = list(names)
    if part == FRAMINGS:  # the two findings above each other, under their code
        kinds = list(dict.fromkeys(split for _, split in panels))
        panels.sort(key=lambda panel: kinds.index(panel[1]))
    kind = TALK if has_both(archive) else ""
    found = [
        _dot(
            row,
            panel=panels.index(_panel(row)),
            group=groups.index(str(row[by])),
            who=_group(str(row[by]), by=by),
            what=names[_panel(row)],
            colour=codes[str(row["code"])].color.lower(),
            link=_link(row, by=by, kind=kind),
        )
        for row in rows
    ]
    return dots(
        found,
        panels=Names(names=tuple(names[panel] for panel in panels)),
        groups=Names(names=tuple(_group(group, by=by) for group in groups)),
        across=len(codes) if part == FRAMINGS and len(codes) <= MOST_ACROSS else ACROSS,
        end=1.0 if part == CROSSED else LEAST,
        title=_title(dimension, rows[0], codebook=codebook, part=part),
    )


def _panel(row: Row) -> tuple[str, str]:
    """What the panel is of: a code, and the one of another dimension that it is confined to or crossed with."""
    return str(row["code"]), str(row.get("split_code") or "")


def _title(dimension: Dimension, row: Row, *, codebook: Codebook, part: str) -> str:
    if part == CROSSED:
        return f"{dimension.name}, of passages with {row['split_code_name']}"
    if part == CODES and dimension.applies_to:
        among = " or ".join(codebook.dimension(name).name for name in dimension.applies_to)
        return f"{dimension.name}, of passages with a code of {among}"
    return f"{dimension.name}, of all coded passages"


def _named(code: Code, row: Row, part: str) -> str:
    return f"{code.name} ({str(row['split_code_name']).lower()})" if part == FRAMINGS else code.name


def _group(name: str, *, by: str) -> str:
    return heading(name) if by == ROLE_GROUP or name == EVERYONE else name


def _link(row: Row, *, by: str, kind: str) -> str:
    codes = [f"{row['dimension']}.{row['code']}"]
    codes += [f"{row['split_dimension']}.{row['split_code']}"] if row.get("split_code") else []
    return passages_link(*codes, group=(by if by in FACTORS else f"{ATTRIBUTE}{by}", str(row[by])), kind=kind)


def _dot(row: Row, *, panel: int, group: int, who: str, what: str, colour: str, link: str) -> Dot:
    share, low, high = (number(row[name]) for name in ("share", "share_low", "share_high"))
    counts = f"{row['assigned_passages']:,} of {row['of_passages']:,}"
    told = f"{who}, {what}: {counts} passages"
    if share is not None and low is not None and high is not None:
        told += f"; {100 * share:.1f} %, {100 * low:.1f} to {100 * high:.1f} ({row['interval']})"
    return Dot(
        panel=panel,
        group=group,
        colour=colour,
        share=share,
        low=low,
        high=high,
        firm=row["interval"] != LIMITS["spread"],
        counts=counts,
        told=told,
        link=link,
    )


def _in_words(rows: Sequence[Row], *, by: str) -> str:
    """What the first group, all people together, says; the rest is in the table."""
    told = [f"{_called(row)} {_share(row)}" for row in rows if row[by] == EVERYONE]
    return f"All together: {'; '.join(told)}."


def _called(row: Row) -> str:
    return f"{row['code_name']} ({row['split_code_name']})" if row.get("split_code") else str(row["code_name"])


def _share(row: Row) -> str:
    share = number(row["share"])
    return f"{row['assigned_passages']} of {row['of_passages']}" if share is None else f"{100 * share:.1f} %"
