"""Guesses at who speaks and what belongs together: literal files, literal guesses, each with its kind of evidence."""

import pytest

from data_schemas.records import Utterance
from pipeline.guess import Guess, guess_cases, guess_roles
from pipeline.key import new_key


def said(*turns: tuple[str | None, str], start_s: float | None = None) -> list[Utterance]:
    return [Utterance(speaker=speaker, start_s=start_s, end_s=None, text=text) for speaker, text in turns]


def guessed(guesses: list[Guess]) -> dict[str, tuple[str, str, str]]:
    return {g.label: (g.role_group, g.evidence, g.sure) for g in guesses}


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("I", "interviewer"),
        ("Interviewer 2", "interviewer"),
        ("INT.", "interviewer"),
        ("PSW 3", "service_user_or_peer"),
        ("Mary (Peer Support Worker)", "service_user_or_peer"),
        ("Dr Khan", "professional"),
        ("Social worker", "professional"),
        ("Carer 1", "carer"),
        ("Volunteer", "volunteer"),
    ],
)
def test_a_label_can_say_the_role(label: str, group: str) -> None:
    assert guessed(guess_roles("a.txt", said((label, "Well."), ("Kim", "Yes.")))) == {label: (group, "label", "high")}


@pytest.mark.parametrize("label", ["Ann", "Participant 4", "P03", "Patience", "Nurse and carer"])
def test_a_label_that_says_nothing_or_two_things_is_not_guessed(label: str) -> None:
    assert guess_roles("a.txt", said((label, "Well."), ("Kim", "Yes."))) == []


def test_what_the_file_states_of_a_speaker_comes_first() -> None:
    talk = said(("CAR", "Well."), ("INV", "And?"))
    stated = {"CAR": "Occupational Therapist", "INV": "Investigator"}
    assert guessed(guess_roles("a.cha", talk, stated=stated)) == {
        "CAR": ("professional", "header", "high"),
        "INV": ("interviewer", "header", "high"),
    }


def test_who_asks_the_questions_is_guessed_to_be_the_interviewer() -> None:
    talk = said(("Ann", "How was that?"), ("Bo", "Well, it was fine."), ("Ann", "And then?"), ("Bo", "Then home."))
    assert guessed(guess_roles("a.txt", talk * 3)) == {"Ann": ("interviewer", "asks the questions", "low")}


def test_in_a_short_talk_the_only_one_who_asks_is_guessed_too() -> None:
    talk = said(("Ann", "How was that?"), ("Bo", "Well, it was fine."))
    assert guessed(guess_roles("a.txt", talk)) == {"Ann": ("interviewer", "asks the questions", "low")}


def test_two_who_ask_alike_are_not_told_apart() -> None:
    talk = said(("Ann", "How was that?"), ("Bo", "Was what?"), ("Ann", "The day?"), ("Bo", "Why?"))
    assert guess_roles("a.txt", talk * 3) == []


def test_the_file_name_names_the_role_of_the_one_respondent() -> None:
    talk = said(("I", "And?"), ("R", "Well."))
    assert guessed(guess_roles("wave1/PSW-03.docx", talk))["R"] == ("service_user_or_peer", "file name", "low")
    assert guessed(guess_roles("ward_nurse_2.docx", talk))["R"] == ("professional", "file name", "low")
    three = said(("I", "And?"), ("R", "Well."), ("S", "Yes."))
    assert set(guessed(guess_roles("PSW-03.docx", three))) == {"I"}  # two respondents: which of them?


def test_a_file_without_speakers_is_a_document_if_its_name_or_its_numbering_says_so() -> None:
    policy = said((None, "1. The panel meets monthly."), (None, "2. A quorum is four."))
    assert guessed(guess_roles("paper7.docx", policy)) == {"": ("document", "numbered paragraphs", "low")}
    assert guessed(guess_roles("involvement-policy.docx", policy)) == {"": ("document", "file name", "high")}
    assert guess_roles("talk.txt", said((None, "So I went in and sat down."))) == []


def test_speech_to_text_without_speakers_is_no_document() -> None:
    assert guess_roles("policy-talk.json", said((None, "So I went in."), start_s=0.0)) == []


def test_files_of_one_folder_or_one_numbered_beginning_are_guessed_to_be_one_case() -> None:
    key = new_key()
    files = ["north/a.txt", "north/b.txt", "dyad03-staff.docx", "dyad03-member.docx", "alone.txt"]
    cases = guess_cases(files, key=key)
    assert cases["north/a.txt"] == cases["north/b.txt"] != cases["dyad03-staff.docx"] == cases["dyad03-member.docx"]
    assert "alone.txt" not in cases
    assert all("north" not in case and "dyad" not in case for case in cases.values())  # folders may bear names


def test_one_folder_of_everything_is_no_case() -> None:
    assert guess_cases(["all/a.txt", "all/b.txt"], key=new_key()) == {}
