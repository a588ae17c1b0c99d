"""Judged passages go in; what is left to a person, how good the rest is, and the curve of error over coverage come out."""

import msgspec
import numpy as np

from models.evaluation.judged import Judged
from models.evaluation.tallies import kappa_of, measures, tallies_of

STEPS = 20  # points of a curve


class OpenDimension(msgspec.Struct, frozen=True, kw_only=True):
    """The share of all passages in which a code of this dimension is left to a person."""

    dimension: str
    share: float


class CurvePoint(msgspec.Struct, frozen=True, kw_only=True):
    """The surest `coverage` of passages, or of tags: how many, the share decided wrongly, and kappa pooled over codes."""

    coverage: float
    count: int
    error: float
    kappa: float | None = None


class Abstention(msgspec.Struct, frozen=True, kw_only=True):
    """What the model's own thresholds leave open, and how good the rest is; the curves hold whatever they are.

    `reached` are the codes that reach their threshold on a passage, `open_of_reached` the share of them left to a
    person. Kappa is the median over codes and pooled over codes, of all passages and of `rest`: those where the code is
    not left open; None where chance agreement is complete.

    `by_passage` goes from the passages with the fewest wrong codes to be expected to those with the most,
    `by_tag` from the likeliest tag to the least likely (risk and coverage: El-Yaniv and Wiener 2010).
    """

    passages: int
    open_passages: float
    by_dimension: tuple[OpenDimension, ...]
    reached: int
    open_of_reached: float
    kappa_median: float | None
    kappa_median_rest: float | None
    kappa_pooled: float | None
    kappa_pooled_rest: float | None
    by_passage: tuple[CurvePoint, ...]
    by_tag: tuple[CurvePoint, ...]


def abstention_of(judged: Judged) -> Abstention:
    """Shares, kappas and curves over all codes that some label knows."""
    tallies = tallies_of(judged)
    apart = measures(tallies.totals)
    pooled = measures(tallies.pooled(range(len(tallies.columns))).totals[0])
    reached = tallies.totals[:, :2].sum()
    codebook = judged.codebook
    shares = {d.id: judged.left_open[:, codebook.slice_of(d.id)].any(axis=1).mean() for d in codebook.dimensions}
    return Abstention(
        passages=len(judged.labels),
        open_passages=_round(judged.left_open.any(axis=1).mean()),
        by_dimension=tuple(OpenDimension(dimension=d, share=_round(share)) for d, share in shares.items()),
        reached=int(reached),
        open_of_reached=_round(pooled["abstained"]),
        kappa_median=_median(apart["kappa"]),
        kappa_median_rest=_median(apart["kappa_rest"]),
        kappa_pooled=_defined(pooled["kappa"]),
        kappa_pooled_rest=_defined(pooled["kappa_rest"]),
        by_passage=_by_passage(judged),
        by_tag=_by_tag(judged),
    )


def _by_passage(judged: Judged) -> tuple[CurvePoint, ...]:
    columns = judged.code_columns
    known, truth, said = (part[:, columns] for part in (judged.known, judged.truth, judged.taken))
    chances = judged.chances[:, columns]
    wrong = np.where(said, 1 - chances, chances) * known
    judgeable: np.ndarray = known.sum(axis=1) > 0
    expected = wrong.sum(axis=1) / np.maximum(1, known.sum(axis=1))
    order = np.argsort(expected, kind="stable")
    order = order[judgeable[order]]
    counts = np.stack(
        [(known & cell).sum(axis=1) for cell in (truth & said, ~truth & said, truth & ~said, np.ones_like(truth))],
        axis=1,
    )[order]
    points = []
    for cut, coverage in _cuts(len(order)):
        tp, fp, fn, units = counts[:cut].sum(axis=0)
        kappa = _defined(kappa_of(tp, fp, fn, units))
        points.append(CurvePoint(coverage=coverage, count=cut, error=_round((fp + fn) / units), kappa=kappa))
    return tuple(points)


def _by_tag(judged: Judged) -> tuple[CurvePoint, ...]:
    columns = judged.code_columns
    rows = (judged.known & judged.taken)[:, columns]
    chances, truth = judged.chances[:, columns][rows], judged.truth[:, columns][rows]
    right = truth[np.argsort(-chances, kind="stable")]
    return tuple(
        CurvePoint(coverage=coverage, count=cut, error=_round(1 - right[:cut].mean()))
        for cut, coverage in _cuts(len(right))
    )


def _cuts(length: int) -> list[tuple[int, float]]:
    """How many of `length` each point of a curve takes, each count once, with its share."""
    cuts = sorted({round(length * step / STEPS) for step in range(1, STEPS + 1)} - {0})
    return [(cut, round(cut / length, 4)) for cut in cuts]


def _median(values: np.ndarray) -> float | None:
    kept = values[~np.isnan(values)]
    return _round(np.median(kept)) if len(kept) else None


def _defined(value: float | np.ndarray) -> float | None:
    return None if np.isnan(value) else _round(value)


def _round(value: float | np.ndarray) -> float:
    return 0.0 if np.isnan(value) else round(float(value), 4)
