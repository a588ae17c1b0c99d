"""Dealing groups out anew: only like for like, every way as likely, and p as the part of deals that differ as much."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.permutation import deals, different_deals, permutation_p

INTERVIEWS = st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=3), min_size=1, max_size=6)


def flat(by_interview: list[list[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    groups = np.array([g for held in by_interview for g in held], dtype=np.int64)
    clusters = np.repeat(np.arange(len(by_interview)), [len(held) for held in by_interview])
    return groups, clusters, np.zeros_like(groups)


def test_single_interviews_and_dyads_are_dealt_apart() -> None:
    groups, clusters, kinds = flat([[0], [1], [1], [0, 1], [1, 1]])
    found = Counter(tuple(row.tolist()) for stretch in deals(groups, clusters, kinds, times=6000) for row in stretch)
    assert len(found) == different_deals(groups, clusters, kinds) == 3 * 2 * 2
    assert all(400 < count < 600 for count in found.values())
    assert {sorted(row[:3]) == [0, 1, 1] for row in found} == {True}


def test_who_speaks_beside_somebody_left_out_is_no_single_interview() -> None:
    groups, clusters, _ = flat([[0], [1], [0]])
    kinds = np.array([0, 0, 1])
    assert different_deals(groups, clusters, kinds) == 2
    assert all((stretch[:, 2] == 0).all() for stretch in deals(groups, clusters, kinds, times=50))


@given(INTERVIEWS)
def test_every_deal_keeps_which_groups_meet_in_how_many_interviews(by_interview: list[list[int]]) -> None:
    groups, clusters, kinds = flat(by_interview)
    held = Counter(tuple(sorted(row)) for row in by_interview)
    for stretch in deals(groups, clusters, kinds, times=20):
        for dealt in stretch:
            parts = (tuple(sorted(dealt[clusters == c].tolist())) for c in range(len(by_interview)))
            assert Counter(parts) == held


def test_the_same_deals_come_again() -> None:
    given_ = flat([[0], [1], [1], [0, 1]])
    first, second = (np.concatenate(list(deals(*given_, times=30))) for _ in range(2))
    assert (first == second).all()


def test_p_counts_the_real_deal_too() -> None:
    assert permutation_p(3.0, [np.array([1.0, 2.0, 3.0]), np.array([4.0, np.nan])]) == pytest.approx(4 / 6)
    assert permutation_p(9.0, [np.zeros(1999)]) == 1 / 2000
