"""What a model's folder says of its own judging goes in, a figure comes out: what its probabilities say, against what is so."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from pipeline.export.facts import Archive
from pipeline.export.table import Table
from pipeline.figures.drawing import MUTED, Names
from pipeline.figures.figure import Figure

RELIABILITY = "reliability"
FEW = 10  # passages below which a dot tells little: it is hollow
PANEL, ACROSS = 132, 4  # pixels of a panel, and panels beside each other
DOTS = (20.0, 160.0)  # smallest and largest dot, square pixels


def reliability_figures(archive: Archive, tables: Sequence[Table]) -> list[Figure]:
    """A panel for every code whose reliability the model's folder tells; none where it tells none."""
    codes = {
        f"{d.id}.{c.id}": (f"{d.name}: {c.name}", c.color.lower()) for d in archive.codebook.dimensions for c in d.codes
    }
    told = [f for f in archive.model_figures if f.code in codes and f.bins]
    if not told:
        return []
    names = Names(names=tuple(codes[f.code][0] for f in told))
    rows = [
        _row(one, panel=panel, name=names.names[panel], colour=codes[f.code][1], first=one is f.bins[0])
        for panel, f in enumerate(told)
        for one in f.bins
    ]
    return [
        Figure(
            name=RELIABILITY,
            part=RELIABILITY,
            title="What the model's probabilities say, and what is so",
            text=" ".join(f"{codes[f.code][0]}: {'; '.join(map(in_words, f.bins))}." for f in told),
            chart=_panels(rows, names=names),
        )
    ]


def in_words(one: Any) -> str:
    """One tenth of a code's probability, as a sentence's part."""
    return (
        f"of {one.n:,} passages with a probability from {one.low:.1f} to {one.high:.1f} (mean {one.said:.2f}), "
        f"{100 * one.was:.0f} % have the code"
    )


def _row(one: Any, *, panel: int, name: str, colour: str, first: bool) -> dict[str, Any]:
    told = f"{name}: {in_words(one)}"
    shown = {"said": one.said, "was": one.was, "n": one.n, "few": one.n < FEW, "told": told}
    return {"panel": panel, "colour": colour, "first": first, **shown}


def _panels(rows: Sequence[dict[str, Any]], *, names: Names) -> Any:
    """A square for every code: the line on which probabilities are right, a dot for every tenth."""
    unit = alt.Scale(domain=[0, 1])
    shown: dict[str, Any] = {"values": [0, 0.5, 1], "domain": False, "ticks": False}
    x = alt.X("said:Q", scale=unit, axis=alt.Axis(title="says", **shown))
    y = alt.Y("was:Q", scale=unit, axis=alt.Axis(title="is so", **shown))
    ends = {"x": x.copy(), "y": y.copy(), "x2": alt.X2Datum(1), "y2": alt.Y2Datum(1)}
    line = alt.Chart().mark_rule(color=MUTED, strokeDash=[4, 4], strokeWidth=1, aria=False)
    line = line.transform_filter(alt.datum.first).transform_calculate(said="0", was="0").encode(**ends)
    most = max(row["n"] for row in rows)
    size = alt.Size("n:Q", scale=alt.Scale(type="sqrt", domain=[1, max(most, 2)], range=list(DOTS)), legend=None)
    given: dict[str, Any] = {"scale": None, "legend": None}
    base = alt.Chart().encode(x=x, y=y, size=size, description="told:N")
    hollow = base.mark_point(filled=False, opacity=1, strokeWidth=1.5).encode(stroke=alt.Stroke("colour:N", **given))
    filled = base.mark_point(filled=True, opacity=1).encode(fill=alt.Fill("colour:N", **given))
    layers = (line, hollow.transform_filter(alt.datum.few), filled.transform_filter(~alt.datum.few))
    made = alt.layer(*layers, data=alt.InlineData(values=list(rows))).properties(width=PANEL, height=PANEL)
    header = alt.Header(labelExpr=names.expression, title=None)
    return made.facet(alt.Facet("panel:O", header=header), columns=ACROSS, spacing=22)
