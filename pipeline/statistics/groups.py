"""A label of every passage goes in, its groups come out: who speaks in them where, counted and summed without a loop."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from pipeline.roster import ROLE_GROUPS
from pipeline.statistics.clusters import clusters
from pipeline.statistics.corpus import ROLE_GROUP, Arrays, Mask
from pipeline.statistics.intervals import Floats, Integers

Measure = Literal["passages", "words", "speakers", "interviews"]

NOT_RECORDED = "(not recorded)"  # the row of those for whom an attribute is empty
EVERYONE = "(everyone)"  # the row over all speakers; no role is written in brackets


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many passages, by how many speakers, in how many interviews."""

    passages: int
    speakers: int
    interviews: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Every pair of a group and a member of it (a speaker, an interview, a cluster) that has passages, by group.

    `places`, shape (passages,), gives each passage's pair; `groups` and `members`, shape (pairs,), what they pair;
    `starts`, shape (groups + 1,), where the pairs of each group begin.
    """

    places: Integers
    groups: Integers
    members: Integers
    starts: Integers

    def totals(self, values: Floats) -> Floats:
        """The sum of values over each pair's passages; shapes (passages,) and (pairs,)."""
        return np.bincount(self.places, weights=values, minlength=len(self.groups)).astype(np.float64)

    def sizes(self) -> Integers:
        """How many passages each pair has; shape (pairs,)."""
        return np.bincount(self.places, minlength=len(self.groups))

    def present(self, inside: Mask) -> Integers:
        """How many members of each group have a passage inside; shapes (passages,) and (groups,)."""
        has = np.bincount(self.places[inside], minlength=len(self.groups)) > 0
        return np.bincount(self.groups[has], minlength=len(self.starts) - 1)

    def of(self, group: int) -> slice:
        """Where a group's pairs stand."""
        return slice(int(self.starts[group]), int(self.starts[group + 1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The groups of a label in the order of tables; `numbers`, shape (passages,), count into `names`."""

    names: tuple[str, ...]
    numbers: Integers
    speakers: Pairs
    interviews: Pairs
    clusters: Pairs

    def counts(self, inside: Mask) -> list[Counts]:
        """What is inside of each group; shape (passages,)."""
        passages = np.bincount(self.numbers[inside], minlength=len(self.names))
        each = zip(passages, self.speakers.present(inside), self.interviews.present(inside), strict=True)
        return [Counts(passages=int(p), speakers=int(s), interviews=int(i)) for p, s, i in each]

    def weights(self, data: Arrays, over: Measure) -> Floats:
        """What each passage counts: alike, by its words, or so that each speaker or interview of a group counts alike."""
        if over == "passages":
            return np.ones(len(data), dtype=np.float64)
        if over == "words":
            return data.words.astype(np.float64)
        pairs = self.speakers if over == "speakers" else self.interviews
        weights: Floats = (1.0 / pairs.sizes())[pairs.places]
        return weights


@lru_cache(maxsize=4)
def everyone(data: Arrays) -> Groups:
    """All passages as one group."""
    return _groups(data, names=(EVERYONE,), numbers=np.zeros(len(data), dtype=np.int64))


@lru_cache(maxsize=4)
def groups_by(data: Arrays, by: str) -> Groups:
    """The groups of a factor: role groups in their own order, others by name, what is not recorded last."""
    factor = data.factors.get(by)
    if factor is None:
        return _groups(data, names=(), numbers=np.zeros(0, dtype=np.int64))
    rank = {group: number for number, group in enumerate(ROLE_GROUPS)} if by == ROLE_GROUP else {}
    names = sorted(factor.names, key=lambda name: (name == "", rank.get(name, 0), name))
    place = {name: number for number, name in enumerate(names)}
    order = np.array([place[name] for name in factor.names], dtype=np.int64)
    return _groups(data, names=tuple(name or NOT_RECORDED for name in names), numbers=order[factor.numbers])


@lru_cache(maxsize=2)
def clusters_of(data: Arrays) -> Integers:
    """The cluster of every passage, found once for an archive."""
    return clusters(data)


def _groups(data: Arrays, *, names: tuple[str, ...], numbers: Integers) -> Groups:
    return Groups(
        names=names,
        numbers=numbers,
        speakers=_pairs(numbers, data.speakers, groups=len(names)),
        interviews=_pairs(numbers, data.interviews, groups=len(names)),
        clusters=_pairs(numbers, clusters_of(data), groups=len(names)),
    )


def _pairs(numbers: Integers, members: Integers, *, groups: int) -> Pairs:
    width = int(members.max(initial=-1)) + 1
    found, places = np.unique(numbers * width + members[: len(numbers)], return_inverse=True)
    of = found // width if width else found
    return Pairs(
        places=places,
        groups=of,
        members=found - of * width,
        starts=np.searchsorted(of, np.arange(groups + 1)),
    )
