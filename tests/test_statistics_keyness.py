"""Words that mark one side of the talk, against the published formulas written out word by word."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom

from data_schemas.records import Mark, Segmented
from pipeline.statistics.corpus import Mask, arrays, coded_in_order
from pipeline.statistics.keyness import Key, conservative, keywords, log_odds, log_ratio, side
from pipeline.statistics.vocabulary import words_of
from tests.test_statistics_corpus import CODEBOOK, passage

COUNTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(any), min_size=2, max_size=12)


def words_in(text: str) -> tuple[str, ...]:
    return words_of([passage(1, text=text)], []).names


def test_words_are_taken_in_small_letters_without_what_was_masked_or_not_said() -> None:
    assert words_in("Don\u2019t tell Dr [Name K7Q2M9], I said, [inaudible] in [town] in 1999. I didn't!") == (
        "don't", "tell", "dr", "i", "said", "in", "didn't",
    )  # fmt: skip


def test_marks_of_the_transcript_are_left_out_whatever_they_look_like() -> None:
    text = "Q. Then Ms Brown (laughs) said no."
    record = Segmented(
        doc_id="id-PSW-01",
        text=text,
        turns=(),
        passages=(),
        events=(Mark(start=17, end=25, kind="laughter"),),
        redactions=(Mark(start=11, end=16, kind="PERSON"),),
    )
    said = replace(passage(0, text=text[3:]), start=3, end=len(text))
    assert words_of([said], [record]).names == ("then", "ms", "said", "no")


def test_counts_are_by_passage() -> None:
    words = words_of([passage(1, text="no no yes"), passage(2, text="..."), passage(3, text="Yes")], [])
    assert words.names == ("no", "yes")
    assert words.counts.toarray().tolist() == [[2, 1], [0, 0], [0, 1]]


@given(COUNTS)
def test_log_odds_are_those_of_monroe_colaresi_and_quinn(counts: list[tuple[int, int]]) -> None:
    prior = [0.3 + (a + b) / 4 for a, b in counts]
    n = [sum(pair[side] for pair in counts) for side in (0, 1)]
    a0 = sum(prior)
    expected = []
    for (y_i, y_j), a_w in zip(counts, prior, strict=True):
        omega_i = (y_i + a_w) / (n[0] + a0 - y_i - a_w)
        omega_j = (y_j + a_w) / (n[1] + a0 - y_j - a_w)
        variance = 1 / (y_i + a_w) + 1 / (y_j + a_w)
        expected.append((math.log(omega_i) - math.log(omega_j)) / math.sqrt(variance))
    columns = np.array(counts, dtype=np.float64)
    assert log_odds(columns[:, 0], columns[:, 1], prior=np.array(prior)) == pytest.approx(expected, abs=1e-9)


def by_search(f1: int, f2: int, *, tail: float, scale: float) -> float:
    """Clopper and Pearson's bounds as they are defined, found by search: the p under which f1 is just as rare as the tail."""

    def root(rareness: Callable[[float], float]) -> float:
        return float(brentq(lambda p: rareness(p) - tail, 1e-12, 1 - 1e-12, xtol=1e-15))

    low = 0.0 if f1 == 0 else root(lambda p: binom.sf(f1 - 1, f1 + f2, p))
    high = 1.0 if f2 == 0 else root(lambda p: binom.cdf(f1, f1 + f2, p))
    lower = math.log2(low / (1 - low) * scale) if low else -math.inf
    upper = math.log2(high / (1 - high) * scale) if high < 1 else math.inf
    return max(lower, 0.0) if lower > 0 else min(upper, 0.0)


@settings(max_examples=20)
@given(COUNTS, st.integers(31, 60), st.integers(31, 60))
def test_the_conservative_ratio_is_evert_s(counts: list[tuple[int, int]], n1: int, n2: int) -> None:
    expected = [by_search(f1, f2, tail=0.025 / len(counts), scale=n2 / n1) for f1, f2 in counts]
    columns = np.array(counts, dtype=np.float64)
    found = conservative(columns[:, 0], columns[:, 1], of_target=n1, of_other=n2, words=len(counts))
    assert found == pytest.approx(expected, abs=1e-9)


def test_a_word_that_all_say_on_one_side_alone_is_sure_of_its_sign() -> None:
    found = conservative(np.array([40.0, 0.0]), np.array([0.0, 40.0]), of_target=40, of_other=40, words=2)
    assert found.tolist() == pytest.approx([-math.log2(0.0125 ** (-1 / 40) - 1), math.log2(0.0125 ** (-1 / 40) - 1)])


def test_the_log_ratio_by_hand() -> None:
    found = log_ratio(np.array([7.5]), np.array([1.5]), of_target=15, of_other=15)
    assert found.tolist() == pytest.approx([2.0])  # (8 / 15.5) / (2 / 15.5) = 4


def keys(said: list[list[tuple[str, bool]]], *, within: bool = True, fewest: int = 3) -> list[Key]:
    """The keywords of interviews of passages, each with whether it is of the target's side."""
    made = [
        passage(n, document=f"D{i:02d}", speaker=f"S{i}", text=text, codes={"power_face": ("ideological",) * on})
        for i, of in enumerate(said)
        for n, (text, on) in enumerate(of)
    ]
    data = arrays(made, CODEBOOK)
    inside: Mask = data.assigned["power_face", "ideological"]
    words = words_of(coded_in_order(made), [])
    target, other = (side(words, m, interviews=data.interviews, speakers=data.speakers) for m in (inside, ~inside))
    return keywords(words.names, target, other, within=within, fewest_speakers=fewest)


def test_saying_a_word_forty_times_in_one_interview_is_saying_it_once() -> None:
    said = [
        [("badge " * 40 + "we went", True), ("we went home", False)],
        *[[("stigma there", True), ("we went", False)]] * 4,
    ]
    assert [(key.word, key.interviews, key.times) for key in keys(said)][:1] == [("stigma", 4, 4)]
    assert "badge" not in [key.word for key in keys(said)]


def test_a_word_needs_speakers_enough() -> None:
    said = [[("stigma there", True), ("we went", False)]] * 4
    assert {key.word for key in keys(said, fewest=4)} == {"stigma", "there"}
    assert keys(said, fewest=5) == []


def test_the_longer_side_is_cut_to_the_shorter() -> None:
    # the rest says each of its words in two of eight: 1 - (3/4)^2 = 7/16 of an interview is left of two in eight words
    said = [[("no way", True), ("we we you you they they no no", False)]] * 4
    no = next(key for key in keys(said) if key.word == "no")
    assert (no.target, no.other, no.other_interviews) == (4.0, pytest.approx(4 * 7 / 16), 4)


@settings(max_examples=25)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=4, max_size=30), min_size=3, max_size=8))
def test_two_sides_that_say_the_same_have_no_keywords(interviews: list[list[str]]) -> None:
    assert keys([[(" ".join(of), True), (" ".join(of), False)] for of in interviews]) == []


def test_too_few_interviews_give_none() -> None:
    assert keys([[("stigma", True), ("we", False)]] * 2) == []
    assert keys([]) == []
