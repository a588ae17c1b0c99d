"""An evaluation goes in, its plots come out as SVG and PNG; the same figures give the same bytes.

Ink and lines take the colour of the text around them and cells are shaded by opacity, so that a plot within a page is
legible on light and on dark paper alike.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import vl_convert

from models.evaluation.abstention import CurvePoint
from models.evaluation.confusion import Confusion
from pipeline.evaluation.figures import Evaluation

INK, BLUE, ORANGE = "currentColor", "#4a86c5", "#c8772e"
PANEL, ROW, CELL = 190, 20, 46  # pixels: a square panel, one code's row, one cell of a heat map
ACROSS = 3  # panels beside one another
SCALE = 2  # PNG pixels per pixel

KINDS = {
    "likeliest": "{}: the likeliest code, where there is one",
    "found": "{}: what is found where there is one code, or none",
    "value": "{}: value",
    "construction": "Construction, given the framing ({})",
    "framing": "Framing, where there is one ({})",
}


def charts_of(evaluation: Evaluation, *, names: Mapping[str, str]) -> dict[str, Any]:
    """Every plot by the name of its file."""
    charts = {
        "codes": _codes(evaluation, names=names),
        "reliability": _reliability(evaluation, names=names),
        "risk-coverage": _risk_coverage(evaluation),
    }
    return charts | {f"confusion-{file_name(c)}": _confusion(c, names=names) for c in evaluation.confusions}


def file_name(confusion: Confusion) -> str:
    """A confusion's part of a file's name."""
    return "-".join([confusion.kind, *confusion.dimensions])


def title_of(confusion: Confusion, *, names: Mapping[str, str]) -> str:
    """What a confusion is of, in words."""
    return KINDS[confusion.kind].format(", ".join(names[d] for d in confusion.dimensions))


def svg(chart: Any, *, paper: str | None) -> str:
    """A plot as SVG on white paper, or on the paper of the page around it."""
    drawn: str = vl_convert.vegalite_to_svg(_dressed(chart, paper=paper))
    return drawn[drawn.index("<svg") :]


def png(chart: Any) -> bytes:
    """A plot as PNG on white paper."""
    drawn: bytes = vl_convert.vegalite_to_png(_dressed(chart, paper="white"), scale=SCALE)
    return drawn


def _dressed(chart: Any, *, paper: str | None) -> dict[str, Any]:
    axis = {"labelColor": INK, "titleColor": INK, "tickColor": INK, "domainColor": INK, "gridColor": INK}
    config = {
        "background": paper,
        "font": "sans-serif",
        "aria": False,
        "axis": {**axis, "gridOpacity": 0.12, "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal"},
        "title": {"color": INK, "fontSize": 12, "anchor": "start", "fontWeight": "bold"},
        "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 11},
        "view": {"stroke": None},
    }
    spec: dict[str, Any] = chart.to_dict()
    return {**spec, "config": config}


def _codes(evaluation: Evaluation, *, names: Mapping[str, str]) -> Any:
    """A dot with its interval for every code: F1 and kappa."""
    order = [_label(f.code, names=names) for f in evaluation.codes]
    panels: list[Any] = []
    for measure, title in (("f1", "F1"), ("kappa", "kappa")):
        rows = [
            {
                "code": _label(f.code, names=names),
                "value": getattr(f, measure),
                "low": getattr(f, f"{measure}_low"),
                "high": getattr(f, f"{measure}_high"),
            }
            for f in evaluation.codes
        ]
        axis = alt.Axis(title=None, labelLimit=400, ticks=False) if not panels else None
        base = alt.Chart(_data(rows)).encode(y=alt.Y("code:N", sort=order, axis=axis))
        lines = base.mark_rule(color=BLUE, strokeWidth=2).encode(
            x=alt.X("low:Q", title=f"{title}, 95 % interval over interviews", scale=alt.Scale(domain=_domain(rows))),
            x2="high:Q",
        )
        dots = base.mark_point(color=BLUE, filled=True, size=60, opacity=1).encode(x="value:Q")
        panels.append((lines + dots).properties(width=PANEL + 60, height=alt.Step(ROW)))
    return alt.hconcat(*panels, spacing=24)


def _domain(rows: Sequence[Mapping[str, Any]]) -> list[float]:
    values = [value for row in rows for value in (row["value"], row["low"]) if value is not None]
    return [min([0.0, *values]), 1.0]


def _data(rows: Sequence[Mapping[str, Any]]) -> Any:
    return alt.InlineData(values=[dict(row) for row in rows])


def _label(code: str, *, names: Mapping[str, str]) -> str:
    return f"{names[code.partition('.')[0]]}: {names[code]}"


def _reliability(evaluation: Evaluation, *, names: Mapping[str, str]) -> Any:
    """A panel for each dimension: said against so, with the line of a coder that is exactly right."""
    panels: list[Any] = []
    diagonal = alt.Chart(_data([{"said": 0, "was": 0}, {"said": 1, "was": 1}])).mark_line(
        color=INK, opacity=0.35, strokeDash=[4, 4], strokeWidth=1
    )
    unit = alt.Scale(domain=[0, 1])
    for dimension in dict.fromkeys(row.dimension for row in evaluation.reliability):
        rows = [
            {"said": r.said, "was": r.was, "low": r.low, "high": r.high, "n": r.n}
            for r in evaluation.reliability
            if r.dimension == dimension
        ]
        base = alt.Chart(_data(rows)).encode(x=alt.X("said:Q", title="probability said", scale=unit))
        bars = base.mark_rule(color=BLUE, strokeWidth=1.5).encode(
            y=alt.Y("low:Q", title="share that is so"), y2="high:Q"
        )
        dots = base.mark_point(color=BLUE, filled=True, opacity=1, size=45).encode(y=alt.Y("was:Q", scale=unit))
        line = diagonal.encode(x="said:Q", y=alt.Y("was:Q", title="share that is so"))
        panels.append((line + bars + dots).properties(width=PANEL, height=PANEL, title=names[dimension]))
    return alt.concat(*panels, columns=ACROSS, spacing=24)


def _risk_coverage(evaluation: Evaluation) -> Any:
    """Of the surest tags and passages: the share of tags that are wrong, and kappa."""
    curves = evaluation.abstention
    return alt.hconcat(
        _curve(curves.by_tag, value="error", title="Tags: share wrong", across="share of tags, likeliest first", color=ORANGE),
        _curve(
            curves.by_passage, value="error", title="Passages: share of codes wrong", across="share of passages, surest first",
            color=ORANGE,
        ),
        _curve(curves.by_passage, value="kappa", title="Passages: kappa", across="share of passages, surest first", color=BLUE),
        spacing=24,
    )  # fmt: skip


def _curve(points: Sequence[CurvePoint], *, value: str, title: str, across: str, color: str) -> Any:
    rows = [{"coverage": p.coverage, "value": getattr(p, value)} for p in points if getattr(p, value) is not None]
    low = min([0.0, *(row["value"] for row in rows)])
    scale = alt.Scale(domain=[low, 1]) if value == "kappa" else alt.Scale(domainMin=0)
    return (
        alt.Chart(_data(rows))
        .mark_line(color=color, strokeWidth=2, point={"color": color, "filled": True, "size": 20})
        .encode(
            x=alt.X(
                "coverage:Q",
                title=across,
                axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1]),
                scale=alt.Scale(domain=[0, 1]),
            ),
            y=alt.Y("value:Q", title=None, scale=scale),
        )
        .properties(width=PANEL, height=PANEL, title=title)
    )


def _confusion(confusion: Confusion, *, names: Mapping[str, str]) -> Any:
    """Cells with counts, shaded by their part of the row."""
    rows = []
    for i, counts in enumerate(confusion.counts):
        total = max(1, sum(counts))
        for j, count in enumerate(counts):
            rows.append({"has": i, "says": j, "count": count, "depth": round(0.75 * count / total, 4)})
    places = [{"at": i, "name": name} for i, name in enumerate(confusion.names)]
    lookup = "[" + ",".join(f'"{_quoted(place["name"])}"' for place in places) + "][datum.value]"
    axis: dict[str, Any] = {"labelExpr": lookup, "ticks": False, "domain": False, "labelLimit": 300}
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("says:O", title="the coder says", axis=alt.Axis(orient="top", labelAngle=-35, **axis)),
        y=alt.Y("has:O", title="the label has", axis=alt.Axis(**axis)),
    )
    cells = base.mark_rect(color=BLUE, stroke=INK, strokeOpacity=0.15).encode(
        fillOpacity=alt.FillOpacity("depth:Q", scale=None, legend=None)
    )
    text = base.mark_text(color=INK, fontSize=12).encode(text="count:Q")
    side = CELL * len(confusion.names)
    return (cells + text).properties(width=side, height=side * 0.7, title=title_of(confusion, names=names))


def _quoted(name: Any) -> str:
    return str(name).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
