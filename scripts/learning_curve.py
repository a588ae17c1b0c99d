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
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

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
from pipeline.label.instructive import PREFILTER, one_of_each, uncertainty  # noqa: E402
from pipeline.training_data import load_labels  # noqa: E402
from scripts.learning_curve_points import INSTRUCTIVE, RANDOM, WHOLE, Point, keep_in, kept_in, write  # noqa: E402

TRAINING, TESTING = ROOT / "examples" / "training" / "interviews", ROOT / "examples" / "archive" / "sources"
INTERVIEWS = (4, 8, 16, 32, 48)
BATCH, BATCHES = 100, 8  # passages uncovered at a time, and how often
FOLDS = 3
Learned = tuple[LinearHeads, Calibration]


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
