"""Judged passages go in, sums per interview and code come out, and from sums of sums every measure and its interval.

Every measure is a function of sums over passages. So a bootstrap that draws whole interviews (Davison and Hinkley 1997,
section 3.8) is one product of matrices, and a replicate and the figure itself are made by the same formula.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.evaluation.judged import Judged

REPLICATES = 2000  # bootstrap samples of interviews
SEED = 20260101  # of the bootstrap
SMALL, BINS = 0.1, 10  # probabilities from which calibration is judged, and bins of it between 0 and 1
LEVEL = 0.95
PLAIN = ("tp", "fp", "fn", "known", "squared", "open_tp", "open_fp")  # what is summed beside the bins
INFLATED = frozenset({"ece"})  # measures that resampling inflates: their intervals are turned about the figure


@dataclass(frozen=True)
class Tallies:
    """Sums of shape (interviews, codes, len(PLAIN) + 3 * BINS), with the columns of the codebook that they are of."""

    sums: np.ndarray
    columns: tuple[int, ...]

    @cached_property
    def totals(self) -> np.ndarray:
        """Sums over all interviews, shape (codes, sums)."""
        totals: np.ndarray = self.sums.sum(axis=0)
        return totals

    @cached_property
    def drawn(self) -> np.ndarray:
        """Sums over bootstrap samples of interviews, shape (replicates, codes, sums)."""
        interviews = len(self.sums)
        generator = np.random.default_rng(SEED)
        weights = generator.multinomial(interviews, np.full(interviews, 1 / interviews), size=REPLICATES)
        flat = weights.astype(np.float64) @ self.sums.reshape(interviews, -1)
        drawn: np.ndarray = flat.reshape(REPLICATES, *self.sums.shape[1:])
        return drawn

    def pooled(self, positions: Sequence[int]) -> "Tallies":
        """Several codes as one; positions among `columns`."""
        return Tallies(self.sums[:, list(positions)].sum(axis=1, keepdims=True), (-1,))


def tallies_of(judged: Judged) -> Tallies:
    """Sum every known passage by interview and code."""
    columns = judged.code_columns
    known, truth, said = judged.known[:, columns], judged.truth[:, columns], judged.taken[:, columns]
    chances = judged.chances[:, columns]
    left = said & ~judged.sure[:, columns]
    told = known & (chances > SMALL)
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    inside = [told & (bins == number) for number in range(BINS)]
    values = [
        known & truth & said,
        known & ~truth & said,
        known & truth & ~said,
        known,
        known * (chances - truth) ** 2,
        known & truth & left,
        known & ~truth & left,
        *inside,
        *(where * chances for where in inside),
        *(where * truth for where in inside),
    ]
    stacked = np.stack([value.astype(np.float64) for value in values], axis=2)
    interviews = judged.interviews
    sums = np.zeros((int(interviews.max()) + 1, *stacked.shape[1:]))
    np.add.at(sums, interviews, stacked)
    return Tallies(sums, tuple(columns))


def measures(sums: np.ndarray) -> dict[str, np.ndarray]:
    """Every measure of sums of shape (..., sums), each of shape (...); nan where it is not defined."""
    tp, fp, fn, known, squared, open_tp, open_fp = (sums[..., i] for i in range(len(PLAIN)))
    counts, said, was = np.split(sums[..., len(PLAIN) :], 3, axis=-1)
    share = _over(tp + fn, known)
    reference = share * (1 - share)  # Brier score of always saying the share
    return {
        "precision": _over(tp, tp + fp),
        "recall": _over(tp, tp + fn),
        "f1": _over(2 * tp, 2 * tp + fp + fn),
        "kappa": kappa_of(tp, fp, fn, known),
        "kappa_rest": kappa_of(tp - open_tp, fp - open_fp, fn, known - open_tp - open_fp),
        "brier": _over(squared, known),
        "skill": 1 - _over(_over(squared, known), reference),
        "ece": _over(np.abs(said - was).sum(axis=-1), counts.sum(axis=-1)),
        "error": _over(fp + fn, known),
        "abstained": _over(open_tp + open_fp, tp + fp),
    }


def kappa_of(tp: np.ndarray, fp: np.ndarray, fn: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Cohen's kappa (1960) from counts; nan where chance agreement is complete."""
    a, b = _over(tp + fn, known), _over(tp + fp, known)
    chance = a * b + (1 - a) * (1 - b)
    return _over(1 - _over(fp + fn, known) - chance, 1 - chance)


def intervals(tallies: Tallies) -> dict[str, list[tuple[float | None, float | None]]]:
    """95 % intervals of every measure by code; None with fewer than two interviews, or where it is mostly undefined."""
    figures = measures(tallies.totals)
    if len(tallies.sums) < 2:
        return {name: [(None, None)] * len(tallies.columns) for name in figures}
    drawn = measures(tallies.drawn)
    return {
        name: [_interval(drawn[name][:, i], figures[name][i], name) for i in range(len(figures[name]))]
        for name in figures
    }


def _interval(values: np.ndarray, figure: float, name: str) -> tuple[float | None, float | None]:
    """The percentile interval; the basic one, turned about the figure, where resampling inflates it."""
    kept = values[~np.isnan(values)]
    if 2 * len(kept) < len(values) or np.isnan(figure):
        return None, None
    low, high = (float(q) for q in np.quantile(kept, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
    return (max(0.0, 2 * figure - high), max(0.0, 2 * figure - low)) if name in INFLATED else (low, high)


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    above, below = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    out = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=out, where=np.abs(below) > 1e-12)
    return out
