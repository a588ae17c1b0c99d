"""Totals of clusters go in, shares with intervals for clustered talk come out.

Choices were made by simulation (`make simulate`, docs/statistics.md): the jackknife by cluster, the degrees of freedom of
Bell and McCaffrey, and limits taken on the logit scale.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc, gammaincinv, stdtrit

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

LEVEL = 0.95
NORMAL_QUANTILE = 1.959963984540054  # of the two-sided 95 % interval
NO_SPREAD = 1e-12  # a standard error below this is rounding: all values are the same
FEWEST_CLUSTERS = 8  # below, the between-interview variance rests on too few values for any interval to be trusted
BISECTIONS = 60  # halve the span of a root that often: 1e-18 of it is left


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A share in 0..1 with its 95 % interval."""

    share: float
    low: float
    high: float


def clustered_share(values: Floats, clusters: Integers) -> Estimate | None:
    """The mean of `values` with an interval clustered by `clusters`; shapes (passages,) both, clusters from 0.

    None below eight clusters, or where all values are the same.
    """
    if not len(values):
        return None
    sizes = np.bincount(clusters)
    present = sizes > 0
    totals: Floats = np.bincount(clusters, weights=values).astype(np.float64)
    return clustered_ratio(totals[present], sizes[present].astype(np.float64))


def clustered_ratio(totals: Floats, sizes: Floats) -> Estimate | None:
    """The ratio of two totals over clusters with its interval between them; shapes (clusters,).

    None below eight clusters, where all clusters are the same, and where the share is 0 or 1.
    """
    if np.count_nonzero(sizes) < FEWEST_CLUSTERS:
        return None
    share = float(totals.sum() / sizes.sum())
    without = (totals.sum() - totals) / (sizes.sum() - sizes)
    return on_logit(share, variance=jackknifed(without, share), freedom=freedom(sizes))


def jackknifed(without: Floats, whole: float) -> float:
    """The variance of an estimate from its values without each cluster, shape (clusters,) (CR3; Bell and McCaffrey 2002)."""
    count = len(without)
    return (count - 1) / count * float(((without - whole) ** 2).sum())


def freedom(sizes: Floats) -> float:
    """The degrees of freedom of a mean's clustered variance (Bell and McCaffrey 2002); `sizes`, shape (clusters,).

    Satterthwaite's, where half the variance of an average cluster's total is of its passages and half is shared by them
    (compare Imbens and Kolesár 2016): clusters - 1 where all are as large, fewer where a few hold much of the whole.
    The clusters' totals, each by the root of one minus its part p, then have the covariances
    d (p + J p2) - p q - J (p2 q + p q2) + J s p q, for parts p and q of J clusters, d = 1 on the diagonal, s the sum of p2.
    """
    part = sizes[sizes > 0] / sizes.sum()
    count = len(part)
    lever = part**2 / (1.0 - part)
    mixed = count * float((part**2).sum()) - 1.0
    powers = [float((lever * part**power).sum()) for power in range(3)]
    square = mixed**2 * powers[0] ** 2 + 2 * count**2 * (powers[0] * powers[2] + powers[1] ** 2)
    square -= 4 * mixed * count * powers[0] * powers[1]
    crossed = lever * (mixed - 2 * count * part)
    own = (part + count * part**2) / (1.0 - part)
    square += float((2 * crossed * own + own**2).sum())
    return float((crossed + own).sum()) ** 2 / square


def on_logit(
    share: float, *, variance: float, freedom: float, least: float = 0.0, found: float = 0.0
) -> Estimate | None:
    """A share's interval by t on the logit scale; None where it has no spread or is 0 or 1.

    Where shares are only given from `least` cases on and `found` were found, the limits allow for that (`after_choice`).
    """
    error = math.sqrt(max(variance, 0.0))
    if error < NO_SPREAD or not 0.0 < share < 1.0:
        return None
    middle = math.log(share / (1.0 - share))
    half = float(stdtrit(freedom, 0.5 + LEVEL / 2)) * error / (share * (1.0 - share))
    low, high = _expit(middle - half), _expit(middle + half)
    if least > 0.0:
        low *= after_choice((share / error) ** 2, least=least / found)
    return Estimate(share=share, low=low, high=high)


def after_choice(weight: float, *, least: float) -> float:
    """By what a lower limit is multiplied where a share is only given if it reaches `least` of itself.

    `weight` is the squared share by its variance: the number of cases, were they independent. Of a count that is only
    shown when large enough, those shown are too large on the average; the limit is therefore that of a count known to
    have been large enough (the tail of a truncated Poisson count; compare Zhong and Prentice 2008). Counts so small that
    the upper limit would miss are not shown at all where few are expected: what that limit cannot miss by, this one may.
    """
    tail = (1.0 - LEVEL) / 2
    if least >= 1.0:
        return 0.0
    plain = float(gammaincinv(weight, tail))
    low, high = 0.0, weight
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        shown = float(gammainc(weight * least, middle))
        missed_above = max(0.0, tail - (1.0 - shown))
        if shown > 0.0 and float(gammainc(weight, middle)) > 2 * tail * shown - missed_above:
            high = middle
        else:
            low = middle
    return low / plain if plain > 0.0 else 0.0


def wilson(successes: float, trials: int) -> Estimate:
    """A share with Wilson's score interval (Wilson 1927); `successes` may be a sum of parts of one."""
    if not 0 <= successes <= trials or trials < 1:
        raise ValueError(f"expected 0 <= successes <= trials and at least one trial, not {successes} of {trials}")
    share, z2 = successes / trials, NORMAL_QUANTILE**2
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = NORMAL_QUANTILE / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    return Estimate(share=share, low=max(0.0, middle - half), high=min(1.0, middle + half))


def numbered(labels: list[Any]) -> Integers:
    """One integer for each distinct label, in order of first appearance; shape (labels,)."""
    numbers: dict[Any, int] = {}
    return np.array([numbers.setdefault(label, len(numbers)) for label in labels], dtype=np.int64)


def _expit(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value)) if value > -500.0 else 0.0
