"""What a model's folder says of its own judging goes in, a figure comes out: how well it tells codes, how true its chances."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from models.evaluation.tallies import SMALL
from pipeline.export.facts import Archive
from pipeline.export.table import Table
from pipeline.figures.drawing import INK, LINE, MUTED, OTHER, Names
from pipeline.figures.figure import Figure

LEARNING = "learning"
TOLD_ABOVE = f"{SMALL:g}".lstrip("0")  # the probability above which passages count for how far probabilities are off
NAME = "model"
PANEL, HEIGHT = 300, 19  # pixels: a panel's width, and what a code takes


def learning_figures(archive: Archive, tables: Sequence[Table]) -> list[Figure]:
    """Agreement and calibration of every code of the codebook that the model was judged on; none without figures."""
    codes = {
        f"{d.id}.{c.id}": (f"{d.name}: {c.name}", c.color.lower()) for d in archive.codebook.dimensions for c in d.codes
    }
    judged = [figures for figures in archive.model_figures if figures.code in codes]
    if not judged:
        return []
    values = [
        {
            "code": line,
            "colour": codes[f.code][1],
            "kappa": f.kappa,
            "low": f.kappa_low,
            "high": f.kappa_high,
            "ece": f.ece,
            "chance": f.ece_chance_high,
            "zero": 0,
            "off": f.off,
            "told": _told(codes[f.code][0], f),
        }
        for line, f in enumerate(judged)
    ]
    names = Names(names=tuple(codes[f.code][0] for f in judged))
    return [
        Figure(
            name=NAME,
            part=LEARNING,
            title="How the model fares on its own held-out interviews",
            text=f"{'; '.join(str(value['told']) for value in values)}.",
            chart=alt.hconcat(_agreement(values, names), _calibration(values), spacing=26),
        )
    ]


def _told(name: str, figures: Any) -> str:
    limits = f", 95 % {figures.kappa_low:.2f} to {figures.kappa_high:.2f}" if figures.kappa_low is not None else ""
    kappa = f"kappa {figures.kappa:.2f}{limits}" if figures.kappa is not None else "no kappa"
    off = "more than" if figures.off else "no more than"
    return (
        f"{name}: {kappa}, on {figures.n} passages with the code; where it says more than {TOLD_ABOVE}, its probabilities "
        f"are off by {figures.ece:.2f}, {off} chance would show ({figures.ece_chance_high:.2f})"
    )


def _agreement(values: Sequence[dict[str, Any]], names: Names) -> Any:
    lowest = min([0.0, *(v["low"] if v["low"] is not None else 0.0 for v in values)])
    scale = alt.Scale(domain=[lowest, 1])
    axis = alt.Axis(title="agreement with its labels beyond chance (kappa)", tickCount=5, domain=False, ticks=False)
    label = alt.Axis(labelExpr=names.expression, title=None, ticks=False, domain=False, offset=4)
    base = alt.Chart(_data(values)).encode(y=alt.Y("code:O", axis=label))
    colour: dict[str, Any] = {"scale": None, "legend": None}
    lines = base.mark_rule(strokeWidth=3, opacity=0.6, aria=False).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", stroke=alt.Stroke("colour:N", **colour)
    )
    points = base.mark_point(filled=True, size=58, opacity=1).encode(
        x=alt.X("kappa:Q", scale=scale, axis=axis), fill=alt.Fill("colour:N", **colour), description="told:N"
    )
    return alt.layer(lines, points).properties(width=PANEL, height=alt.Step(HEIGHT))


def _calibration(values: Sequence[dict[str, Any]]) -> Any:
    """How far probabilities are off, on a bar up to what chance alone would show in all but one case of twenty."""
    axis = alt.Axis(
        title=f"how far probabilities above {TOLD_ABOVE} are off; bar: within chance",
        tickCount=5,
        domain=False,
        ticks=False,
    )
    base = alt.Chart(_data(values)).encode(y=alt.Y("code:O", axis=None))
    bars = base.mark_bar(color=LINE, height=HEIGHT - 8, aria=False).encode(x=alt.X("zero:Q", axis=axis), x2="chance:Q")
    inside, beyond = (
        base.mark_point(filled=True, size=58, opacity=1, color=colour, shape=shape)
        .encode(x=alt.X("ece:Q", axis=axis), description="told:N")
        .transform_filter(alt.datum.off == off)
        for off, colour, shape in ((False, MUTED, "circle"), (True, OTHER, "diamond"))
    )
    edge = base.mark_tick(color=INK, opacity=0.5, height=HEIGHT - 8, aria=False).encode(x=alt.X("chance:Q", axis=axis))
    return alt.layer(bars, edge, inside, beyond).properties(width=PANEL, height=alt.Step(HEIGHT))


def _data(values: Sequence[dict[str, Any]]) -> Any:
    return alt.InlineData(values=list(values))
