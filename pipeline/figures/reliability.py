"""What a model's folder says of its own judging goes in, a figure comes out: what its probabilities say, against what is so."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from pipeline.export.facts import Archive
from pipeline.export.table import Table
from pipeline.figures.drawing import MUTED
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
    most = max(one.n for f in told for one in f.bins)
    panels = [_panel(f.bins, name=codes[f.code][0], colour=codes[f.code][1], most=most) for f in told]
    return [
        Figure(
            name=RELIABILITY,
            part=RELIABILITY,
            title="What the model's probabilities say, and what is so",
            text=" ".join(f"{codes[f.code][0]}: {'; '.join(map(in_words, f.bins))}." for f in told),
            chart=alt.concat(*panels, columns=ACROSS, spacing=22),
        )
    ]


def in_words(one: Any) -> str:
    """One tenth of a code's probability, as a sentence's part."""
    return (
        f"of {one.n:,} passages with a probability from {one.low:.1f} to {one.high:.1f} (mean {one.said:.2f}), "
        f"{100 * one.was:.0f} % have the code"
    )


def _panel(bins: Sequence[Any], *, name: str, colour: str, most: int) -> Any:
    rows = [{"said": b.said, "was": b.was, "n": b.n, "few": b.n < FEW, "told": f"{name}: {in_words(b)}"} for b in bins]
    unit = alt.Scale(domain=[0, 1])
    shown: dict[str, Any] = {"values": [0, 0.5, 1], "domain": False, "ticks": False}
    x = alt.X("said:Q", scale=unit, axis=alt.Axis(title="says", **shown))
    y = alt.Y("was:Q", scale=unit, axis=alt.Axis(title="is so", **shown))
    ends = alt.InlineData(values=[{"said": 0, "was": 0}, {"said": 1, "was": 1}])
    line = alt.Chart(ends).mark_line(color=MUTED, strokeDash=[4, 4], strokeWidth=1, aria=False).encode(x=x, y=y)
    size = alt.Size("n:Q", scale=alt.Scale(type="sqrt", domain=[1, max(most, 2)], range=list(DOTS)), legend=None)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=y, size=size, description="told:N")
    hollow, filled = (
        base.mark_point(filled=not few, color=colour, opacity=1, strokeWidth=1.5).transform_filter(alt.datum.few == few)
        for few in (True, False)
    )
    return alt.layer(line, hollow, filled).properties(width=PANEL, height=PANEL, title=name)
