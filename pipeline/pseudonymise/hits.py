"""What the patterns share: a hit in a written text, and the words around it that say what a number is or is not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.pseudonymise.written import Written

SEPARATOR = r"[ ,.\-\u2013\u2014\u2026]{0,4}"  # between the digits of one number, said with pauses or typed in groups
_CONTEXT = 70  # characters before a number in which a word may say what it is
_AFTER = 45  # characters after it

_AMOUNT_AFTER = re.compile(
    r"[ \-]?(?:%|percent|per cent|pounds?|quid|pence|p\b|grand|thousand|million|billion|hundred\b|odd\b|m?g\b|mgs?\b|mcg"
    r"|milligrams?|grams?|ml\b|kg|kilos?|stone|miles?|metres?|yards?|feet|foot|minutes?|mins?\b|hours?|hrs?\b|days?|nights?"
    r"|weeks?|months?|years?|yrs?\b|people|times|of (?:us|them|you|the)|calories|degrees|steps|referrals|o.?clock|am\b|pm\b"
    r"|words|sessions|beds|bed\b|patients|staff|members|houses|pages|visits|calls|letters|volunteers|hundredths)",
    re.IGNORECASE,
)
_AMOUNT_BEFORE = re.compile(
    r"(?:[£$€~]|\b(?:section|step|form|band|bus|page|chapter|level|article|paragraph|para|schedule|grade|year|act|platform"
    r"|channel|top|question|stage|phase|version|radio|type|route|junction|motorway|clause|regulation|recommendation|week"
    r"|day)s?)[ \-]?\Z",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:about|nearly|roughly|over|under|almost|around|than|up to) \Z", re.IGNORECASE)
_LONGEST_BEFORE = 20  # characters of a word before a number
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\W+(?:19|20)?\d\d)*\Z")


@dataclass(frozen=True, slots=True)
class Hit:
    """An identifier in a written text."""

    start: int
    end: int
    kind: str
    confidence: float


def digits_of(text: str) -> str:
    """The digits of a text."""
    return "".join(c for c in text if c.isdigit())


def said_before(words: re.Pattern[str], text: str, place: int, *, reach: int = _CONTEXT) -> bool:
    """Whether a word shortly before a place says so."""
    return words.search(text, max(0, place - reach), place) is not None


def said_around(words: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Whether a word shortly before or after a stretch says so."""
    return said_before(words, text, start) or words.search(text, end, end + _AFTER) is not None


def is_amount(text: str, start: int, end: int) -> bool:
    """Whether the words beside a number make it an amount, a time or a numbered thing of everybody's."""
    low = max(0, start - _LONGEST_BEFORE)
    if _AMOUNT_AFTER.match(text, end) or _AMOUNT_BEFORE.search(text, low, start):
        return True
    return not any(c.isalpha() for c in text[start:end]) and _ABOUT.search(text, low, start) is not None


def is_year(text: str) -> bool:
    """Whether a number is one year."""
    return _YEAR.fullmatch(text) is not None


def are_years(text: str) -> bool:
    """Whether numbers are years in a row."""
    return _YEARS.fullmatch(text) is not None


def is_tight(written: Written, match: re.Match[str], *, blanks: int = 1) -> bool:
    """Whether typed letters and digits stand together, all large or all small; said ones may have pauses."""
    text = match[0]
    if written.said(*match.span()):
        return written.is_spelled(*match.span())
    gaps = sum(not c.isalnum() for c in text)
    return (text.isupper() and gaps <= blanks + 1) or (text.islower() and gaps <= blanks)


def matches(pattern: re.Pattern[str], text: str, kind: str, confidence: float, *, group: int = 0) -> Iterator[Hit]:
    """Every match of a pattern."""
    for match in pattern.finditer(text):
        yield Hit(match.start(group), match.end(group), kind, confidence)


def singles(written: Written, start: int, end: int) -> str:
    """The digits among written characters `start` to `end` that were said one by one."""
    return "".join(p.text for p in written.said(start, end) if len(set(p.text)) == 1 and p.text.isdigit())
