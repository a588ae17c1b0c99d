"""Scores of passages that trained nothing and their labels go in, a `Calibration` comes out."""

import numpy as np
from scipy.optimize import minimize
from scipy.stats import beta

from data_schemas.codebook import NONE, Codebook, Dimension
from models.decisions import Calibration, probabilities
from models.targets import Targets

PRIOR = 4.0  # strength of the pull towards scale 1 and shift 0, in passages' worth of loss
TRUST = 0.7  # a code is tagged where, at its probability or above, at least this share of tags is right ...
CERTAIN = (
    0.95  # ... with this certainty, by the held-out interviews: then the promise held on interviews that did not set it
)
MAX_ABSTAINED = 0.5  # of the passages that reach a code's threshold, at most this share is left to a person
THRESHOLDS = np.round(np.arange(0.10, 0.91, 0.02), 2)


def calibrate(
    scores: np.ndarray,
    *,
    targets: Targets,
    codebook: Codebook,
    calibrated_on: str,
    weights: np.ndarray | None = None,
) -> Calibration:
    """Platt scaling per code of a `multi` dimension, one temperature and shifts per `single` one (Platt 1999; Guo et al. 2017).

    Thresholds maximise F1 per code on the calibrated probabilities; `scores` and targets are (passages, columns).
    `weights` say how many passages each one stands for, shape (passages,), where some were likelier to be drawn.
    """
    n = len(codebook.columns)
    weights = np.ones(len(scores)) if weights is None else np.round(weights * (len(weights) / weights.sum()), 9)
    scale, shift = np.ones(n), np.zeros(n)
    for dimension in codebook.dimensions:
        place = codebook.slice_of(dimension.id)
        rows = targets.known[:, place].sum(axis=1) > 0
        if rows.sum() >= 2:
            given, wanted = scores[rows, place].astype(np.float64), targets.values[rows, place]
            fit = _fit_multi if dimension.kind == "multi" else _fit_single
            scale[place], shift[place] = fit(given, wanted, weights[rows])
    fitted = Calibration(
        scale=tuple(float(s) for s in np.round(scale, 6)),
        shift=tuple(float(s) for s in np.round(shift, 6)),
        threshold=(0.5,) * n,
        sure=(0.5,) * n,
    )
    chances = probabilities(scores, codebook=codebook, calibration=fitted)
    threshold, sure = np.zeros(n), np.zeros(n)
    for dimension in codebook.dimensions:
        place = codebook.slice_of(dimension.id)
        for i, value in enumerate(dimension.values):
            column = place.start + i
            rows = targets.known[:, column] > 0
            eligible = _eligible(chances[rows, place], index=i, dimension=dimension)
            truth = targets.values[rows, column] > 0
            own = weights[rows]
            threshold[column] = _threshold(eligible, truth, own) if _free(dimension, value) else 0.0
            sure[column] = _sure(eligible, truth, own, threshold=threshold[column]) if value != NONE else 0.0
    return Calibration(
        scale=fitted.scale,
        shift=fitted.shift,
        threshold=tuple(map(float, threshold)),
        sure=tuple(map(float, sure)),
        calibrated_on=calibrated_on,
    )


def _free(dimension: Dimension, value: str) -> bool:
    """Whether a value is taken by a threshold rather than by being the largest."""
    return value != NONE and (dimension.kind == "multi" or dimension.none)


def _eligible(chances: np.ndarray, *, index: int, dimension: Dimension) -> np.ndarray:
    """A value's probabilities, 0 where another code of the same single dimension is likelier."""
    own = chances[:, index]
    if dimension.kind == "multi":
        return own
    others = [i for i, v in enumerate(dimension.values) if i != index and v != NONE]
    return np.where(own >= chances[:, others].max(axis=1), own, 0.0) if others else own


def _threshold(chances: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> float:
    if not truth.any():
        return 0.5
    f1 = []
    for threshold in THRESHOLDS:
        taken = chances >= threshold
        f1.append(2 * weights[taken & truth].sum() / (weights[taken].sum() + weights[truth].sum()))
    smooth = np.convolve(np.pad(f1, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    return float(THRESHOLDS[int(np.argmax(smooth))])


def _sure(chances: np.ndarray, truth: np.ndarray, weights: np.ndarray, *, threshold: float) -> float:
    reached = chances >= max(threshold, 1e-9)
    if not reached.any():
        return threshold
    order = np.argsort(chances[reached], kind="stable")
    below = np.cumsum(weights[reached][order])
    most = chances[reached][order][int(np.argmax(below > MAX_ABSTAINED * below[-1]))]
    for candidate in (threshold, *THRESHOLDS):
        if candidate < threshold or candidate > most:
            continue
        taken = chances >= candidate
        if taken.any() and _at_least(truth[taken], weights[taken]) >= TRUST:
            return float(candidate)
    return float(np.round(max(most, threshold), 4))


def _at_least(truth: np.ndarray, weights: np.ndarray) -> float:
    """The share of right tags that is reached with the certainty CERTAIN: Jeffreys' lower bound (Brown et al. 2001).

    Of weighed tags as many count as would say as much if all weighed the same (Kish 1965).
    """
    tags = weights.sum() ** 2 / (weights**2).sum()
    right = tags * weights[truth].sum() / weights.sum()
    return float(beta.ppf(1 - CERTAIN, right + 0.5, tags - right + 0.5))


def _fit_multi(scores: np.ndarray, wanted: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    pairs = []
    for column in range(scores.shape[1]):
        z, y = scores[:, column], wanted[:, column]

        def loss(parameters: np.ndarray, z: np.ndarray = z, y: np.ndarray = y) -> float:
            logits = np.exp(parameters[0]) * z + parameters[1]
            return float((weights * (np.logaddexp(0, logits) - y * logits)).sum() + PRIOR * (parameters**2).sum() / 2)

        found = minimize(loss, np.zeros(2), method="L-BFGS-B").x
        pairs.append((float(np.exp(found[0])), float(found[1])))
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


def _fit_single(scores: np.ndarray, wanted: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    def loss(parameters: np.ndarray) -> float:
        logits = np.exp(parameters[0]) * scores + parameters[1:]
        log_sum = np.logaddexp.reduce(logits, axis=1)
        return float((weights * (log_sum - (logits * wanted).sum(axis=1))).sum() + PRIOR * (parameters**2).sum() / 2)

    found = minimize(loss, np.zeros(1 + scores.shape[1]), method="L-BFGS-B").x
    return np.full(scores.shape[1], float(np.exp(found[0]))), found[1:]
