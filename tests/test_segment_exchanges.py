"""Which passages of different speakers belong together: a question and its answer, a turn that was broken into."""

from pipeline.segment import exchanges
from tests.test_segment_context import transcript

Spoken = tuple[str, list[str]]


def numbers(*turns: Spoken, listening: tuple[int, ...] = ()) -> tuple[int, ...]:
    """The exchange of every passage."""
    return exchanges(transcript(*turns, listening=listening))


def test_a_question_and_its_whole_answer_are_one_exchange() -> None:
    assert numbers(("I", ["How was it?"]), ("R", ["Cold.", "Very."]), ("I", ["And then?"]), ("R", ["I left."])) == (
        *(0, 0, 0),
        *(1, 1),
    )


def test_talk_that_nobody_asked_for_is_an_exchange_of_its_own() -> None:
    assert numbers(("A", ["It was cold."]), ("B", ["Not for me, it wasn't."]), ("A", ["Well."])) == (0, 1, 2)


def test_a_request_asks_as_a_question_does() -> None:
    assert numbers(("I", ["So tell me about the panel."]), ("R", ["It meets monthly."])) == (0, 0)
    assert numbers(("I", ["Thank you. That was long."]), ("R", ["It meets monthly."])) == (0, 1)


def test_a_question_without_its_mark_is_heard_by_its_words() -> None:
    assert numbers(("I", ["and how did that go then"]), ("R", ["badly"])) == (0, 0)
    assert numbers(("I", ["and that went badly then"]), ("R", ["it did"])) == (0, 1)


def test_a_question_answered_by_a_question_stays_one_exchange() -> None:
    assert numbers(("I", ["Was it cold?"]), ("R", ["The ward?"]), ("I", ["Yes."]), ("R", ["It was."])) == (0, 0, 0, 1)


def test_a_turn_cut_in_two_by_a_short_interjection_is_one_exchange_with_it() -> None:
    assert numbers(("R", ["And then I went to the"]), ("I", ["The new one, with you."]), ("R", ["Ward, yes."])) == (
        0,
        0,
        0,
    )
    assert numbers(("R", ["I went in."]), ("I", ["On your own."]), ("R", ["and nobody came."])) == (0, 0, 0)
    assert numbers(("R", ["I went in."]), ("I", ["On your own."]), ("R", ["Nobody came."])) == (0, 1, 2)
    long = "That must have been very hard for you."
    assert numbers(("R", ["And then I went to the"]), ("I", [long]), ("R", ["Ward, yes."])) == (0, 1, 2)


def test_what_a_third_speaker_says_joins_nothing() -> None:
    assert numbers(("A", ["And then I went to the"]), ("B", ["The new one."]), ("C", ["Ward, yes."])) == (0, 1, 2)


def test_backchannels_part_nothing_and_the_last_of_two_questions_is_answered() -> None:
    turns: list[Spoken] = [("I", ["How was it?"]), ("R", ["Mm."]), ("R", ["Cold."])]
    assert numbers(*turns, listening=(1,)) == (0, 0)


def test_an_empty_transcript_has_no_exchanges() -> None:
    assert numbers() == ()


def test_names_of_speakers_change_nothing() -> None:
    turns: list[Spoken] = [("I", ["How was it?"]), ("R", ["Cold."]), ("M", ["Was it?"]), ("I", ["It was."])]
    renamed = [({"I": "Peer", "R": "interviewer", "M": "x"}[speaker], said) for speaker, said in turns]
    assert numbers(*turns) == numbers(*renamed)
