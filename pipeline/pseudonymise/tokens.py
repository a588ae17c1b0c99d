"""Utterances go in, their words go out, each with its place, its folded form and whether it opens a sentence.

A word is letters and digits with inner apostrophes; `end` leaves a possessive 's and shortened verbs (`she'll`) out,
`stop` includes them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.pseudonyms import PSEUDONYM
from data_schemas.records import Finding, Utterance

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SHORTENED = re.compile(r"(?<=\w)['\u2019](?:s|m|d|ve|ll|re)\Z", re.IGNORECASE)
_ABBREVIATED = frozenset(("dr", "mr", "mrs", "ms", "st", "prof", "rev", "fr", "sgt"))
_SENTENCE_END = ".?!…:]\n"
_BLOT = "\u2588"  # no letter, digit, blank or punctuation: no pattern reads across it
_CASE_POOR_WORDS = 4  # fewer words than this say nothing of how capitals are used


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an utterance; `initial` when a capital letter there says nothing."""

    start: int
    end: int
    stop: int
    text: str
    folded: str
    initial: bool

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance as the layers read it; `poor` when its case says nothing (speech-to-text, all capitals)."""

    utterance: int
    text: str
    words: tuple[Word, ...]
    poor: bool
    pseudonyms: tuple[tuple[int, int], ...]

    @property
    def done(self) -> bool:
        """Whether it was pseudonymised before: what stands around its pseudonyms would now be judged otherwise.

        A bare `[Name]` is a transcriber's; in its line names may still stand.
        """
        return any(self.text[a:b] != "[Name]" for a, b in self.pseudonyms)

    @property
    def bare(self) -> str:
        """The text with its pseudonyms blotted out: their words are nobody's and give no context."""
        text = self.text
        for start, end in self.pseudonyms:
            text = text[:start] + _BLOT * (end - start) + text[end:]
        return text

    def finding(self, start: int, end: int, *, kind: str, layer: str, confidence: float) -> Finding:
        """A finding in this utterance."""
        return Finding(utterance=self.utterance, start=start, end=end, type=kind, layer=layer, confidence=confidence)


def lines_of(utterances: Sequence[Utterance]) -> tuple[Line, ...]:
    """Read every utterance once."""
    return tuple(line_of(utterance.text, utterance=i) for i, utterance in enumerate(utterances))


def line_of(text: str, *, utterance: int = 0) -> Line:
    """Read one utterance's text."""
    words = words_of(text)
    spans = tuple(m.span() for m in PSEUDONYM.finditer(text)) if "[" in text else ()
    return Line(utterance, text, words, _case_poor(words), spans)


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    words: list[Word] = []
    for match in _WORD.finditer(text):
        raw = match[0]
        stem = _SHORTENED.sub("", raw)
        initial = not words or _ends_sentence(words[-1], text[words[-1].stop : match.start()])
        words.append(Word(match.start(), match.start() + len(stem), match.end(), stem, fold(stem), initial))
    return tuple(words)


def fold(word: str) -> str:
    """A word without case, accents and curly apostrophes: `Siân` and `sian` are one."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.replace("\u2019", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def fold_name(text: str) -> str:
    """The words of a name, folded and joined by single spaces: how a person is known across the archive."""
    return " ".join(word.folded for word in words_of(text))


def _ends_sentence(word: Word, gap: str) -> bool:
    if gap.startswith(". ") and (word.folded in _ABBREVIATED or len(word.text) == 1):
        return False
    return any(c in _SENTENCE_END for c in gap)


def _case_poor(words: tuple[Word, ...]) -> bool:
    letters = [w for w in words if w.text[0].isalpha() and w.folded != "i"]
    if len(letters) < _CASE_POOR_WORDS:
        return False
    capitals = sum(w.capital for w in letters)
    shouted = sum(w.text.isupper() for w in letters)
    return capitals == 0 or shouted > 0.8 * len(letters)
