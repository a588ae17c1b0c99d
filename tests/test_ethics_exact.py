"""Exact intervals are the ones of the textbooks, and cover what they promise."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ethics.exact import exact_share, rule_of_three


def at_least(found: int, trials: int, share: float) -> float:
    return sum(comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(found, trials + 1))


def test_two_of_ten() -> None:
    estimate = exact_share(2, 10)
    assert (estimate.share, round(estimate.low, 4), round(estimate.high, 4)) == (0.2, 0.0252, 0.5561)


def test_none_and_all_have_one_open_end() -> None:
    assert (exact_share(0, 20).low, round(exact_share(0, 20).high, 4)) == (0.0, 0.1684)
    assert (round(exact_share(20, 20).low, 4), exact_share(20, 20).high) == (0.8316, 1.0)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_each_end_is_where_what_was_seen_has_a_chance_of_a_fortieth(counts: tuple[int, int]) -> None:
    found, trials = counts
    estimate = exact_share(found, trials)
    assert estimate.low <= estimate.share <= estimate.high
    if found:
        assert at_least(found, trials, estimate.low) == pytest.approx(0.025, rel=1e-6)
    if found < trials:
        assert 1 - at_least(found + 1, trials, estimate.high) == pytest.approx(0.025, rel=1e-6)


def test_the_rule_of_three_is_close_to_the_exact_one_sided_bound() -> None:
    assert rule_of_three(100) == 0.03
    assert rule_of_three(100) == pytest.approx(1 - 0.05 ** (1 / 100), abs=0.0005)
    assert rule_of_three(2) == 1.0


@pytest.mark.parametrize(("found", "trials"), [(1, 0), (-1, 3), (4, 3)])
def test_impossible_counts_are_refused(found: int, trials: int) -> None:
    with pytest.raises(ValueError, match="trial"):
        exact_share(found, trials)
