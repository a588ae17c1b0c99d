"""Specification of which tiers are talk: what codes, numbers, quotes or annotates the speech of others is left out."""

import pytest

from pipeline.readers.tier_choice import speech_tiers
from pipeline.readers.tiers import Annotation, Tier

ADA = ["Who told you that?", "I went there later.", "So nobody asked.", "Then we all left.", "It was very late."]
BEN = ["My sister did.", "yeah", "No, nobody at all.", "mhm", "Not for us, no."]


def tier(name: str, texts: list[str], *, at: float = 0.0, length: float = 2.0) -> Tier:
    spans = ((at + 3 * i, at + 3 * i + length) for i in range(len(texts)))
    said = tuple(Annotation(start_s=a, end_s=b, text=text) for (a, b), text in zip(spans, texts, strict=True))
    return Tier(name=name, annotations=said)


TALK = [tier("Ada", ADA), tier("Ben", BEN, at=1.5)]


def kept(*others: Tier) -> list[str]:
    return [t.name for t in speech_tiers([*TALK, *others])]


@pytest.mark.parametrize(
    "texts",
    [
        ["1present", "2absent", "3absent", "4present now", "5absent"],
        ["H*", "L%", "L+H*", "H-L%", "!H*"],
        ["Q", "A", "INFORM", "BC", "Q"],
        ["wh-q_1", "ans_2", "wh-q_3", "ans_4", "ans_5"],
        ["told", "went", "nobody", "all left", "very late"],
    ],
    ids=["numbered", "tones", "capitals", "signs", "quotations"],
)
def test_values_that_are_no_talk_beside_talk(texts: list[str]) -> None:
    assert kept(tier("layer", texts, at=0.25, length=0.5)) == ["Ada", "Ben"]


@pytest.mark.parametrize(
    "name",
    [
        "dialogue acts",
        "Speech Act",
        "break index",
        "Ada tones",
        "gesture phase",
        "mb@Ada",
        "ge@Ada",
        "tense",
        "referents",
    ],
)
def test_names_that_say_what_an_annotator_noted(name: str) -> None:
    assert kept(tier(name, ["first of them", "second of them", "third of them"], at=0.5)) == ["Ada", "Ben"]


def test_syllables_are_no_talk() -> None:
    assert kept(tier("syl", ["who", "told", "you"], length=0.2)) == ["Ada", "Ben"]


def test_a_tier_named_after_a_speakers_tier_is_about_that_speech() -> None:
    about = ["asks the other one", "tells a long story", "sums it all up"]
    assert kept(tier("Ada_act", about, at=0.5)) == ["Ada", "Ben"]
    assert kept(tier("Ada head", about, at=0.5)) == ["Ada", "Ben"]
    assert kept(tier("Ada-mood", about, at=0.5), tier("Ben-mood", about, at=0.7)) == ["Ada", "Ben"]
    own = [
        tier("Ada-tx", ADA),
        tier("Ben-tx", BEN, at=1.5),
        tier("Ada-xy", about, at=0.5),
        tier("Ben-xy", about, at=0.7),
    ]
    assert [t.name for t in speech_tiers(own)] == ["Ada-tx", "Ben-tx"]


@pytest.mark.parametrize("name", ["Ada 2", "Ada_2", "Ada-Marie", "Ada Lee", "Ada two", "Adam", "Cy"])
def test_another_speaker_stays(name: str) -> None:
    assert kept(tier(name, ["I was there too.", "We had no chairs.", "OK"], at=0.5)) == ["Ada", "Ben", name]


def test_a_listener_and_talk_in_capitals_stay() -> None:
    assert kept(tier("Cy", ["mhm", "yeah", "mhm", "mm", "yeah", "mhm"], at=0.5))[-1] == "Cy"
    loud = [tier("A", [text.upper() for text in ADA]), tier("B", ["YES", "NO", "NO", "OK", "YES"], at=1.5)]
    assert [t.name for t in speech_tiers(loud)] == ["A", "B"]
