"""Passages, and what of a code is in them, by cluster and group go in; tests of equal shares for clustered talk come out.

Clusters and groups are the last two axes of every table, so that many tables (permuted, simulated) are worked on at once.
"""

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri, chndtr, fdtr, fdtrc, fdtri, stdtrit

from pipeline.statistics.intervals import LEVEL, Floats, freedom

SEARCH_TOLERANCE = 1e-10  # of the distance that bounds Cramer's V
NODES = (
    32  # at which what is unknown of the variance is summed (Gauss and Legendre): errors of a probability below 1e-4
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Homogeneity:
    """Pearson's chi-square of groups by (code, not the code), and what clustering makes of it.

    Shapes: `sizes` (..., clusters, groups), passages; `shares` (..., groups), `covariance` (..., groups, groups), the rest
    (...). `chi2` would have groups - 1 degrees
    of freedom if passages were independent; `effect` is the sum of its generalised design effects, which it has as its
    mean if shares are equal; `freedom` are its degrees of freedom to the second order. All are nan where every share is 0
    or every share is 1.
    """

    passages: Floats
    sizes: Floats
    shares: Floats
    covariance: Floats
    chi2: Floats
    effect: Floats
    freedom: Floats

    @property
    def first(self) -> "Homogeneity":
        """The first of many."""
        return Homogeneity(**{field.name: getattr(self, field.name)[0] for field in fields(self)})

    @property
    def statistic(self) -> Floats:
        """Rao and Scott's F; nan where the shares do not vary between clusters."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio: Floats = np.where(self.effect > 0, self.chi2 / self.effect, np.nan)
        return ratio

    @property
    def cramers_v(self) -> Floats:
        """Cramer's V; two columns leave nothing to divide by but the passages."""
        v: Floats = np.sqrt(self.chi2 / self.passages)
        return v

    @property
    def corrected_v(self) -> Floats:
        """Cramer's V without what clustered chance alone is expected to bring (Bergsma 2013, with design effects)."""
        v: Floats = np.sqrt(np.maximum(0.0, self.chi2 - self.effect) / self.passages)
        return v


def homogeneity(passages: Floats, found: Floats) -> Homogeneity:
    """Compare the groups' shares; shapes (..., clusters, groups), every group in two clusters or more.

    `found` holds sums of 0/1 codes or of probabilities: the covariance is estimated from what clusters really do, so
    that values between 0 and 1 are as good. The covariance of the shares is that of cluster totals (linearised), with
    CR2's correction (Bell and McCaffrey 2002): a cluster's residual is divided by the root of one minus its part of the
    group. With it, chi2 = (p - P)'A(p - P) has mean tr(AV) and, to the second order, tr(AV)^2 / tr(AVAV) degrees of
    freedom (Rao and Scott 1981, 1984).
    """
    sizes = passages.sum(axis=-2)
    total = sizes.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = found.sum(axis=-2) / sizes
        pooled = found.sum(axis=(-2, -1)) / total
        part = passages / sizes[..., None, :]
        apart = (found - passages * shares[..., None, :]) / sizes[..., None, :]
        apart = np.where(part < 1.0, apart / np.sqrt(1.0 - np.minimum(part, 1.0)), 0.0)
        covariance = np.swapaxes(apart, -1, -2) @ apart
        weight = _weight(sizes) / (pooled * (1.0 - pooled))[..., None, None]
        deviation = shares - pooled[..., None]
        spread = weight @ covariance
        effect = np.trace(spread, axis1=-2, axis2=-1)
        return Homogeneity(
            passages=total,
            sizes=passages,
            shares=shares,
            covariance=covariance,
            chi2=(sizes * deviation**2).sum(axis=-1) / (pooled * (1.0 - pooled)),
            effect=effect,
            freedom=effect**2 / (spread * np.swapaxes(spread, -1, -2)).sum(axis=(-2, -1)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RaoScott:
    """Rao and Scott's test of one table, and Cramer's V for a population with its 95 % interval."""

    statistic: float
    first: float
    second: float
    p: float
    design_effect: float
    v: float
    v_low: float
    v_high: float


def rao_scott(table: Homogeneity) -> RaoScott | None:
    """Test one table, referred to F with `freedom` and `second_freedom` degrees of freedom; None if flat.

    V's interval is that of `distances`, in units of the shares' estimated variance; it is without 0 just where p is below
    .05.
    """
    statistic, first = float(table.statistic), float(table.freedom)
    if not np.isfinite(statistic):
        return None
    second = second_freedom(table)
    scale = float(table.effect) / (first * float(table.passages))
    low, high = (min(1.0, float(np.sqrt(bound * scale))) for bound in distances(statistic, first, second))
    return RaoScott(
        statistic=statistic,
        first=first,
        second=second,
        p=float(fdtrc(first, second, statistic)),
        design_effect=float(table.effect) / (table.shares.shape[-1] - 1),
        v=float(table.corrected_v),
        v_low=low,
        v_high=high,
    )


def second_freedom(table: Homogeneity) -> float:
    """The degrees of freedom of one table's `effect`, the sum of what each group's variance adds (Satterthwaite 1946).

    For two groups these are Welch's (1947), a group's own being those of its share's variance (`intervals.freedom`): where
    one group has many clusters and the other few, there are little more than of the few. Thomas and Rao (1987) take d
    (clusters - 1), which is right only where groups share their clusters or are all large.
    """
    groups = table.shares.shape[-1]
    per_group = np.diagonal(_weight(table.sizes.sum(axis=-2))) * np.diagonal(table.covariance)
    own = np.array([freedom(table.sizes[:, group]) for group in range(groups)])
    return float(per_group.sum() ** 2 / (per_group**2 / own).sum())


def half_width(table: Homogeneity) -> float:
    """Half of the 95 % interval of a difference between two groups; it holds 0 just where the test's p is above .05."""
    v = table.covariance
    error = float(np.sqrt(max(0.0, v[0, 0] + v[1, 1] - 2 * v[0, 1])))
    return error * float(stdtrit(second_freedom(table), 0.5 + LEVEL / 2))


def _weight(sizes: Floats) -> Floats:
    """diag(n) - nn'/N: what turns deviations of shares into Pearson's sum; shape (..., groups, groups)."""
    groups = sizes.shape[-1]
    outer = sizes[..., :, None] * sizes[..., None, :] / sizes.sum(axis=-1)[..., None, None]
    weight: Floats = sizes[..., :, None] * np.eye(groups) - outer
    return weight


def distances(statistic: float, first: float, second: float) -> tuple[float, float]:
    """The 95 % limits of how far shares are apart, squared, in units of their estimated variance.

    Estimated shares stand about the true ones as a multivariate t: the statistic is the squared length of the true
    distance plus t, and the limits are the distances under which it is no more extreme than it was. (Inverting the
    noncentral F instead, as Smithson 2003 does, bounds the distance by the *true* variance; taken back by the estimated
    one its uncertainty would count twice.) Each tail has 2.5 %. But shares that happen to be more alike than is likely
    would leave no distance at all, so that the upper limit is at least that of the statistic's median; distances below
    that are never missed by it, and the lower limit has all 5 % there.
    """
    tail = (1 - LEVEL) / 2
    least = _nearest_limit(first, second)
    high = max(least, _distance(statistic, first, second, at=tail))
    near = _distance(statistic, first, second, at=1 - 2 * tail)
    far = _distance(statistic, first, second, at=1 - tail) if near > least else 0.0
    return (near if near <= least else max(least, far)), high


@lru_cache(maxsize=256)
def _nearest_limit(first: float, second: float) -> float:
    """The upper limit at the median of F."""
    return _distance(float(fdtri(first, second, 0.5)), first, second, at=(1 - LEVEL) / 2)


@lru_cache(maxsize=256)
def _scales(second: float) -> tuple[Floats, Floats]:
    """True variances by the estimated one, and their weights; shapes (NODES,)."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return second / chdtri(second, (1 + nodes) / 2), weights / 2


def _distance(statistic: float, first: float, second: float, *, at: float) -> float:
    """The squared distance under which the statistic stands at this quantile; 0 where it stands below it without any."""
    if fdtr(first, second, statistic) <= at:
        return 0.0
    scales, weights = _scales(second)

    def above(distance: float) -> float:
        return float((weights * chndtr(first * statistic / scales, first, distance / scales)).sum()) - at

    high = 1.0
    while above(high) > 0.0:
        high *= 2.0
    return float(brentq(above, 0.0, high, xtol=SEARCH_TOLERANCE)) if above(0.0) > 0.0 else 0.0
