"""Agreement is what the literature says it is: checked against worked examples and another implementation."""

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from data_schemas.codebook import load_codebook
from pipeline.agree.alpha import MISSING, alpha, kappa, masi
from pipeline.agree.figures import by_code, by_dimension, confusion
from pipeline.agree.judgements import Judgements, Unit
from pipeline.agree.overlap import overlaps, same_stretches
from tests.test_codings_outputs import on

CODEBOOK = load_codebook()
ONE = np.zeros(12, dtype=np.int64)
# Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section C: four observers, twelve units, nominal .743
PUBLISHED = np.array(
    [
        [0, 1, 2, 2, 1, 0, 3, 0, 1, -1, -1, -1],
        [0, 1, 2, 2, 1, 1, 3, 0, 1, 4, -1, 2],
        [-1, 2, 2, 2, 1, 2, 3, 1, 1, 4, 0, -1],
        [0, 1, 2, 2, 1, 3, 3, 0, 1, 4, 0, -1],
    ]
)
VALUES = st.integers(-1, 3)
TABLES = st.tuples(st.integers(2, 4), st.integers(1, 12)).flatmap(
    lambda shape: st.lists(st.lists(VALUES, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0])
)


def test_alpha_of_the_published_example() -> None:
    assert alpha(PUBLISHED, ONE).value == pytest.approx(0.743, abs=5e-4)


@settings(max_examples=200)
@given(TABLES)
def test_alpha_is_that_of_another_implementation(rows: list[list[int]]) -> None:
    values = np.array(rows)
    paired = values[:, (values != MISSING).sum(axis=0) >= 2]
    assume(len(set(paired[paired != MISSING].tolist())) > 1)
    other = krippendorff.alpha(np.where(values == MISSING, np.nan, values), level_of_measurement="nominal")
    assert alpha(values, np.zeros(values.shape[1], dtype=np.int64)).value == pytest.approx(other)


@settings(max_examples=100)
@given(TABLES)
def test_alpha_with_masi_is_that_of_another_implementation(rows: list[list[int]]) -> None:
    values = np.array(rows)
    paired = values[:, (values != MISSING).sum(axis=0) >= 2]
    assume(len(set(paired[paired != MISSING].tolist())) > 1)
    distances = np.array([[masi(a, b) for b in range(4)] for a in range(4)])

    def metric(v1, v2, i1, i2, n_v, dtype):
        return np.array([[masi(int(a), int(b)) for b in np.ravel(v2)] for a in np.ravel(v1)], dtype=dtype)

    other = krippendorff.alpha(
        np.where(values == MISSING, np.nan, values), level_of_measurement=metric, value_domain=np.arange(4.0)
    )
    found = alpha(values, np.zeros(values.shape[1], dtype=np.int64), distances=distances)
    assert found.value == pytest.approx(other)


@settings(max_examples=100)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=20))
def test_kappa_is_that_of_another_implementation_and_leaves_missing_out(pairs: list[tuple[int, int]]) -> None:
    values = np.array(pairs).T
    both = values[:, (values != MISSING).all(axis=0)]
    assume(len({*both[0].tolist(), *both[1].tolist()}) > 1)
    found = kappa(values, np.zeros(values.shape[1], dtype=np.int64))
    assert found.value == pytest.approx(cohen_kappa_score(both[0], both[1]))


def test_where_all_decided_the_same_nothing_is_defined() -> None:
    same = np.zeros((2, 12), dtype=np.int64)
    assert alpha(same, ONE).value is None
    assert kappa(same, ONE).value is None
    assert alpha(np.full((2, 12), MISSING), ONE).value is None


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [(0b11, 0b11, 0), (0, 0, 0), (0b1, 0, 1), (0b1, 0b10, 1), (0b1, 0b11, 1 - 2 / 3 / 2), (0b110, 0b011, 1 - 1 / 9)],
)
def test_masi(one: int, other: int, distance: float) -> None:
    assert masi(one, other) == masi(other, one) == pytest.approx(distance)


def test_an_interval_needs_eight_interviews_is_the_same_again_and_is_wider_where_interviews_differ() -> None:
    rng = np.random.default_rng(0)
    first = rng.integers(0, 2, 400)
    noisy = np.where(rng.random(400) < 0.2, 1 - first, first)
    interviews = np.repeat(np.arange(20), 20)
    spread = alpha(np.array([first, noisy]), interviews)
    assert spread.low is not None
    assert spread.high is not None
    assert spread.low < spread.value < spread.high
    assert spread == alpha(np.array([first, noisy]), interviews)
    assert alpha(np.array([first, noisy]), np.repeat(np.arange(7), 60)[:400]).low is None
    assert alpha(np.array([first, first]), interviews).low is None
    clustered = np.where(interviews < 4, 1 - first, first)  # the same errors, all in four interviews
    wide = alpha(np.array([first, clustered]), interviews)
    assert wide.high - wide.low > 1.5 * (spread.high - spread.low)


def test_the_bootstrap_of_alpha_is_that_of_drawing_interviews_by_hand() -> None:
    rng = np.random.default_rng(1)
    values = rng.integers(0, 3, (3, 120))
    values[1] = np.where(rng.random(120) < 0.7, values[0], values[1])
    interviews = np.repeat(np.arange(12), 10)
    by_hand = []
    for _ in range(1500):
        drawn = rng.integers(0, 12, 12)
        units = np.concatenate([np.flatnonzero(interviews == i) for i in drawn])
        by_hand.append(krippendorff.alpha(values[:, units].astype(float), level_of_measurement="nominal"))
    found = alpha(values, interviews)
    assert [found.low, found.high] == pytest.approx(np.quantile(by_hand, [0.025, 0.975]), abs=0.02)


def judged(first: list[list[str] | None], second: list[list[str] | None], dimension: str = "power_face") -> Judgements:
    ids = CODEBOOK.dimension(dimension).code_ids
    masks = {d: np.full((2, len(first)), MISSING, dtype=np.int64) for d in CODEBOOK.ids}
    for row, given_codes in enumerate((first, second)):
        for at, codes in enumerate(given_codes):
            if codes is not None:
                masks[dimension][row, at] = sum(1 << ids.index(c) for c in codes)
    units = tuple(Unit(id=f"u{i}", interview=f"i{i}", speaker="", text="") for i in range(len(first)))
    return Judgements(coders=("Ann", "Bo"), units=units, codebook=CODEBOOK, masks=masks)


def test_coded_material_is_what_somebody_gave_a_code_of_the_dimension() -> None:
    found = judged([["ideological"], [], [], [], None], [["ideological"], ["decision_making"], [], [], []])
    ideological = next(c for c in by_code(found, wanted=["power_face.ideological"]))
    assert (ideological.units, ideological.coded) == (4, 2)
    assert ideological.given == {"Ann": 1, "Bo": 1}
    assert ideological.kappa.value == 1.0
    (face,) = by_dimension(found, wanted=[f"power_face.{c}" for c in CODEBOOK.dimension("power_face").code_ids])
    assert (face.distance, face.units, face.coded) == ("MASI", 4, 2)
    assert face.alpha_coded.value is not None
    assert face.alpha.value is not None
    assert face.alpha_coded.value < face.alpha.value


def test_confusion_sets_codes_of_both_against_themselves_and_the_rest_against_each_other() -> None:
    found = judged(
        [["ideological", "decision_making"], ["ideological"], ["ideological"], [], None],
        [["ideological", "non_decision_making"], ["decision_making"], [], [], []],
    )
    cells = {(c.first_code, c.second_code): c.units for c in confusion(found, wanted=["power_face.ideological"])}
    assert cells == {
        ("ideological", "ideological"): 1,
        ("decision_making", "non_decision_making"): 1,
        ("ideological", "decision_making"): 1,
        ("ideological", "none"): 1,
        ("none", "none"): 1,
    }


def test_shared_characters_and_stretches_that_are_the_same() -> None:
    face = {"power_face": ["ideological"]}
    placed = [
        on(0, 100, codes=face, coder="Ann"),
        on(200, 300, codes=face, coder="Ann"),
        on(50, 150, codes=face, coder="Bo"),
        on(210, 290, codes=face, coder="Bo"),
        on(0, 50, codes=face, coder="Bo", doc_id="D2"),  # where Ann did not work
    ]
    (found,) = overlaps(placed, coders=["Ann", "Bo"], codes=[("power_face", "ideological")])
    assert found.characters == pytest.approx((50 + 80) / (150 + 100))
    assert (found.f1, found.stretches) == (0.5, 4)
    assert same_stretches([(0, 10), (0, 12)], [(0, 10)]) == 1
    assert same_stretches([(0, 10)], [(0, 20)]) == 1
    assert same_stretches([(0, 10)], [(0, 21)]) == 0
