"""Finished runs go in, one line each in a file beside their probabilities; runs and differences between them come out.

A difference of average precision is bootstrapped over interviews, the same draws for every run.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import msgspec
import numpy as np

from data_schemas.codebook import NONE
from data_schemas.errors import ConfigError
from models.evaluation.judged import Judged
from models.evaluation.tallies import LEVEL, REPLICATES, SEED

RUNS = "runs.jsonl"
LEFT_OUT = ("about",)  # dimensions that no mean counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One training, or one released model as it is, and what it reached; `seconds` are of training, on the clock.

    `quotes` holds what the scorer of quotes says, and is empty where there were none.
    """

    name: str
    seed: int
    recipe: dict[str, object]
    labels: int
    seconds: float
    held: dict[str, float]
    archive: dict[str, float]
    quotes: dict[str, float] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """What its file of probabilities is called."""
        return f"{self.name.replace(',', '').replace(' ', '_')}-{self.seed}"


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much one side has more AP than the other, with the bounds of a 95 % interval over interviews."""

    figure: float
    low: float
    high: float


def keep(folder: Path, run: Run, judged: Mapping[str, Judged]) -> None:
    """Add a run as one line, and its probabilities by where they were judged (`held`, `archive`) beside it."""
    for place, here in judged.items():
        columns = _counted(here)
        np.savez_compressed(
            _file(folder, run, place=place),
            chances=here.chances[:, columns],
            truth=here.truth[:, columns],
            known=here.known[:, columns],
            interviews=here.interviews,
        )
    with (folder / RUNS).open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(run)) + "\n")


def kept(folder: Path) -> list[Run]:
    """All runs in the order of their first ending; of two with one name and seed the later counts."""
    try:
        lines = (folder / RUNS).read_bytes().splitlines()
    except OSError as error:
        raise ConfigError(f"{folder.name}/{RUNS}: not there; expected the folder that runs were written to") from error
    found: dict[tuple[str, int], Run] = {}
    for number, line in enumerate(lines, start=1):
        try:
            run = msgspec.json.decode(line, type=Run)
        except msgspec.DecodeError as error:
            raise ConfigError(f"{folder.name}/{RUNS}, line {number}: {error}; expected one run") from error
        found[run.name, run.seed] = run
    return list(found.values())


def mean_ap(folder: Path, run: Run, *, place: str, weights: np.ndarray | None = None) -> np.ndarray:
    """Mean average precision over codes under each weighting of interviews, (draws, interviews); without any, one figure.

    Codes that a draw does not have are left out of its mean.
    """
    chances, truth, known, interviews = _stored(folder, run, place=place)
    given = np.ones((1, int(interviews.max()) + 1)) if weights is None else weights
    by_code = [
        average_precision(chances[rows, c], truth[rows, c], given[:, interviews[rows]])
        for c in range(chances.shape[1])
        if (rows := known[:, c]).any()
    ]
    means: np.ndarray = np.nanmean(by_code, axis=0)
    return means


def average_precision(chances: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Average precision under each weighting of the passages, weights (draws, passages); nan where no passage has the code.

    Precision at each probability that occurs, weighed by what recall gains there (as in scikit-learn).
    """
    order = np.argsort(-chances, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(chances[order]) != 0), len(order) - 1)
    drawn = weights[:, order].astype(np.float64)
    hits = np.cumsum(drawn * truth[order], axis=1)[:, ends]
    said = np.cumsum(drawn, axis=1)[:, ends]
    precision = np.divide(hits, said, out=np.zeros_like(hits), where=said > 0)
    gained, total = np.diff(hits, axis=1, prepend=0.0), hits[:, -1]
    found = np.full(len(weights), np.nan)
    np.divide((precision * gained).sum(axis=1), total, out=found, where=total > 0)
    return found


def difference(folder: Path, runs: Sequence[Run], *, against: Sequence[Run], place: str) -> Difference:
    """By how much the mean AP of `runs` is above that of `against`: interviews are drawn, seeds averaged."""
    number = _interviews(folder, [*runs, *against], place=place)
    draws = np.random.default_rng(SEED).multinomial(number, np.full(number, 1 / number), size=REPLICATES)

    def apart(weights: np.ndarray | None) -> np.ndarray:
        ours, theirs = (
            np.mean([mean_ap(folder, run, place=place, weights=weights) for run in side], axis=0)
            for side in (runs, against)
        )
        return np.asarray(ours - theirs)

    low, high = np.quantile(apart(draws), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Difference(float(apart(None)[0]), float(low), float(high))


def _interviews(folder: Path, runs: Sequence[Run], *, place: str) -> int:
    """How many interviews judged; ConfigError unless they and their labels are the same in all."""
    seen = {}
    for run in runs:
        _, truth, known, interviews = _stored(folder, run, place=place)
        seen[run.stem] = tuple(part.tobytes() for part in (truth, known, interviews))
        number = int(interviews.max()) + 1
    if len(set(seen.values())) > 1:
        raise ConfigError(
            f"{folder.name}: runs {', '.join(seen)} were judged on other passages or labels; compare runs of one version"
        )
    return number


def _stored(folder: Path, run: Run, *, place: str) -> list[np.ndarray]:
    """Probabilities, truth and known, each (passages, codes), and interviews, (passages,)."""
    file = _file(folder, run, place=place)
    try:
        with np.load(file) as stored:
            return [stored[name] for name in ("chances", "truth", "known", "interviews")]
    except (OSError, KeyError, ValueError) as error:
        raise ConfigError(
            f"{folder.name}/{file.name}: not there or not whole; run {run.name!r} with seed {run.seed} again"
        ) from error


def _file(folder: Path, run: Run, *, place: str) -> Path:
    return folder / f"{run.stem}-{place}.npz"


def _counted(judged: Judged) -> list[int]:
    """The columns over which means go: codes that some label knows."""
    names = judged.codebook.columns
    return [
        i for i in judged.code_columns if names[i].split(".")[0] not in LEFT_OUT and not names[i].endswith(f".{NONE}")
    ]
