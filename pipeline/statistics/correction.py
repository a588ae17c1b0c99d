"""A model's values of all passages and the blind codings of an audit go in, shares corrected for its errors come out.

The estimate is the model's ratio of two totals over all passages, plus what the audit's passages, weighted by one over
the chance with which each was drawn, say that it is wrong by: the difference estimator of survey sampling (Särndal,
Swensson and Wretman 1992, section 6.3), design-based supervised learning (Egami and others 2023), prediction-powered
inference (Angelopoulos and others 2023) with its tuned weight of the model (PPI++, 2024). With the weight 0 it is the
audit alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.statistics.intervals import (
    FEWEST_CLUSTERS,
    Estimate,
    Floats,
    Integers,
    freedom,
    jackknifed,
    on_logit,
)

Scope = Literal["archive", "population"]
FEWEST_POSITIVES = (
    10  # passages that people coded with a code, and that they coded without: below, nothing is corrected
)
TUNINGS = 2  # times that the model's weight is set anew by the share that it gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Modelled:
    """The model's totals over all passages of a group, by cluster; shapes (clusters,).

    `code` and `base` are totals of what counts as the code and as the base it is a part of, `size` of the passages.
    """

    code: Floats
    base: Floats
    size: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The audited passages of a group; shapes (audited,), but `drawn` and `frame` (interviews,).

    `human_*` and `model_*` hold for each what counts as the code and as its base; `weights` are sizes by chances.
    `interviews` and `clusters` are small integers. `drawn` passages of each interview's `frame` were audited, whoever
    said them: those of another group count for nothing here, and yet belong to the sample.
    """

    human_code: Floats
    human_base: Floats
    model_code: Floats
    model_base: Floats
    weights: Floats
    interviews: Integers
    clusters: Integers
    drawn: Integers
    frame: Integers

    @property
    def positives(self) -> int:
        """Passages that people coded with the code."""
        return int((self.human_code > 0).sum())

    @property
    def of_base(self) -> int:
        """Passages that people coded as of the base."""
        return int((self.human_base > 0).sum())

    @property
    def negatives(self) -> int:
        """Passages of the base that people coded without it."""
        return int(((self.human_base > 0) & (self.human_code == 0)).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A corrected share; `trust` is the model's weight, 0 (the audit alone) to 1; no `estimate` where it has no spread."""

    share: float
    estimate: Estimate | None
    trust: float


def corrected(modelled: Modelled, audit: Audit, *, scope: Scope, tuned: bool = True) -> Corrected | None:
    """The share that blind human coding would give, of this archive or of the population that its clusters are drawn from.

    None with fewer than ten passages with the code or without; for a population also below eight clusters.
    """
    if min(audit.positives, audit.negatives) < FEWEST_POSITIVES:
        return None
    if scope == "population" and len(modelled.size) < FEWEST_CLUSTERS:
        return None
    weigh = _archive_trust if scope == "archive" else _population_trust
    trust, share = 0.0, share_of(modelled, audit, trust=0.0)
    for _ in range(TUNINGS if tuned else 0):
        trust = weigh(modelled, audit, share)
        share = share_of(modelled, audit, trust=trust)
    if scope == "archive":
        variance, free = archive_variance(modelled, audit, trust=trust, share=share)
    else:
        variance, free = population_variance(modelled, audit, trust=trust, share=share)
    return Corrected(share=share, estimate=_limits(share, variance, free, audit=audit), trust=trust)


def _limits(share: float, variance: float, free: float, *, audit: Audit) -> Estimate | None:
    """Both limits allow for the rule that fewer than ten positives, or negatives, are not shown."""
    if bool((audit.drawn == audit.frame).all()) and variance <= 0.0:
        return Estimate(share=share, low=share, high=share)
    one = on_logit(share, variance=variance, freedom=free, least=FEWEST_POSITIVES, found=audit.positives)
    other = on_logit(1 - share, variance=variance, freedom=free, least=FEWEST_POSITIVES, found=audit.negatives)
    return Estimate(share=share, low=one.low, high=1 - other.low) if one and other else None


def share_of(modelled: Modelled, audit: Audit, *, trust: float) -> float:
    """The corrected share with a given weight of the model, 0 to 1."""
    return _part(modelled, audit, trust=trust, of="code") / _part(modelled, audit, trust=trust, of="base")


def _part(modelled: Modelled, audit: Audit, *, trust: float, of: Literal["code", "base"]) -> float:
    """The corrected mean of the code or of its base, a passage's size its weight."""
    total, human, model = (
        (modelled.code, audit.human_code, audit.model_code)
        if of == "code"
        else (modelled.base, audit.human_base, audit.model_base)
    )
    mean = total.sum() / modelled.size.sum()
    return float(trust * mean + (audit.weights * (human - trust * model)).sum() / audit.weights.sum())


def _residuals(audit: Audit, *, share: float) -> tuple[Floats, Floats]:
    """What people and the model say of each audited passage against a share, weighted, each about its mean."""
    human = audit.human_code - share * audit.human_base
    model = audit.model_code - share * audit.model_base
    w = audit.weights
    return w * (human - (w * human).sum() / w.sum()), w * (model - (w * model).sum() / w.sum())


def _archive_trust(modelled: Modelled, audit: Audit, share: float) -> float:
    human, model = _residuals(audit, share=share)
    within = _stratified(audit)
    both, alone = float(within(human, model).sum()), float(within(model, model).sum())
    return float(np.clip(both / alone, 0.0, 1.0)) if alone > 0.0 else 0.0


def archive_variance(modelled: Modelled, audit: Audit, *, trust: float, share: float) -> tuple[float, float]:
    """The variance over all audits that could have been drawn of this archive, and its degrees of freedom.

    These are the number of audited passages that the variance in effect rests on (as Kish 1965 counts unequal weights):
    few passages of a code among long ones, or in the talk of those who say little, leave few.
    """
    human, model = _residuals(audit, share=share)
    rest = human - trust * model
    base = _part(modelled, audit, trust=trust, of="base") * float(audit.weights.sum())
    parts = _stratified(audit)(rest, rest)
    squares = float((parts**2).sum())
    return float(parts.sum()) / base**2, float(parts.sum()) ** 2 / squares if squares > 0.0 else 0.0


def _stratified(audit: Audit) -> Callable[[Floats, Floats], Floats]:
    """The covariance of two totals of a sample drawn without replacement within each interview (Cochran 1977, section 5.3).

    Each audited passage's part of it, (audited,); their sum is the covariance. Of an interview's passages, those that
    another group said are in no row and yet in the sample: what they add is spread over the rows of their interview.
    """
    strata, drawn, frame = _strata(audit)
    count = len(drawn)
    rows = np.bincount(strata, minlength=count)

    def within(one: Floats, other: Floats) -> Floats:
        means = [(np.bincount(strata, weights=values, minlength=count) / drawn)[strata] for values in (one, other)]
        silent = ((drawn - rows) / np.maximum(rows, 1))[strata]
        parts: Floats = (one - means[0]) * (other - means[1]) + silent * means[0] * means[1]
        return ((1 - drawn / frame) * drawn / (drawn - 1))[strata] * parts

    return within


def _strata(audit: Audit) -> tuple[Integers, Floats, Floats]:
    """The stratum of every audited passage, and how many were drawn of how many in each.

    Interviews of which one passage was drawn say nothing of their spread: they are one stratum together, with the
    smallest other one where there is a single such interview (collapsed strata; Cochran 1977, section 5A.12).
    """
    drawn = audit.drawn.astype(np.float64)
    order = np.argsort(drawn, kind="stable")
    alone = int((drawn == 1).sum())
    merged = order[: max(alone, 2 if alone == 1 else 0)]
    place = np.zeros(len(drawn), dtype=np.int64)
    kept = np.setdiff1d(np.flatnonzero(drawn > 0), merged)
    place[kept] = np.arange(len(kept))
    place[merged] = len(kept)
    counts = np.append(drawn[kept], drawn[merged].sum()) if len(merged) else drawn[kept]
    frames = audit.frame.astype(np.float64)
    whole = np.append(frames[kept], frames[merged].sum()) if len(merged) else frames[kept]
    return place[audit.interviews], counts, whole


def _population_trust(modelled: Modelled, audit: Audit, share: float) -> float:
    """The weight with which the clusters' parts in the estimate spread least."""
    human, model = (_by_cluster(r, audit, modelled) / audit.weights.sum() for r in _residuals(audit, share=share))
    whole = modelled.code - share * modelled.base
    size = modelled.size
    added = (whole - size * whole.sum() / size.sum()) / size.sum() - model
    lever = 1.0 - size / size.sum()
    alone = float((added**2 / lever).sum())
    return float(np.clip(-(human * added / lever).sum() / alone, 0.0, 1.0)) if alone > 0.0 else 0.0


def population_variance(modelled: Modelled, audit: Audit, *, trust: float, share: float) -> tuple[float, float]:
    """The jackknife's variance over clusters, each left out with all its passages, and its degrees of freedom."""
    w = audit.weights
    weights = _by_cluster(w, audit, modelled)
    size = modelled.size.sum() - modelled.size
    parts = []
    for total, human, model in (
        (modelled.code, audit.human_code, audit.model_code),
        (modelled.base, audit.human_base, audit.model_base),
    ):
        rest = _by_cluster(w * (human - trust * model), audit, modelled)
        parts.append(trust * (total.sum() - total) / size + (rest.sum() - rest) / (weights.sum() - weights))
    return jackknifed(parts[0] / parts[1], share), freedom(modelled.size)


def _by_cluster(values: Floats, audit: Audit, modelled: Modelled) -> Floats:
    return np.bincount(audit.clusters, weights=values, minlength=len(modelled.size)).astype(np.float64)
