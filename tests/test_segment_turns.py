"""Utterances become turns of one text: who is heard as speaking, who as listening."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from data_schemas.records import Event, Mark, Pseudonymised, Redaction, Utterance
from pipeline.segment.turns import Layout, lay_out

Line = tuple[str | None, str]


def said(*lines: Line, events: tuple[Event, ...] = (), redactions: tuple[Redaction, ...] = ()) -> Layout:
    """Lay out a transcript in which utterance `i` lasts from second 10 i to second 10 i + 9."""
    utterances = tuple(
        Utterance(speaker=speaker, start_s=10.0 * i, end_s=10.0 * i + 9, text=text)
        for i, (speaker, text) in enumerate(lines)
    )
    record = Pseudonymised(doc_id="d", utterances=utterances, events=events, redactions=redactions)
    return lay_out(record)


def heard(layout: Layout) -> list[tuple[str, str, bool]]:
    """Every turn as speaker, text, back-channel."""
    return [(t.speaker, layout.text[t.start : t.end], t.backchannel) for t in layout.turns]


def test_utterances_of_one_speaker_are_one_turn_and_turns_are_two_line_feeds_apart() -> None:
    layout = said(("R", "I went in."), ("R", "Nobody was there."), ("I", "And then?"), ("R", "I left."))
    assert layout.text == "I went in.\nNobody was there.\n\nAnd then?\n\nI left."
    assert heard(layout) == [
        ("R", "I went in.\nNobody was there.", False),
        ("I", "And then?", False),
        ("R", "I left.", False),
    ]
    assert [(t.start_s, t.end_s) for t in layout.turns] == [(0, 19), (20, 29), (30, 39)]


def test_a_backchannel_does_not_break_a_turn_and_stands_after_it() -> None:
    layout = said(("R", "I went in."), ("I", "Mm-hm."), ("R", "Nobody was there."), ("I", "Right, okay."), ("R", "So."))
    assert heard(layout) == [
        ("R", "I went in.\nNobody was there.\nSo.", False),
        ("I", "Mm-hm.", True),
        ("I", "Right, okay.", True),
    ]
    assert [(t.start_s, t.end_s) for t in layout.turns] == [(0, 49), (10, 19), (30, 39)]


def test_two_listeners_may_answer_at_once() -> None:
    layout = said(("A", "It was cold."), ("B", "Mm."), ("C", "Yeah."), ("A", "Very cold."))
    assert heard(layout) == [("A", "It was cold.\nVery cold.", False), ("B", "Mm.", True), ("C", "Yeah.", True)]


def test_an_answer_to_a_question_is_a_turn() -> None:
    layout = said(("I", 'Did he say "stay"?"'), ("R", "Yeah."), ("I", "And you stayed."))
    assert [turn[2] for turn in heard(layout)] == [False, False, False]


def test_an_answer_to_a_question_is_a_turn_even_when_the_asker_laughs() -> None:
    laughs = Event(utterance=0, start=10, end=18, kind="laughs")
    layout = said(("I", "Were you? (laughs)"), ("R", "Yeah."), ("I", "And you stayed."), events=(laughs,))
    assert [turn[2] for turn in heard(layout)] == [False, False, False]


def test_what_says_something_of_its_own_is_no_backchannel() -> None:
    for words in ("No.", "Mm, yeah, right, okay.", "Yeah, cold.", "Right?", "[Name K7Q2M4]", "Eleven."):
        layout = said(("R", "I went in."), ("I", words), ("R", "Nobody was there."))
        assert [turn[2] for turn in heard(layout)] == [False, False, False], words


def test_laughter_is_a_backchannel_typed_as_an_event_or_not() -> None:
    snort = Event(utterance=1, start=0, end=9, kind="noise")
    for words, events in (("(laughs)", ()), ("[snorted]", (snort,))):
        layout = said(("R", "I went in."), ("I", words), ("R", "Nobody was there."), events=events)
        assert heard(layout) == [("R", "I went in.\nNobody was there.", False), ("I", words, True)]


def test_a_backchannel_at_the_end_or_between_two_speakers_is_a_turn() -> None:
    assert [t[2] for t in heard(said(("R", "I went in."), ("I", "Mm.")))] == [False, False]
    assert [t[2] for t in heard(said(("A", "I went in."), ("I", "Mm."), ("B", "So did I.")))] == [False] * 3


def test_nobody_is_a_speaker_called_unknown() -> None:
    layout = said((None, "First line."), (None, "Second line."), ("R", "I went in."), (None, "Third line."))
    assert heard(layout) == [
        ("unknown", "First line.\nSecond line.", False),
        ("R", "I went in.", False),
        ("unknown", "Third line.", False),
    ]


def test_blank_utterances_leave_no_trace() -> None:
    assert said(("R", "I went in."), ("I", " \n"), ("R", "So.")).text == "I went in.\nSo."
    assert said().text == ""
    assert said().turns == ()


def test_marks_move_with_their_words() -> None:
    layout = said(
        ("R", "[pause] I went in."),
        ("I", "Mm."),
        ("R", "With [Name K7Q2M4]."),
        events=(Event(utterance=0, start=0, end=7, kind="pause"),),
        redactions=(
            Redaction(utterance=2, start=5, end=18, type="PERSON", surrogate="[Name K7Q2M4]", layers=("list",)),
        ),
    )
    assert layout.events == (Mark(start=0, end=7, kind="pause"),)
    assert layout.redactions == (Mark(start=24, end=37, kind="PERSON"),)
    assert layout.text[24:37] == "[Name K7Q2M4]"


LINES = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", None]),
        st.sampled_from(["Mm.", "Yeah.", "", " ", "So I went?"]) | st.text(max_size=12),
    ),
    max_size=12,
)


@given(LINES)
def test_every_utterance_stands_in_the_text_word_for_word_in_one_turn(lines: list[Line]) -> None:
    layout = said(*lines)
    rest = layout.text
    for place in reversed(layout.utterances):
        assert sum(t.start <= place.start and place.end <= t.end for t in layout.turns) == 1
        rest = rest[: place.start] + rest[place.end :]
    assert rest.strip("\n") == ""
    kept = sorted(text for _, text in lines if text.strip())
    assert sorted(layout.text[p.start : p.end] for p in layout.utterances) == kept
    turns = layout.turns
    assert all(a.end + 2 == b.start for a, b in pairwise(turns))
