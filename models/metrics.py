"""Probabilities, decisions and labels go in, per-code figures come out: what a person needs to trust or distrust a code."""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from data_schemas.codebook import Codebook
from data_schemas.labels import Label
from models.decisions import Calibration
from models.evaluation.chance import ece_by_chance
from models.evaluation.judged import Judged, judge
from models.evaluation.reliability import CodeBin, code_bins
from models.evaluation.tallies import BINS, SMALL, intervals, measures, tallies_of

REAL = frozenset({"human_blind", "human_assisted"})  # sources of labels that people gave to real talk
FEW_REAL = 20  # passages of real talk below which a code is untested on real talk


class CodeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How one code fares: `n` of `known` passages have it; `_low` and `_high` bound 95 % intervals over interviews.

    `skill` is what its probabilities gain over always saying the code's share (Brier 1950; Murphy 1973), `ece` by how
    much they are off on average where they are not small (Naeini et al. 2015). A perfectly calibrated coder would show
    an `ece` of `ece_chance` on as many passages, and more than `ece_chance_high` once in twenty; `off` says whether this
    one does. `abstained` is the share of passages that reach the threshold but are left to a person, `kappa_rest` the
    kappa of all others (None, as `kappa`, where chance agreement is complete), `real` how many of `n` are
    real talk that people coded. `bins` compare what its probabilities say with what is so, tenth by tenth; figures that
    were written before there were any have none.
    """

    code: str
    n: int
    known: int
    precision: float
    recall: float
    f1: float
    f1_low: float | None
    f1_high: float | None
    kappa: float | None
    brier: float
    skill: float
    ece: float
    abstained: float
    precision_low: float | None = None
    precision_high: float | None = None
    recall_low: float | None = None
    recall_high: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None
    skill_low: float | None = None
    skill_high: float | None = None
    ece_low: float | None = None
    ece_high: float | None = None
    ece_chance: float = 0.0
    ece_chance_high: float = 0.0
    off: bool = False
    kappa_rest: float | None = None
    real: int = 0
    bins: tuple[CodeBin, ...] = ()


BOUNDED = ("precision", "recall", "f1", "kappa", "skill", "ece")  # measures that have an interval


def figures_of(
    scores: np.ndarray, *, labels: Sequence[Label], codebook: Codebook, calibration: Calibration
) -> list[CodeFigures]:
    """Figures per code, `none` left out; a conditional dimension counts where it is known to apply."""
    return code_figures(judge(scores, labels=labels, codebook=codebook, calibration=calibration))


def code_figures(judged: Judged) -> list[CodeFigures]:
    """The same of passages that are already judged."""
    tallies = tallies_of(judged)
    found, around = measures(tallies.totals), intervals(tallies)
    real = np.array([label.source in REAL for label in judged.labels])
    out = []
    for position, column in enumerate(tallies.columns):
        known, truth = judged.known[:, column], judged.truth[:, column]
        chance = ece_by_chance(judged.chances[known, column])
        bounds: dict[str, Any] = {
            f"{name}_{side}": _rounded(value)
            for name in BOUNDED
            for side, value in zip(("low", "high"), around[name][position], strict=True)
        }
        value: dict[str, Any] = {
            name: _round(float(np.nan_to_num(found[name][position]))) for name in found if name != "error"
        }
        value |= {name: None for name in ("kappa", "kappa_rest") if np.isnan(found[name][position])}
        out.append(
            CodeFigures(
                code=judged.codebook.columns[column],
                n=int((known & truth).sum()),
                known=int(known.sum()),
                ece_chance=_round(chance.median),
                ece_chance_high=_round(chance.high),
                off=value["ece"] > _round(chance.high),
                real=int((known & truth & real).sum()),
                bins=code_bins(judged, column=column),
                **value,
                **bounds,
            )
        )
    return out


def in_two(value: float | None) -> str:
    """A figure with two decimals, or a dash where it is not defined."""
    return "-" if value is None else f"{value:.2f}"


def macro_f1(figures: Sequence[CodeFigures]) -> float:
    """The mean F1 over the codes that the labels have."""
    present = [figure.f1 for figure in figures if figure.n]
    return _round(float(np.mean(present))) if present else 0.0


def f1(truth: np.ndarray, said: np.ndarray) -> float:
    """F1 of two boolean arrays; 0 where neither has a positive."""
    return float(2 * (truth & said).sum() / max(1, truth.sum() + said.sum()))


def kappa(truth: np.ndarray, said: np.ndarray) -> float:
    """Cohen's kappa (1960) of two boolean arrays; 0 where chance agreement is complete."""
    agreed, a, b = float(np.mean(truth == said)), float(truth.mean()), float(said.mean())
    chance = a * b + (1 - a) * (1 - b)
    return (agreed - chance) / (1 - chance) if chance < 1 else 0.0


def brier(chances: np.ndarray, truth: np.ndarray) -> float:
    """The mean squared distance of probabilities from what was the case."""
    return float(np.mean((chances - truth) ** 2))


def ece(chances: np.ndarray, truth: np.ndarray) -> float:
    """Expected calibration error over the probabilities above SMALL, in bins of equal width; 0 where there are none."""
    told = chances > SMALL
    if not told.any():
        return 0.0
    bins = np.minimum((chances[told] * BINS).astype(int), BINS - 1)
    apart = [
        abs(float(chances[told][bins == b].mean() - truth[told][bins == b].mean())) * int((bins == b).sum())
        for b in np.unique(bins)
    ]
    return sum(apart) / int(told.sum())


def _rounded(value: float | None) -> float | None:
    return None if value is None else _round(value)


def _round(value: float) -> float:
    return round(float(value), 4)
