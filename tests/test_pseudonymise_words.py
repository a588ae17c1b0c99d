"""Patterns with check digits, keyed word indexes, roster names and the archive-level function."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.pseudonyms import PSEUDONYM
from data_schemas.records import Name, Utterance
from pipeline.key import Key
from pipeline.pseudonymise.lines import pseudonymise_texts
from pipeline.pseudonymise.near import deletions, one_letter_off
from pipeline.pseudonymise.registrations import is_nhs_number, is_nino_prefix
from pipeline.pseudonymise.roster_names import name_words, names_of, natural
from pipeline.pseudonymise.words import NameTable, word_index
from pipeline.roster import Speaker

KEY = Key(b"0" * 32)


def said(text: str) -> tuple[Utterance, ...]:
    return (Utterance(speaker=None, start_s=None, end_s=None, text=text),)


@pytest.mark.parametrize(("digits", "valid"), [("9434765919", True), ("9434765918", False), ("1111111111", False)])
def test_an_nhs_number_carries_a_check_digit(digits: str, valid: bool) -> None:
    assert is_nhs_number(digits) is valid


@pytest.mark.parametrize(
    ("prefix", "valid"), [("AB", True), ("QQ", False), ("BG", False), ("AO", False), ("dA", False)]
)
def test_an_ni_number_has_rules_for_its_prefix(prefix: str, valid: bool) -> None:
    assert is_nino_prefix(prefix) is valid


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Kieran Duffus", ("kieran", "duffus")),
        ("Okafor, Janet (Trust)", ("janet", "okafor")),
        ("JOY", ("joy",)),
        ("Dr Smith", ("smith",)),
        *((label, ()) for label in ("I", "R", "INT", "Int.", "Speaker 1", "P03", "SPEAKER_00", "Interviewer", "spk_0")),
        *((label, ()) for label in ("Peer Support Worker", "a.txt#R", "Mum", "[Name ABC234]", "Facilitator 2", "")),
    ],
)
def test_which_labels_are_names(label: str, words: tuple[str, ...]) -> None:
    assert name_words(label) == words


def test_names_of_roster_and_labels_come_once_each_in_order() -> None:
    speakers = [Speaker(file="a", label="R", person="Okafor, Janet"), Speaker(file="a", label="I", person="a#I")]
    utterances = [Utterance(speaker=s, start_s=None, end_s=None, text="") for s in ("R", "Denzil", "I", "Denzil", None)]
    assert [n.text for n in names_of(speakers, utterances=utterances)] == ["Denzil", "Janet Okafor"]
    assert natural("Denzil [Zoom]") == "Denzil [Zoom]"


def test_a_name_touches_a_transcript_only_with_all_its_words() -> None:
    index = word_index(said("Then Siân and the Okafor lad's mum, at sarahs"), key=KEY)
    names = [Name(text=t, type="PERSON") for t in ("Sian", "Sian Okafor", "Sian Duffus", "Sarah", "Lad")]
    table = NameTable(names, key=KEY)
    assert [n.text for n in table.touching(index)] == ["Lad", "Sarah", "Sian", "Sian Okafor"]
    assert not table.touching(word_index(said("Siân"), key=Key(b"1" * 32)))


@pytest.mark.parametrize("slip", ["Marzenna", "Marzna", "Marzeba", "Marzean", "Narzena"])
def test_a_name_touches_a_transcript_that_has_it_one_letter_off(slip: str) -> None:
    table = NameTable([Name(text="Marzena", type="PERSON"), Name(text="Marzipan", type="PERSON")], key=KEY)
    assert [n.text for n in table.touching(word_index(said(f"and {slip} came"), key=KEY))] == ["Marzena"]


def test_a_full_name_touches_a_transcript_with_part_of_it_or_a_short_form() -> None:
    table = NameTable([Name(text=t, type="PERSON") for t in ("David Okafor", "Sharon Bray", "Lee")], key=KEY)
    index = word_index(said("Dave said Bray was in"), key=KEY)
    assert [n.text for n in table.people(index)] == ["David Okafor", "Sharon Bray"]


@given(st.text("abcde", min_size=6, max_size=9), st.integers(0, 8), st.sampled_from("abcdez"))
def test_what_differs_in_one_letter_shares_a_form_with_one_letter_left_out(word: str, at: int, letter: str) -> None:
    for other in {word[:at] + letter + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + word[at + 1 :]}:
        if other != word and len(other) >= 6:
            assert one_letter_off(word, other)
            assert {word, *deletions(word)} & {other, *deletions(other)}


def test_an_index_holds_no_word_in_clear_and_is_sorted() -> None:
    index = word_index(said("the ward and Kieran and the ward"), key=KEY)
    assert list(index) == sorted(index)
    assert len(index) == 2 + len("Kieran")  # every one-letter deletion of a longer word
    assert all(len(digest) == 8 and digest.isupper() for digest in index)


def test_texts_are_one_archive_and_offsets_count_in_the_text_as_given() -> None:
    texts = [("a", "Interviewer: Who?\nKARENZA: Me, Karenza Bray."), ("b", "i saw karenza in truro\r\nyeah")]
    rows = pseudonymise_texts(texts, key=KEY)
    assert [PSEUDONYM.sub(r"[\1]", row["text"]) for row in rows] == [
        "Interviewer: Who?\n[Name]: Me, [Name].",
        "i saw [Name] in [city]\r\nyeah",
    ]
    for (text_id, text), row in zip(texts, rows, strict=True):
        assert row["id"] == text_id
        rebuilt = text
        for redaction in reversed(row["redactions"]):
            rebuilt = rebuilt[: redaction["start"]] + redaction["surrogate"] + rebuilt[redaction["end"] :]
        assert rebuilt == row["text"]
    assert rows[0]["redactions"][0]["surrogate"] == rows[0]["redactions"][1]["surrogate"]
    assert [(r["start"], r["end"], r["type"]) for r in rows[1]["redactions"]] == [
        (6, 13, "PERSON"),
        (17, 22, "LOCATION"),
    ]
