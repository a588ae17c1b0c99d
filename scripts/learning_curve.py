"""Annotated interviews go in; how good quick training gets with more of them comes out: a table, and a plot as SVG and PNG.

usage: python scripts/learning_curve.py [--repeats 5] [--out docs] [--kept points.jsonl]

A draw takes a minute or two of one core. With --kept every draw is written down once it is done, and a later call that names
the file goes on where an earlier one ended; draws of other labels or other code are refused.

The encoder is the pinned small one as it was published, without any training of ours (the released models' trunks have
learned from these interviews and would flatter every point). It stays frozen; heads are fitted and calibrated as
`threefaces train --quick` does, and judged on the example archive's interviews, which train nothing.

Two questions: what do more interviews bring, and do passages that a model would learn most from (`threefaces label --queue
instructive`) bring more than as many random ones? For the second, codes are uncovered a batch at a time.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import altair as alt  # noqa: E402

from data_schemas.codebook import Codebook, load_codebook  # noqa: E402
from data_schemas.errors import ConfigError  # noqa: E402
from data_schemas.hashing import digest, digest_bytes  # noqa: E402
from data_schemas.labels import Label  # noqa: E402
from models.decisions import Calibration, probabilities  # noqa: E402
from models.metrics import figures_of, macro_f1  # noqa: E402
from models.numbers import resolve_number_format  # noqa: E402
from models.quick import LinearHeads, heads_from  # noqa: E402
from models.training import inputs_of  # noqa: E402
from models.trunk import Trunk, load_base  # noqa: E402
from pipeline.evaluation.charts import png, svg  # noqa: E402
from pipeline.export.write import write_csv, write_text  # noqa: E402
from pipeline.label.instructive import PREFILTER, one_of_each, uncertainty  # noqa: E402
from pipeline.training_data import load_labels  # noqa: E402
from pipeline.whole_file import put_whole  # noqa: E402

TRAINING, TESTING = ROOT / "examples" / "training" / "interviews", ROOT / "examples" / "archive" / "sources"
INTERVIEWS = (4, 8, 16, 32, 48)
BATCH, BATCHES = 100, 8  # passages uncovered at a time, and how often
FOLDS = 3
Learned = tuple[LinearHeads, Calibration]
WHOLE, RANDOM, INSTRUCTIVE = "whole interviews", "random queue", "instructive queue"
COLOURS = {WHOLE: "#555555", RANDOM: "#4a86c5", INSTRUCTIVE: "#c8772e"}


@dataclass(frozen=True, slots=True)
class Material:
    """Labels and what the encoder makes of each, shape (labels, width)."""

    labels: list[Label]
    vectors: np.ndarray

    def at(self, rows: Sequence[int] | np.ndarray) -> "Material":
        """Some of them."""
        return Material([self.labels[int(i)] for i in rows], self.vectors[np.asarray(rows, dtype=int)])

    def of(self, interviews: Sequence[str]) -> "Material":
        """Those of some interviews."""
        return self.at([i for i, label in enumerate(self.labels) if label.interview in set(interviews)])


@dataclass(frozen=True, slots=True)
class Point:
    """What one draw gave: macro-F1 over codes on the interviews that judge."""

    how: str
    draw: int
    interviews: int
    passages: int
    f1: float


def main() -> None:
    """Read, encode once, learn and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5, help="draws of interviews")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument(
        "--kept", type=Path, help="file to which finished draws are added, and from which they are taken"
    )
    options = parser.parse_args()
    codebook = load_codebook()
    base = load_base("minilm")
    trunk = Trunk(base.model, base.tokenizer, number_format=resolve_number_format())
    pool, test = (_read(path, trunk=trunk, codebook=codebook) for path in (TRAINING, TESTING))
    version = made_with(pool, test)
    try:
        points = [point for point in kept_in(options.kept, version=version) if point.draw < options.repeats]
    except ConfigError as error:
        parser.error(str(error))
    for draw in sorted(set(range(options.repeats)) - {point.draw for point in points}):
        own = more_interviews(pool, test=test, codebook=codebook, draw=draw)
        own += two_queues(pool, test=test, codebook=codebook, draw=draw)
        keep_in(options.kept, own, version=version)
        points += own
        print(f"draw {draw + 1} of {options.repeats}", file=sys.stderr)
    for path in write(options.out, points):
        print(path)


def more_interviews(
    pool: Material, *, test: Material, codebook: Codebook, draw: int, sizes: Sequence[int] = INTERVIEWS
) -> list[Point]:
    """One order of interviews, more and more of it."""
    order = _order(pool, draw=draw)
    points = []
    for size in sizes:
        known = pool.of(order[:size])
        f1 = _judged(_learned(known, codebook=codebook), test=test, codebook=codebook)
        points.append(Point(WHOLE, draw, size, len(known.labels), f1))
    return points


def two_queues(
    pool: Material,
    *,
    test: Material,
    codebook: Codebook,
    draw: int,
    batch: int = BATCH,
    batches: int = BATCHES,
    interviews: int = INTERVIEWS[-1],
) -> list[Point]:
    """The same interviews and the same first batch; then one goes on at random and one by what the model knows least."""
    within = pool.of(_order(pool, draw=draw)[:interviews])
    shuffled = np.random.default_rng([draw, 1]).permutation(len(within.labels))
    first = shuffled[:batch]
    begun = _learned(within.at(first), codebook=codebook)
    f1 = _judged(begun, test=test, codebook=codebook)
    points = [Point(how, draw, interviews, batch, f1) for how in (RANDOM, INSTRUCTIVE)]
    known, heads = first, begun
    for done in range(2, batches + 1):
        size = batch * done
        at_random = _learned(within.at(shuffled[:size]), codebook=codebook)
        known = np.concatenate([known, next_batch(within, known=known, learned=heads, codebook=codebook, size=batch)])
        heads = _learned(within.at(known), codebook=codebook)
        for how, learned in ((RANDOM, at_random), (INSTRUCTIVE, heads)):
            points.append(Point(how, draw, interviews, size, _judged(learned, test=test, codebook=codebook)))
    return points


def next_batch(within: Material, *, known: np.ndarray, learned: Learned, codebook: Codebook, size: int) -> np.ndarray:
    """The passages that `threefaces label --queue instructive` would draw next."""
    heads, calibration = learned
    free = np.setdiff1d(np.arange(len(within.labels)), known)
    chances = probabilities(heads.score(within.vectors[free]), codebook=codebook, calibration=calibration)
    order = np.argsort(-uncertainty(chances, codebook=codebook), kind="stable")[: PREFILTER * size]
    return free[order[one_of_each(within.vectors[free[order]], clusters=size)]]


def made_with(*materials: Material) -> str:
    """A digest of all that a draw comes from: labels, what the encoder made of them, and the code that learns and judges."""
    code = [*sorted((ROOT / "models").rglob("*.py")), ROOT / "pipeline" / "label" / "instructive.py", Path(__file__)]
    seen = [digest_bytes(path.read_bytes()) for path in code]
    for material in materials:
        seen.append(digest_bytes(material.vectors.tobytes()))
        seen += [digest([x.id, x.interview, x.codes, sorted(x.complete)]) for x in material.labels]
    return digest(seen)


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


def _learned(known: Material, *, codebook: Codebook) -> Learned:
    return heads_from(known.vectors, labels=known.labels, codebook=codebook, folds=FOLDS)


def _judged(learned: Learned, *, test: Material, codebook: Codebook) -> float:
    heads, calibration = learned
    scores = heads.score(test.vectors)
    return macro_f1(figures_of(scores, labels=test.labels, codebook=codebook, calibration=calibration))


def _order(pool: Material, *, draw: int) -> list[str]:
    names = sorted({label.interview for label in pool.labels})
    return [names[int(i)] for i in np.random.default_rng([draw, 0]).permutation(len(names))]


def _read(path: Path, *, trunk: Trunk, codebook: Codebook) -> Material:
    labels = load_labels([path], codebook=codebook)
    return Material(labels, trunk.encode(inputs_of(labels)))


if __name__ == "__main__":
    main()
