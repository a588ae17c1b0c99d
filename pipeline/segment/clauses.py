"""A stretch of talk goes in, its sentences come out where no punctuation tells them, none over `MAX_WORDS` words.

Speech-to-text without punctuation gives hundreds of words in a row; between each two of them a model fitted on
punctuated talk says how likely a sentence ends there, by the two words before and the three after.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from data_schemas.pseudonyms import PSEUDONYM
from pipeline.segment.marks import FixedSpans
from pipeline.segment.weights import Feature, load_boundaries

MAX_WORDS = 45  # words; of written-down speech, few sentences are longer
ENOUGH = -1.0  # log odds from which a sentence ends: the best F1 in cross-validation on the training interviews
PUNCTUATED = 2.0  # the same within a punctuated sentence that is too long: hardly more cuts than the limit asks for
NEVER = -12.0  # log odds before a transcriber's mark, which stays with what was said before it
PAUSE = 1.0  # log odds that a comma, dash or line feed adds; the model was fitted without any
STOP = 3.0  # the same of a full stop, question or exclamation mark
STAND_IN = "alex"  # what the model reads for every pseudonym, so that no boundary depends on the key
NOTHING = "|"  # what it reads before the first word and after the last

_WORD = re.compile(r"\S+")
_SILENT = re.compile(r"[^\w]+")
_PAUSES = ",;:-\u2013\u2014"
_STOPS = ".?!\u2026"
_ENDINGS = ("ing", "ed", "ly", "er", "es", "s")  # what tells verbs, adverbs and plurals that the model has not met


def words_in(text: str) -> int:
    """How many words, parted by blanks, a text has: the measure of every limit of this stage.

    A pseudonym is one word, `[Name K7Q2M4]` as `[spring 2019]`: no boundary depends on the level of detail in it.
    """
    return len((PSEUDONYM.sub(STAND_IN, text) if "[" in text else text).split())


def bare(word: str) -> str:
    """A word as the model reads it: lower case, letters and digits only; empty for a dash that stands alone."""
    return _SILENT.sub("", word.lower())


def word_features(words: Sequence[str], place: int) -> list[Feature]:
    """What the model sees of a possible boundary before `words[place]`, all of them `bare`."""
    window = [words[i] if 0 <= i < len(words) else NOTHING for i in range(place - 2, place + 3)]
    second, last, first, then, next_ = window
    names = (
        f"-1 {last}",
        f"-2 {second}",
        f"-2-1 {second} {last}",
        f"+1 {first}",
        f"+2 {then}",
        f"+3 {next_}",
        f"+1+2 {first} {then}",
        f"-1+1 {last} {first}",
        f"-1~ {_ending(last)}",
        f"+1~ {_ending(first)}",
        f"+2~ {_ending(then)}",
    )
    return [(name, 1.0) for name in names]


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence `text[start:end]`; `doubt` is the negative logarithm of the probability that one begins there."""

    start: int
    end: int
    doubt: float


def cut(text: str, span: tuple[int, int], *, fixed: FixedSpans, enough: float) -> list[Piece]:
    """The sentences of a stretch; one is over `MAX_WORDS` words only if a fixed stretch alone is."""
    words = _words(text, span, fixed=fixed)
    free = [i for i, (start, _) in enumerate(words) if i and not fixed.splits(start)]
    odds = _odds(text, words, fixed=fixed)
    firsts = _cheapest([0, *free, len(words)], gains=[one - enough for one in odds])
    doubts = [0.0, *(math.log1p(math.exp(-odds[first])) for first in firsts[1:])]
    return [
        Piece(words[a][0], words[b - 1][1], doubt)
        for (a, b), doubt in zip(pairwise([*firsts, len(words)]), doubts, strict=True)
    ]


def _words(text: str, span: tuple[int, int], *, fixed: FixedSpans) -> list[tuple[int, int]]:
    """The words of a stretch, a pseudonym with what it is joined to being one."""
    words: list[tuple[int, int]] = []
    for match in _WORD.finditer(text, *span):
        held = next(fixed.within(match.start(), match.start() + 1), None)
        if words and held is not None and not held.silent and held.start < match.start():
            words[-1] = (words[-1][0], match.end())
        else:
            words.append(match.span())
    return words


def _odds(text: str, words: list[tuple[int, int]], *, fixed: FixedSpans) -> list[float]:
    """The log odds of a boundary before each word."""
    model = load_boundaries().sentences
    said = [_said(text, word, fixed=fixed) for word in words]
    spoken = [word for word in said if word]
    odds, at = [], 0
    for i, word in enumerate(said):
        if not i or not word:
            odds.append(NEVER)
        else:
            between = text[words[i - 1][1] - 1 : words[i][0]]
            odds.append(model.log_odds(word_features(spoken, at)) + _pause(between))
        at += bool(word)
    return odds


def _said(text: str, word: tuple[int, int], *, fixed: FixedSpans) -> str:
    """A word of the text as the model reads it; empty where nothing is said, and within a pseudonym after its start."""
    held = next(fixed.within(*word), None)
    if held is None:
        return bare(text[slice(*word)])
    return "" if held.silent or held.start < word[0] else STAND_IN


def _pause(between: str) -> float:
    if between[0] in _STOPS:
        return STOP
    return PAUSE if between[0] in _PAUSES or "\n" in between else 0.0


def _ending(word: str) -> str:
    return next((e for e in _ENDINGS if word.endswith(e) and len(word) > len(e) + 2), "")


def _cheapest(places: list[int], *, gains: list[float]) -> list[int]:
    """The word at which each piece begins, by dynamic programming over the places where a piece may begin or end."""
    best = [0.0] + [float("-inf")] * (len(places) - 1)
    back = [0] * len(places)
    for j in range(1, len(places)):
        gain = gains[places[j]] if j < len(places) - 1 else 0.0
        i = j - 1
        while i >= 0 and (i == j - 1 or places[j] - places[i] <= MAX_WORDS):
            if best[i] + gain > best[j]:
                best[j], back[j] = best[i] + gain, i
            i -= 1
    firsts, at = [], len(places) - 1
    while at > 0:
        at = back[at]
        firsts.append(places[at])
    return firsts[::-1]
