"""Labels go in; a model trained on all of them comes out, calibrated and judged by models that had not seen the interview.

Cross-fitting: interviews are dealt into folds; each fold is scored by a model trained on the others. Labels given as
`also` train every model and test none.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.managers import DictProxy
from typing import Any

import numpy as np

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from data_schemas.labels import Label
from models.calibration import calibrate
from models.decisions import Calibration
from models.metrics import CodeFigures, figures_of
from models.targets import check_learnable, targets_of
from models.training import Recipe, Trained, inputs_of, train

MIN_POSITIVES = 8  # labelled passages of a code below which nothing is learned worth having
MIN_INTERVIEWS = 2  # a code of one interview cannot be judged on another


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The model, its calibration, and its figures on interviews that its siblings had not seen."""

    trained: Trained
    calibration: Calibration
    figures: list[CodeFigures]
    scores: np.ndarray  # cross-fitted, (labels, columns)


def fold_of(interview: str, *, interviews: Sequence[str], folds: int) -> int:
    """Deal interviews into folds by the digest of their names: stable when others are added or renamed around them."""
    order = sorted(set(interviews), key=lambda name: digest(["fold", name]))
    return order.index(interview) % folds


def fit(
    labels: Sequence[Label],
    *,
    also: Sequence[Label],
    codebook: Codebook,
    recipe: Recipe,
    folds: int,
    processes: int,
    advance: Callable[[float], None] | None = None,
) -> Fitted:
    """Train, cross-fit, calibrate and judge; ConfigError if the labels cannot teach or test every code."""
    interviews = [label.interview for label in labels]
    if len(set(interviews)) < folds:
        raise ConfigError(
            f"{len(set(interviews))} interviews with labels: at least {folds} are needed for {folds} folds"
        )
    check_learnable([*labels, *also], codebook=codebook, min_positives=MIN_POSITIVES, min_interviews=MIN_INTERVIEWS)
    placed = np.array([fold_of(name, interviews=interviews, folds=folds) for name in interviews])
    jobs = [_Job(-1, [*also, *labels], [], codebook, recipe)]
    for fold in range(folds):
        known = [label for label, place in zip(labels, placed, strict=True) if place != fold]
        held = [label for label, place in zip(labels, placed, strict=True) if place == fold]
        jobs.append(_Job(fold, [*also, *known], held, codebook, recipe))
    scores = np.zeros((len(labels), len(codebook.columns)), dtype=np.float32)
    trained: Trained | None = None
    for job, result in _results(jobs, processes=processes, advance=advance):
        if isinstance(result, Trained):
            trained = result
        else:
            scores[placed == job.fold] = result
    if trained is None:
        raise ConfigError("training did not finish; run it again")
    calibration = calibrate(
        scores,
        targets=targets_of(labels, codebook=codebook),
        codebook=codebook,
        calibrated_on=f"{len(set(interviews))} interviews, cross-fitted in {folds} folds",
    )
    figures = figures_of(scores, labels=labels, codebook=codebook, calibration=calibration)
    return Fitted(trained=trained, calibration=calibration, figures=figures, scores=scores)


@dataclass(frozen=True, slots=True)
class _Job:
    fold: int
    known: list[Label]
    held: list[Label]
    codebook: Codebook
    recipe: Recipe


def _work(job: _Job, told: "DictProxy[int, float] | dict[int, float]") -> Trained | np.ndarray:
    def tell(share: float) -> None:
        told[job.fold] = share

    trained = train(job.known, codebook=job.codebook, recipe=job.recipe, advance=tell)
    return trained.score(inputs_of(job.held)) if job.held else trained


def _results(
    jobs: Sequence[_Job], *, processes: int, advance: Callable[[float], None] | None
) -> Iterator[tuple[_Job, Trained | np.ndarray]]:
    """Each job with its result; `advance` hears the mean share of steps done."""

    def tell(told: Any) -> None:
        if advance is not None:
            advance(sum(told.values()) / len(jobs))

    if processes == 1:
        told: dict[int, float] = {}
        for job in jobs:
            yield job, _work(job, told)
            tell(told)
        return
    with _pool(min(processes, len(jobs))) as (pool, shared):
        waiting = {pool.submit(_work, job, shared): job for job in jobs}
        while waiting:
            finished, _ = wait(waiting, timeout=2, return_when=FIRST_COMPLETED)
            tell(shared)
            for future in finished:
                yield waiting.pop(future), future.result()


@contextmanager
def _pool(processes: int) -> Iterator[tuple[ProcessPoolExecutor, Any]]:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield pool, manager.dict()
