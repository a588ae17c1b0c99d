"""Specification of cleaning: utterances go in, final text and typed marks with offsets come out."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.records import Event, Utterance
from pipeline.clean import clean


def said(text: str, *, speaker: str | None = "Ann") -> Utterance:
    return Utterance(speaker=speaker, start_s=1.0, end_s=2.0, text=text)


def text_of(text: str) -> str:
    return clean([said(text)])[0][0].text


def marks(text: str) -> list[tuple[str, str]]:
    utterances, events = clean([said(text)])
    return [(utterances[e.utterance].text[e.start : e.end], e.kind) for e in events]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("cafe\u0301", "café"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("one \n\n\n two", "one\ntwo"),
        ("\ufeffhello\ufeff there", "hello there"),
        ("a\u00a0b\u202fc\u3000d", "a b c d"),
        ("  a \t  b  ", "a b"),
        ("a\x07b\x00c", "a b c"),
        ("soft\u00adly zero\u200bwidth", "softly zerowidth"),
        ("well \U0001f600 then", "well \ufffd then"),
        ("\ufa6c", "\ufffd"),
        ("co\x1eworker", "co-worker"),
    ],
)
def test_text_is_normalised(raw: str, expected: str) -> None:
    assert text_of(raw) == expected


def test_empty_utterances_are_dropped_and_events_count_what_is_left() -> None:
    utterances, events = clean([said(" \u200b\n"), said("Well (laughs)")])
    assert utterances == (said("Well (laughs)"),)
    assert events == (Event(utterance=0, start=5, end=13, kind="laughter"),)


def test_labels_are_normalised_but_never_merged() -> None:
    utterances, _ = clean(
        [said("a", speaker=" \U0001f600\u00a0 Zoe\u0308 "), said("b", speaker=None), said("c", speaker=" ")]
    )
    assert [u.speaker for u in utterances] == ["\U0001f600 Zoë", None, None]


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("[inaudible]", "inaudible"),
        ("[inaudible 00:12:03]", "inaudible"),
        ("(inaudible - 00:12)", "inaudible"),
        ("(unclear)", "inaudible"),
        ("[?]", "inaudible"),
        ("(??)", "inaudible"),
        ("(laughs)", "laughter"),
        ("(both laughing)", "laughter"),
        ("<laughs>", "laughter"),
        ("*laughs*", "laughter"),
        ("[laughs and points at the door]", "laughter"),
        ("((pause))", "pause"),
        ("(long pause)", "pause"),
        ("(pause 3 secs)", "pause"),
        ("(.)", "pause"),
        ("(2.5)", "pause"),
        ("[crosstalk]", "crosstalk"),
        ("[CROSSTALK 00:10:01]", "crosstalk"),
        ("(both talking at once)", "crosstalk"),
        ("[phone rings]", "noise"),
        ("(coughs)", "noise"),
        ("[name redacted]", "redacted"),
        ("(name removed)", "redacted"),
        ("[PII]", "redacted"),
        ("[HOSPITAL_1]", "redacted"),
        ("[gestures to the door]", "comment"),
        ("((points))", "comment"),
        ("[sic]", "comment"),
        ("[00:12:03]", "comment"),
        ("#00:03:40-5#", "comment"),
    ],
)
def test_marks_are_typed_and_stay_in_the_text(mark: str, kind: str) -> None:
    assert marks(f"So {mark} yes") == [(mark, kind)]
    assert text_of(f"So {mark} yes") == f"So {mark} yes"


@pytest.mark.parametrize(
    "speech",
    [
        "(I laughed)",
        "(we had to pause)",
        "(which was awful)",
        "(the noise)",
        "(3)",
        "(2001)",
        "[mm]",
        "[yeah, yes]",
        "*really*",
        "<b>",
        "[a link](https://example.org)",
        "(removed from the rota)",
    ],
)
def test_brackets_that_hold_speech_are_no_marks(speech: str) -> None:
    assert marks(f"So {speech} yes") == []


def test_several_marks_come_in_order() -> None:
    assert marks("(we (laughs) said) [inaudible] no (pause)") == [
        ("(laughs)", "laughter"),
        ("[inaudible]", "inaudible"),
        ("(pause)", "pause"),
    ]


ANY = st.text(st.characters() | st.sampled_from(" \n\t[]()<>{}*#\r\u00a0\u0301\ufeff"), max_size=40)
MARKED = st.lists(
    st.sampled_from(["[inaudible]", "(laughs)", "((", "))", "[", "]", "well", " ", "\u0301", "<pause>", "\U0001f600"])
)


@given(st.lists(ANY | MARKED.map("".join), max_size=5))
def test_cleaning_twice_changes_nothing(texts: list[str]) -> None:
    once = clean([said(text, speaker=text) for text in texts])
    assert clean(once[0]) == once


@given(ANY)
def test_nothing_unstorable_is_left(text: str) -> None:
    for utterance in clean([said(text)])[0]:
        assert utterance.text == unicodedata.normalize("NFC", utterance.text)
        assert not [
            c for c in utterance.text if c > "\uffff" or (unicodedata.category(c) in ("Cc", "Cs") and c != "\n")
        ]
        assert "  " not in utterance.text


@given(MARKED.map("".join))
def test_events_are_ordered_stretches_of_the_text(text: str) -> None:
    utterances, events = clean([said(text)])
    assert all(0 <= e.start < e.end <= len(utterances[e.utterance].text) for e in events)
    assert all(a.end <= b.start for a, b in pairwise(events))
