"""Who is meant by a mention: full names, short forms, initials, spellings; what is doubtful is flagged, never merged silently."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.key import Key
from pipeline.pseudonymise.lines import pseudonymise_texts
from pipeline.pseudonymise.linking import ELSEWHERE, NEAR, SEVERAL, SHARED, SHORT

KEY = Key(b"0" * 32)


def people(*texts: str, key: Key = KEY) -> list[list[tuple[str, str, str]]]:
    """Of each text: what stood there, its pseudonym, its flag."""
    rows = pseudonymise_texts([(str(i), text) for i, text in enumerate(texts)], key=key)
    return [
        [
            (text[r["start"] : r["end"]], r["surrogate"], r.get("flag", ""))
            for r in row["redactions"]
            if r["type"] == "PERSON"
        ]
        for text, row in zip(texts, rows, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("David Okafor came in. Then Okafor left.", ""),
        ("David Okafor came in. Then David left.", ""),
        ("David Okafor came in. Then Dr Okafor left.", ""),
        ("David Okafor came in. Then Dave left.", SHORT),
        ("David Okafor came in. Then D. Okafor left.", SHORT),
        ("Sharon Duffus came in. Then our Shaz left.", SHORT),
        ("Kwabena Duffus came in. It is spelled K, W, A, B, E, N, A.", ""),
    ],
)
def test_a_shorter_form_in_one_transcript_is_the_same_person(text: str, flag: str) -> None:
    (first, second), *_ = people(text)
    assert first[1] == second[1]
    assert second[2] == flag


def test_a_name_that_fits_two_people_is_nobodys_but_its_own_and_flagged() -> None:
    king, okafor, alone = people("Sarah King met Sarah Okafor. Sarah left.")[0]
    assert len({king[1], okafor[1], alone[1]}) == 3
    assert alone[2] == SEVERAL


def test_a_name_alone_is_linked_to_the_only_full_name_of_another_transcript_and_flagged() -> None:
    (full,), (alone,) = people("Kieran Duffus came in.", "I told Kieran so.")
    assert alone[1:] == (full[1], ELSEWHERE)


def test_a_name_alone_in_several_transcripts_may_be_several_people() -> None:
    (one,), (other,), (only,) = people("I told Kieran so.", "Then Kieran left.", "And Marzena stayed.")
    assert one[1] == other[1]
    assert one[2] == other[2] == SHARED
    assert only[2] == ""


@pytest.mark.parametrize("slip", ["marzenna", "marzina", "marzna"])
def test_a_slip_of_one_letter_is_masked_under_its_own_pseudonym_and_flagged(slip: str) -> None:
    (right,), (wrong,) = people("I told Marzena so.", f"it was all very {slip} that day and so on")
    assert wrong[0] == slip
    assert wrong[1] != right[1]
    assert wrong[2] == f"{NEAR} {right[1]}"


def test_an_ordinary_word_one_letter_off_a_name_is_no_slip() -> None:
    assert people("I asked Marlene.", "it was all very marline that day and the madness of it")[1] == []


TEXTS = [
    "Kieran Duffus came in. Kieran said no.",
    "our Kieran and Dr Okafor rang",
    "okafor was out and will came on the 4th of May 2020",
    "Ring Marzena on 07700 900123, I told Joy.",
    "it was marzenna i think at the Becklin Centre",
]


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_texts_changes_nothing(chance: random.Random) -> None:
    texts = [(str(i), text) for i, text in enumerate(TEXTS)]
    shuffled = chance.sample(texts, k=len(texts))
    there = {row["id"]: row for row in pseudonymise_texts(shuffled, key=KEY)}
    assert [there[text_id] for text_id, _ in texts] == pseudonymise_texts(texts, key=KEY)


def test_another_key_shares_no_pseudonym() -> None:
    first = {shown for row in people(*TEXTS) for _, shown, _ in row}
    second = {shown for row in people(*TEXTS, key=Key(b"1" * 32)) for _, shown, _ in row}
    assert first
    assert not first & second


def test_pseudonymising_the_output_again_changes_nothing() -> None:
    once = [(row["id"], row["text"]) for row in pseudonymise_texts([(str(i), t) for i, t in enumerate(TEXTS)], key=KEY)]
    again = [(row["id"], row["text"]) for row in pseudonymise_texts(once, key=KEY)]
    assert again == once
