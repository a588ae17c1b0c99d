"""Figures as sums of cells go in; which of them a copy for others must hold back comes out, totals protected.

A figure that rests on fewer than five people is held back. So is what would give it away: a held-back count is known exactly
where it is a weighted sum of printed ones (everyone less all other groups, a whole less its other part). Where that is so,
one of the printed counts is held back too, the one with which least is lost (secondary suppression; Hundepool and others
2012, chapter 4), until no held-back count is such a sum.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.statistics.corpus import Mask
from pipeline.statistics.intervals import Floats, Integers

FEWEST_PEOPLE = 5  # below, a figure may speak of somebody whom a reader can name
_NOUGHT = 1e-7  # of a weight or a residual: the sets are of ones and noughts, so anything smaller is rounding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """One row as a table prints it: what it finds and the base it is counted among; masks of cells, shapes (cells,).

    Cells are disjoint sets of passages, as far as a reader can tell passages apart. `people` and `of_people` are the people
    behind either. `is_single` says that one interview alone is behind it. `weight` is how much is lost with it, where
    something must be held back beside what rests on few.
    """

    found: Mask
    base: Mask
    people: int
    of_people: int
    is_single: bool = False
    weight: int = 1

    @property
    def is_small(self) -> bool:
        """Whether it rests on too few; nobody at all among enough people is a finding, not a person."""
        return 0 < self.people < FEWEST_PEOPLE or self.of_people < FEWEST_PEOPLE or self.is_single


def held_back(figures: Sequence[Figure], *, already: Mask | None = None) -> Mask:
    """Which figures others do not get; shape (figures,), as that of those held back `already`, for whatever reason.

    A figure is printed with its base or not at all. The same cells are counted in print everywhere or nowhere.
    """
    held = np.array([figure.is_small for figure in figures], dtype=np.bool_)
    if already is not None:
        held |= already
    if not held.any():
        return held
    sets = _Sets(figures)
    while True:
        exposed = list(sets.exposed(sets.secret(figures, held), held))
        if not exposed:
            return held
        spent: set[int] = set()
        for parts in exposed:
            if spent.isdisjoint(parts):
                chosen = min(parts, key=lambda part: (sets.cost(part, held), part))
                spent.add(chosen)
                held[sorted(sets.printed_by[chosen])] = True


class _Sets:
    """The different sets of cells behind figures, as rows of ones and noughts; cells that a printed nought empties left out."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        masks = [mask for figure in figures for mask in (figure.found, figure.base)]
        empty = [f.found for f in figures if not f.people and not f.is_small]
        known = np.any(empty, axis=0) if empty else np.zeros(len(masks[0]), dtype=np.bool_)
        stacked = np.array(masks, dtype=np.bool_)[:, ~known]
        rows, place = np.unique(stacked, axis=0, return_inverse=True)
        self.rows: Floats = np.unique(rows, axis=1).astype(np.float64)
        self.found, self.base = place.reshape(-1, 2).T
        self.weight = [figure.weight * (figure.people + figure.of_people) for figure in figures]
        self.printed_by: list[set[int]] = [set() for _ in rows]
        for number, (found, base) in enumerate(place.reshape(-1, 2)):
            self.printed_by[found].add(number)
            self.printed_by[base].add(number)

    def secret(self, figures: Sequence[Figure], held: Mask) -> Integers:
        """The sets whose size must stay unknown: what a held-back figure found, and a base of too few people."""
        wanted = {int(self.found[n]) for n in np.flatnonzero(held)}
        wanted |= {int(self.base[n]) for n, f in enumerate(figures) if f.of_people < FEWEST_PEOPLE}
        return np.array([place for place in sorted(wanted) if self.rows[place].any()], dtype=np.int64)

    def exposed(self, secret: Integers, held: Mask) -> Iterator[set[int]]:
        """For every secret that is a weighted sum of printed sets, the sets of that sum."""
        printed = np.array([p for p in range(len(self.rows)) if self._is_printed(p, held)], dtype=np.int64)
        if not len(printed) or not len(secret):
            return
        weights = _weights(self.rows[printed], self.rows[secret])
        rest = np.abs(weights.T @ self.rows[printed] - self.rows[secret]).max(axis=1)
        for column in np.flatnonzero(rest < _NOUGHT):
            yield {int(printed[i]) for i in np.flatnonzero(np.abs(weights[:, column]) > _NOUGHT)}

    def cost(self, place: int, held: Mask) -> int:
        """What holding back a set loses: the people behind all printed figures that give it."""
        return sum(self.weight[n] for n in self.printed_by[place] if not held[n])

    def _is_printed(self, place: int, held: Mask) -> bool:
        return bool(self.rows[place].any()) and any(not held[n] for n in self.printed_by[place])


def _weights(printed: Floats, wanted: Floats) -> Floats:
    """The weights, shape (printed, wanted), with which sums of printed sets come nearest to the wanted ones."""
    return np.linalg.lstsq(printed.T, wanted.T, rcond=None)[0].astype(np.float64)
