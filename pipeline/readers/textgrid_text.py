"""The text of a Praat TextGrid goes in, long, short or chronological; its tiers come out, times in seconds.

Praat reads a text file as numbers, quoted strings and flags that stand free; anything else is comment for people. Long
and short files therefore are one format here. pympi is not used: it reads by lines and loses labels with line breaks.
"""

import re
import unicodedata
from collections.abc import Iterator

from data_schemas.errors import DocumentError
from pipeline.readers.tiers import Annotation, Tier

CHRONOLOGICAL = "Praat chronological TextGrid text file"
INTERVALS, POINTS = "IntervalTier", "TextTier"
_TOKEN = re.compile(r'"(?P<string>(?:[^"]|"")*)"|![^\n]*|(?P<word>[^\s"]+)|(?P<open>")')
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d*)?(?:[eE][-+]?\d{1,2})?%?")
_ACCENTS = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", ",": "\u0327"}
_ACCENTED = re.compile(r"\\([A-Za-z])([\"'`^~,])")
_LETTERS = {r"\ss": "ß", r"\o/": "ø", r"\O/": "Ø", r"\ao": "å", r"\Ao": "Å", r"\ae": "æ", r"\Ae": "Æ"}
Token = str | float


def tiers_in(text: str) -> list[Tier]:
    """The tiers of a TextGrid; DocumentError where it ends too soon or is no TextGrid."""
    tokens = _tokens(text)
    first = next(tokens, None)
    try:
        if first == CHRONOLOGICAL:
            return _chronological(tokens)
        return _by_tier(tokens)
    except StopIteration:
        raise DocumentError(
            "a TextGrid that ends before all the intervals it announces; open it in Praat and save it again"
        ) from None


def _tokens(text: str) -> Iterator[Token]:
    """Strings and numbers as they stand in the text; flags and comments are passed over."""
    for match in _TOKEN.finditer(text):
        if match["open"]:
            line = text.count("\n", 0, match.start()) + 1
            raise DocumentError(f"a TextGrid with a quotation mark left open in line {line}; correct it there")
        if match["string"] is not None:
            yield match["string"].replace('""', '"')
        elif match["word"] and _NUMBER.fullmatch(match["word"]):
            yield float(match["word"].rstrip("%"))


def _by_tier(tokens: Iterator[Token]) -> list[Tier]:
    if _string(tokens) != "TextGrid":
        raise DocumentError(
            "a Praat file that is no TextGrid; expected a TextGrid; save the annotations from Praat as one"
        )
    _number(tokens), _number(tokens)
    tiers = [_tier(tokens) for _ in range(int(_number(tokens)))]
    if next(tokens, None) is not None:
        raise DocumentError("a TextGrid that holds more than it announces; open it in Praat and save it again")
    return tiers


def _tier(tokens: Iterator[Token]) -> Tier:
    kind, name = _string(tokens), _string(tokens)
    _number(tokens), _number(tokens)
    read = _interval if kind == INTERVALS else _point
    annotations = [read(tokens) for _ in range(int(_number(tokens)))]
    return Tier(name=plain(name), kind=kind, annotations=tuple(annotations))


def _chronological(tokens: Iterator[Token]) -> list[Tier]:
    """Tiers first, then annotations of all of them in order of time, each after its tier's number."""
    _number(tokens), _number(tokens)
    heads = []
    for _ in range(int(_number(tokens))):
        heads.append((_string(tokens), plain(_string(tokens))))
        _number(tokens), _number(tokens)
    found: list[list[Annotation]] = [[] for _ in heads]
    for token in tokens:
        if not isinstance(token, float) or not 1 <= token <= len(heads):
            raise DocumentError("a TextGrid in which an annotation names no tier; open it in Praat and save it again")
        place = int(token) - 1
        found[place].append((_interval if heads[place][0] == INTERVALS else _point)(tokens))
    return [Tier(name=name, kind=kind, annotations=tuple(f)) for (kind, name), f in zip(heads, found, strict=True)]


def _interval(tokens: Iterator[Token]) -> Annotation:
    start, end = _number(tokens), _number(tokens)
    return Annotation(start_s=round(start, 3), end_s=round(end, 3), text=plain(_string(tokens)))


def _point(tokens: Iterator[Token]) -> Annotation:
    time = round(_number(tokens), 3)
    return Annotation(start_s=time, end_s=time, text=plain(_string(tokens)))


def plain(text: str) -> str:
    """A label with the letters that Praat writes after a backslash, such as `\\e'` for é."""
    if "\\" not in text:
        return text
    for code, letter in _LETTERS.items():
        text = text.replace(code, letter)
    return unicodedata.normalize("NFC", _ACCENTED.sub(lambda m: m[1] + _ACCENTS[m[2]], text))


def _number(tokens: Iterator[Token]) -> float:
    token = next(tokens)
    if isinstance(token, str):
        raise _unexpected("a number", "a label")
    return token


def _string(tokens: Iterator[Token]) -> str:
    token = next(tokens)
    if isinstance(token, float):
        raise _unexpected("a label in quotation marks", "a number")
    return token


def _unexpected(expected: str, found: str) -> DocumentError:
    return DocumentError(
        f"a TextGrid with {found} where {expected} was expected; open it in Praat and save it again as a text file"
    )
