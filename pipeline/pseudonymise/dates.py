"""Lines go in, exact dates go out: a day with its month, in figures or in words; `March 2022` is not exact."""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.tokens import Line

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_UNIT = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
_ORDINAL = (
    rf"(?:(?:twenty|thirty)[ -]{_UNIT}|twentieth|thirtieth|tenth|eleventh|twelfth"
    rf"|(?:thir|four|fif|six|seven|eigh|nine)teenth|{_UNIT})"
)
_DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?|{_ORDINAL})"
_TENS = r"(?:ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_SAID_YEAR = (
    rf"(?:(?:nineteen|twenty)[ -](?:{_TENS}(?:[ -]{_ONES})?|(?:oh|o|hundred)(?:[ -]{_ONES})?)"
    rf"|two thousand(?: and)?(?: {_TENS})?(?:[ -]{_ONES})?)"
)
_YEAR = rf"(?:\d{{4}}|['\u2019]\d\d|{_SAID_YEAR})"
_IN_WORDS = re.compile(
    rf"\b(?:{_DAY} (?:day )?of {_MONTH}|(?:{_DAY}) {_MONTH}|{_MONTH} (?:the )?{_DAY})\b\.?(?:,? (?:in )?{_YEAR}\b)?",
    re.IGNORECASE,
)
_IN_FIGURES = re.compile(
    r"(?<![\d/.\-])(?:(?:0?[1-9]|[12]\d|3[01])([/.\-])(?:0?[1-9]|1[0-2])\1(?:\d{4}|\d\d)"
    r"|(?:19|20)\d\d([/\-])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01]))(?![\d/]|[.\-]\d)"
)
_HINT = re.compile(r"\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)


def date_findings(lines: Sequence[Line]) -> Iterator[Finding]:
    """Exact dates of every line."""
    for line in lines:
        if not _HINT.search(line.text):
            continue
        for pattern in (_IN_WORDS, _IN_FIGURES):
            for match in pattern.finditer(line.text):
                if not _is_modal(match[0]):
                    end = match.start() + len(match[0].rstrip("."))
                    yield line.finding(match.start(), end, kind="DATE", layer="dates", confidence=0.95)


def _is_modal(text: str) -> bool:
    """Whether what looks like a date is a verb: `first may be`, `second mar`."""
    words = text.split()
    return len(words) == 2 and words[1] in ("may", "mar", "dec", "march") and not words[0][0].isdigit()
