"""What a person decided is done to the text: masked wherever it stands, or left, and nothing else is touched."""

import pytest

from data_schemas.pseudonyms import PSEUDONYM
from data_schemas.records import Finding, Transcript, Utterance
from pipeline.key import Key
from pipeline.pseudonymise.decided import LAYER, Decided
from pipeline.pseudonymise.mask import pseudonymise, restore

KEY = Key(b"0" * 32)


def after(text: str, *decided: Decided, found: tuple[str, ...] = ()) -> str:
    """The text after masking `found` as people and doing what was decided."""
    utterances = (Utterance(speaker=None, start_s=None, end_s=None, text=text),)
    findings = [
        Finding(utterance=0, start=text.index(f), end=text.index(f) + len(f), type="PERSON", layer="x", confidence=0.9)
        for f in found
    ]
    source = Transcript(doc_id="D1", utterances=utterances, events=())
    masked, originals = pseudonymise(source, findings=findings, names=(), speakers=(), key=KEY, decided=decided)
    assert restore(masked, originals) == utterances
    return PSEUDONYM.sub(r"[\1]", masked.utterances[0].text)


def mask(text: str, kind: str = "PERSON") -> Decided:
    return Decided(text=text, type=kind, mask=True)


def leave(text: str) -> Decided:
    return Decided(text=text, type="", mask=False)


@pytest.mark.parametrize(
    ("text", "decided", "kept"),
    [
        ("I saw Wrexley, then WREXLEY's dog.", mask("wrexley"), "I saw [Name], then [Name]'s dog."),
        ("It says 900461 on it.", mask("900461", "ID"), "It says [Number] on it."),
        ("Ask j.smith@nhs.example now.", mask("j.smith@nhs.example", "EMAIL"), "Ask [E-mail] now."),
        ("At the Moving Forward day, moving forward.", mask("Moving Forward", "ORG"),
         "At the [Organisation] day, moving forward."),
        ("I told grace, Grace knows.", mask("grace"), "I told [Name], [Name] knows."),
        ("Grace said a grace.", mask("Grace"), "[Name] said a grace."),
    ],
)  # fmt: skip
def test_a_text_is_masked_wherever_it_stands(text: str, decided: Decided, kept: str) -> None:
    assert after(text, decided) == kept


def test_a_text_that_is_left_stands_and_longer_names_do_not() -> None:
    assert after("I asked Dunna.", leave("dunna"), found=("Dunna",)) == "I asked Dunna."
    assert after("I asked Hope Farm.", leave("Hope Farm"), found=("Hope",)) == "I asked Hope Farm."
    assert after("I asked Grace Okafor.", leave("Grace"), found=("Grace Okafor",)) == "I asked [Name]."
    assert after("Grace Okafor came.", leave("Grace"), found=("Grace", "Okafor")) == "[Name] came."


def test_what_is_to_be_masked_goes_before_what_is_to_be_left() -> None:
    assert after("I asked Okafor.", leave("okafor"), mask("Okafor")) == "I asked [Name]."


def test_a_decision_gives_the_type_and_says_that_it_was_one() -> None:
    text = "I saw Wrexley."
    utterances = (Utterance(speaker=None, start_s=None, end_s=None, text=text),)
    finding = Finding(utterance=0, start=6, end=13, type="PERSON", layer="cues", confidence=0.95)
    masked, _ = pseudonymise(
        Transcript(doc_id="D1", utterances=utterances, events=()),
        findings=[finding], names=(), speakers=(), key=KEY, decided=[mask("Wrexley", "WARD")],
    )  # fmt: skip
    assert (masked.redactions[0].type, masked.redactions[0].layers) == ("WARD", (LAYER, "cues"))
