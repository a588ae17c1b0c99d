"""Intervals against numbers worked out by hand and against two independent computations."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from pipeline.statistics.intervals import clustered_share, numbered, wilson

CLUSTERS = st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=6), min_size=8, max_size=14)


def test_eight_interviews_of_one_passage_by_hand() -> None:
    # mean 1/2; residuals +-1/2; CR2: sum of (1/4) / (1 - 1/8) over 8, by 8 squared = 1/28; t(7) = 2.3646242515927844
    estimate = clustered_share(np.array([1.0, 0.0] * 4), np.arange(8))
    assert estimate is not None
    assert estimate.share == 0.5
    assert estimate.low == pytest.approx(0.5 - 2.3646242515927844 / 28**0.5, abs=1e-9)
    assert estimate.high == pytest.approx(0.9468720, abs=1e-6)


def test_equal_interviews_agree_with_statsmodels() -> None:
    values = np.array([0.1, 0.9, 0.3, 0.2, 0.8, 0.7, 0.05, 0.4, 0.6, 0.5, 0.25, 0.35, 0.15, 0.95, 0.45, 0.55])
    clusters = np.repeat(np.arange(8), 2)
    model = sm.OLS(values, np.ones(16)).fit(cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True)
    low, high = model.conf_int()[0]
    estimate = clustered_share(values, clusters)
    assert estimate is not None
    assert estimate.low == pytest.approx(low, abs=1e-9)
    assert estimate.high == pytest.approx(high, abs=1e-9)


@given(CLUSTERS)
def test_unequal_interviews_agree_with_cr2_written_with_matrices(by_cluster: list[list[float]]) -> None:
    values = np.array([v for cluster in by_cluster for v in cluster])
    clusters = np.repeat(np.arange(len(by_cluster)), [len(c) for c in by_cluster])
    estimate = clustered_share(values, clusters)
    if estimate is None:
        assert np.ptp(values) < 1e-6
        return
    n, meat = len(values), 0.0
    for cluster in range(len(by_cluster)):
        residuals = values[clusters == cluster] - values.mean()
        size = len(residuals)
        eigenvalues, vectors = np.linalg.eigh(np.eye(size) - np.ones((size, size)) / n)
        adjusted = vectors @ np.diag(eigenvalues**-0.5) @ vectors.T @ residuals
        meat += adjusted.sum() ** 2
    half = stats.t.ppf(0.975, len(by_cluster) - 1) * meat**0.5 / n
    assert estimate.low == pytest.approx(max(0.0, values.mean() - half), abs=1e-9)
    assert estimate.high == pytest.approx(min(1.0, values.mean() + half), abs=1e-9)


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
