"""Shares in groups go in, small plots of dots with their limits come out: a panel for each code, a line for each group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from pipeline.figures.drawing import INK, LINE, MUTED, Names

PANEL, LINE_HEIGHT = 210, 19  # pixels: a panel's width, and what a group takes
ACROSS = 3  # panels beside one another
FIRM, THIN = 3, 1  # pixels: limits with a stated coverage, and others
LEAST = 0.05  # where a scale ends at the soonest: a tiny share is not to look large
ROOM = 1.04  # of a scale, so that no limit is cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One share on the line `group` of the panel `panel`; without `share` only `counts` are shown, as words.

    `firm` limits are those of an interval with a stated coverage. `link` leads to the passages, `told` says it all.
    """

    panel: int
    group: int
    colour: str
    share: float | None
    low: float | None
    high: float | None
    firm: bool
    counts: str
    told: str
    link: str


def dots(
    found: Sequence[Dot], *, panels: Names, groups: Names, across: int = ACROSS, title: str = "", end: float = LEAST
) -> Any:
    """The panels in rows of `across`, on one scale from 0 to beyond the highest limit, to `end` at least.

    There is no axis where all are counts.
    """
    shares = [d.high or d.share for d in found if d.share is not None]
    scale = alt.Scale(domain=[0, min(1.0, max([end, *filter(None, shares)]) * ROOM)])
    axis = alt.Axis(format=".0%", tickCount=4, title=None, domain=False, ticks=False) if shares else None
    label = alt.Axis(labelExpr=groups.expression, title=None, ticks=False, domain=False, offset=4)
    base = alt.Chart().encode(y=alt.Y("group:O", axis=label))
    layers = []
    if shares:
        layers += _limits(base, scale=scale, axis=axis)
    if len([d for d in found if d.share is None]):
        x = alt.X("zero:Q", scale=scale, axis=axis)
        words = base.mark_text(align="left", color=MUTED, fontSize=10.5, dx=2)
        layers.append(words.encode(x=x, text="counts:N", href="link:N", description="told:N"))
    facet = alt.Facet("panel:O", header=alt.Header(labelExpr=panels.expression, title=None))
    made = alt.layer(*layers, data=alt.InlineData(values=[_row(d) for d in found])).properties(
        width=PANEL, height=alt.Step(LINE_HEIGHT)
    )
    chart = made.facet(facet, columns=across, spacing={"row": 14, "column": 36})
    return chart.properties(title=alt.Title(title, color=INK, offset=8)) if title else chart


def _limits(base: Any, *, scale: Any, axis: Any) -> list[Any]:
    """The line from one limit to the other, thinner where no coverage is stated, and the share as a dot."""
    colour: dict[str, Any] = {"scale": None, "legend": None}
    line = base.mark_rule(opacity=0.6, aria=False).encode(
        x=alt.X("low:Q", scale=scale, axis=axis),
        x2="high:Q",
        stroke=alt.Stroke("colour:N", **colour),
        strokeWidth=alt.StrokeWidth("thick:Q", **colour),
    )
    point = base.mark_point(filled=True, size=58, opacity=1).encode(
        x=alt.X("share:Q", scale=scale, axis=axis),
        fill=alt.Fill("colour:N", **colour),
        href="link:N",
        description="told:N",
    )
    return [line, point]


def _row(dot: Dot) -> dict[str, Any]:
    return {
        "panel": dot.panel,
        "group": dot.group,
        "colour": dot.colour or LINE,
        "share": dot.share,
        "low": dot.low,
        "high": dot.high,
        "thick": FIRM if dot.firm else THIN,
        "zero": 0 if dot.share is None else None,
        "counts": dot.counts,
        "told": dot.told,
        "link": dot.link,
    }
