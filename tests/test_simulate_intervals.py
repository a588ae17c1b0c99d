"""What simulates the intervals draws as the program draws, and asks the program itself."""

import numpy as np
import pytest

from pipeline.statistics.groups import clusters_of
from scripts.simulate_intervals import apportioned, cell, independent, made, middle_of, ours
from scripts.simulate_measures import MEASURES, archive_of, arrays_of, printed, share_over, spoken
from scripts.simulate_measures import middle_of as middle_over


def test_an_audit_takes_about_the_same_part_of_every_interview_and_something_of_each() -> None:
    assert apportioned(np.array([10, 20, 30]), of=12).tolist() == [2, 4, 6]
    assert apportioned(np.array([1, 1, 40]), of=10).tolist() == [1, 1, 8]


def test_the_share_is_the_mean_over_interviews() -> None:
    middle = middle_of(0.1)
    many = 1 / (1 + np.exp(-(middle + 0.8 * np.random.default_rng(0).standard_normal(200_000))))
    assert many.mean() == pytest.approx(0.1, abs=0.001)


def test_an_archive_is_audited_within_its_interviews() -> None:
    archive = made(np.random.default_rng(1), clusters=30, middle=middle_of(0.3))
    assert len(archive.audited) == 300
    assert np.bincount(archive.interviews[archive.audited]).tolist() == archive.drawn.tolist()
    assert (archive.drawn <= archive.sizes).all()


def test_passages_taken_for_independent_give_narrower_limits_for_a_population() -> None:
    archive = made(np.random.default_rng(1), clusters=12, middle=middle_of(0.3))
    found = ours(archive, scope="population", tuned=True)
    assert found is not None
    assert found.estimate is not None
    low, high = independent(archive)
    assert high - low < found.estimate.high - found.estimate.low


def test_a_cell_tells_of_both_things_estimated() -> None:
    told = cell(np.random.default_rng(2), clusters=8, share=0.3, replicates=3)
    assert {scope for scope, _ in told} == {"archive", "population"}
    assert all(len(one.covers) == 3 for one in told.values())


def test_shares_over_words_and_speakers_are_the_programs_own() -> None:
    rng = np.random.default_rng(3)
    talk = spoken(rng, kind="two people", clusters=30, middle=middle_over(0.3))
    data, truth = archive_of(rng, talk)
    assert len(set(talk.speakers.tolist())) > 30
    assert share_over(data, truth, "words") == pytest.approx((truth * talk.words).sum() / talk.words.sum())
    means = [truth[talk.speakers == speaker].mean() for speaker in np.unique(talk.speakers)]
    assert share_over(data, truth, "speakers") == pytest.approx(np.mean(means))
    for over in MEASURES:
        found = printed(data, over=over, population=False)
        assert found is not None
        assert found.low < found.share < found.high


def test_people_seen_again_are_clusters() -> None:
    talk = spoken(np.random.default_rng(4), kind="seen again", clusters=12, middle=-2.0)
    assert len(np.unique(talk.speakers)) == 12
    assert len(np.unique(talk.interviews)) > 12
    assert len(np.unique(clusters_of(arrays_of(talk)))) == 12


def test_the_share_of_passages_is_that_asked_for_in_the_long_run() -> None:
    many = spoken(np.random.default_rng(5), kind="seen again", clusters=8000, middle=middle_over(0.1))
    assert many.chance.mean() == pytest.approx(0.1, abs=0.004)
