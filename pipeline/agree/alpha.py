"""Values that coders gave to units go in, chance-corrected agreement comes out, with intervals by interview.

Krippendorff's alpha takes any number of coders, missing values and any distance (Krippendorff 2019, chapter 12);
Cohen's kappa takes two coders (Cohen 1960). Both are sums over interviews, so that a bootstrap only reweights these.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.statistics.intervals import FEWEST_CLUSTERS, LEVEL, NO_SPREAD

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
REPLICATES = 2000
SEED = 20_260_301
FEWEST_DEFINED = 0.9  # share of replicates in which a figure must be defined for an interval to be given
MISSING = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A coefficient with its 95 % interval; None where it is not defined, or interviews are too few for an interval."""

    value: float | None
    low: float | None = None
    high: float | None = None


def masi(one: int, other: int) -> float:
    """The distance of two sets of codes, as bits (Passonneau 2006): one minus Jaccard's index times monotonicity."""
    both, either = one & other, one | other
    if one == other:
        return 0.0
    if not both:
        return 1.0
    monotone = 2 / 3 if both in (one, other) else 1 / 3
    return 1.0 - monotone * both.bit_count() / either.bit_count()


def alpha(values: Integers, interviews: Integers, *, distances: Floats | None = None) -> Figure:
    """Krippendorff's alpha of `values`, shape (coders, units), numbered from 0, `MISSING` where there is none.

    `distances` has shape (values, values), nominal without it; `interviews`, shape (units,), are numbered from 0.
    """
    paired = (values != MISSING).sum(axis=0) >= 2
    values, interviews = values[:, paired], interviews[paired]
    if not values.size:
        return Figure(value=None)
    kinds = int(values.max()) + 1
    delta = 1.0 - np.eye(kinds) if distances is None else distances[:kinds, :kinds]
    counts = np.stack([(values == kind).sum(axis=0) for kind in range(kinds)], axis=1).astype(np.float64)
    pairs = np.einsum("uc,ck,uk->u", counts, delta, counts) / (counts.sum(axis=1) - 1)
    observed = np.bincount(interviews, weights=pairs)
    totals = _by_interview(counts, interviews)
    weights = _weights(interviews)

    def coefficient(w: Floats) -> Floats:
        n_c, seen = w @ totals, w @ observed
        n = n_c.sum(axis=1)
        expected = np.einsum("bc,ck,bk->b", n_c, delta, n_c) / np.maximum(n - 1, 1)
        return _ratio(seen, expected)

    return _figure(coefficient(weights))


def kappa(values: Integers, interviews: Integers) -> Figure:
    """Cohen's kappa of two coders' `values`, shape (2, units); units that either left out are left out."""
    paired = (values != MISSING).all(axis=0)
    values, interviews = values[:, paired], interviews[paired]
    if not values.size:
        return Figure(value=None)
    kinds = int(values.max()) + 1
    cells = np.zeros((len(interviews), kinds * kinds))
    cells[np.arange(len(interviews)), values[0] * kinds + values[1]] = 1
    tables = _by_interview(cells, interviews)

    def coefficient(w: Floats) -> Floats:
        table = (w @ tables).reshape(-1, kinds, kinds)
        n = table.sum(axis=(1, 2))
        chance = (table.sum(axis=2) * table.sum(axis=1)).sum(axis=1) / np.maximum(n, 1)
        agreed = np.trace(table, axis1=1, axis2=2)
        return _ratio(n - agreed, n - chance)

    return _figure(coefficient(_weights(interviews)))


def _by_interview(rows: Floats, interviews: Integers) -> Floats:
    """Rows summed by interview."""
    out = np.zeros((int(interviews.max()) + 1, rows.shape[1]))
    np.add.at(out, interviews, rows)
    return out


def _weights(interviews: Integers) -> Floats:
    """How often each interview is taken, shape (1 + replicates, interviews): first all once, then drawn with replacement."""
    present = np.unique(interviews)
    width = int(interviews.max()) + 1
    once = np.zeros((1, width))
    once[0, present] = 1
    if len(present) < FEWEST_CLUSTERS:
        return once
    drawn = np.random.default_rng(SEED).multinomial(len(present), np.full(len(present), 1 / len(present)), REPLICATES)
    again = np.zeros((REPLICATES, width))
    again[:, present] = drawn
    return np.vstack([once, again])


def _ratio(observed: Floats, expected: Floats) -> Floats:
    """One minus observed by expected disagreement; not a number where all gave the same value."""
    possible = expected > 1e-12
    out: Floats = np.where(possible, 1.0 - observed / np.where(possible, expected, 1.0), np.nan)
    return out


def _figure(found: Floats) -> Figure:
    value, again = found[0], found[1:]
    if np.isnan(value):
        return Figure(value=None)
    defined = again[~np.isnan(again)]
    if not len(again) or len(defined) < FEWEST_DEFINED * len(again):
        return Figure(value=float(value))
    low, high = np.quantile(defined, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
    if high - low < NO_SPREAD:  # all interviews alike: drawing them again says nothing of how sure the figure is
        return Figure(value=float(value))
    return Figure(value=float(value), low=float(low), high=float(high))
