"""Intervals against numbers worked out by hand and against two independent computations."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special, stats
from statsmodels.stats.proportion import proportion_confint

from pipeline.statistics.intervals import (
    after_choice,
    clustered_share,
    freedom,
    jackknifed,
    numbered,
    on_logit,
    wilson,
)

CLUSTERS = st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=6), min_size=8, max_size=14)


def test_eight_interviews_of_one_passage_by_hand() -> None:
    # mean 1/2; without one, 4/7 or 3/7: (7/8) 8 (1/14)^2 = 1/28; t(7) = 2.3646242515927844; by 1/2 times 1/2 on the logit scale
    estimate = clustered_share(np.array([1.0, 0.0] * 4), np.arange(8))
    assert estimate is not None
    assert estimate.share == 0.5
    half = 2.3646242515927844 / 28**0.5 * 4
    assert estimate.low == pytest.approx(1 / (1 + np.exp(half)), abs=1e-9)
    assert estimate.high == pytest.approx(1 / (1 + np.exp(-half)), abs=1e-9)


def test_equal_interviews_agree_with_statsmodels() -> None:
    values = np.array([0.1, 0.9, 0.3, 0.2, 0.8, 0.7, 0.05, 0.4, 0.6, 0.5, 0.25, 0.35, 0.15, 0.95, 0.45, 0.55])
    clusters = np.repeat(np.arange(8), 2)
    model = sm.OLS(values, np.ones(16)).fit(cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True)
    share, error = float(model.params[0]), float(model.bse[0])
    half = stats.t.ppf(0.975, 7) * error / (share * (1 - share))
    estimate = clustered_share(values, clusters)
    assert estimate is not None
    assert estimate.low == pytest.approx(special.expit(special.logit(share) - half), abs=1e-9)
    assert estimate.high == pytest.approx(special.expit(special.logit(share) + half), abs=1e-9)


@given(CLUSTERS)
@settings(max_examples=40)
def test_unequal_interviews_agree_with_cr3_written_with_matrices(by_cluster: list[list[float]]) -> None:
    values = np.array([v for cluster in by_cluster for v in cluster])
    clusters = np.repeat(np.arange(len(by_cluster)), [len(c) for c in by_cluster])
    n, count, meat = len(values), len(by_cluster), 0.0
    for cluster in range(count):
        residuals = values[clusters == cluster] - values.mean()
        size = len(residuals)
        adjusted = np.linalg.solve(np.eye(size) - np.ones((size, size)) / n, residuals)
        meat += adjusted.sum() ** 2
    without = np.array([values[clusters != cluster].mean() for cluster in range(count)])
    assert jackknifed(without, values.mean()) == pytest.approx((count - 1) / count * meat / n**2, abs=1e-9)


@given(st.lists(st.integers(1, 40), min_size=3, max_size=9))
@settings(max_examples=40)
def test_degrees_of_freedom_agree_with_satterthwaite_written_with_matrices(sizes: list[int]) -> None:
    n, count = sum(sizes), len(sizes)
    numbers = np.repeat(np.arange(count), sizes)
    own = (numbers[:, None] == numbers[None, :]).astype(np.float64)
    working = np.eye(n) + count / n * own  # half of an average cluster's variance is shared
    total = np.zeros((count, n))
    for cluster in range(count):
        total[cluster] = ((numbers == cluster) - sizes[cluster] / n) / (1 - sizes[cluster] / n) ** 0.5
    spread = total @ working @ total.T
    expected = np.trace(spread) ** 2 / (spread**2).sum()
    assert freedom(np.array(sizes, dtype=np.float64)) == pytest.approx(expected, rel=1e-9)


def test_equal_clusters_have_their_number_less_one_and_one_large_one_costs_most_of_them() -> None:
    assert freedom(np.full(30, 60.0)) == pytest.approx(29.0, abs=1e-9)
    assert freedom(np.array([1000.0] + [10.0] * 29)) < 3


def test_a_share_just_large_enough_to_be_shown_says_little_of_how_small_it_may_be() -> None:
    assert after_choice(10.0, least=1.0) == 0.0
    assert after_choice(400.0, least=10 / 400) == pytest.approx(1.0, abs=1e-9)
    # 16 cases, shown from 10 on: with so few expected no shown count is too small, and 5 % of those shown are 16 or more
    factor = after_choice(16.0, least=10 / 16)
    expected = factor * stats.chi2.ppf(0.025, 32) / 2
    assert stats.poisson.sf(15, expected) / stats.poisson.sf(9, expected) == pytest.approx(0.05, abs=1e-9)


@pytest.mark.parametrize("expected", [6.0, 9.0, 12.0, 16.0, 19.0, 24.0, 40.0])
def test_counts_that_are_shown_are_covered_as_often_as_promised(expected: float) -> None:
    # a count without steps: that it is at most x has the chance that a Poisson count of the same mean has, filled in
    def at_least(x: float) -> float:
        return float(special.gammainc(x, expected))

    missed_above = optimize.brentq(
        lambda x: after_choice(x, least=10 / x) * special.gammaincinv(x, 0.025) - expected, 10.0001, 200
    )
    missed_below = optimize.brentq(lambda x: at_least(x) - 0.975, 0.01, 200)
    lost = at_least(missed_above) + max(0.0, at_least(10.0) - at_least(missed_below) if missed_below > 10 else 0.0)
    assert lost / at_least(10.0) == pytest.approx(0.05, abs=1e-6)


@given(st.floats(0.001, 0.999), st.floats(1e-8, 1e-2), st.floats(2, 60))
def test_limits_stand_around_the_share_and_within_0_and_1(share: float, variance: float, free: float) -> None:
    estimate = on_logit(share, variance=variance, freedom=free)
    assert estimate is not None
    assert 0 <= estimate.low <= share <= estimate.high <= 1


def test_seven_interviews_give_no_interval() -> None:
    assert clustered_share(np.array([1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]), np.arange(7)) is None


def test_a_code_never_assigned_gives_no_interval_of_nothing() -> None:
    assert clustered_share(np.zeros(40), np.repeat(np.arange(10), 4)) is None


def test_wilson_agrees_with_statsmodels() -> None:
    low, high = proportion_confint(3, 12, method="wilson")
    estimate = wilson(3, 12)
    assert estimate.share == 0.25
    assert estimate.low == pytest.approx(low, abs=1e-9)
    assert estimate.high == pytest.approx(high, abs=1e-9)


def test_wilson_refuses_more_successes_than_trials() -> None:
    with pytest.raises(ValueError, match="13 of 12"):
        wilson(13, 12)


def test_labels_are_numbered_as_they_appear() -> None:
    assert numbered(["b", "a", "b"]).tolist() == [0, 1, 0]
