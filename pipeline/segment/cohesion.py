"""The sentences of a turn go in; what a boundary between each two of them costs comes out.

The cost is the negative log odds of a boundary under a logistic model fitted on the training interviews. It sees how
neighbouring sentences open, their persons and tense, how near they are in meaning, how long they are and where they
stand; what they are about is no feature. Single persons ("I", "she") and how the sentence after next opens told
nothing more in cross-validation, and would have told of the way in which the training interviews are invented.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.segment.clauses import words_in
from pipeline.segment.openers import opening, persons, tense, turning
from pipeline.segment.sentences import Sentence
from pipeline.segment.weights import Feature, Weights, load_boundaries

if TYPE_CHECKING:
    from spacy.language import Language

Vector = NDArray[np.float32]

USUAL_COSINE = 0.6  # of two neighbouring blocks of one speaker's talk; also where there is no content word
WIDTHS = (1, 2, 3)  # sentences on either side whose meanings are compared (Hearst 1997 compares blocks)
ANSWER_WORDS = 3  # words of a sentence that is no more than "No, no."
REMARK_WORDS = 6  # words of a sentence that is no more than "It was all right."
CONTENT_LETTERS = 3  # letters of a word that has a meaning of its own, stop words apart
GOING_ON = frozenset(("and", "so"))  # an opener of the sentence after next that tells something
VECTORS_KEPT = 1 << 14  # words whose vectors a process keeps, about 20 MB

# Said in every sentence of an interview, whatever it is about; added to the language's own stop words.
_FILLERS = "yeah yes no erm um er mm like know mean sort kind thing things really got get going just"
FILLERS = frozenset(_FILLERS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the model sees of one sentence."""

    opening: list[str]
    persons: frozenset[str]
    tense: int
    content: frozenset[str]
    meaning: Vector
    words: int
    asks: bool


def bonds(sentences: Sequence[Sentence], *, text: str, language: "Language") -> list[float]:
    """What a boundary before each sentence costs, the first left out: one number less than there are sentences."""
    seen = turn_features(sentences, text=text, language=language)
    return bonds_of(sentences, seen, model=load_boundaries().passages)


def bonds_of(sentences: Sequence[Sentence], seen: Sequence[list[Feature]], *, model: Weights) -> list[float]:
    """The same under any model: dear where it is likely that a point, or even the sentence itself, goes on."""
    return [
        then.doubt - model.log_odds(features) - turning(spoken_words(then))
        for then, features in zip(sentences[1:], seen, strict=True)
    ]


def turn_features(sentences: Sequence[Sentence], *, text: str, language: "Language") -> list[list[Feature]]:
    """What the model sees of the gap before each sentence, the first left out."""
    said = [_view(sentence, text=text, language=language) for sentence in sentences]
    return [[*_around(said, i), *_between(said[i - 1], said[i]), *_meanings(said, i)] for i in range(1, len(said))]


def _view(sentence: Sentence, *, text: str, language: "Language") -> Said:
    spoken = spoken_words(sentence)
    stop = language.Defaults.stop_words
    content = [w for w in spoken if len(w) >= CONTENT_LETTERS and w.isalpha() and w not in stop and w not in FILLERS]
    return Said(
        opening=opening(spoken),
        persons=persons(spoken),
        tense=tense(spoken),
        content=frozenset(content),
        meaning=_meaning(content, language),
        words=max(1, words_in(text[sentence.start : sentence.end])),
        asks="?" in text[sentence.end - 3 : sentence.end],
    )


def _around(said: Sequence[Said], i: int) -> Iterator[Feature]:
    """What the sentences around a gap say by themselves, and where in the turn the gap is."""
    before, after = said[i - 1], said[i]
    for side, one in (("before", before), ("after", after)):
        for name in one.opening:
            yield f"{side} opens {name}", 1.0
        yield f"{side} asks", float(one.asks)
        yield f"{side} words", log(one.words)
        yield f"{side} content", log(1 + len(one.content))
        yield f"{side} answer", float(one.words <= ANSWER_WORDS)
        yield f"{side} remark", float(one.words <= REMARK_WORDS)
    if i + 1 < len(said) and said[i + 1].opening[0] in GOING_ON:
        yield f"next opens {said[i + 1].opening[0]}", 1.0
    yield "first", float(i == 1)
    yield "last", float(i + 1 == len(said))
    yield "sentences before", log(i)
    yield "sentences after", log(len(said) - i)


def _between(before: Said, after: Said) -> Iterator[Feature]:
    """What two neighbouring sentences have in common."""
    for person in sorted(before.persons | after.persons):  # in one order: the sum must not depend on the hash seed
        here, there = person in before.persons, person in after.persons
        yield f"{'both' if here and there else 'leaves' if here else 'enters'} {person}", 1.0
    yield "repeats", float(not before.content.isdisjoint(after.content))
    if before.tense and after.tense:
        yield f"tense {before.tense:+d}{after.tense:+d}", 1.0


def _meanings(said: Sequence[Said], i: int) -> Iterator[Feature]:
    """How near in meaning the blocks on either side are, and how near to each other the sentences of a block."""
    for width in WIDTHS:
        yield f"near {width}", _cosine(said[max(0, i - width) : i], said[i : i + width])
    yield "near before", _cosine(said[max(0, i - 2) : i - 1], said[i - 1 : i]) if i > 1 else 0.0
    yield "near after", _cosine(said[i : i + 1], said[i + 1 : i + 2]) if i + 1 < len(said) else 0.0


def spoken_words(sentence: Sentence) -> list[str]:
    """A sentence's words without its punctuation."""
    return [w for w in sentence.words if w[0].isalnum() or w[0] == "'"]


def _meaning(words: Sequence[str], language: "Language") -> Vector:
    """The sum of the words' directions; shape (width,)."""
    total = np.zeros(language.vocab.vectors_length, dtype=np.float32)
    for word in words:
        total += _direction(language, word)
    return total


@lru_cache(maxsize=VECTORS_KEPT)
def _direction(language: "Language", word: str) -> Vector:
    """A word's vector at length 1; zero for a word that the language model does not know."""
    vector = np.asarray(language.vocab.get_vector(word), dtype=np.float32)
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def _cosine(before: Sequence[Said], after: Sequence[Said]) -> float:
    """How near two blocks are, against what is usual."""
    left, right = _sum(before), _sum(after)
    lengths = float(np.linalg.norm(left)) * float(np.linalg.norm(right))
    return float(left @ right) / lengths - USUAL_COSINE if lengths else 0.0


def _sum(block: Sequence[Said]) -> Vector:
    total = block[0].meaning
    for one in block[1:]:
        total = total + one.meaning
    return total
