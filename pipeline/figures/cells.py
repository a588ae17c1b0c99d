"""Cells with a figure and a depth go in, a shaded matrix comes out: rows and columns by name, each cell with its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from pipeline.figures.drawing import INK, LINE, MUTED, Names

DEEPEST = 0.5  # opacity behind the largest figure: the figure on it stays legible


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: what stands in it, in which colour and how deep (0 to 1) it is shaded, what it tells and leads to."""

    row: int
    column: int
    text: str
    colour: str
    depth: float
    strong: bool
    told: str
    link: str


def matrix(
    cells: Sequence[Cell], *, rows: Names, columns: Names, width: int, height: int, titles: tuple[str, str]
) -> Any:
    """A matrix whose cells are `width` by `height` pixels; `titles` are those of its rows and of its columns."""
    values = [
        {
            "row": c.row,
            "column": c.column,
            "text": c.text,
            "colour": c.colour,
            "depth": round(DEEPEST * c.depth, 3),
            "strong": c.strong,
            "told": c.told,
            "link": c.link,
        }
        for c in cells
    ]
    plain: dict[str, Any] = {"ticks": False, "domain": False, "titleColor": MUTED}
    across = alt.Axis(orient="top", labelAngle=-40, labelExpr=columns.expression, title=titles[1] or None, **plain)
    down = alt.Axis(labelExpr=rows.expression, title=titles[0] or None, **plain)
    order = {"row": list(range(len(rows.names))), "column": list(range(len(columns.names)))}
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X("column:O", axis=across, scale=alt.Scale(domain=order["column"])),
        y=alt.Y("row:O", axis=down, scale=alt.Scale(domain=order["row"])),
    )
    shade = base.mark_rect(stroke=LINE, strokeWidth=1).encode(
        fill=alt.Fill("colour:N", scale=None, legend=None),
        fillOpacity=alt.FillOpacity("depth:Q", scale=None, legend=None),
        href="link:N",
        description="told:N",
    )
    weights: tuple[tuple[bool, Any], ...] = ((True, "bold"), (False, "normal"))
    figures = [
        base.mark_text(color=INK, fontSize=10.5, fontWeight=weight, aria=False)
        .encode(text="text:N")
        .transform_filter(alt.datum.strong == strong)
        for strong, weight in weights
    ]
    return alt.layer(shade, *figures).properties(width=width * len(columns.names), height=height * len(rows.names))
