"""Probabilities, decisions and labels go in, per-code figures come out: what a person needs to trust or distrust a code."""

from collections.abc import Sequence

import msgspec
import numpy as np

from data_schemas.codebook import NONE, Codebook
from data_schemas.labels import Label
from models.decisions import Calibration, decide, probabilities
from models.targets import Targets, targets_of

REPLICATES = 400  # bootstrap samples of interviews
SEED = 20260101  # of the bootstrap
SMALL, BINS = 0.1, 10  # probabilities from which calibration is judged, and bins of it between 0 and 1


class CodeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How one code fares: `n` passages that have it, kappa and F1 with 95 % intervals over interviews.

    `skill` is what its probabilities gain over always saying the code's share (Brier 1950; Murphy 1973), `ece` by how
    much they are off on average where they are not small (Naeini et al. 2015).
    """

    code: str
    n: int
    known: int
    precision: float
    recall: float
    f1: float
    f1_low: float
    f1_high: float
    kappa: float
    brier: float
    skill: float
    ece: float
    abstained: float


def figures_of(
    scores: np.ndarray, *, labels: Sequence[Label], codebook: Codebook, calibration: Calibration
) -> list[CodeFigures]:
    """Figures per code, `none` left out; a conditional dimension counts where it is known to apply."""
    targets = targets_of(labels, codebook=codebook)
    chances = probabilities(scores, codebook=codebook, calibration=calibration)
    taken, sure = taken_codes(chances, codebook=codebook, calibration=calibration, targets=targets)
    interviews = np.unique([label.interview for label in labels], return_inverse=True)[1]
    out = []
    for column, name in enumerate(codebook.columns):
        rows = targets.known[:, column] > 0
        if name.endswith(f".{NONE}") or not rows.any():
            continue
        truth, said = targets.values[rows, column] > 0, taken[rows, column]
        low, high = _interval(truth, said, clusters=interviews[rows])
        tp, own = int((truth & said).sum()), chances[rows, column]
        out.append(
            CodeFigures(
                code=name,
                n=int(truth.sum()),
                known=int(rows.sum()),
                precision=_round(tp / max(1, int(said.sum()))),
                recall=_round(tp / max(1, int(truth.sum()))),
                f1=_round(f1(truth, said)),
                f1_low=_round(low),
                f1_high=_round(high),
                kappa=_round(kappa(truth, said)),
                brier=_round(brier(own, truth)),
                skill=_round(1 - brier(own, truth) / brier(np.full(len(truth), truth.mean()), truth))
                if 0 < truth.sum() < len(truth)
                else 0.0,
                ece=_round(ece(own, truth)),
                abstained=_round(float((said & ~sure[rows, column]).sum() / max(1, said.sum()))),
            )
        )
    return out


def macro_f1(figures: Sequence[CodeFigures]) -> float:
    """The mean F1 over the codes that the labels have."""
    present = [figure.f1 for figure in figures if figure.n]
    return _round(float(np.mean(present))) if present else 0.0


def taken_codes(
    chances: np.ndarray, *, codebook: Codebook, calibration: Calibration, targets: Targets
) -> tuple[np.ndarray, np.ndarray]:
    """Which codes reach their threshold, and which are tagged; both boolean, (passages, columns).

    A dimension that only applies where another is coded is judged where the labels say that it applies.
    """
    taken = np.zeros(chances.shape, dtype=bool)
    sure = np.zeros(chances.shape, dtype=bool)
    for row in range(len(chances)):
        decision = decide(chances[row], codebook=codebook, calibration=calibration)
        for dimension in codebook.dimensions:
            place = codebook.slice_of(dimension.id)
            if dimension.applies_to:
                taken[row, place.start + int(np.argmax(chances[row, place]))] = True
                sure[row, place] = taken[row, place]
                continue
            for value in (*decision.assigned[dimension.id], *decision.abstained[dimension.id]):
                taken[row, place.start + dimension.values.index(value)] = True
            for value in decision.assigned[dimension.id]:
                sure[row, place.start + dimension.values.index(value)] = True
    return taken, sure


def f1(truth: np.ndarray, said: np.ndarray) -> float:
    """F1 of two boolean arrays; 0 where neither has a positive."""
    return float(2 * (truth & said).sum() / max(1, truth.sum() + said.sum()))


def kappa(truth: np.ndarray, said: np.ndarray) -> float:
    """Cohen's kappa (1960) of two boolean arrays; 0 where chance agreement is complete."""
    agreed, a, b = float(np.mean(truth == said)), float(truth.mean()), float(said.mean())
    chance = a * b + (1 - a) * (1 - b)
    return (agreed - chance) / (1 - chance) if chance < 1 else 0.0


def brier(chances: np.ndarray, truth: np.ndarray) -> float:
    """The mean squared distance of probabilities from what was the case."""
    return float(np.mean((chances - truth) ** 2))


def ece(chances: np.ndarray, truth: np.ndarray) -> float:
    """Expected calibration error over the probabilities above SMALL, in bins of equal width; 0 where there are none."""
    told = chances > SMALL
    if not told.any():
        return 0.0
    bins = np.minimum((chances[told] * BINS).astype(int), BINS - 1)
    apart = [
        abs(float(chances[told][bins == b].mean() - truth[told][bins == b].mean())) * int((bins == b).sum())
        for b in np.unique(bins)
    ]
    return sum(apart) / int(told.sum())


def _interval(truth: np.ndarray, said: np.ndarray, *, clusters: np.ndarray) -> tuple[float, float]:
    """95 % percentile bootstrap of F1 over interviews; nan below two interviews."""
    names = np.unique(clusters)
    if len(names) < 2:
        return float("nan"), float("nan")
    counts = np.array(
        [[(truth & said)[clusters == c].sum(), truth[clusters == c].sum() + said[clusters == c].sum()] for c in names]
    )
    generator = np.random.default_rng(SEED)
    drawn = counts[generator.integers(0, len(names), size=(REPLICATES, len(names)))].sum(axis=1)
    values = 2 * drawn[:, 0] / np.maximum(1, drawn[:, 1])
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def _round(value: float) -> float:
    return round(value, 4)
