"""The vectors of one code's passages go in, groups of them come out, with how far apart and how stable they are."""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from pipeline.statistics.corpus import Mask
from pipeline.statistics.intervals import Floats, Integers

SEED = 20260331  # any number; always the same one
FEWEST = 12  # passages of one code below which reading them all is quicker than groups
FEWEST_INTERVIEWS = 3  # in which the code must be said
FEWEST_IN_GROUP = 4  # passages a group has on average at most groups
MOST_GROUPS = 8
STARTS = 10  # of k-means, the best is kept
RESAMPLES = 50
DECIMALS = 4  # of the figures: finer than anything read off them


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """`labels` (passages,) count the groups from 0, the largest first; `separation` is the mean silhouette, -1 to 1.

    `stability` has for each group the mean Jaccard similarity with the group most like it when interviews are redrawn.
    """

    labels: Integers
    separation: float
    stability: tuple[float, ...]


def grouped(vectors: Floats, interviews: Integers) -> Grouping | None:
    """Groups by k-means on unit vectors, k by the mean silhouette (Rousseeuw 1987); None where there is too little.

    Shapes: `vectors` (passages, width), `interviews` (passages,). Stability is the clusterwise bootstrap of Hennig (2007),
    drawing interviews instead of passages, since passages of one interview are alike. Silhouettes cannot say that there is
    one group alone: groups are always found, and whether they mean anything is for a reader.
    """
    most = min(MOST_GROUPS, len(vectors) // FEWEST_IN_GROUP)
    if len(vectors) < FEWEST or len(np.unique(interviews)) < FEWEST_INTERVIEWS:
        return None
    unit = _unit(vectors)
    if len(np.unique(unit, axis=0)) <= most:
        return None
    tried = [(k, _labels(unit, k)) for k in range(2, most + 1)]
    scores = [round(float(silhouette_score(unit, labels)), DECIMALS) for _, labels in tried]
    best = int(np.argmax(scores))
    labels = _by_size(tried[best][1])
    return Grouping(labels=labels, separation=scores[best], stability=_stability(unit, labels, interviews))


def nearness(vectors: Floats, inside: Integers) -> Floats:
    """The cosine of each passage inside with their mean; shape (inside,), to six decimals."""
    own = _unit(vectors)[inside]
    middle = own.mean(axis=0)
    near: Floats = np.round(own @ middle / max(float(np.linalg.norm(middle)), float(np.finfo(np.float64).tiny)), 6)
    return near


def _unit(vectors: Floats) -> Floats:
    """Vectors of length one; rounded, so that no last bit of a machine decides."""
    norms = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float64).tiny)
    unit: Floats = np.round(vectors / norms, 6)
    return unit


def _labels(unit: Floats, k: int) -> Integers:
    found: Integers = KMeans(n_clusters=k, n_init=STARTS, random_state=SEED).fit(unit).labels_.astype(np.int64)
    return found


def _by_size(labels: Integers) -> Integers:
    """The same groups, numbered from the largest; equals by their first passage."""
    groups = [np.flatnonzero(labels == group) for group in np.unique(labels)]
    out = np.empty_like(labels)
    for number, members in enumerate(sorted(groups, key=lambda m: (-len(m), int(m[0])))):
        out[members] = number
    return out


def _stability(unit: Floats, labels: Integers, interviews: Integers) -> tuple[float, ...]:
    """By group the mean over resamples of the best Jaccard similarity, among the passages that were drawn."""
    dice = np.random.default_rng(SEED)
    k = int(labels.max()) + 1
    known = np.unique(interviews)
    found: list[list[float]] = [[] for _ in range(k)]
    for _ in range(RESAMPLES):
        drawn = np.unique(dice.choice(known, size=len(known)))
        rows = np.flatnonzero(np.isin(interviews, drawn))
        if len(np.unique(unit[rows], axis=0)) < k:
            continue
        again = _labels(unit[rows], k)
        for group in range(k):
            own = labels[rows] == group
            if own.any():
                found[group].append(max(_jaccard(own, again == other) for other in range(k)))
    return tuple(round(float(np.mean(values)), DECIMALS) if values else 0.0 for values in found)


def _jaccard(one: Mask, other: Mask) -> float:
    return float(np.logical_and(one, other).sum() / np.logical_or(one, other).sum())
