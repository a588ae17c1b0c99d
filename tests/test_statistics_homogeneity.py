"""Tests of equal shares against computations written another way: scipy, statsmodels, and Rao and Scott by matrices."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats
from scipy.stats.contingency import association
from statsmodels.stats.multitest import multipletests

from pipeline.statistics.families import benjamini_hochberg, holm
from pipeline.statistics.homogeneity import RaoScott, distances, half_width, homogeneity, rao_scott, second_freedom
from pipeline.statistics.intervals import freedom

# twelve clusters, each (passages, found) in three groups; the last two are dyads of the first two groups
CLUSTERS = (
    *(((9, 4), (0, 0), (0, 0)), ((14, 3), (0, 0), (0, 0)), ((7, 5), (0, 0), (0, 0)), ((20, 6), (0, 0), (0, 0))),
    *(((0, 0), (11, 2), (0, 0)), ((0, 0), (6, 1), (0, 0)), ((0, 0), (17, 5), (0, 0))),
    *(((0, 0), (0, 0), (8, 6)), ((0, 0), (0, 0), (13, 7)), ((0, 0), (0, 0), (5, 4))),
    *(((10, 5), (12, 3), (0, 0)), ((6, 1), (9, 0), (0, 0))),
)
PASSAGES, FOUND = np.moveaxis(np.array(CLUSTERS, dtype=np.float64), -1, 0)


def test_chi_square_and_v_are_scipys() -> None:
    table = homogeneity(PASSAGES, FOUND)
    counts = np.stack([FOUND.sum(axis=0), (PASSAGES - FOUND).sum(axis=0)])
    assert float(table.chi2) == pytest.approx(stats.chi2_contingency(counts, correction=False).statistic, abs=1e-9)
    assert float(table.cramers_v) == pytest.approx(association(counts.astype(int), method="cramer"), abs=1e-9)


def single_passages() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same data, a row for each passage: value, group, cluster."""
    rows = []
    for cluster, (sizes, found) in enumerate(zip(PASSAGES.astype(int), FOUND.astype(int), strict=True)):
        for group in range(3):
            rows += [(float(i < found[group]), group, cluster) for i in range(sizes[group])]
    values, groups, clusters = zip(*rows, strict=True)
    return np.array(values), np.array(groups), np.array(clusters)


def rao_scott_by_matrices(values: np.ndarray, groups: np.ndarray, clusters: np.ndarray) -> tuple[float, float, float]:
    """F, first and second degrees of freedom from regression on groups: contrasts, CR2 by eigenvectors, eigenvalues.

    The second are Satterthwaite's of the trace, of what each group's variance adds to it.
    """
    design = np.eye(groups.max() + 1)[groups]
    bread = np.linalg.inv(design.T @ design)
    shares = bread @ design.T @ values
    meat = np.zeros_like(bread)
    for cluster in np.unique(clusters):
        x = design[clusters == cluster]
        eigenvalues, vectors = np.linalg.eigh(np.eye(len(x)) - x @ bread @ x.T)
        root = vectors @ np.diag(np.maximum(eigenvalues, 1e-12) ** -0.5) @ vectors.T
        score = x.T @ root @ (values[clusters == cluster] - x @ shares)
        meat += np.outer(score, score)
    covariance = bread @ meat @ bread
    contrasts = np.eye(3)[1:] - np.eye(3)[:1]
    pooled = values.mean() * (1 - values.mean())
    independent = (
        contrasts @ bread @ contrasts.T * pooled
    )  # the covariance of the contrasts if passages were independent
    deviation = contrasts @ shares
    chi2 = deviation @ np.linalg.solve(independent, deviation)
    effects = np.linalg.eigvals(np.linalg.solve(independent, contrasts @ covariance @ contrasts.T)).real
    mean, relative = effects.mean(), effects.var() / effects.mean() ** 2
    first = len(effects) / (1 + relative)
    sizes = np.bincount(groups).astype(np.float64)
    adds = sizes * (1 - sizes / sizes.sum()) * np.diag(covariance)
    own = [freedom(np.bincount(clusters[groups == g]).astype(np.float64)) for g in range(3)]
    return chi2 / (mean * len(effects)), first, adds.sum() ** 2 / sum(adds**2 / own)


def test_rao_scott_agrees_with_contrasts_and_eigenvalues() -> None:
    statistic, first, second = rao_scott_by_matrices(*single_passages())
    result = rao_scott(homogeneity(PASSAGES, FOUND))
    assert result is not None
    assert result.statistic == pytest.approx(statistic, abs=1e-9)
    assert (result.first, result.second) == (pytest.approx(first, abs=1e-9), pytest.approx(second, abs=1e-9))
    assert result.p == pytest.approx(stats.f.sf(statistic, first, second), abs=1e-9)


def test_two_groups_of_equal_interviews_are_compared_as_by_welch() -> None:
    found = np.array([4.0, 1.0, 0.0, 3.0, 2.0, 5.0, 4.0, 3.0, 1.0, 5.0, 2.0, 6.0])
    groups = np.repeat([0, 1], [4, 8])
    cells, sizes = np.zeros((12, 2)), np.zeros((12, 2))
    cells[np.arange(12), groups], sizes[np.arange(12), groups] = found, 6.0
    table = homogeneity(sizes, cells)
    welch = stats.ttest_ind(found[:4] / 6, found[4:] / 6, equal_var=False)
    result = rao_scott(table)
    assert result is not None
    assert result.statistic == pytest.approx(welch.statistic**2, abs=1e-9)
    assert (result.first, result.second) == (pytest.approx(1.0, abs=1e-9), pytest.approx(welch.df, abs=1e-9))
    assert result.p == pytest.approx(welch.pvalue, abs=1e-9)
    low, high = welch.confidence_interval()
    assert half_width(table) == pytest.approx((high - low) / 2, abs=1e-9)


def test_a_small_group_beside_a_large_one_has_the_degrees_of_freedom_of_the_small_one() -> None:
    dice = np.random.default_rng(3)
    sizes = np.zeros((44, 2))
    sizes[:4, 0] = sizes[4:, 1] = 60
    table = homogeneity(sizes, dice.binomial(sizes.astype(int), 0.3).astype(np.float64))
    assert 2.9 < second_freedom(replace(table, covariance=np.diag([0.01, 0.001]))) < 4
    assert second_freedom(replace(table, covariance=np.diag([0.001, 0.1]))) == pytest.approx(39, abs=1)


def stands_at(statistic: float, first: float, second: float, distance: float) -> float:
    """The quantile of the statistic under a squared distance, the unknown variance integrated out by scipy."""

    def given(ratio: float) -> float:
        cdf = stats.ncx2.cdf(first * statistic * ratio, first, distance * ratio) if distance else np.nan
        return float(cdf * stats.chi2.pdf(ratio * second, second) * second)

    return float(integrate.quad(given, 0, np.inf, epsabs=1e-10, limit=200)[0])


def test_the_interval_of_v_holds_the_distances_under_which_the_statistic_is_likely() -> None:
    table = homogeneity(PASSAGES, FOUND)
    result = rao_scott(table)
    assert result is not None
    scale = result.first * float(table.passages) / float(table.effect)
    for bound, at in ((result.v_low, 0.95), (result.v_high, 0.025)):
        assert bound > 0
        assert stands_at(result.statistic, result.first, result.second, bound**2 * scale) == pytest.approx(at, abs=1e-4)
    assert 0 < result.v_low < result.v < float(table.cramers_v) < result.v_high <= 1


@pytest.mark.parametrize("t", [1.5, 3.0, 8.0])
def test_two_groups_are_as_far_apart_as_t_says(t: float) -> None:
    low, high = distances(t**2, 1.0, 11.0)
    assert stats.t.cdf(t - high**0.5, 11) - stats.t.cdf(-t - high**0.5, 11) == pytest.approx(0.025, abs=1e-4)
    if t == 8.0:  # far from nothing, the limits of t itself
        assert (low**0.5, high**0.5) == pytest.approx(
            (t - stats.t.ppf(0.975, 11), t + stats.t.ppf(0.975, 11)), abs=2e-3
        )


@given(st.floats(0.0, 60.0), st.floats(1.0, 6.0), st.floats(6.0, 400.0))
def test_no_difference_is_out_of_the_question_just_where_p_is_below_5_percent(f: float, d: float, free: float) -> None:
    low, high = distances(f, d, free)
    assert 0 <= low < high
    p = stats.f.sf(f, d, free)
    assert (low > 0) == (p < 0.05) or p == pytest.approx(0.05, abs=2e-4)


def test_limits_of_distances_grow_with_the_statistic() -> None:
    limits = np.array([distances(f, 1.7, 20.0) for f in np.linspace(0, 40, 200)])
    assert (np.diff(limits, axis=0) >= -1e-9).all()


def test_independent_passages_have_no_design_effect_on_average() -> None:
    dice = np.random.default_rng(4)
    sizes = np.zeros((400, 40, 2))
    sizes[:, :20, 0] = sizes[:, 20:, 1] = 15
    table = homogeneity(sizes, dice.binomial(sizes.astype(int), 0.3).astype(float))
    assert table.effect.mean() == pytest.approx(1.0, abs=0.05)


def test_what_is_the_same_everywhere_is_not_tested() -> None:
    assert rao_scott(homogeneity(PASSAGES, np.zeros_like(PASSAGES))) is None
    assert rao_scott(homogeneity(PASSAGES, PASSAGES * 0.25)) is None


def test_shares_alike_by_chance_do_not_make_sure_that_groups_are_alike() -> None:
    sizes = np.zeros((10, 2))
    sizes[:5, 0] = sizes[5:, 1] = 20
    found = np.zeros((10, 2))
    found[:5, 0], found[5:, 1] = (2, 9, 5, 7, 3), (3, 7, 5, 9, 2)
    result = rao_scott(homogeneity(sizes, found))
    assert result is not None
    assert (result.p, result.v, result.v_low) == (1.0, 0.0, 0.0)
    assert result.v_high > 0.2


@given(st.permutations(range(3)))
def test_the_order_of_groups_changes_nothing(order: list[int]) -> None:
    one = rao_scott(homogeneity(PASSAGES, FOUND))
    other = rao_scott(homogeneity(PASSAGES[:, order], FOUND[:, order]))
    assert isinstance(one, RaoScott)
    assert isinstance(other, RaoScott)
    assert other.p == pytest.approx(one.p, abs=1e-12)
    assert other.v_high == pytest.approx(one.v_high, abs=1e-9)


@pytest.mark.parametrize("p", [[0.03], [0.001, 0.8, 0.02, 0.02, 0.011], [0.9, 0.5, 0.04, 0.0, 1.0, 0.3, 0.049]])
def test_corrections_for_many_are_statsmodels(p: list[float]) -> None:
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1].tolist(), abs=1e-12)
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1].tolist(), abs=1e-12)


def test_no_tests_are_no_family() -> None:
    assert holm([]) == benjamini_hochberg([]) == []
