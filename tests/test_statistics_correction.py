"""Corrected shares against every audit that could have been drawn, ppi-python's numbers, and what must not be corrected."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.correction import (
    Audit,
    Modelled,
    archive_variance,
    corrected,
    population_variance,
    share_of,
)

# 24 passages coded by people and by a model, 30 by the model alone
HUMAN = [1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0]
SAME = [
    0.9,
    0.2,
    0.1,
    0.7,
    0.4,
    0.3,
    0.1,
    0.2,
    0.8,
    0.1,
    0.9,
    0.3,
    0.2,
    0.6,
    0.1,
    0.7,
    0.4,
    0.1,
    0.2,
    0.8,
    0.5,
    0.1,
    0.9,
    0.2,
]
ALONE = [0.1, 0.8, 0.3, 0.2, 0.9, 0.1, 0.4, 0.6, 0.2, 0.1, 0.7, 0.3, 0.1, 0.2, 0.9]
ALONE += [0.5, 0.3, 0.1, 0.2, 0.8, 0.4, 0.1, 0.6, 0.2, 0.3, 0.1, 0.7, 0.2, 0.1, 0.9]
# ppi-python 0.2.3: ppi_mean_pointestimate(HUMAN, SAME, ALONE, lam=lam) and ppi_mean_ci(..., alpha=0.05, lam=lam)
PPI = {
    0.0: (0.4166666666666667, 0.21942655202130182, 0.6139067813120316),
    0.5: (0.40249999999999997, 0.24747099064084158, 0.5575290093591584),
    1.0: (0.38833333333333325, 0.2434322323800007, 0.5332344342866658),
}
Z = 1.959963984540054


def audit_of(human: list[float], model: list[float], interviews: list[int], **changes: object) -> Audit:
    """An audit in which every passage stands for two, all of them of the base."""
    ones, numbers = np.ones(len(human)), np.array(interviews)
    made = Audit(
        human_code=np.array(human, dtype=np.float64),
        human_base=ones,
        model_code=np.array(model),
        model_base=ones,
        weights=2 * ones,
        interviews=numbers,
        clusters=numbers,
        drawn=np.bincount(numbers),
        frame=2 * np.bincount(numbers),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def modelled_of(values: list[list[float]]) -> Modelled:
    """The model's totals of clusters of passages."""
    size = np.array([len(cluster) for cluster in values], dtype=np.float64)
    return Modelled(code=np.array([sum(cluster) for cluster in values], dtype=np.float64), base=size, size=size)


@pytest.mark.parametrize("trust", PPI)
def test_shares_are_those_of_ppi_python_where_passages_are_independent(trust: float) -> None:
    audit = audit_of(HUMAN, SAME, list(range(24)))
    assert share_of(modelled_of([[u] for u in ALONE]), audit, trust=trust) == pytest.approx(PPI[trust][0], abs=1e-9)


@pytest.mark.parametrize("trust", PPI)
def test_variances_are_those_of_ppi_python_where_passages_are_independent(trust: float) -> None:
    # clusters of one passage each: the model's come first, then those coded by people, which the model's mean leaves out
    n, count, every = 24, 30, 54
    own = modelled_of([[u] for u in ALONE])
    modelled = Modelled(*[], **{k: np.append(getattr(own, k), np.zeros(n)) for k in ("code", "base", "size")})
    audit = audit_of(HUMAN, SAME, list(range(n)), clusters=np.arange(count, every))
    share, low, high = PPI[trust]
    of_model = trust**2 * np.var(ALONE) / count
    of_people = ((high - low) / 2 / Z) ** 2 - of_model
    # theirs divides by the number; the jackknife by the number less one, twice, and takes all clusters into account
    expected = (every - 1) / every * (of_model * (count / (count - 1)) ** 2 + of_people * (n / (n - 1)) ** 2)
    assert population_variance(modelled, audit, trust=trust, share=share)[0] == pytest.approx(expected, abs=1e-9)


def test_labels_alone_of_equal_clusters_agree_with_statsmodels() -> None:
    clusters = np.repeat(np.arange(8), 3)
    audit = audit_of(HUMAN, SAME, clusters.tolist())
    modelled = modelled_of([[0.3] * 6 for _ in range(8)])
    fitted = sm.OLS(HUMAN, np.ones(24)).fit(cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True)
    variance, free = population_variance(modelled, audit, trust=0.0, share=10 / 24)
    assert variance == pytest.approx(float(fitted.bse[0]) ** 2, abs=1e-9)
    assert free == pytest.approx(7.0, abs=1e-9)


def test_labels_alone_of_unequal_clusters_are_a_jackknife_of_statsmodels_weighted_means() -> None:
    sizes = [1, 2, 3, 4, 5, 2, 3, 4]
    clusters = np.repeat(np.arange(8), sizes)
    weights = np.linspace(1.0, 3.0, 24)
    audit = audit_of(HUMAN, SAME, clusters.tolist(), weights=weights)
    human = np.array(HUMAN, dtype=np.float64)
    whole = float(sm.WLS(human, np.ones(24), weights=weights).fit().params[0])
    left = [
        sm.WLS(human[c], np.ones(c.sum()), weights=weights[c]).fit().params[0]
        for c in (clusters != k for k in range(8))
    ]
    expected = 7 / 8 * sum((float(one) - whole) ** 2 for one in left)
    modelled = modelled_of([[0.3] * (2 * size) for size in sizes])
    assert share_of(modelled, audit, trust=0.0) == pytest.approx(whole, abs=1e-9)
    assert population_variance(modelled, audit, trust=0.0, share=whole)[0] == pytest.approx(expected, abs=1e-9)


@given(
    st.lists(st.booleans(), min_size=9, max_size=9), st.lists(st.floats(0, 1), min_size=9, max_size=9), st.floats(0, 1)
)
def test_over_all_audits_that_could_be_drawn_shares_and_variances_are_right(
    truth: list[bool], model: list[float], trust: float
) -> None:
    # two interviews of four and five passages, of which two and three are drawn: 60 audits
    modelled = modelled_of([model[:4], model[4:]])
    shares, variances = [], []
    for first, second in product(combinations(range(4), 2), combinations(range(4, 9), 3)):
        at = np.array([*first, *second])
        audit = audit_of(
            [float(truth[i]) for i in at],
            [model[i] for i in at],
            [0, 0, 1, 1, 1],
            weights=np.array([2.0, 2.0, 5 / 3, 5 / 3, 5 / 3]),
            frame=np.array([4, 5]),
        )
        shares.append(share_of(modelled, audit, trust=trust))
        variances.append(archive_variance(modelled, audit, trust=trust, share=shares[-1])[0])
    assert np.mean(shares) == pytest.approx(sum(truth) / 9, abs=1e-9)
    assert np.mean(variances) == pytest.approx(np.var(shares), abs=1e-9)


def test_a_model_that_is_right_everywhere_leaves_no_doubt_and_one_that_says_nothing_is_not_trusted() -> None:
    truth = [float(h) for h in HUMAN]
    interviews = np.repeat(np.arange(8), 3).tolist()
    perfect = corrected(
        modelled_of([truth[3 * k : 3 * k + 3] * 2 for k in range(8)]),
        audit_of(truth, truth, interviews),
        scope="archive",
    )
    assert perfect is not None
    assert (perfect.share, perfect.trust) == pytest.approx((10 / 24, 1.0))
    assert perfect.estimate is None
    empty = corrected(modelled_of([[0.3] * 6] * 8), audit_of(truth, [0.3] * 24, interviews), scope="archive")
    assert empty is not None
    assert (empty.share, empty.trust) == (pytest.approx(10 / 24), 0.0)


def test_fewer_than_ten_passages_with_or_without_the_code_are_too_few_to_correct() -> None:
    interviews = np.repeat(np.arange(8), 3).tolist()
    modelled = modelled_of([[0.3] * 6] * 8)
    for few in ([1.0] * 9 + [0.0] * 15, [0.0] * 9 + [1.0] * 15):
        assert corrected(modelled, audit_of(few, SAME, interviews), scope="archive") is None
    assert corrected(modelled, audit_of([1.0] * 10 + [0.0] * 14, SAME, interviews), scope="archive") is not None


def test_a_population_is_not_spoken_of_from_seven_clusters() -> None:
    interviews = (np.arange(24) % 7).tolist()
    modelled, audit = modelled_of([[0.3] * 8] * 7), audit_of(HUMAN, SAME, interviews)
    assert corrected(modelled, audit, scope="population") is None
    assert corrected(modelled, audit, scope="archive") is not None


def test_an_archive_coded_throughout_has_its_share_for_certain() -> None:
    interviews = np.repeat(np.arange(8), 3).tolist()
    whole = audit_of(HUMAN, SAME, interviews, weights=np.ones(24), frame=np.full(8, 3))
    found = corrected(modelled_of([[0.3] * 3] * 8), whole, scope="archive", tuned=False)
    assert found is not None
    assert found.estimate is not None
    assert (found.estimate.low, found.estimate.high) == (found.share, found.share)


def test_passages_of_another_group_belong_to_the_sample_of_their_interview() -> None:
    # eight of 40 passages were audited, four of them of this group; the others count as nothing found of nothing
    modelled = modelled_of([[0.0] * 20])
    own = audit_of([1.0, 1.0, 0.0, 0.0], [0.0] * 4, [0] * 4, weights=np.full(4, 5.0), frame=np.array([40]))
    variance, free = archive_variance(modelled, replace(own, drawn=np.array([8])), trust=0.0, share=0.5)
    # the residuals 2.5, 2.5, -2.5, -2.5 and four noughts have the mean 0
    assert variance == pytest.approx((1 - 8 / 40) * 8 / 7 * 4 * 2.5**2 / 20**2, abs=1e-9)
    assert free == pytest.approx(4.0)


def test_a_few_passages_that_weigh_much_leave_few_degrees_of_freedom() -> None:
    human = [1.0, 0.0] * 20
    modelled = modelled_of([[0.0] * 400])
    same = audit_of(human, [0.0] * 40, [0] * 40, weights=np.full(40, 10.0), frame=np.array([400]))
    heavy = replace(same, weights=np.array([100.0, 100.0, *[10.0] * 38]))
    frees = [archive_variance(modelled, audit, trust=0.0, share=0.5)[1] for audit in (same, heavy)]
    assert frees[0] == pytest.approx(40.0)
    assert 2 < frees[1] < 4


def test_interviews_of_one_audited_passage_are_one_stratum() -> None:
    # four interviews of one audited passage of three: as one sample of 4 of 12; and one of 20 of 40
    human = [1.0, 0.0, 0.0, 1.0] + [1.0] * 8 + [0.0] * 12
    audit = audit_of(
        human,
        [0.0] * 24,
        [0, 1, 2, 3] + [4] * 20,
        weights=np.array([3.0] * 4 + [2.0] * 20),
        frame=np.array([3] * 4 + [40]),
    )
    share = (3 * 2 + 2 * 8) / 52
    variance, free = archive_variance(modelled_of([[0.0] * 3] * 4 + [[0.0] * 40]), audit, trust=0.0, share=share)
    small = (1 - 4 / 12) * 12**2 / 4 * (4 * 0.25) / 3
    large = (1 - 20 / 40) * 40**2 / 20 * (20 * 0.24) / 19
    # within the small interviews weights are 3 = 12 / 4; residuals about the common mean do not change the variances
    assert variance == pytest.approx((small + large) / 52**2, abs=1e-9)
    parts = np.array(
        [(1 - 4 / 12) * 12**2 / 4 / 3 * 0.25] * 4 + [10 * 40 / 20 / 19 * d for d in [2 * 0.36] * 8 + [2 * 0.16] * 12]
    )
    assert parts.sum() == pytest.approx(small + large, abs=1e-9)
    assert free == pytest.approx(parts.sum() ** 2 / (parts**2).sum(), abs=1e-9)
