"""Coded passages go in, the people who speak in each cluster come out: whom a comparison counts and deals anew."""

from dataclasses import dataclass

import numpy as np

from pipeline.statistics.corpus import Arrays
from pipeline.statistics.homogeneity import Homogeneity, homogeneity
from pipeline.statistics.intervals import Floats, Integers
from pipeline.statistics.permutation import FEWEST_DEALS, MOST_PEOPLE, TIMES, deals, different_deals, permutation_p


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Every person of a cluster in one of the groups compared, and what their passages count together; shapes (people,).

    `clusters` and `groups` are small integers from 0; `kinds` counts the people of the same cluster in no group compared.
    """

    clusters: Integers
    groups: Integers
    kinds: Integers
    passages: Floats

    def table(self, found: Floats, dealt: Integers) -> Homogeneity:
        """The groups compared as they are dealt: (deals, people); `found` sums a code, (people,) or apart for each deal."""
        shape = (len(dealt), int(self.clusters.max()) + 1, int(self.groups.max()) + 1)
        cells = (np.arange(shape[0])[:, None] * shape[1] + self.clusters) * shape[2] + dealt

        def filled(values: Floats) -> Floats:
            weights = np.broadcast_to(values, dealt.shape).ravel()
            sums: Floats = np.bincount(cells.ravel(), weights=weights, minlength=int(np.prod(shape))).astype(np.float64)
            return sums.reshape(shape)

        return homogeneity(filled(self.passages), filled(found))

    def clusters_of_groups(self) -> Integers:
        """In how many clusters each group speaks; shape (groups,)."""
        pairs = np.unique(np.stack([self.groups, self.clusters]), axis=1)
        return np.bincount(pairs[0])

    def permuted(self, found: Floats, *, times: int = TIMES) -> float | None:
        """The permutation test's p; None where there are too few ways to deal, too many people, or nothing varies."""
        who = (self.groups, self.clusters, self.kinds)
        if len(found) > MOST_PEOPLE or different_deals(*who) < FEWEST_DEALS:
            return None
        observed = float(self.table(found, self.groups[None]).statistic[0])
        if not np.isfinite(observed):
            return None
        return permutation_p(observed, (self.table(found, dealt).statistic for dealt in deals(*who, times=times)))


def people_of(
    data: Arrays, weights: Floats, *, by: str, clusters: Integers, groups: tuple[str, ...]
) -> tuple[People, Integers]:
    """The people of some groups, and for every passage the number of its person, -1 where they are in none of them.

    `weights`, shape (passages,), are what each passage counts; one that counts nothing is nobody's.
    """
    base = weights > 0
    factor = data.factors[by]
    place = np.array([groups.index(name) if name in groups else -1 for name in factor.names], dtype=np.int64)
    keys = np.stack([clusters[base], data.speakers[base], place[factor.numbers[base]]])
    who, number = np.unique(keys, axis=1, return_inverse=True)
    here = who[2] >= 0
    others = np.bincount(who[0], weights=~here)
    of = np.full(len(data), -1, dtype=np.int64)
    of[base] = np.where(here, np.cumsum(here) - 1, -1)[number.ravel()]
    people = People(
        clusters=np.unique(who[0][here], return_inverse=True)[1].astype(np.int64),
        groups=who[2][here],
        kinds=others[who[0][here]].astype(np.int64),
        passages=np.bincount(of[of >= 0], weights=weights[of >= 0], minlength=int(here.sum())).astype(np.float64),
    )
    return people, of
