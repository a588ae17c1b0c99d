"""Names told by what stands around them, by the gazetteers, and by what kind of text it is."""

import pytest

from data_schemas.pseudonyms import PSEUDONYM
from data_schemas.records import Utterance
from pipeline.key import Key
from pipeline.pseudonymise.case_records import is_case_record
from pipeline.pseudonymise.entities import entity_findings
from pipeline.pseudonymise.lines import MODEL, pseudonymise_texts
from pipeline.pseudonymise.slots import load_slots, name_odds
from pipeline.pseudonymise.tokens import line_of, lines_of

KEY = Key(b"0" * 32)


def masked(text: str) -> str:
    return PSEUDONYM.sub(r"[\1]", pseudonymise_texts([("a", text)], key=KEY)[0]["text"])


def odds(text: str, word: str) -> float:
    line = line_of(text)
    return sum(name_odds(line, next(i for i, w in enumerate(line.words) if w.text == word)))


@pytest.mark.parametrize(
    ("as_name", "as_word", "word"),
    [
        ("and will came round with the keys", "it will be fine in the end", "will"),
        ("so grace said she would ring me", "they gave us a grace period to pay", "grace"),
        ("so mark rang me about the rota", "there was a mark on the wall", "mark"),
        ("me and joy went down on the bus", "it was a real joy to be there", "joy"),
        ("i live in bath with my sister", "i had a bath and went to bed", "bath"),
    ],
)
def test_the_words_around_tell_a_name_from_the_same_word(as_name: str, as_word: str, word: str) -> None:
    assert odds(as_name, word) > 0.5
    assert odds(as_word, word) < 0.2


def test_the_model_knows_kinds_of_words_and_no_name() -> None:
    said = {part for feature in load_slots().weights for part in feature.split("=", 1)[1].split()}
    assert not said & {"kieran", "karen", "shaz", "okafor", "marzena", "leeds", "bradford"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("i was in ninewells and then back to broughty ferry", "i was in [Hospital] and then back to [place]"),
        ("She works for Tees, Esk and Wear Valleys NHS Foundation Trust.", "She works for [Organisation]."),
        ("he was at saint jamess hospital that week and came back", "he was at [Hospital] that week and came back"),
        ("I was in the Maudsley for a bit.", "I was in [Hospital] for a bit."),
    ],
)
def test_hospitals_trusts_and_districts_are_known(said: str, kept: str) -> None:
    assert masked(said) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Bob's your uncle, as they say, and a cup of Yorkshire tea.",
        "It could be any Tom, Dick and Harry, for Pete's sake.",
        "We did the PHQ-9 and the Care Act and then rang the Department of Health.",
    ],
)
def test_sayings_and_national_bodies_are_left(text: str) -> None:
    assert masked(text) == text


RECORD = (
    "The applicant, Mr Z.M. Duffus, a Polish national, was born in 1954 and lives in Krakow. In June 1995 the Regional "
    "Court heard his case. On appeal the sum of EUR 5,400 was awarded. He was treated at the clinic between 1996 and 1998. "
)


def test_a_written_record_of_a_case_loses_years_sums_and_origins() -> None:
    done = masked(RECORD)
    assert not any(token in done for token in ("1954", "1995", "1998", "5,400", "Polish", "Z.M.", "Krakow"))


def test_talk_keeps_its_years() -> None:
    talk = (
        "So I came here in 1995, you know, and I said to Mr Duffus, I can't, I'm on my own, and you know what he said to me? "
        * 2
    )
    assert not is_case_record([line_of(talk)])
    assert "1995" in masked(talk)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("and mrs b said i could come and go", "and mrs [Name] said i could come and go"),
        ("We saw Mr K.H. about it.", "We saw Mr [Name]. about it."),
        ("So I asked Wee Andy for it.", "So I asked [Name] for it."),
        ("there was tony w and there was tony m in the list", "there was [Name] and there was [Name] in the list"),
    ],
)
def test_initials_and_by_names_go_with_the_name(said: str, kept: str) -> None:
    assert masked(said) == kept


def test_the_entity_model_reads_no_line_that_was_pseudonymised_before() -> None:
    def read(text: str) -> list[str]:
        utterance = Utterance(speaker=None, start_s=None, end_s=None, text=text)
        found = entity_findings(lines_of([utterance]), model=MODEL, spoken_small=frozenset())
        return [text[f.start : f.end] for f in found]

    assert read("Then Kieran Duffus went to Rotherham.")
    assert read("Then [Name] and Kieran Duffus went to Rotherham.")
    assert not read("Then [Name K7Q2M4] and Kieran Duffus went to Rotherham.")


def test_a_persons_possessive_is_no_bodys_name() -> None:
    said = "They were in Jindi's office the next morning. Jindi was there."
    assert masked(said) == "They were in [Name]'s office the next morning. [Name] was there."
