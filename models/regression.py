"""Vectors and codes of one dimension go in, logistic regressions in the vectors' own units come out."""

import warnings
from collections.abc import Sequence

import numpy as np

RAREST = 1e-3  # share of a value from which it is no rarer where nothing of it can be learned
NARROWEST = 1e-3  # spread of a part of the vectors below which it is not stretched further
TOLERANCE, MOST_STEPS = 1e-3, 200


def regressions(
    vectors: np.ndarray, wanted: np.ndarray, *, kind: str, strengths: Sequence[float]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Weights (values, width) and biases (values,) for each strength; `wanted` is (passages, values), 0 or 1."""
    if not len(vectors):
        return [(np.zeros((wanted.shape[1], vectors.shape[1])), np.zeros(wanted.shape[1]))] * len(strengths)
    given = vectors.astype(np.float64)
    middle, spread = given.mean(axis=0), np.maximum(given.std(axis=0), NARROWEST)
    out = []
    for strength in strengths:
        of = _multi if kind == "multi" else _single
        weight, bias = of((given - middle) / spread, wanted, strength)
        own = weight / spread
        out.append((own, bias - own @ middle))
    return out


def loss_of_scores(scores: np.ndarray, wanted: np.ndarray, *, kind: str) -> float:
    """Summed loss of raw scores, both (passages, values)."""
    if kind == "multi":
        return float((np.logaddexp(0, scores) - wanted * scores).sum())
    return float((np.logaddexp.reduce(scores, axis=1) - (scores * wanted).sum(axis=1)).sum())


def _multi(given: np.ndarray, wanted: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray]:
    pairs = [_single(given, np.stack([1 - column, column], axis=1), strength) for column in wanted.T]
    return np.stack([w[1] - w[0] for w, _ in pairs]), np.array([b[1] - b[0] for _, b in pairs])


def _single(given: np.ndarray, wanted: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Softmax regression; a value that no row has gets no weight and the bias of a rare one."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    values, there = wanted.argmax(axis=1), np.flatnonzero(wanted.sum(axis=0))
    weight = np.zeros((wanted.shape[1], given.shape[1]))
    bias = np.full(wanted.shape[1], np.log(RAREST))
    if len(there) == 1:
        bias[there[0]] = 0.0
        return weight, bias
    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):  # near enough after so many steps
        fit = LogisticRegression(C=strength, tol=TOLERANCE, max_iter=MOST_STEPS).fit(given, values)
    if len(there) == 2:
        halves = np.array([-0.5, 0.5])
        weight[there], bias[there] = np.outer(halves, fit.coef_[0]), halves * fit.intercept_[0]
    else:
        weight[there], bias[there] = fit.coef_, fit.intercept_
        bias[[i for i in range(len(bias)) if i not in there]] += fit.intercept_.max()
    return weight, bias
