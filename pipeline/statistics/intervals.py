"""Values of passages and the interviews they are from go in, means with intervals for clustered talk come out."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

LEVEL = 0.95
NORMAL_QUANTILE = 1.959963984540054  # of the two-sided 95 % interval
NO_SPREAD = 1e-12  # a half-width below this is rounding: all values are the same
FEWEST_CLUSTERS = 8  # below, the between-interview variance rests on too few values for any interval to be trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A share in 0..1 with its 95 % interval."""

    share: float
    low: float
    high: float


def clustered_share(values: Floats, clusters: Integers) -> Estimate | None:
    """The mean of `values` with an interval clustered by `clusters`; None below eight clusters or if all are the same.

    Shapes (passages,) both; clusters are small integers from 0. The mean is a ratio of two random totals; its
    linearised variance is corrected as CR2 (Bell and McCaffrey 2002), which for a mean divides each squared cluster
    residual by one minus the cluster's part of the passages. The quantile is t with clusters - 1 degrees of freedom.
    """
    sizes = np.bincount(clusters)
    present = sizes > 0
    if present.sum() < FEWEST_CLUSTERS:
        return None
    total = float(len(values))
    share = math.fsum(values) / total
    residuals = np.bincount(clusters, weights=values - share)[present]
    sizes = sizes[present]
    variance = math.fsum(residuals**2 / (1.0 - sizes / total)) / total**2
    half = float(stdtrit(len(sizes) - 1, 0.5 + LEVEL / 2)) * math.sqrt(variance)
    if half < NO_SPREAD:
        return None
    return Estimate(share=share, low=max(0.0, share - half), high=min(1.0, share + half))


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
