"""Units with their codes go in, how often two codes meet comes out: counts, Jaccard, lift with clustered intervals."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.special import stdtrit

from pipeline.statistics.corpus import Mask
from pipeline.statistics.intervals import FEWEST_CLUSTERS, LEVEL, Floats, Integers
from pipeline.statistics.units import Coded, Units

FEWEST_MEETINGS = 3  # clusters in which both codes meet; from fewer, leaving one out says nothing of the others
TOO_FEW = f"counts only: fewer than {FEWEST_CLUSTERS} interviews"
TOO_TIED = f"counts only: fewer than {FEWEST_CLUSTERS} clusters of interviews that share no case or person"
SELDOM = f"no interval: they meet in fewer than {FEWEST_MEETINGS} interviews that share no case or person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """How often two codes meet, among the `units` to which the dimensions of both are put.

    `expected` is how often they would meet if they were independent of each other; `expected_within` the same if they
    were independent within every interview. `lift` is what was found over what was expected. `clusters` are interviews, those
    that share a case or a person being one.
    """

    first: Coded
    second: Coded
    together: int
    speakers: int
    interviews: int
    firsts: int
    seconds: int
    units: int
    of_speakers: int
    of_interviews: int
    clusters: int
    expected: float
    expected_within: float
    low: float | None = None
    high: float | None = None

    @property
    def jaccard(self) -> float | None:
        """Units with both over units with either; None where neither is found."""
        either = self.firsts + self.seconds - self.together
        return self.together / either if either else None

    @property
    def lift(self) -> float | None:
        """Found over expected; None where none is expected."""
        return self.together / self.expected if self.expected else None

    @property
    def lift_within(self) -> float | None:
        """Found over expected within interviews, so that interviews rich in both codes do not make a lift."""
        return self.together / self.expected_within if self.expected_within else None

    @property
    def note(self) -> str:
        """Why there is no interval, where there is none."""
        if self.low is not None:
            return ""
        if self.of_interviews < FEWEST_CLUSTERS:
            return TOO_FEW
        return TOO_TIED if self.clusters < FEWEST_CLUSTERS else SELDOM


def meetings(units: Units, *, ordered: bool, apart: bool) -> list[Meeting]:
    """All pairs of codes; `ordered` tells A before B from B before A and takes A with itself too.

    `apart` leaves out pairs that a unit cannot carry: two codes of a dimension that takes one. A code never meets the
    one above it in its scheme. The interval is of the lift: the jackknife of its logarithm that leaves out one cluster of
    interviews after another (Tukey 1958), with t of clusters - 1 degrees of freedom. There is none below eight clusters, or
    below three in which the codes meet.
    """
    count = len(units.codes)
    found: list[Meeting] = []
    for a, first in enumerate(units.codes):
        seconds = range(count) if ordered else range(a + 1, count)
        wanted = [b for b in seconds if ordered or not _excluded(first, units.codes[b], apart=apart)]
        found += _meetings(units, a, wanted)
    return found


def _excluded(first: Coded, second: Coded, *, apart: bool) -> bool:
    if first[0].id != second[0].id:
        return False
    parents = {code.id: code.parent for code in first[0].codes}
    above = {*_above(first[1].id, parents), *_above(second[1].id, parents)}
    return (apart and first[0].kind == "single") or first[1].id in above or second[1].id in above


def _above(code: str, parents: dict[str, str | None]) -> Iterator[str]:
    above = parents[code]
    while above is not None:
        yield above
        above = parents[above]


def _people(units: Units, a: int, wanted: list[int]) -> dict[str, int]:
    """By the other code's dimension, how many people speak in the units to which both dimensions are put."""
    one_each = {units.codes[b][0].id: b for b in wanted}
    bases = {name: units.first_holds[:, a] & units.second_holds[:, b] for name, b in one_each.items()}
    return {name: _distinct(units.voice_speakers[base[units.voice_units]]) for name, base in bases.items()}


def _meetings(units: Units, a: int, wanted: list[int]) -> Iterator[Meeting]:
    starts = np.flatnonzero(np.diff(units.interviews, prepend=-1))
    people = _people(units, a, wanted)
    mine, put = units.first[:, [a]], units.first_holds[:, [a]]
    base = put & units.second_holds[:, wanted]
    theirs = units.second[:, wanted] & put
    firsts, both = mine & base, mine & theirs
    totals = [_by_interview(columns, starts) for columns in (base, firsts, theirs, both)]
    n, x, y, xy = totals
    tied = _by_cluster(totals, units.clusters[starts])
    low, high = jackknifed(*tied)
    with np.errstate(invalid="ignore", divide="ignore"):
        within = np.where(n > 0, x * y / n, 0.0)
    for place, b in enumerate(wanted):
        voices = both[units.voice_units, place] & (units.said_first[:, a] | units.said_second[:, b])
        units_of, firsts_of, seconds_of, found = (int(t[:, place].sum()) for t in totals)
        yield Meeting(
            first=units.codes[a],
            second=units.codes[b],
            together=found,
            speakers=_distinct(units.voice_speakers[voices]),
            interviews=int((xy[:, place] > 0).sum()),
            firsts=firsts_of,
            seconds=seconds_of,
            units=units_of,
            of_speakers=people[units.codes[b][0].id],
            of_interviews=int((n[:, place] > 0).sum()),
            clusters=int((tied[0][:, place] > 0).sum()),
            expected=firsts_of * seconds_of / units_of if units_of else 0.0,
            expected_within=math.fsum(within[:, place]),
            low=None if np.isnan(low[place]) else float(low[place]),
            high=None if np.isnan(high[place]) else float(high[place]),
        )


def _by_interview(columns: Mask, starts: np.ndarray) -> Floats:
    """How many units of each interview carry each column; shape (interviews, columns)."""
    if not len(starts):
        return np.zeros((0, columns.shape[1]))
    counted: Floats = np.add.reduceat(columns, starts, axis=0, dtype=np.int64).astype(np.float64)
    return counted


def _by_cluster(totals: list[Floats], clusters: Integers) -> list[Floats]:
    """Totals of interviews, shape (interviews, columns), added up by cluster, (clusters, columns)."""
    shape = (int(clusters.max(initial=-1)) + 1, len(clusters))
    members = csr_array((np.ones(len(clusters)), (clusters, np.arange(len(clusters)))), shape=shape)
    return [np.asarray(members @ one, dtype=np.float64) for one in totals]


def jackknifed(n: Floats, x: Floats, y: Floats, xy: Floats) -> tuple[Floats, Floats]:
    """The bounds of the lift of every column, NaN where there can be none; shapes (clusters, columns), (columns,)."""
    there = n > 0
    clusters = there.sum(axis=0)
    able = (clusters >= FEWEST_CLUSTERS) & ((xy > 0).sum(axis=0) >= FEWEST_MEETINGS)
    with np.errstate(invalid="ignore", divide="ignore"):
        log = _log_lift(*(part.sum(axis=0) for part in (n, x, y, xy)))
        without = _log_lift(*(part.sum(axis=0) - part for part in (n, x, y, xy)))
        mean = np.where(there, without, 0.0).sum(axis=0) / clusters
        spread = np.where(there, (without - mean) ** 2, 0.0).sum(axis=0)
        half = stdtrit(clusters - 1, 0.5 + LEVEL / 2) * np.sqrt(spread * (clusters - 1) / clusters)
        return np.where(able, np.exp(log - half), np.nan), np.where(able, np.exp(log + half), np.nan)


def _log_lift(n: Floats, x: Floats, y: Floats, xy: Floats) -> Floats:
    lift: Floats = np.log(xy * n / (x * y))
    return lift


def _distinct(numbers: np.ndarray) -> int:
    return int(np.count_nonzero(np.bincount(numbers)))
