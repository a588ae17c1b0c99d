"""Refitted heads: regressions in the vectors' own units, strengths that judged interviews have no say in, and held-out ones."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from data_schemas.codebook import Codebook, load_codebook
from data_schemas.labels import Label
from models.quick import STRENGTHS, Refitted, refit
from models.regression import regressions
from models.release import DEFAULT, read_release
from pipeline.training_data import load_labels
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data"
TRUST = load_codebook(DATA / "trust.yaml")


def softmax(scores: np.ndarray) -> np.ndarray:
    exp = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("values", [[0, 1, 2], [0, 1]])
def test_a_single_dimension_is_a_softmax_regression_on_standardised_vectors(values: list[int]) -> None:
    generator = np.random.default_rng(3)
    vectors = generator.normal(2.0, [0.1, 1.0, 5.0], size=(60, 3)).astype(np.float32)
    coded = np.array([values[i % len(values)] for i in range(60)])
    vectors[np.arange(60), coded] += 3
    ((weight, bias),) = regressions(vectors, np.eye(3)[coded], kind="single", strengths=(0.1,))
    plain = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, tol=1e-6)).fit(vectors.astype(float), coded)
    ours = softmax(vectors @ weight.T + bias)
    assert ours[:, values] == pytest.approx(plain.predict_proba(vectors.astype(float)), abs=0.01)
    absent = [value for value in range(3) if value not in values]
    assert (ours[:, absent] < 0.01).all()


def test_a_multi_dimension_is_one_regression_a_code() -> None:
    generator = np.random.default_rng(4)
    vectors = generator.normal(size=(80, 2)).astype(np.float32)
    wanted = (vectors > 0).astype(np.float32)
    ((weight, bias),) = regressions(vectors, wanted, kind="multi", strengths=(0.1,))
    assert (((vectors @ weight.T + bias) > 0) == (wanted > 0)).mean() > 0.95
    assert np.abs(np.diag(weight)).min() > 3 * np.abs(weight - np.diag(np.diag(weight))).max()


def test_what_every_passage_has_and_what_none_has_teaches_no_weight() -> None:
    vectors = np.random.default_rng(5).normal(size=(9, 4)).astype(np.float32)
    ((weight, bias),) = regressions(vectors, np.eye(3)[[1] * 9], kind="single", strengths=(0.1,))
    assert not weight.any()
    assert softmax(bias[None])[0, 1] > 0.99
    for weight, bias in regressions(vectors[:0], np.zeros((0, 3)), kind="single", strengths=(0.1, 1.0)):
        assert (weight.shape, bias.shape) == ((3, 4), (3,))


@pytest.fixture(scope="module")
def labels() -> list[Label]:
    return load_labels([DATA / "trust.csv"], codebook=TRUST)


def refitted(labels: list[Label], *, also: list[Label] | None = None, hold_out: bool = False) -> Refitted:
    codebook: Codebook = TRUST
    return refit(labels, also=also or [], codebook=codebook, release=read_release(DEFAULT), folds=2, hold_out=hold_out)


def test_cross_fitting_judges_every_interview_and_trains_on_all(labels: list[Label]) -> None:
    done = refitted(labels)
    assert (
        [x.id for x in done.judged] == [x.id for x in done.known] == [x.id for x in done.own] == [x.id for x in labels]
    )
    assert done.calibration.calibrated_on == "4 interviews, cross-fitted in 2 folds"
    assert set(done.heads.strengths.values()) <= set(STRENGTHS)
    assert not np.array_equal(done.scores, done.own_scores)  # judged by heads that had not met them


def test_held_out_interviews_judge_the_heads_that_never_met_them(labels: list[Label]) -> None:
    done = refitted(labels[::2], also=labels[1::2], hold_out=True)
    held = {x.interview for x in done.judged}
    assert held.isdisjoint(x.interview for x in done.own)
    assert {x.id for x in done.own} | {x.id for x in done.judged} == {x.id for x in labels[::2]}
    assert {x.id for x in done.known} == {x.id for x in done.own} | {x.id for x in labels[1::2]}
    assert done.calibration.calibrated_on == f"{len(held)} interviews, held out whole"


def test_codes_of_judged_interviews_have_no_say_in_what_judges_them(labels: list[Label]) -> None:
    """Other codes on a held-out fold change its figures, but neither the heads nor the strength chosen for them."""
    held = {x.interview for x in refitted(labels, hold_out=True).judged}
    swapped = [
        Label(id=x.id, interview=x.interview, text=x.text, question=x.question, codes={"trust": ["given"]})
        if x.interview in held
        else x
        for x in labels
    ]
    one, two = refitted(labels, hold_out=True), refitted(swapped, hold_out=True)
    assert np.array_equal(one.heads.weight, two.heads.weight)
    assert one.heads.strengths == two.heads.strengths
    assert one.figures != two.figures
