"""What draws of a learning curve gave goes in; it is kept from call to call, and becomes a table and a plot."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np

from data_schemas.errors import ConfigError
from pipeline.evaluation.charts import png, svg
from pipeline.export.write import write_csv, write_text
from pipeline.whole_file import put_whole

WHOLE, RANDOM, INSTRUCTIVE = "whole interviews", "random queue", "instructive queue"
COLOURS = {WHOLE: "#555555", RANDOM: "#4a86c5", INSTRUCTIVE: "#c8772e"}


@dataclass(frozen=True, slots=True)
class Point:
    """What one draw gave: macro-F1 over codes on the interviews that judge."""

    how: str
    draw: int
    interviews: int
    passages: int
    f1: float


def kept_in(path: Path | None, *, version: str) -> list[Point]:
    """The points of the draws that were finished before; a line that a kill tore, and its draw, are left out.

    ConfigError where they were made with other labels or other code, that is, are of another `version`.
    """
    if path is None or not path.exists():
        return []
    whole = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]
    draws = [json.loads(line) for line in whole]
    if any(not isinstance(draw, dict) or draw["made_with"] != version for draw in draws):
        raise ConfigError(
            f"{path.name}: its draws come from other labels or other code; expected today's, name a new file"
        )
    return [Point(**point) for draw in draws for point in draw["points"]]


def keep_in(path: Path | None, points: Sequence[Point], *, version: str) -> None:
    """Add the points of one draw, which is one line."""
    if path is not None:
        kept = path.read_bytes() if path.exists() else b""
        line = json.dumps({"made_with": version, "points": [asdict(point) for point in points]})
        put_whole(path, lambda out: out.write(kept[: kept.rfind(b"\n") + 1] + f"{line}\n".encode()))


def write(folder: Path, points: Sequence[Point]) -> list[Path]:
    """The table with mean and spread over draws and what the instructive queue gave more, and the plot twice."""
    rows = summary(points)
    columns = ["how", "interviews", "passages", "draws", "macro_f1", "lowest", "highest", "least_more", "most_more"]
    table = write_csv(folder / "learning_curve.csv", columns=columns, rows=[list(row.values()) for row in rows])
    chart = plot(rows)
    (folder / "learning_curve.png").write_bytes(png(chart))
    drawn = write_text(folder / "learning_curve.svg", svg(chart, paper="white") + "\n")
    return [table, drawn, folder / "learning_curve.png"]


def summary(points: Sequence[Point]) -> list[dict[str, Any]]:
    """Mean, lowest and highest of the draws, by how passages were chosen and how many.

    `least_more` and `most_more`, of the instructive queue: what it gave more than the random one in the same draw.
    """
    found: dict[tuple[Any, ...], list[Point]] = {}
    for point in points:
        size = point.interviews if point.how == WHOLE else point.passages
        found.setdefault((point.how, size), []).append(point)
    at_random = {(p.draw, p.passages): p.f1 for p in points if p.how == RANDOM}
    more = {
        key: [p.f1 - at_random[p.draw, p.passages] for p in own if key[0] == INSTRUCTIVE] for key, own in found.items()
    }
    return [
        {
            "how": how,
            "interviews": own[0].interviews,
            "passages": round(float(np.mean([p.passages for p in own]))),
            "draws": len(own),
            "macro_f1": float(np.mean([p.f1 for p in own])),
            "lowest": min(p.f1 for p in own),
            "highest": max(p.f1 for p in own),
            "least_more": min(more[how, size], default=None),
            "most_more": max(more[how, size], default=None),
        }
        for (how, size), own in found.items()
    ]


def plot(rows: Sequence[dict[str, Any]]) -> Any:
    """Two panels: by interviews, and by passages from either queue; a band from the lowest to the highest draw."""
    whole = _panel([r for r in rows if r["how"] == WHOLE], x="interviews", title="Whole interviews coded")
    queues = _panel([r for r in rows if r["how"] != WHOLE], x="passages", title="Passages coded, from two queues")
    return (whole | queues).resolve_scale(color="independent")


def _panel(rows: list[dict[str, Any]], *, x: str, title: str) -> Any:
    shown = [how for how in COLOURS if any(row["how"] == how for row in rows)]
    colours = alt.Scale(domain=shown, range=[COLOURS[how] for how in shown])
    legend = alt.Legend(title=None, orient="bottom-right", symbolOpacity=1) if len(shown) > 1 else None
    base = alt.Chart(alt.Data(values=rows), title=title, width=300, height=220).encode(
        x=alt.X(f"{x}:Q", title=x, scale=alt.Scale(zero=True), axis=alt.Axis(values=sorted({row[x] for row in rows}))),
        color=alt.Color("how:N", scale=colours, legend=legend),
    )
    height = alt.Scale(domain=[0, 0.7])
    band = base.mark_area(opacity=0.18).encode(y=alt.Y("lowest:Q", scale=height, title="macro-F1"), y2="highest:Q")
    line = base.mark_line(point=True).encode(y=alt.Y("macro_f1:Q", scale=height, title="macro-F1"))
    return band + line
