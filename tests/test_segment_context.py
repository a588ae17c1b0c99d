"""What stands around a passage: the question, what was said before, and how talk reads without its marks."""

from data_schemas.records import Mark, Passage, Segmented, Turn
from pipeline.segment.context import Context, contexts, spoken


def transcript(
    *turns: tuple[str, list[str]], events: tuple[str, ...] = (), listening: tuple[int, ...] = ()
) -> Segmented:
    """Turns of a speaker's passages; turns numbered in `listening` are back-channels."""
    text, spans, passages = "", [], []
    for number, (speaker, said) in enumerate(turns):
        text += "\n\n" if text else ""
        start = len(text)
        for i, passage in enumerate(said):
            text += (" " if i else "") + passage
            if number not in listening:
                at = len(text)
                passages.append(Passage(turn=number, start=at - len(passage), end=at, start_s=None, end_s=None))
        spans.append(
            Turn(speaker=speaker, start=start, end=len(text), start_s=None, end_s=None, backchannel=number in listening)
        )
    marks = tuple(Mark(start=text.index(e), end=text.index(e) + len(e), kind="event") for e in events)
    return Segmented(
        doc_id="d",
        text=text,
        turns=tuple(spans),
        passages=tuple(passages),
        events=tuple(sorted(marks, key=lambda m: m.start)),
        redactions=(),
    )


def test_the_first_passage_hears_the_turn_before_and_the_next_the_passage_before() -> None:
    record = transcript(("I", ["How was it?"]), ("R", ["It was cold.", "Anyway, I left."]))
    assert contexts(record) == [
        Context(question=None, previous=None),
        Context(question="How was it?", previous="How was it?", earlier=("How was it?",)),
        Context(question="How was it?", previous="It was cold.", earlier=("How was it?",)),
    ]


def test_every_passage_of_a_turn_hears_the_two_turns_before_it_oldest_first_past_backchannels() -> None:
    record = transcript(
        ("I", ["How was it?"]),
        ("R", ["Cold.", "Very cold. [coughs]"]),
        ("I", ["Mm."]),
        ("I", ["word " * 60 + "end."]),
        ("R", ["We left.", "Then tea."]),
        events=("[coughs]",),
        listening=(2,),
    )
    heard = ("Cold. Very cold.", "word " * 59 + "end.")
    assert [c.earlier for c in contexts(record)] == [
        (),
        ("How was it?",),
        ("How was it?",),
        ("How was it?", "Cold. Very cold."),
        heard,
        heard,
    ]


def test_a_question_is_looked_for_three_turns_back_by_another_speaker_past_backchannels() -> None:
    record = transcript(
        ("I", ["How was it?"]),
        ("R", ["It was cold, wasn't it?"]),
        ("I", ["Mm."]),
        ("M", ["Freezing."]),
        ("R", ["So we left."]),
        ("M", ["Went home."]),
        ("R", ["Had tea."]),
        ("M", ["Had toast."]),
        listening=(2,),
    )
    assert [c.question for c in contexts(record)] == [
        None,
        "How was it?",
        "It was cold, wasn't it?",
        "How was it?",
        "It was cold, wasn't it?",
        None,
        None,
    ]
    assert contexts(record)[2].previous == "It was cold, wasn't it?"


def test_a_question_four_turns_back_is_too_old() -> None:
    record = transcript(("I", ["How was it?"]), ("R", ["Cold."]), ("M", ["Wet."]), ("R", ["Long."]), ("M", ["Dark."]))
    assert [c.question for c in contexts(record)] == [None, "How was it?", "How was it?", "How was it?", None]


def test_context_is_cut_to_its_last_sixty_words() -> None:
    record = transcript(("I", ["start? " + "word " * 60 + "end"]), ("R", ["Yes."]))
    assert contexts(record)[1].question == contexts(record)[1].previous == "word " * 59 + "end"


def test_events_are_not_spoken_and_join_no_words() -> None:
    record = transcript(
        ("R", ["[coughs] I was [pause][rings] told\nno(laughs)body  came. [sighs]"]),
        events=("[coughs]", "[pause]", "[rings]", "(laughs)", "[sighs]"),
    )
    assert spoken(record, 0, len(record.text)) == "I was … told no … body came."
    assert spoken(record, 0, 8) == ""


def test_a_question_mark_in_an_event_asks_nothing() -> None:
    record = transcript(("I", ["Go on. [name?]"]), ("R", ["Yes."]), events=("[name?]",))
    assert contexts(record)[1] == Context(question=None, previous="Go on.", earlier=("Go on.",))


def test_roles_and_names_of_speakers_change_nothing() -> None:
    turns = [("I", ["How was it?"]), ("R", ["Cold.", "Very."]), ("M", ["Was it?"]), ("R", ["Yes."])]
    renamed = [({"I": "Peer", "R": "interviewer", "M": "x"}[speaker], said) for speaker, said in turns]
    assert contexts(transcript(*turns)) == contexts(transcript(*renamed))
