"""Probabilities go in; how far off a coder that is perfectly calibrated would look by chance comes out."""

from dataclasses import dataclass

import numpy as np

from models.evaluation.tallies import BINS, SEED, SMALL

SIMULATED = 1000  # sets of codes drawn from the probabilities themselves


@dataclass(frozen=True, slots=True)
class ByChance:
    """Expected calibration error of a perfectly calibrated coder: half of such coders show less, 95 % show less."""

    median: float
    high: float


def ece_by_chance(chances: np.ndarray) -> ByChance:
    """Draw codes from `chances`, shape (passages,), so that each is exactly right, and measure as on real codes.

    Passages are drawn one by one (consistency resampling, Bröcker and Smith 2007): talk of one interview that is off
    together may go beyond without the coder's being wrong on average.
    """
    told = np.sort(chances[chances > SMALL])
    if not len(told):
        return ByChance(0.0, 0.0)
    generator = np.random.default_rng(SEED)
    drawn = generator.random((SIMULATED, len(told))) < told
    bins = np.minimum((told * BINS).astype(int), BINS - 1)
    starts = np.flatnonzero(np.diff(bins, prepend=-1))
    apart = np.abs(np.add.reduceat(drawn - told, starts, axis=1)).sum(axis=1) / len(told)
    median, high = np.quantile(apart, [0.5, 0.95])
    return ByChance(float(median), float(high))
