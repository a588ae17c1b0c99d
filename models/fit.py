"""Labels go in; a trained model comes out, calibrated and judged by what had not seen the interview.

Cross-fitting: interviews are dealt into folds; each fold is scored by a model trained on the others, and the model that
comes out is trained on all. Holding out: the first fold is kept from the one model that is trained, and judges it: the
figures are then those of this model, which learns from less. Labels given as `also` train every model and test none.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from models.recipe import Recipe
from models.targets import check_learnable, targets_of
from models.training import Learning, Start, Trained, inputs_of, train

MIN_POSITIVES = 8  # labelled passages of a code below which nothing is learned worth having
MIN_INTERVIEWS = 2  # a code of one interview cannot be judged on another


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The model, what trained it, its calibration, and its figures on interviews that the judging models had not seen."""

    trained: Trained
    known: list[Label]
    judged: list[Label]
    calibration: Calibration
    figures: list[CodeFigures]
    scores: np.ndarray  # of the judged labels, (labels, columns)


def fold_of(interview: str, *, interviews: Sequence[str], folds: int) -> int:
    """Deal interviews into folds by the digest of their names: stable when others are added or renamed around them."""
    order = sorted(set(interviews), key=lambda name: digest(["fold", name]))
    return order.index(interview) % folds


def judged_among(labels: Sequence[Label], *, folds: int, hold_out: bool) -> list[Label]:
    """The labels that will judge: all of them, or those of the first fold where that is held out."""
    interviews = [label.interview for label in labels]
    return [x for x in labels if not hold_out or fold_of(x.interview, interviews=interviews, folds=folds) == 0]


def fit(
    labels: Sequence[Label],
    *,
    also: Sequence[Label],
    codebook: Codebook,
    recipe: Recipe,
    folds: int,
    hold_out: bool = False,
    processes: int = 1,
    taught: Mapping[str, np.ndarray] | None = None,
    start: Start | None = None,
    advance: Callable[[float], None] | None = None,
    learning: type[Learning] = Learning,
) -> Fitted:
    """Train, score, calibrate and judge; ConfigError if the labels cannot teach or test every code.

    `taught` holds a teacher's probabilities by the id of a label; `start` and `learning` are as in `train`. A start may
    not have met what judges.
    """
    interviews = [label.interview for label in labels]
    if len(set(interviews)) < folds:
        raise ConfigError(
            f"{len(set(interviews))} interviews with labels: at least {folds} are needed for {folds} folds"
        )
    check_learnable([*labels, *also], codebook=codebook, min_positives=MIN_POSITIVES, min_interviews=MIN_INTERVIEWS)
    task = _Task(codebook, recipe, taught, start, learning)
    jobs = [] if hold_out else [_Job(_read([*also, *labels], start=start), [], task)]
    for fold in range(1 if hold_out else folds):
        placed = [fold_of(name, interviews=interviews, folds=folds) == fold for name in interviews]
        known = [label for label, out in zip(labels, placed, strict=True) if not out]
        held = [label for label, out in zip(labels, placed, strict=True) if out]
        jobs.append(_Job(_read([*also, *known], start=start), held, task))
    done = dict(_results(jobs, processes=processes, advance=advance))
    judged = [label for job in jobs for label in job.held]
    scores = np.concatenate([done[number].scores for number, job in enumerate(jobs) if job.held])
    count = len({label.interview for label in judged})
    calibration = calibrate(
        scores,
        targets=targets_of(judged, codebook=codebook),
        codebook=codebook,
        calibrated_on=f"{count} interviews, {'held out whole' if hold_out else f'cross-fitted in {folds} folds'}",
    )
    figures = figures_of(scores, labels=judged, codebook=codebook, calibration=calibration)
    return Fitted(
        trained=done[0].trained,
        known=jobs[0].known,
        judged=judged,
        calibration=calibration,
        figures=figures,
        scores=scores,
    )


@dataclass(frozen=True, slots=True)
class _Task:
    codebook: Codebook
    recipe: Recipe
    taught: Mapping[str, np.ndarray] | None
    start: Start | None
    learning: type[Learning]


@dataclass(frozen=True, slots=True)
class _Job:
    known: list[Label]
    held: list[Label]
    task: _Task


@dataclass(frozen=True, slots=True)
class _Done:
    trained: Trained
    scores: np.ndarray


def _read(labels: Sequence[Label], *, start: Start | None) -> list[Label]:
    """The labels that train: where a model learns on, without those that it knows and does not read again."""
    return [label for label in labels if start is None or label.id not in start.left_out]


def _work(number: int, job: _Job, told: "DictProxy[int, float] | dict[int, float]") -> _Done:
    def tell(share: float) -> None:
        told[number] = share

    task = job.task
    taught = None if task.taught is None else np.stack([task.taught[label.id] for label in job.known])
    trained = train(
        job.known,
        codebook=task.codebook,
        recipe=task.recipe,
        taught=taught,
        start=task.start,
        advance=tell,
        learning=task.learning,
    )
    return _Done(trained, trained.score(inputs_of(job.held)))


def _results(
    jobs: Sequence[_Job], *, processes: int, advance: Callable[[float], None] | None
) -> Iterator[tuple[int, _Done]]:
    """The number of each job with its result; `advance` hears the mean share of steps done."""

    def tell(told: Mapping[int, float]) -> None:
        if advance is not None:
            advance(sum(told.values()) / len(jobs))

    if min(processes, len(jobs)) == 1:
        told = _Told(tell)
        for number, job in enumerate(jobs):
            yield number, _work(number, job, told)
        return
    with _pool(min(processes, len(jobs))) as (pool, shared):
        waiting = {pool.submit(_work, number, job, shared): number for number, job in enumerate(jobs)}
        while waiting:
            finished, _ = wait(waiting, timeout=2, return_when=FIRST_COMPLETED)
            tell(shared)
            for future in finished:
                yield waiting.pop(future), future.result()


class _Told(dict[int, float]):
    """Shares of steps done by job, passed on with every change."""

    def __init__(self, tell: Callable[[Mapping[int, float]], None]) -> None:
        super().__init__()
        self._tell = tell

    def __setitem__(self, number: int, share: float) -> None:
        super().__setitem__(number, share)
        self._tell(self)


@contextmanager
def _pool(processes: int) -> Iterator[tuple[ProcessPoolExecutor, Any]]:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield pool, manager.dict()
