"""A written line goes in, vehicle registrations go out: current, prefix, suffix and, where a word says so, dateless."""

import re
from collections.abc import Iterator

from pipeline.pseudonymise.hits import SEPARATOR, Hit, is_amount, is_tight, said_around
from pipeline.pseudonymise.lists import zipf
from pipeline.pseudonymise.written import Written

_BEFORE = 60  # characters before a plate in which a word may announce it
_WORD_ZIPF = 4.0  # three small letters this frequent are a word, not the end of a plate
_S = SEPARATOR
_CURRENT = re.compile(
    rf"(?<!['\u2019])\b[A-HJ-PR-Y]{_S}[A-HJ-PR-Y]{_S}([0-8]){_S}(\d){_S}[A-HJ-PR-Z0]{_S}[A-HJ-PR-Z0]{_S}[A-HJ-PR-Z0]\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    rf"(?<!['\u2019])\b[A-HJ-NPR-TV-Y]{_S}\d(?:{_S}\d){{0,2}}{_S}[A-HJ-PR-Z]{_S}[A-HJ-PR-Z]{_S}[A-HJ-PR-Z]\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    rf"(?<!['\u2019])\b[A-Z]{_S}[A-Z]{_S}[A-Z]{_S}\d(?:{_S}\d){{0,2}}{_S}[A-HJ-NPR-TV-Y]\b", re.IGNORECASE
)
_DATELESS = re.compile(r"\b(?:[A-Z]{1,3} ?\d{1,4}|\d{1,4} ?[A-Z]{1,3})\b")
_CAR = re.compile(
    r"\b(?:reg|regs|registration|plates?|car|van|vehicle|drives?|drove|parked|motor|taxi|cab|bike|motorbike|minibus)\b",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"\b(?:reg|registration|(?:number )?plate)(?: number| no)?(?:'s| is| was|:|,| it's| like| read| said| of)*\s*\Z",
    re.IGNORECASE,
)
_PLATE_SMALL = re.compile(r"[a-z]{1,3} ?\d{1,4}\b|\d{1,4} ?[a-z]{1,3}\b")


def vehicle_hits(written: Written) -> Iterator[Hit]:
    """Registrations of one line."""
    text = written.text
    for match in _CURRENT.finditer(text):
        if is_tight(written, match) and 1 <= int(match[1] + match[2]) % 50 <= 30:
            yield Hit(match.start(), match.end(), "VEHICLE", 0.9)
    for pattern in (_PREFIX, _SUFFIX):
        for match in pattern.finditer(text):
            shaped = sum(c.isdigit() for c in match[0]) == 3 and not written.line.poor
            if (
                is_tight(written, match)
                and not _ends_in_word(match[0])
                and (shaped or said_around(_CAR, text, *match.span()))
            ):
                yield Hit(match.start(), match.end(), "VEHICLE", 0.8)
    for match in _DATELESS.finditer(text):
        if _PLATE.search(text, max(0, match.start() - _BEFORE), match.start()) or (
            len(match[0]) > 4 and said_around(_CAR, text, *match.span()) and not is_amount(text, *match.span())
        ):
            yield Hit(match.start(), match.end(), "VEHICLE", 0.7)
    if plate := next((m for m in _CAR.finditer(text) if m[0].lower() in ("reg", "registration", "plate")), None):
        small = _PLATE_SMALL.search(text, plate.end())
        if small and _PLATE.search(text, max(0, small.start() - _BEFORE), small.start()):
            yield Hit(small.start(), small.end(), "VEHICLE", 0.7)


def _ends_in_word(text: str) -> bool:
    """Whether three small letters at the end are a word: `m6 and`."""
    return text.islower() and zipf(text[-3:]) > _WORD_ZIPF
