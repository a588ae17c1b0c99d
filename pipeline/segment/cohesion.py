"""The sentences of a turn go in; what a boundary between each two of them costs comes out.

High where the second leans on the first (an opener such as "so" or "they", near meanings), low or below zero where
something new begins (an opener such as "anyway", another tense). Units are those of `passages`. Repeated words beyond
their meaning and a change of grammatical person were tried on the training interviews and told nothing more.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.segment.sentences import Sentence

if TYPE_CHECKING:
    from spacy.language import Language

Vector = NDArray[np.float32]

WINDOW = 2  # sentences on either side whose meanings are compared (Hearst 1997 compares blocks, not sentences)
NEARNESS = 3.0  # what a cosine of 1 costs more than one of 0
USUAL_COSINE = 0.6  # of two neighbouring blocks of one speaker's talk; also where there is no content word
ANOTHER_TENSE = -0.4  # from narrating to commenting, or back
CONTINUING_LINE = 4.0  # a line that goes on in lower case after no full stop: a subtitle cue, not a sentence

# What opens a sentence, and what a boundary before it costs; the longest that fits counts.
OPENERS = {
    **dict.fromkeys(("so", "because", "cause", "cos", "'cause", "which", "then", "so i", "so they"), 1.0),
    **dict.fromkeys(("they", "them", "he", "she"), 0.4),
    **dict.fromkeys(("it", "this", "these", "those", "and"), 0.2),
    **dict.fromkeys(("and he", "and she", "and they", "and it", "and i", "if"), 0.5),
    **dict.fromkeys(("anyway", "anyhow", "the other thing", "another thing", "and another thing"), -1.5),
    **dict.fromkeys(("i remember", "one time", "one day", "the first", "when i", "when we", "for example"), -1.0),
    **dict.fromkeys(("there was", "there's", "there is", "and there was", "but"), -0.4),
}
LONGEST_OPENER = 4  # tokens of "and another thing", with one to spare for the "'s" that the tokeniser parts off

_PAST = "was were did had went said got came come took told thought knew made gave left asked put felt kept used"
_PRESENT = "is are am 's 're 'm do does have has 've know think want need mean feel says say"
PAST, PRESENT = frozenset(_PAST.split()), frozenset(_PRESENT.split())
PAST_ENDING, PAST_LETTERS = "ed", 5  # "worked", but neither "bed" nor "need"
# Said in every sentence of an interview, whatever it is about; added to the language's own stop words.
_FILLERS = "yeah yes no erm um er mm like know mean sort kind thing things really got get going just"
FILLERS = frozenset(_FILLERS.split())


def bonds(sentences: Sequence[Sentence], *, text: str, language: "Language") -> list[float]:
    """What a boundary before each sentence costs, the first left out: one number less than there are sentences."""
    stop = language.Defaults.stop_words | FILLERS
    meanings = [
        _meaning([w for w in s.words if w.isalpha() and len(w) > 2 and w not in stop], language) for s in sentences
    ]
    tenses = [_tense(s.words) for s in sentences]
    costs = []
    for i in range(1, len(sentences)):
        cost = _opening(sentences[i].words)
        cost += NEARNESS * (_cosine(meanings[max(0, i - WINDOW) : i], meanings[i : i + WINDOW]) - USUAL_COSINE)
        cost += ANOTHER_TENSE if tenses[i - 1] * tenses[i] < 0 else 0.0
        cost += CONTINUING_LINE if _continues(text, sentences[i - 1], then=sentences[i]) else 0.0
        costs.append(cost)
    return costs


def _opening(words: Sequence[str]) -> float:
    spoken = [w for w in words if w[0].isalnum() or w[0] == "'"]
    for length in range(LONGEST_OPENER, 0, -1):
        cost = OPENERS.get(" ".join(spoken[:length]).replace(" '", "'"))
        if cost is not None:
            return cost
    return 0.0


def _continues(text: str, sentence: Sentence, *, then: Sentence) -> bool:
    between = text[sentence.end : then.start]
    return "\n" in between and text[then.start].islower() and text[sentence.end - 1] not in ".?!\u2026"


def _tense(words: Sequence[str]) -> int:
    """1 where more verbs are past than present, -1 where fewer, 0 where neither."""
    past = sum(w in PAST or (w.endswith(PAST_ENDING) and len(w) >= PAST_LETTERS) for w in words)
    present = sum(w in PRESENT for w in words)
    return (past > present) - (past < present)


def _meaning(words: Sequence[str], language: "Language") -> Vector:
    """The sum of the words' vectors, each of length 1; shape (width,)."""
    total = np.zeros(language.vocab.vectors_length, dtype=np.float32)
    for word in words:
        vector = np.asarray(language.vocab.get_vector(word), dtype=np.float32)
        length = float(np.linalg.norm(vector))
        total += vector / length if length else vector
    return total


def _cosine(before: Sequence[Vector], after: Sequence[Vector]) -> float:
    left, right = np.sum(before, axis=0), np.sum(after, axis=0)
    lengths = float(np.linalg.norm(left)) * float(np.linalg.norm(right))
    return float(left @ right) / lengths if lengths else USUAL_COSINE
