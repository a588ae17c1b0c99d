"""Judged passages go in; how often what is said with a probability is so comes out, in tenths of the probability."""

from collections.abc import Sequence

import msgspec
import numpy as np

from models.evaluation.judged import Judged
from models.evaluation.tallies import BINS, LEVEL, REPLICATES, SEED


class ReliabilityBin(msgspec.Struct, frozen=True, kw_only=True):
    """Passages of a dimension, its codes pooled, whose probability lies in one tenth: the mean said, and the share so.

    `low` and `high` bound the share's 95 % interval over interviews; None with fewer than two.
    """

    dimension: str
    said: float
    was: float
    n: int
    low: float | None
    high: float | None


class CodeBin(msgspec.Struct, frozen=True, kw_only=True):
    """Passages whose probability of one code lies from `low` up to `high`: the mean said, the share that has it, how many."""

    low: float
    high: float
    said: float
    was: float
    n: int


def code_bins(judged: Judged, *, column: int) -> tuple[CodeBin, ...]:
    """Every tenth of one code's probability that holds a passage, of those whose labels know the code."""
    known = judged.known[:, column]
    chances, truth = judged.chances[known, column], judged.truth[known, column]
    inside = np.minimum((chances * BINS).astype(int), BINS - 1)
    return tuple(
        CodeBin(
            low=one / BINS,
            high=(one + 1) / BINS,
            said=round(float(chances[inside == one].mean()), 4),
            was=round(float(truth[inside == one].mean()), 4),
            n=int((inside == one).sum()),
        )
        for one in np.unique(inside).tolist()
    )


def reliability_of(judged: Judged) -> tuple[ReliabilityBin, ...]:
    """Every tenth that holds a passage, dimension by dimension."""
    out: list[ReliabilityBin] = []
    codes = judged.code_columns
    for dimension in judged.codebook.dimensions:
        place = judged.codebook.slice_of(dimension.id)
        columns = [column for column in codes if place.start <= column < place.stop]
        if columns:
            out += _bins(judged, columns=columns, dimension=dimension.id)
    return tuple(out)


def _bins(judged: Judged, *, columns: Sequence[int], dimension: str) -> list[ReliabilityBin]:
    known, chances, truth = (part[:, columns] for part in (judged.known, judged.chances, judged.truth))
    inside = np.minimum((chances * BINS).astype(int), BINS - 1)
    interviews = judged.interviews
    number = int(interviews.max()) + 1
    weights = np.random.default_rng(SEED).multinomial(number, np.full(number, 1 / number), size=REPLICATES)
    out = []
    for one in range(BINS):
        rows = known & (inside == one)
        if not rows.any():
            continue
        total, hits = (np.bincount(interviews, weights=x.sum(axis=1), minlength=number) for x in (rows, rows & truth))
        drawn = weights @ np.column_stack([hits, total])
        shares = drawn[drawn[:, 1] > 0]
        low, high = np.quantile(shares[:, 0] / shares[:, 1], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        out.append(
            ReliabilityBin(
                dimension=dimension,
                said=round(float(chances[rows].mean()), 4),
                was=round(float(truth[rows].mean()), 4),
                n=int(rows.sum()),
                low=round(float(low), 4) if number > 1 else None,
                high=round(float(high), 4) if number > 1 else None,
            )
        )
    return out
