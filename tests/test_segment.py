"""Segmenting a whole transcript: what holds for every passage of every transcript, and a few passages word for word."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import ConfigError
from data_schemas.records import Event, Pseudonymised, Segmented, Utterance
from pipeline.segment import Segment

Line = tuple[str | None, str]
SENTENCES = [
    "So I went in.",
    "Anyway.",
    "and then they said no",
    "He never asked me, not once.",
    "I remember the first one.",
    "Why was that?",
    "[Name K7Q2M4] was there [pause] and she knew.",
    "The other thing is the money.",
    "Mm.",
    "well " * 50,
    "they said it was for staff and i said i am staff but they would not have it so i went home " * 3,
    "\n",
]
LINES = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", None]),
        st.lists(st.sampled_from(SENTENCES) | st.text(max_size=20), max_size=8).map(" ".join),
    ),
    max_size=8,
)


def segment(*lines: Line, seconds: bool = False) -> Segmented:
    """Segment a transcript; `[pause]` is an event, utterance `i` begins at second 10 i if `seconds`."""
    utterances = tuple(
        Utterance(speaker=s, start_s=10.0 * i if seconds else None, end_s=10.0 * i + 9 if seconds else None, text=text)
        for i, (s, text) in enumerate(lines)
    )
    events = tuple(
        Event(utterance=i, start=at, end=at + 7, kind="pause")
        for i, (_, text) in enumerate(lines)
        for at in range(len(text))
        if text.startswith("[pause]", at)
    )
    record = Pseudonymised(doc_id="d", utterances=utterances, events=events, redactions=())
    return Segment().one(record)


def passages(record: Segmented) -> list[str]:
    """The text of every passage."""
    return [record.text[p.start : p.end] for p in record.passages]


@given(LINES)
@settings(max_examples=80, deadline=None)
def test_passages_cover_every_turn_but_backchannels_and_cut_no_mark(lines: list[Line]) -> None:
    record = segment(*lines)
    for number, turn in enumerate(record.turns):
        inside = [p for p in record.passages if p.turn == number]
        if turn.backchannel:
            assert inside == []
            continue
        places = [turn.start, *(place for p in inside for place in (p.start, p.end)), turn.end]
        assert places == sorted(places)
        gaps = [record.text[a:b] for a, b in zip(places[::2], places[1::2], strict=True)]
        assert "".join(gaps).strip() == ""
    for p in record.passages:
        text = record.text[p.start : p.end]
        assert text == text.strip() != ""
        assert len(text.split()) <= 90
        assert not any(e.start < place < e.end for e in record.events for place in (p.start, p.end))
    assert all(record.text[e.start : e.end] == "[pause]" for e in record.events)


@given(LINES)
@settings(max_examples=20, deadline=None)
def test_what_speakers_are_called_changes_no_boundary(lines: list[Line]) -> None:
    names = {"A": "Interviewer", "B": "zz", "C": "Dr [Name ABC234]", None: None}
    record, renamed = segment(*lines), segment(*((names[speaker], text) for speaker, text in lines))
    assert renamed.text == record.text
    assert renamed.passages == record.passages
    assert [(t.start, t.end, t.backchannel) for t in renamed.turns] == [
        (t.start, t.end, t.backchannel) for t in record.turns
    ]


def test_a_passage_has_at_most_five_sentences() -> None:
    record = segment(("R", " ".join(["So he did."] * 23)))
    counts = [text.count(".") for text in passages(record)]
    assert sum(counts) == 23
    assert max(counts) == 5


def test_short_answers_are_one_passage_each() -> None:
    record = segment(("I", "Did you like it?"), ("R", "Yeah. Was all right."), ("I", "And before?"), ("R", "Nights."))
    assert passages(record) == ["Did you like it?", "Yeah. Was all right.", "And before?", "Nights."]


def test_a_new_topic_opens_a_passage_and_a_consequence_does_not() -> None:
    record = segment(
        (
            "R",
            "The consultant came round on the Monday and he never looked at me once. So they all wrote down what "
            "the chart said. Anyway, the other thing is the garden, we grow leeks there and "
            "potatoes. They do well in that soil, they really do.",
        )
    )
    assert [text.split(".")[0].split()[0] for text in passages(record)] == ["The", "Anyway,"]


def test_passages_take_their_seconds_from_the_utterances_they_reach_into() -> None:
    long = "The consultant came round with his students and he never looked at me once, not when I asked about it."
    record = segment(("R", long), ("I", "Mm."), ("R", "Anyway, " + long), ("R", "so there"), seconds=True)
    assert [(p.start_s, p.end_s) for p in record.passages] == [(0, 9), (20, 39)]


def test_cues_that_break_a_sentence_stay_together() -> None:
    cues = ["The consultant came round that Monday.", "He had all his many students behind him, and", "there was"]
    rest = [
        "nobody left to ask about the garden.",
        "Anyway, the other thing is that we grow",
        "leeks there and potatoes.",
    ]
    record = segment(*(("R", cue) for cue in [*cues, *rest]))
    assert passages(record) == ["\n".join([*cues, rest[0]]), "\n".join(rest[1:])]


def test_an_empty_transcript_has_no_passages() -> None:
    assert segment() == Segmented(doc_id="d", text="", turns=(), passages=(), events=(), redactions=())


def test_a_model_that_is_not_there_is_a_matter_of_settings() -> None:
    record = Pseudonymised(doc_id="d", utterances=(), events=(), redactions=())
    with pytest.raises(ConfigError, match="segment: model: no package 'no_such_model'"):
        Segment(model="no_such_model").one(record)
    with pytest.raises(ConfigError, match="segment: model: package 'json' is no spaCy model"):
        Segment(model="json").one(record)


def test_importing_the_stage_loads_no_spacy() -> None:
    code = "import sys, pipeline.segment; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
