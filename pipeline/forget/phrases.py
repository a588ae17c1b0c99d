"""Texts go in, the sequences of words by which they are known again come out; and whether a text holds any of them."""

import re
from collections.abc import Iterable, Iterator

LENGTH = 6  # words that stand together nowhere else by chance, as a rule
_WORD = re.compile(r"[^\W_]+")


class Phrases:
    """Sequences of folded words, found in a text whatever its marks, case and blanks."""

    def __init__(self, phrases: Iterable[str] = ()) -> None:
        self._by_start: dict[str, dict[int, set[tuple[str, ...]]]] = {}
        for phrase in phrases:
            words = words_in(phrase)
            if words:
                self._by_start.setdefault(words[0], {}).setdefault(len(words), set()).add(words)

    def found_in(self, text: str) -> Iterator[str]:
        """Every phrase that stands in the text."""
        words = words_in(text)
        for i, word in enumerate(words):
            for length, phrases in self._by_start.get(word, {}).items():
                if words[i : i + length] in phrases:
                    yield " ".join(words[i : i + length])

    def touch(self, text: str) -> bool:
        """Whether any phrase stands in the text."""
        return next(self.found_in(text), None) is not None


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text without case, marks and blanks."""
    return tuple(_WORD.findall(text.casefold()))


def sequences(text: str) -> Iterator[str]:
    """Every `LENGTH` consecutive words of a text; a shorter text gives none."""
    words = words_in(text)
    for i in range(len(words) - LENGTH + 1):
        yield " ".join(words[i : i + LENGTH])
