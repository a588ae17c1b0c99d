"""A text goes in, its words come out with their places: in a form in which the same word is found in another copy of the text.

What a program's copy has beside the talk, speakers' labels, times and numbers of cues, is told apart.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_INSIDE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # invisible, and taken out of words by reading
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[\u0300-\u036f{_INSIDE}])*")
_INVISIBLE = re.compile(f"[{_INSIDE}]")
_CLOCK = re.compile(r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,:;-]\d{1,3})?")
_CUE = re.compile(
    r"^[ \t]*\d+[ \t]*(?=\n[ \t]*\d{1,3}:\d{2})|^[^\n]+(?=\n[ \t]*(?:\d+:)?\d{2}:\d{2}[.,]\d{3} *-->)", re.MULTILINE
)
_TAG = re.compile(r"</?[bcivu](?:[. ][^<>\n]*)?>")  # of WebVTT


@dataclass(frozen=True, slots=True)
class Word:
    """One word, `text[start:end]` of the text (or of the utterance) of that number; `key` is how it is compared."""

    key: str
    part: int
    start: int
    end: int


def words_of(parts: Iterable[str]) -> list[Word]:
    """The words of texts, in order."""
    return [
        Word(_key(match[0]), number, match.start(), match.end())
        for number, text in enumerate(parts)
        for match in _WORD.finditer(text)
    ]


def talk_of(text: str, *, labels: Iterable[str]) -> list[Word]:
    """The words of a program's copy of a transcript without labels, times and numbers of cues."""
    beside = [
        match.span()
        for pattern in (_CLOCK, _CUE, _TAG, _labelled(labels))
        if pattern
        for match in pattern.finditer(text)
    ]
    beside.sort()
    found, at = [], 0
    for word in words_of([text]):
        while at < len(beside) and beside[at][1] <= word.start:
            at += 1
        if not (at < len(beside) and beside[at][0] < word.end):
            found.append(word)
    return found


def _labelled(labels: Iterable[str]) -> re.Pattern[str] | None:
    """A known label where a line begins with it, and a colon, bracket or tab follows, or nothing but a time."""
    known = sorted({" ".join(label.split()) for label in labels if label and label.strip()}, key=lambda n: (-len(n), n))
    if not known:
        return None
    names = "|".join(r"\s+".join(map(re.escape, name.split(" "))) for name in known)
    return re.compile(
        rf"^(?:[^\w\n]|[\d_])*(?:v[ \t]+)?(?:{names})(?=[ \t*_]*[:>\])}}\t]|[^\w\n]*(?:[\d:.,]+[^\w\n]*)?$)",
        re.MULTILINE | re.IGNORECASE,
    )


def _key(word: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", word)).casefold()
