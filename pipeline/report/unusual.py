"""The arrays of an archive go in; for every interview come out the codes of which it speaks far more or less than the others."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from data_schemas.codebook import Code, Dimension
from pipeline.statistics.corpus import Arrays
from pipeline.statistics.intervals import FEWEST_CLUSTERS, LEVEL, Floats
from pipeline.statistics.questions import answers, questions

FEWEST_PASSAGES = (
    20  # of an interview to which a dimension is likely to apply: on fewer, one moves a share by over five points
)
LEAST = 0.05  # a smaller difference in shares is of no account, however alike the others are
MOST = 3  # deviations named of one interview
RULE = (
    f"A code is named where the interview's share lies outside the range in which {LEVEL:.0%} of further interviews would be "
    f"expected if they differed as the others do, and at least {100 * LEAST:.0f} points from their mean; both are reckoned from "
    f"interviews with at least {FEWEST_PASSAGES} passages, of which there must be {FEWEST_CLUSTERS} others. "
    "About one comparison in twenty stands out by chance alone, and interviews differ by who was asked what."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A code's share in one interview, the model's as in the tables, beside the mean and expected range of the others."""

    dimension: Dimension
    code: Code
    share: float
    others: float
    low: float
    high: float

    @property
    def more(self) -> bool:
        """Whether the interview speaks of it more than the others."""
        return self.share > self.others


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One interview against the others: how many codes could be compared, and the largest deviations."""

    comparisons: int
    deviations: tuple[Deviation, ...]


def compared(data: Arrays) -> list[Compared]:
    """For every interview of the arrays, by its number, the codes that deviate most.

    The range is a prediction interval for one further interview (Hahn and Meeker 1991), with t quantiles.
    """
    count = int(data.interviews.max()) + 1 if len(data) else 0
    found: list[list[tuple[float, Deviation]]] = [[] for _ in range(count)]
    comparisons = np.zeros(count, dtype=np.int64)
    for asked in questions(data.codebook):
        known = answers(data, asked)
        shares = interview_shares(known.code, known.base, data=data, count=count)
        for number, (size, deviation) in _deviating(shares, dimension=asked.dimension, code=asked.code).items():
            found[number].append((size, deviation))
        if np.isfinite(shares).sum() > FEWEST_CLUSTERS:
            comparisons += np.isfinite(shares)
    return [
        Compared(
            comparisons=int(comparisons[number]),
            deviations=tuple(d for _, d in sorted(deviating, key=lambda pair: -pair[0])[:MOST]),
        )
        for number, deviating in enumerate(found)
    ]


def interview_shares(code: Floats, base: Floats, *, data: Arrays, count: int) -> Floats:
    """Each interview's share of a code in its base, NaN where the base is too small; shapes (passages,), (interviews,)."""
    found, sizes = (np.bincount(data.interviews, weights=values, minlength=count) for values in (code, base))
    return np.where(sizes >= FEWEST_PASSAGES, found / np.maximum(sizes, FEWEST_PASSAGES), np.nan)


def _deviating(shares: Floats, *, dimension: Dimension, code: Code) -> dict[int, tuple[float, Deviation]]:
    known = np.flatnonzero(np.isfinite(shares))
    others = len(known) - 1
    if others < FEWEST_CLUSTERS:
        return {}
    centre = math.fsum(shares[known]) / len(known)
    apart = shares[known] - centre
    total, squares = math.fsum(apart), math.fsum(apart**2)
    quantile = float(stdtrit(others - 1, 0.5 + LEVEL / 2))
    found = {}
    for number, own in zip(known.tolist(), apart.tolist(), strict=True):
        mean = (total - own) / others
        spread = math.sqrt(max(squares - own**2 - others * mean**2, 0.0) / (others - 1) * (1 + 1 / others))
        if abs(own - mean) > max(quantile * spread, LEAST):
            low, high = (centre + mean + sign * quantile * spread for sign in (-1, 1))
            found[number] = (
                abs(own - mean) / max(spread, LEAST),
                Deviation(
                    dimension=dimension,
                    code=code,
                    share=float(shares[number]),
                    others=centre + mean,
                    low=max(0.0, low),
                    high=min(1.0, high),
                ),
            )
    return found
