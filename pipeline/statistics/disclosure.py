"""Figures as sums of cells go in; which of them a copy for others must hold back comes out, so that no few people are told.

A figure that rests on fewer than five people is held back. So is what would give it away: where all that is printed leaves
a reader less than a stated width for a held-back count of people or of passages (`bounds`), one of the printed counts that
bound it is held back too, the one with which least is lost (secondary suppression; Hundepool and others 2012, chapter 4),
until no held-back count of few is known that well.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.statistics.bounds import Places, Reader, Rule, Sum
from pipeline.statistics.corpus import Mask
from pipeline.statistics.intervals import Floats, Integers

FEWEST_PEOPLE = 5  # below, a figure may speak of somebody whom a reader can name
PEOPLE_APART = 5  # a held-back number of people is left open by so many: it may be none, and it may be no few
PASSAGES_APART = 5  # a number of passages by so many, and by this part of itself
PART_APART = 0.2
OF_NOBODY = 100  # how much more is lost with a nought, which often says no more than what everybody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What is counted of a set of passages. `cells` are its parts, disjoint as far as a reader can tell passages apart.

    `people` are different people; `heads` counts them in every cell for itself, so that it is the sum over the cells, and
    equals `people` where nobody speaks in two. None: `people`.
    """

    cells: Places
    passages: int
    people: int
    interviews: int = 0  # 0: not counted
    heads: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row as a table prints it: what it finds and the base it is counted among, with passages and people of both.

    `weight` is how much is lost with it, where something must be held back beside what rests on few.
    """

    found: Tally
    base: Tally
    weight: int = 1

    @property
    def is_small(self) -> bool:
        """Whether it rests on too few; nobody at all among enough people is a finding, not a person."""
        return 0 < self.found.people < FEWEST_PEOPLE or self.is_small_base or self.found.interviews == 1

    @property
    def is_small_base(self) -> bool:
        """Whether those among whom it is counted are too few."""
        return self.base.people < FEWEST_PEOPLE or self.base.interviews == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds of the passages, and of the people, in cells, whatever was said: sums over cells below sums over others."""

    cells: int
    passages: tuple[Rule, ...] = ()
    people: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Sets of which each lies within the union of others; `apart` says that the former have no passage in common."""

    less: tuple[Hashable, ...]
    more: tuple[Hashable, ...]
    apart: bool = False

    def rules(self, at: Mapping[Any, Places], *, of_people: bool = False) -> Iterator[Rule]:
        """What it means for sums over the cells of these sets; somebody may have passages in two that are apart."""
        more = tuple(cell for name in self.more for cell in at[name])
        less = [at[name] for name in self.less]
        if self.apart and not of_people:
            less = [tuple(cell for cells in less for cell in cells)]
        return (Rule(less=cells, more=more) for cells in less)


def held_back(figures: Sequence[Figure], rules: Rules, *, already: Mask | None = None) -> Mask:
    """Which figures others do not get; shape (figures,), as that of those held back `already`, for whatever reason.

    A figure is printed with its base or not at all. The same cells are counted in print everywhere or nowhere.
    """
    held = np.array([figure.is_small for figure in figures], dtype=np.bool_)
    if not held.any():
        return held if already is None else held | already
    counts = _Counts(figures)
    counts.hold(held)
    if already is not None:
        held |= already
    reader = counts.reader(rules)
    reader.widen(counts.printed(held))
    while (narrow := reader.narrow()).size and (printed := counts.printed(held)).size:
        found = reader.in_the_way(int(narrow[0]), printed=printed, costs=counts.costs(held))
        counts.hold_sets(found, held)
    return held


class _Counts:
    """The different sets of cells behind figures, each with two sums: of passages, and of people."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self._figures = figures
        self._tallies: list[Tally] = []
        self._printed_by: list[list[int]] = []
        places: dict[Places, int] = {}
        for number, figure in enumerate(figures):
            for tally in (figure.found, figure.base):
                place = places.setdefault(tally.cells, len(places))
                if place == len(self._tallies):
                    self._tallies.append(tally)
                    self._printed_by.append([])
                self._printed_by[place].append(number)
        small = {places[f.found.cells] for f in figures if f.is_small}
        small |= {places[f.base.cells] for f in figures if f.is_small_base}
        self._secret = [place for place in sorted(small) if self._tallies[place].people]  # of nobody there is no secret

    def hold(self, held: Mask) -> None:
        """Hold back every figure that prints a secret."""
        for place in self._secret:
            held[self._printed_by[place]] = True

    def printed(self, held: Mask) -> Integers:
        """The numbers of the sets that figures not held back count in print."""
        shown = [place for place, by in enumerate(self._printed_by) if not held[by].all()]
        return np.array(shown, dtype=np.int64)

    def reader(self, rules: Rules) -> Reader:
        """Who reads them."""
        sums = [_sums(tally) for tally in self._tallies]
        secrets = [found for place in self._secret for found in sums[place]]
        widths = [apart for p in self._secret for apart in (_passages_apart(self._tallies[p].passages), PEOPLE_APART)]
        return Reader(size=2 * rules.cells, rules=_rules(rules), sums=sums, secrets=secrets, widths=widths)

    def hold_sets(self, sets: Collection[int], held: Mask) -> None:
        """Hold back every figure that counts one of these sets."""
        for place in sets:
            held[self._printed_by[place]] = True

    def costs(self, held: Mask) -> Floats:
        """What holding back each set loses: all figures not yet held back that count it, and more of those of many people."""
        most = max(figure.base.people for figure in self._figures)
        losses = np.array([f.weight * (most + f.found.people + f.base.people) for f in self._figures], dtype=np.float64)
        losses[held] = 0.0
        each = zip(self._tallies, self._printed_by, strict=True)
        return np.array([(1.0 + losses[by].sum()) * (1 if tally.people else OF_NOBODY) for tally, by in each])


def _passages_apart(passages: int) -> int:
    return max(PASSAGES_APART, int(np.ceil(PART_APART * passages)))


def _sums(tally: Tally) -> tuple[Sum, Sum]:
    """Passages of a cell are unknown numbers of even places, its people of odd ones."""
    heads = tally.people if tally.heads is None else tally.heads
    return (
        Sum(places=_places(tally.cells, 0), value=tally.passages),
        Sum(places=_places(tally.cells, 1), value=heads),
    )


def _rules(rules: Rules) -> list[Rule]:
    """All rules: those given, and that nobody is counted without a passage."""
    given = [
        Rule(less=_places(rule.less, which), more=_places(rule.more, which))
        for which, of in enumerate((rules.passages, rules.people))
        for rule in of
    ]
    return [*given, *(Rule(less=(2 * cell + 1,), more=(2 * cell,)) for cell in range(rules.cells))]


def _places(cells: Places, which: int) -> Places:
    return tuple(2 * cell + which for cell in cells)
