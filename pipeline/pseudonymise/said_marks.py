"""A line goes in, the tokens of said addresses come out: words, digits and letters, and marks such as `dot` and `at`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.pseudonymise.said_items import read_item
from pipeline.pseudonymise.tokens import Line, Word

_MARKS = {"dot": ".", "at": "@", "dash": "-", "hyphen": "-", "underscore": "_", "slash": "/", "dots": "."}
_PHRASES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("the", "at", "sign"), "@"),
    (("at", "sign"), "@"),
    (("at", "symbol"), "@"),
    (("full", "stop"), "."),
    (("dub", "dub", "dub"), "www"),
    (("triple", "w"), "www"),
    (("forward", "slash"), "/"),
    (("then", "a", "dot", "then"), "."),
    (("then", "a", "dot"), "."),
    (("then", "dot"), "."),
    (("a", "dot", "then"), "."),
    (("and", "then", "at"), "@"),
    (("then", "at"), "@"),
)
_SKIPPED: tuple[tuple[str, ...], ...] = (
    ("all", "one", "word"),
    ("all", "in", "one", "word"),
    ("as", "one", "word"),
    ("all", "small", "letters"),
    ("small", "letters"),
    ("in", "lower", "case"),
    ("all", "lower", "case", "letters"),
    ("all", "joined", "up"),
    ("no", "dots"),
    ("no", "dot"),
    ("with", "a", "dot", "between"),
    ("with", "a", "dot", "in"),
    ("with", "no", "dots"),
    ("one", "word"),
    ("all", "lower", "case"),
    ("all", "lowercase"),
    ("lower", "case"),
    ("lowercase",),
    ("capital",),
    ("no", "spaces"),
    ("no", "space"),
    ("no", "gaps"),
    ("all", "together"),
    ("the", "number"),
    ("the", "letter"),
    ("er",),
    ("erm",),
    ("um",),
    ("uh",),
)
_SPELLED_FOR = frozenset(("that's", "thats", "it's", "that", "so", "spelt", "spelled", "which"))
_GLUED = frozenset(("@", ".", "-", "_", "/", ":"))
_FEWEST_SPELLED = 3  # letters in a row after `that's`


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a said address; `sign` for a said `at sign`, `spelled` for single letters and digits."""

    text: str
    start: int
    end: int
    is_word: bool = False
    spelled: bool = False
    said: bool = False
    sign: bool = False
    skip: bool = False
    pause: bool = False


def read_tokens(line: Line, bare: str) -> tuple[Token, ...]:
    """All tokens of a line in order; whatever cannot stand in an address is a token that is none of these."""
    tokens: list[Token] = []
    words, i, done = line.words, 0, 0
    while i < len(words):
        tokens += _between(bare, done, words[i].start)
        found, following = _read(words, i, bare=bare)
        tokens.append(found)
        done, i = words[following - 1].stop, following
    return _without_pauses([*tokens, *_between(bare, done, len(bare))])


def _without_pauses(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens without pauses beside a mark, beside what was said for the listener or between spelled letters."""
    kept: list[Token] = []
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        beside = [t for t in (before, after) if t is not None]
        spelled = len(beside) == 2 and all(t.spelled for t in beside)
        if not token.pause or not (spelled or any(t.skip or t.said for t in beside)):
            kept.append(token)
    return tuple(kept)


def _read(words: Sequence[Word], i: int, *, bare: str) -> tuple[Token, int]:
    """One token from word i on, and the word after it."""
    texts = [bare[w.start : w.stop].lower().replace("\u2019", "'") for w in words[i : i + 5]]
    start = words[i].start
    for phrase, mark in _PHRASES:
        if tuple(texts[: len(phrase)]) == phrase:
            j = i + len(phrase)
            return Token(
                mark,
                start,
                words[j - 1].stop,
                is_word=mark == "www",
                said=mark != "www",
                sign="sign" in phrase or "symbol" in phrase,
            ), j
    lead = 1 if texts[0] in _SPELLED_FOR else 0
    for phrase in _SKIPPED:
        if tuple(texts[lead : lead + len(phrase)]) == phrase:
            j = i + lead + len(phrase)
            return Token("", start, words[j - 1].stop, skip=True), j
    if (j := _past_spelling(words, i, bare=bare)) > i:
        return Token("", start, words[j - 1].stop, skip=True), j
    if texts[0] in _MARKS and not (texts[0] == "dot" and len(texts) > 1 and texts[1] in _MARKS and texts[1] != "dot"):
        return Token(_MARKS[texts[0]], start, words[i].stop, said=True), i + 1
    item = read_item(words, i, bare=bare, inside=len(texts[0]) == 1 and texts[0] not in ("a", "i"))
    if item is not None and not item.typed:
        letters = _joined_letters(words, i, bare=bare) if item.letters and item.following == i + 1 else 0
        if letters > i + 1:
            text = "".join(w.text for w in words[i:letters])
            return Token(text, start, words[letters - 1].stop, is_word=True, spelled=True), letters
        return Token(
            item.text.lower(), start, words[item.following - 1].stop, is_word=True, spelled=True
        ), item.following
    spelled = texts[0].isdigit()
    return Token(words[i].text, start, words[i].stop, is_word=texts[0] == words[i].text.lower(), spelled=spelled), i + 1


def _past_spelling(words: Sequence[Word], i: int, *, bare: str) -> int:
    """The word after what was spelled or explained for the listener, after a pause: `, d u double f u s,`."""
    texts = [bare[w.start : w.stop].lower().replace("\u2019", "'") for w in words[i : i + 3]]
    if texts[0] == "with" and len(texts) == 3 and texts[1] in ("one", "two", "a", "an", "double"):
        return i + 3 if len(texts[2].removesuffix("'s").removesuffix("s")) == 1 else i
    if not i or "," not in bare[words[i - 1].stop : words[i].start]:
        return i
    item = read_item(words, i, bare=bare, inside=True)
    if item is not None and item.letters and item.following > i + 1 and item.following < len(words):
        return item.following if words[item.following].folded == "at" else i
    j = first = i + (texts[0] in _SPELLED_FOR)
    while j < len(words) and (j == first or bare[words[j - 1].stop : words[j].start] in (" ", "-")):
        if not (len(words[j].text) == 1 and words[j].text.isalpha()) and words[j].folded != "double":
            break
        j += 1
    return j if j - first >= _FEWEST_SPELLED + (first == i) else i


def _joined_letters(words: Sequence[Word], i: int, *, bare: str) -> int:
    """The word after single letters side by side: `u k`, `n h s`."""
    j = i + 1
    while j < len(words) and len(words[j].text) == 1 and words[j].text.isalpha() and words[j].folded != "a":
        if bare[words[j - 1].stop : words[j].start] not in (" ", "-"):
            break
        j += 1
    return j


def _between(bare: str, start: int, end: int) -> Iterator[Token]:
    """Signs between two words: glued marks, pauses; brackets round `(at)` are passed over, other signs end an address."""
    for match in re.finditer(r"\S", bare[start:end]):
        place = start + match.start()
        sign = match[0]
        glued = place == start and place + 1 == end and sign in _GLUED
        if sign == "@" or glued:
            yield Token(sign, place, place + 1)
        elif sign in "()[]<>":
            yield Token("", place, place + 1, skip=True)
        else:
            yield Token(sign if sign not in "._-/" else ";", place, place + 1, pause=sign in ",-\u2013\u2014\u2026")
