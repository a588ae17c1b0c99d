"""Numbers and addresses of somebody are found, typed or said; numbers of everyday talk are left alone.

The lines in `tests/data/identifiers/` are invented and model-written.
"""

import time
from itertools import groupby

import pytest

from tests.marked_lines import WORD, Marked, found_in, is_covered, masked_words, read_marked

MARKED = [m for name in ("first_marked.txt", "second_marked.txt", "third_marked.txt") for m in read_marked(name)]
ORDINARY = [
    m for name in ("first_ordinary.txt", "second_ordinary.txt", "third_ordinary.txt") for m in read_marked(name)
]
FAMILIES = {family: tuple(lines) for family, lines in groupby(MARKED, key=lambda m: m.family)}


@pytest.mark.parametrize("family", [f for f in FAMILIES if f])
def test_every_identifier_is_covered_to_its_last_character(family: str) -> None:
    missed = [(m.text, m.text[s[0] : s[1]]) for m in FAMILIES[family] for s in m.spans if not is_covered(m, s)]
    assert missed == []


def test_nearly_all_masked_words_belong_to_an_identifier() -> None:
    masked = [(m, place) for m in MARKED for place, _ in masked_words(m.text)]
    wrong = [(m.text, place) for m, place in masked if not any(a <= place < b for a, b, _ in m.spans)]
    assert len(wrong) <= 0.07 * len(masked), wrong


def test_of_a_thousand_words_of_ordinary_talk_five_at_most_are_masked() -> None:
    words = sum(len(WORD.findall(m.text)) for m in ORDINARY)
    wrong = [(m.text, word) for m in ORDINARY for _, word in masked_words(m.text)]
    assert len(wrong) <= 0.005 * words, wrong


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("CHI 2504997582 on the letter", "NHS_NUMBER", "2504997582"),
        ("Her collar number is 4471.", "ID", "4471"),
        ("Ring 0113 496 0123 first.", "PHONE", "0113 496 0123"),
        ("It was PC 4471 who came.", "ID", "4471"),
        ("Half of LS7 is students.", "POSTCODE", "LS7"),
        ("the reg is yk19 abc", "VEHICLE", "yk19 abc"),
        ("email j.okafor (at) nhs (dot) net", "EMAIL", "j.okafor (at) nhs (dot) net"),
        ("on Insta as bev_bakes84", "HANDLE", "bev_bakes84"),
        ("He is a lad of 94.", "AGE", "94"),
        ("i live at twenty three marlow street", "ADDRESS", "twenty three marlow street"),
        ("17 Heol Fawr, that's us", "ADDRESS", "17 Heol Fawr"),
    ],
)
def test_a_find_has_its_type(text: str, kind: str, found: str) -> None:
    assert (found, kind) in [(text[start:end], k) for start, end, k in found_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I: And your NHS number?\nR: Er, it's 999 123 4567.", ["999 123 4567"]),
        ("What's your collar number?\nFour four seven one.", ["Four four seven one"]),
        ("How old is she?\nNinety-three.", ["Ninety-three"]),
        ("What number are you in the queue?\n412.", []),
        (
            "oh seven seven double oh\nyeah\nnine hundred\nmm\none two three",
            ["oh seven seven double oh", "nine hundred", "one two three"],
        ),
        ("It's 07700 900123.\n900 123?", ["07700 900123", "900 123"]),
        ("It's 07700 900123.\nI owe 900.", ["07700 900123"]),
    ],
)
def test_the_utterance_before_says_what_a_number_is(text: str, found: list[str]) -> None:
    whole = Marked("", text, ())
    stretches = {text[start:end] for start, end, _ in found_in(whole.text)}
    assert [stretch for stretch in found if stretch not in stretches] == []
    assert bool(stretches) == bool(found)
    assert sum(len(WORD.findall(s)) for s in found) == len(list(masked_words(text)))


@pytest.mark.parametrize(
    "part", ["9", "1, ", "case number A1B2", "a.b.", "a_", "one two three ", "dot com at ", "flat 2 "]
)
def test_a_long_text_without_an_end_takes_no_long_time(part: str) -> None:
    started = time.process_time()
    found_in(part * 400 + " x")
    assert time.process_time() - started < 3  # seconds; a pattern that tries all ways takes hours
