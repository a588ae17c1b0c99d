"""Labels and a model go in, new heads on its frozen trunk come out, judged by heads that had not met the interview.

The trunk reads every passage once; heads are logistic regressions. How strongly each dimension's is held back is chosen by
cross-validation over the interviews that train it, so that no judged interview has a say in the heads that judge it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.codebook import Codebook, Dimension
from data_schemas.labels import Label
from models.calibration import calibrate
from models.coder import Coder
from models.decisions import Calibration
from models.fit import fold_of
from models.metrics import CodeFigures, figures_of
from models.numbers import resolve_number_format
from models.regression import loss_of_scores, regressions
from models.release import Release
from models.targets import Targets, targets_of
from models.training import inputs_of

STRENGTHS = (0.001, 0.01, 0.1)  # scikit-learn's C, on standardised vectors; smaller holds back more
INNER = 3  # folds of interviews by which one is chosen
ONLY_TRAINS = -1  # the fold of labels that judge nothing
READING = 0.5  # share of the work that reading the passages is, about


@dataclass(frozen=True, slots=True)
class LinearHeads:
    """Weights (columns, width), biases (columns,) and the strength chosen for each dimension."""

    weight: np.ndarray
    bias: np.ndarray
    strengths: dict[str, float]

    def score(self, vectors: np.ndarray) -> np.ndarray:
        """Raw scores, float32, shape (passages, columns)."""
        scores: np.ndarray = np.einsum("pw,cw->pc", vectors, self.weight, optimize=False) + self.bias
        return scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Refitted:
    """New heads, what trained them, their calibration, and their figures on interviews that the judging heads had not met."""

    heads: LinearHeads
    known: list[Label]
    judged: list[Label]
    calibration: Calibration
    figures: list[CodeFigures]
    scores: np.ndarray  # of the judged labels, (labels, columns)
    own: list[Label]  # of those that judge, the ones that trained the new heads
    own_scores: np.ndarray  # of these by the new heads


@dataclass(frozen=True, slots=True)
class _Read:
    """Labels with their vectors and targets."""

    vectors: np.ndarray
    targets: Targets
    interviews: np.ndarray
    codebook: Codebook


def refit(
    labels: Sequence[Label],
    *,
    also: Sequence[Label],
    codebook: Codebook,
    release: Release,
    folds: int,
    hold_out: bool = False,
    advance: Callable[[float], None] | None = None,
) -> Refitted:
    """Fit, score, calibrate and judge; `advance` hears the share of the work done."""
    every = [*labels, *also]
    read = _read(every, codebook=codebook, release=release, advance=advance)
    places = np.array([*_dealt([label.interview for label in labels], folds=folds), *(ONLY_TRAINS for _ in also)])
    judging = list(range(1 if hold_out else folds))
    scores, last = _scored(read, places=places, judging=judging, advance=advance)
    trained = np.flatnonzero(places != 0) if hold_out else np.arange(len(every))
    heads = last if hold_out else _heads(read, rows=trained)
    if advance is not None:
        advance(1.0)
    told = np.flatnonzero(np.isin(places, judging))
    judged = [every[int(i)] for i in told]
    count = len({label.interview for label in judged})
    calibration = calibrate(
        scores[told],
        targets=targets_of(judged, codebook=codebook),
        codebook=codebook,
        calibrated_on=f"{count} interviews, {'held out whole' if hold_out else f'cross-fitted in {folds} folds'}",
    )
    own = trained[places[trained] != ONLY_TRAINS]
    return Refitted(
        heads=heads,
        known=[every[int(i)] for i in trained],
        judged=judged,
        calibration=calibration,
        figures=figures_of(scores[told], labels=judged, codebook=codebook, calibration=calibration),
        scores=scores[told],
        own=[every[int(i)] for i in own],
        own_scores=heads.score(read.vectors[own]),
    )


def heads_from(
    vectors: np.ndarray, *, labels: Sequence[Label], codebook: Codebook, folds: int
) -> tuple[LinearHeads, Calibration]:
    """Heads fitted on vectors that were read before, (labels, width), and their calibration by cross-fitting."""
    interviews = [label.interview for label in labels]
    targets = targets_of(labels, codebook=codebook)
    read = _Read(vectors, targets, np.array(interviews), codebook)
    places = np.array(_dealt(interviews, folds=folds))
    scores, _ = _scored(read, places=places, judging=range(folds), advance=None)
    calibration = calibrate(
        scores, targets=targets, codebook=codebook, calibrated_on=f"cross-fitted in {folds} folds of interviews"
    )
    return _heads(read, rows=np.arange(len(labels))), calibration


def _scored(
    read: _Read, *, places: np.ndarray, judging: Sequence[int], advance: Callable[[float], None] | None
) -> tuple[np.ndarray, LinearHeads]:
    """Scores of every fold that judges, by heads that had not met it, and the last of these heads."""
    scores = np.zeros((len(places), len(read.codebook.columns)), dtype=np.float32)
    for done, fold in enumerate(judging, start=1):
        held = np.flatnonzero(places == fold)
        last = _heads(read, rows=np.flatnonzero(places != fold))
        scores[held] = last.score(read.vectors[held])
        if advance is not None:
            advance(READING + (1 - READING) * done / (len(judging) + 1))
    return scores, last


def _read(
    labels: Sequence[Label], *, codebook: Codebook, release: Release, advance: Callable[[float], None] | None
) -> _Read:
    done = 0

    def count(passages: int) -> None:
        nonlocal done
        done += passages
        if advance is not None:
            advance(READING * done / len(labels))

    vectors = Coder(release, number_format=resolve_number_format()).encode(inputs_of(labels), advance=count)
    interviews = np.array([label.interview for label in labels])
    return _Read(vectors, targets_of(labels, codebook=codebook), interviews, codebook)


def _dealt(interviews: Sequence[str], *, folds: int) -> list[int]:
    places = {name: fold_of(name, interviews=interviews, folds=folds) for name in set(interviews)}
    return [places[name] for name in interviews]


def _heads(read: _Read, *, rows: np.ndarray) -> LinearHeads:
    """One regression per dimension on the rows in which it is known; a value that none of them has is a rare one."""
    width = read.vectors.shape[1]
    weight = np.zeros((len(read.codebook.columns), width), dtype=np.float32)
    bias, strengths = np.zeros(len(read.codebook.columns), dtype=np.float32), {}
    for dimension in read.codebook.dimensions:
        place = read.codebook.slice_of(dimension.id)
        known = rows[read.targets.known[rows, place].sum(axis=1) > 0]
        strength = _strength(read, rows=known, dimension=dimension)
        weight[place], bias[place] = regressions(
            read.vectors[known], read.targets.values[known, place], kind=dimension.kind, strengths=(strength,)
        )[0]
        strengths[dimension.id] = strength
    return LinearHeads(weight, bias, strengths)


def _strength(read: _Read, *, rows: np.ndarray, dimension: Dimension) -> float:
    """The strength with the smallest loss on interviews of these rows that were left out in turn."""
    folds = min(INNER, len(set(read.interviews[rows])))
    if folds < 2:
        return STRENGTHS[0]
    places = np.array(_dealt(read.interviews[rows].tolist(), folds=folds))
    wanted = read.targets.values[:, read.codebook.slice_of(dimension.id)]
    lost = np.zeros(len(STRENGTHS))
    for fold in range(folds):
        out = rows[places == fold]
        known = rows[places != fold]
        fits = regressions(read.vectors[known], wanted[known], kind=dimension.kind, strengths=STRENGTHS)
        for number, (weight, bias) in enumerate(fits):
            lost[number] += loss_of_scores(read.vectors[out] @ weight.T + bias, wanted[out], kind=dimension.kind)
    return STRENGTHS[int(np.argmin(lost))]
