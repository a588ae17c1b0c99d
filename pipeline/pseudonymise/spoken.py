"""Lines go in, identifiers that were said rather than written go out: digits as words, `dot` and `at`, letters spelled.

The said form is written out with a map from every character back to the text; the patterns run on what was written.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data_schemas.records import Finding
from pipeline.pseudonymise.identifiers import EMAIL, NI_WORDS, NINO, POSTCODE, is_nhs_number, is_nino_prefix
from pipeline.pseudonymise.tokens import Line, Word

_DIGITS = {
    "oh": "0",
    "o": "0",
    "zero": "0",
    "nought": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "niner": "9",
}
_TEENS = {
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "thirteen": "13",
    "fourteen": "14",
    "fifteen": "15",
    "sixteen": "16",
    "seventeen": "17",
    "eighteen": "18",
    "nineteen": "19",
}
_TENS = {
    "twenty": "2",
    "thirty": "3",
    "forty": "4",
    "fifty": "5",
    "sixty": "6",
    "seventy": "7",
    "eighty": "8",
    "ninety": "9",
}
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_FILLERS = frozenset(("er", "erm", "um", "uh", "then", "and"))
_MARKS = {"dot": ".", "at": "@", "dash": "-", "hyphen": "-", "underscore": "_", "slash": "/", "plus": "+"}
_SHORTEST = 6  # digits: below it a run of number words is a count, not an identifier
_REFERENCE = re.compile(
    r"\b(?:number|reference|ref|code|id|pin|badge|collar|hospital|account|case|mrn|card)\b[^.?!]{0,20}\Z", re.IGNORECASE
)
_SHORTEST_REFERENCE = 4  # digits, where the words before say that it is a number
_NHS = re.compile(r"\bnhs\b[^.?!]{0,30}\Z", re.IGNORECASE)
_GAP = re.compile(r"[ ,\-\u2013\u2014…]*\Z")


@dataclass(frozen=True, slots=True)
class Written:
    """A said stretch as it would be written; `origin[i]` is the word that character i comes from."""

    text: str
    origin: tuple[Word, ...]


def spoken_findings(lines: Sequence[Line]) -> Iterator[Finding]:
    """Said identifiers of every line."""
    for line in lines:
        for start, end, kind in (*_said_numbers(line), *_said_addresses(line)):
            yield line.finding(start, end, kind=kind, layer="spoken", confidence=0.85)


def _said_numbers(line: Line) -> Iterator[tuple[int, int, str]]:
    """Runs of digits and spelled letters, said one by one."""
    i = 0
    while i < len(line.words):
        written, following = _run(line, i)
        if any(not w.text.isdigit() for w in written.origin):
            yield from _kinds(line, written)
        i = max(following, i + 1)


def _run(line: Line, i: int) -> tuple[Written, int]:
    text: list[str] = []
    origin: list[Word] = []
    times, first = 1, i
    while i < len(line.words):
        word = line.words[i]
        if i > first and not _GAP.match(line.text[line.words[i - 1].end : word.start]):
            break
        following = line.words[i + 1].folded if i + 1 < len(line.words) else ""
        characters = _characters(word, following=following)
        if word.folded in _TIMES:
            times = _TIMES[word.folded]
        elif characters:
            text.append(characters * times)
            origin += [word] * (len(characters) * times)
            times = 1
        elif word.folded == "hundred" and origin:
            text.append("00")
            origin += [word] * 2
        elif not (origin and word.folded in _FILLERS):
            break
        i += 1
    return Written("".join(text), tuple(origin)), i


def _characters(word: Word, *, following: str) -> str:
    """What a word is when written: digits, one letter, or nothing."""
    folded = word.folded
    if folded.isascii() and folded.isdigit():
        return folded
    if folded in _DIGITS:
        return _DIGITS[folded]
    if folded in _TEENS:
        return _TEENS[folded]
    if folded in _TENS:
        return _TENS[folded] if following in _DIGITS and following not in ("oh", "o") else _TENS[folded] + "0"
    return folded.upper() if len(folded) == 1 and folded.isascii() and folded != "a" else ""


def _kinds(line: Line, written: Written) -> Iterator[tuple[int, int, str]]:
    text, origin = written.text, written.origin
    for pattern, kind in ((POSTCODE, "POSTCODE"), (NINO, "NINO")):
        for match in pattern.finditer(text):
            start = origin[match.start()].start
            if kind == "POSTCODE" or is_nino_prefix(match[1]) or NI_WORDS.search(line.bare, 0, start):
                yield start, origin[match.end() - 1].end, kind
    for match in re.finditer(r"[A-Z]{0,3}\d+", text):
        digits = match[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        start, end = origin[match.start()].start, origin[match.end() - 1].end
        before = line.bare[max(0, start - 50) : start]
        if len(digits) == 10 and (is_nhs_number(digits) or _NHS.search(before)):
            yield start, end, "NHS_NUMBER"
        elif len(digits) in (10, 11) and digits[0] == "0":
            yield start, end, "PHONE"
        elif len(digits) >= _SHORTEST or (len(digits) >= _SHORTEST_REFERENCE and _REFERENCE.search(before)):
            yield start, end, "PHONE" if digits[0] == "0" else "ID"


def _said_addresses(line: Line) -> Iterator[tuple[int, int, str]]:
    """E-mail and web addresses said with `at` and `dot`."""
    words = line.words
    for i, word in enumerate(words):
        if word.folded == "dot" and 0 < i < len(words) - 1:
            start, end = _address_edges(line, i)
            written = "".join(_MARKS.get(w.folded, w.folded) for w in words[start : end + 1])
            if EMAIL.fullmatch(written) and "." in written.split("@")[1]:
                yield words[start].start, words[end].stop, "EMAIL"
            elif re.search(r"(?:www\..+|\.(?:com|org|net|uk))\Z", written) and "@" not in written:
                yield words[start].start, words[end].stop, "URL"


def _address_edges(line: Line, i: int) -> tuple[int, int]:
    """First and last word of an address around a `dot`: a mark joins its neighbours, letters join at the start."""
    words = line.words
    start, end = i - 1, i + 1
    while end + 2 < len(words) and words[end + 1].folded in _MARKS:
        end += 2
    marks = [w.folded for w in words[start : end + 1]]
    while start > 1 and words[start - 1].folded in _MARKS and not (words[start - 1].folded == "at" and "at" in marks):
        marks.append(words[start - 1].folded)
        start -= 2
    while start > 0 and (len(words[start].text) == 1 or words[start].folded in _DIGITS) and _joins(line, start):
        start -= 1
    return start, end


def _joins(line: Line, start: int) -> bool:
    before = line.words[start - 1]
    same = line.text[before.stop : line.words[start].start] == " "
    return same and before.folded != "a" and (len(before.text) == 1 or before.folded in _DIGITS)
