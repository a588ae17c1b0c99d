"""Scores and blind codes of one archive go in; the coder's decisions refitted to it, and what they promise there, come out.

Cross-fitting: interviews are dealt into folds, and each is decided by what the others set. So every figure is of interviews
that did not set what judged them, while the decisions that come out are set by all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from data_schemas.codebook import Codebook
from data_schemas.labels import Label
from models.calibration import calibrate
from models.decisions import Calibration
from models.evaluation.judged import Judged, joined, judge
from models.evaluation.promise import FEWEST, design_effect, upper_share
from models.fit import MIN_POSITIVES, fold_of
from models.targets import targets_of

FOLDS = 5


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """Of one code: `tagged` passages from `interviews`, `wrong` of them, and the share wrong that may be promised.

    At most the share `at_most` of its tags in this archive is wrong, said with 95 % confidence; None: too few to say.
    """

    code: str
    tagged: int
    interviews: int
    wrong: int
    at_most: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """Decisions set by the whole sample, the sample judged fold by fold, and the promises that follow."""

    calibration: Calibration
    judged: Judged
    promises: tuple[Promise, ...]


def audit(scores: np.ndarray, *, labels: Sequence[Label], codebook: Codebook, calibration: Calibration) -> Audited:
    """Refit `calibration` on blind codes; raw scores of shape (labels, columns)."""
    interviews = [label.interview for label in labels]
    folds = np.array([fold_of(name, interviews=interviews, folds=FOLDS) for name in interviews])
    parts = []
    for fold in range(FOLDS):
        inside = folds == fold
        if not inside.any():
            continue
        refitted = _refitted(scores, labels=labels, rows=~inside, codebook=codebook, prior=calibration)
        held = [label for label, here in zip(labels, inside, strict=True) if here]
        parts.append(judge(scores[inside], labels=held, codebook=codebook, calibration=refitted))
    judged = joined(parts)
    everything = np.ones(len(labels), dtype=bool)
    return Audited(
        calibration=_refitted(scores, labels=labels, rows=everything, codebook=codebook, prior=calibration),
        judged=judged,
        promises=promises_of(judged),
    )


def promises_of(judged: Judged) -> tuple[Promise, ...]:
    """One promise a code; where no tag of a code was wrong, tags are taken to cluster as those of other codes do.

    A tag weighs one over the chance with which its passage was drawn; all weigh the same where one chance is unknown.
    """
    interviews, weights = judged.interviews, _weights(judged.labels)
    checkable = judged.checkable & judged.tagged
    tags = {column: checkable[:, column] for column in judged.code_columns}
    wrong = {column: ~judged.truth[rows, column] for column, rows in tags.items()}
    effects = [
        effect
        for column, rows in tags.items()
        if rows.any()
        and (effect := design_effect(wrong[column], interviews=interviews[rows], weights=weights[rows])) is not None
    ]
    usual = float(np.mean(effects)) if effects else 1.0
    out = []
    for column, rows in tags.items():
        number = len(set(interviews[rows]))
        bound = (
            round(upper_share(wrong[column], interviews=interviews[rows], otherwise=usual, weights=weights[rows]), 4)
            if number >= FEWEST
            else None
        )
        out.append(
            Promise(
                code=judged.codebook.columns[column],
                tagged=int(rows.sum()),
                interviews=number,
                wrong=int(wrong[column].sum()),
                at_most=bound,
            )
        )
    return tuple(out)


def _weights(labels: Sequence[Label]) -> np.ndarray:
    """What each passage stands for, shape (labels,)."""
    chances = [label.probability for label in labels if label.probability is not None]
    return 1 / np.array(chances) if len(chances) == len(labels) else np.ones(len(labels))


def _refitted(
    scores: np.ndarray, *, labels: Sequence[Label], rows: np.ndarray, codebook: Codebook, prior: Calibration
) -> Calibration:
    """Calibrate what the model's own calibration makes of the scores: few labels then move it little.

    A passage weighs one over the chance with which it was drawn. A code with fewer than MIN_POSITIVES passages keeps its
    thresholds.
    """
    scaled = scores.astype(np.float64) * np.array(prior.scale) + np.array(prior.shift)
    kept = [label for label, keep in zip(labels, rows, strict=True) if keep]
    targets = targets_of(kept, codebook=codebook)
    count = len({label.interview for label in kept})
    on = f"{len(kept)} passages of {count} interviews coded blind, from the calibration before ({prior.calibrated_on})"
    own = calibrate(scaled[rows], targets=targets, codebook=codebook, calibrated_on=on, weights=_weights(kept))
    enough = (targets.values * targets.known).sum(axis=0) >= MIN_POSITIVES
    return msgspec.structs.replace(
        own,
        scale=_floats(np.round(np.array(own.scale) * prior.scale, 6)),
        shift=_floats(np.round(np.array(own.scale) * prior.shift + own.shift, 6)),
        threshold=_floats(np.where(enough, own.threshold, prior.threshold)),
        sure=_floats(np.where(enough, own.sure, prior.sure)),
    )


def _floats(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
