"""Two groups of layers as two captures: Chapman's figure where it can be had, and what it is based on."""

import random
from collections import Counter

import pytest

from pipeline.ethics.found import Shape
from pipeline.ethics.recapture import recapture


def shape(*layers: str, type: str = "PERSON") -> Shape:
    return Shape(type=type, layers=layers, types=(), flag="")


def test_a_textbook_case() -> None:
    """Chapman: (61 * 51) / (31) - 1 = 99.35 in all, of which 80 were seen."""
    seen = recapture({shape("entities", "names"): 30, shape("entities"): 30, shape("cues", "archive"): 20})
    assert (seen.by_model, seen.by_lists, seen.by_both, seen.by_neither) == (60, 50, 30, 0)
    assert seen.unseen == pytest.approx(61 * 51 / 31 - 1 - 80)
    assert seen.unseen_low is not None
    assert seen.unseen_high is not None
    assert 0 < seen.unseen_low < seen.unseen < seen.unseen_high


def test_what_only_the_search_or_the_list_of_speakers_knew_is_seen_by_neither() -> None:
    assert recapture({shape("archive"): 4, shape("roster", "archive"): 2}).by_neither == 6


def test_types_that_one_group_does_not_look_for_are_left_out() -> None:
    assert recapture({shape("dates", type="DATE"): 9, shape("identifiers", type="PHONE"): 9}).by_lists == 0


def test_too_few_seen_by_both_give_no_figure() -> None:
    seen = recapture({shape("entities", "names"): 6, shape("entities"): 10, shape("names"): 10})
    assert (seen.unseen, seen.unseen_low, seen.unseen_high) == (None, None, None)


def test_one_group_that_found_all_that_the_other_found_leaves_nothing() -> None:
    assert recapture({shape("entities", "names"): 20, shape("names"): 3}).unseen == 0.0


def test_the_interval_covers_what_independent_captures_miss() -> None:
    """400 names, the model finding 7 in 10 and the lists 8 in 10: about 24 escape both."""
    dice, covered, rounds = random.Random(5), 0, 300
    for _ in range(rounds):
        caught = Counter((dice.random() < 0.7, dice.random() < 0.8) for _ in range(400))
        shapes = {
            shape("entities", "names"): caught[True, True],
            shape("entities"): caught[True, False],
            shape("names"): caught[False, True],
        }
        seen = recapture(shapes)
        assert seen.unseen_low is not None
        assert seen.unseen_high is not None
        covered += seen.unseen_low <= caught[False, False] <= seen.unseen_high
    assert covered / rounds > 0.85
