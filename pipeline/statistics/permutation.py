"""Who belongs to which group and cluster goes in, the same groups dealt out anew come out, and how often they differ as much.

Only like is exchanged with like. Among clusters in which equally many people speak, whole sets of groups change places;
then they are dealt out among the people of each cluster. An interview with one person is never taken for half a dyad, two
people of one interview keep what their interview makes them share, and a dyad of two groups tells by who is who in it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from pipeline.statistics.intervals import Floats, Integers

TIMES = 1999  # deals; p is then a multiple of 1/2000
FEWEST_DEALS = 40  # different deals; with fewer, p could hardly come below .05
MOST_PEOPLE = 1000  # beyond, the corrected chi-square needs no check, and a thousand deals would take minutes
SEED = 20250101  # fixed, so that the same archive has the same figures
AT_A_TIME = 2_000_000  # people times deals held at once
SAME = 1e-9  # relative; statistics closer than this are the same but for rounding


def deals(groups: Integers, clusters: Integers, kinds: Integers, *, times: int, seed: int = SEED) -> Iterator[Integers]:
    """Groups dealt out anew, `times` in all, a stretch at a time; shapes (people,) in, (deals, people) out.

    Clusters are exchanged where `kinds` (the same for all people of a cluster) and their numbers of people are the same.
    """
    dice = np.random.default_rng(seed)
    blocks = _blocks(clusters, kinds)
    step = max(1, AT_A_TIME // max(1, len(groups)))
    for start in range(0, times, step):
        dealt = np.repeat(groups[None], min(step, times - start), axis=0)
        for block in blocks:
            order = dice.permuted(np.repeat(np.arange(len(block))[None], len(dealt), axis=0), axis=1)
            moved = groups[block][order]
            dealt[:, block.ravel()] = dice.permuted(moved, axis=2).reshape(len(dealt), -1)
        yield dealt


def different_deals(groups: Integers, clusters: Integers, kinds: Integers) -> int:
    """In how many different ways the groups can be dealt out."""
    ways = 1
    for block in _blocks(clusters, kinds):
        sets = [tuple(sorted(groups[row].tolist())) for row in block]
        ways *= _orders(Counter(sets))
        for held in sets:
            ways *= _orders(Counter(held))
    return ways


def permutation_p(observed: float, dealt: Iterable[Floats]) -> float:
    """The part of all deals, the real one among them, that differ at least as much (Phipson and Smyth 2010).

    A deal without a statistic, in which nothing varies, counts as one that differs as much.
    """
    count, times = 1, 1
    for statistics in dealt:
        less: npt.NDArray[np.bool_] = statistics < observed * (1 - SAME)
        count += int((~less).sum())
        times += len(statistics)
    return count / times


def _blocks(clusters: Integers, kinds: Integers) -> list[Integers]:
    """Clusters that may change places, each as (clusters, people of a cluster): positions among the people."""
    members: dict[int, list[int]] = {}
    for position, cluster in enumerate(clusters.tolist()):
        members.setdefault(cluster, []).append(position)
    alike: dict[tuple[int, int], list[list[int]]] = {}
    for held in members.values():
        alike.setdefault((len(held), int(kinds[held[0]])), []).append(held)
    return [np.array(block, dtype=np.int64) for block in alike.values()]


def _orders(counts: Counter[tuple[int, ...]] | Counter[int]) -> int:
    ways = math.factorial(counts.total())
    for count in counts.values():
        ways //= math.factorial(count)
    return ways
