"""Lines go in, postal addresses and roads go out."""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.places import naming_words
from pipeline.pseudonymise.tokens import Line

_CAPITAL = r"[A-Z][\w'\u2019\-]+"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_NUMBER = (
    rf"(?:\d{{1,4}}[A-Za-z]?|(?:(?:{_TENS})[ \-])?(?:one|two|three|four|five|six|seven|eight|nine)|ten|eleven|twelve"
    rf"|(?:thir|four|fif|six|seven|eigh|nine)teen|{_TENS})"
)
_STREET = (
    "Road|Street|Lane|Avenue|Close|Drive|Way|Gardens|Terrace|Crescent|Place|Row|Grove|Square|Mews|Walk|Parade|Rise"
)
_NUMBERED = re.compile(
    rf"\b(?:[Ff]lat \w+,? )?{_NUMBER},? (?:{_CAPITAL} ){{1,3}}(?:{_STREET}|Court|Hill|Park|Green|View)\b"
)
_FLAT = re.compile(
    rf"\b[Ff]lat \w+,? (?:{_CAPITAL} ){{1,2}}(?:House|Court|Lodge|Tower|Towers|Point|Mansions|Heights)\b"
)
_ROAD = re.compile(rf"\b(?:{_CAPITAL} ){{1,3}}(?:{_STREET}|Estate)\b")
_SMALL = re.compile(
    rf"\b(?:flat \w+ )?{_NUMBER} (?:[a-z]+ ){{1,2}}(?:road|street|lane|avenue|close|drive|gardens|terrace|crescent)\b",
    re.IGNORECASE,
)
_NO_NAMES = re.compile(r" (?:the|a|an|of|in|on|to|down|up|from|at|and|or|people|houses?|more|years?) ", re.IGNORECASE)


def address_findings(lines: Sequence[Line]) -> Iterator[Finding]:
    """Addresses of every line; a road without a number is a place."""
    for line in lines:
        if line.poor:
            for match in _SMALL.finditer(line.text):
                if not _NO_NAMES.search(match[0]):
                    yield line.finding(*match.span(), kind="ADDRESS", layer="addresses", confidence=0.7)
            continue
        for pattern in (_NUMBERED, _FLAT):
            for match in pattern.finditer(line.text):
                yield line.finding(*match.span(), kind="ADDRESS", layer="addresses", confidence=0.9)
        for match in _ROAD.finditer(line.text):
            words = naming_words(line, match.span())
            if words:
                yield line.finding(words[0].start, words[-1].stop, kind="LOCATION", layer="addresses", confidence=0.8)
