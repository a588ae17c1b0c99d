"""A written line goes in, postcodes go out: whole ones, and their first half where a place may stand."""

import re
from collections.abc import Iterator

from pipeline.pseudonymise.hits import SEPARATOR, Hit, is_tight, said_before
from pipeline.pseudonymise.lists import word_list
from pipeline.pseudonymise.written import Written

AREAS = word_list("postcode_areas")
_WORDS = frozenset(
    ("ME", "SO", "EH", "HA", "PA", "ST", "AL", "LA", "EN", "EX", "B", "E", "G", "L", "M", "N", "S", "W", "CM")
)
_S = SEPARATOR
_WHOLE = re.compile(
    rf"(?<!['\u2019])\b([A-Z](?:{_S}[A-Z0])?){_S}\d(?:{_S}[\dA-Z])?{_S}(?!1st|2nd|3rd|\dth|\dft|\dhr|\dlb)"
    rf"\d{_S}[ABD-HJLNP-UW-Z]{_S}[ABD-HJLNP-UW-Z]\b(?!['\u2019])",
    re.IGNORECASE,
)
_HALF = re.compile(r"\b([A-Z]{1,2})(\d{1,2}[A-Z]?)( \d(?= something\b| and then\b|[.,]))?\b(?![/\-'\u2019\d]|\.\d)")
_HALF_SMALL = re.compile(r"\b([a-z]{1,2}) ?(\d{1,2})\b(?![/\-'\u2019\d]|\.\d)", re.IGNORECASE)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|from|near|be|all|say|was|used to be|catchment(?:'s| is)|round|around|over|across|of|cover|covers"
    r"|lived?|lives|living|postcodes?(?: is| was|'s|:)?|area|moved to"
    r"|over to|up to|out to|back to|down to|through|outside|between|whole of|it's|code's|is)[ ,:]*\Z",
    re.IGNORECASE,
)
_PLACE_AFTER = re.compile(
    r" (?:area|round here|way|postcode|postcodes|patch|district|end|estate|address)\b", re.IGNORECASE
)
_POSTCODE_WORD = re.compile(r"\bpost ?codes?\b", re.IGNORECASE)
_NOT_A_PLACE = re.compile(
    r"\b(?:UB40|WD40|M\d{1,2}(?!\d)[^.]{0,30}\b(?:motorway|junction|services|traffic)|B(?:1|2|3|6|12)\b|E ?numbers)",
    re.IGNORECASE,
)
_ROAD_BEFORE = re.compile(
    r"\b(?:the|junction|motorway|vitamin|hep|grade|form|paper|size|bay|bed|room)\s*\Z", re.IGNORECASE
)
_THING_BEFORE = re.compile(_ROAD_BEFORE.pattern.replace("(?:", "(?:an?|my|", 1), re.IGNORECASE)
_LONGEST_BEFORE = 40  # characters before a postcode in which a word may say what it is


def postcode_hits(written: Written) -> Iterator[Hit]:
    """Postcodes of one line."""
    text = written.text
    for match in _WHOLE.finditer(text):
        area = "".join(c for c in match[1].upper().replace("0", "O") if c.isalpha())
        if area in AREAS and is_tight(written, match, blanks=1):
            yield Hit(match.start(), match.end(), "POSTCODE", 0.95)
    last = -1
    for match in _HALF.finditer(text):
        if _is_half(text, match, after=last, line_poor=written.line.poor):
            last = match.end()
            yield Hit(match.start(), match.end(), "POSTCODE", 0.8)
    for match in _HALF_SMALL.finditer(text):
        small = match[1].upper() in AREAS - _WORDS and text[match.start()].islower()
        if small and (
            _PLACE_BEFORE.search(text, max(0, match.start() - _LONGEST_BEFORE), match.start())
            or _PLACE_AFTER.match(text, match.end())
        ):
            yield Hit(match.start(), match.end(), "POSTCODE", 0.7)


def _is_half(text: str, match: re.Match[str], *, after: int, line_poor: bool) -> bool:
    area, place = match[1], match.start()
    if area in AREAS and _PLACE_AFTER.match(text, match.end()):
        return True
    low = max(0, place - _LONGEST_BEFORE)
    numbered = (_ROAD_BEFORE if len(area) > 1 else _THING_BEFORE).search(text, low, place)
    if area not in AREAS or _NOT_A_PLACE.match(text, place) or numbered:
        return said_before(_POSTCODE_WORD, text, place, reach=25) and area in AREAS
    if after >= 0 and text[after:place] in (" ", " and ", ", ", " or ", " to ", " & ", ", and "):
        return True
    if len(area) > 1 and area not in _WORDS and not line_poor:
        return True
    return bool(_PLACE_BEFORE.search(text, max(0, place - 20), place) or _PLACE_AFTER.match(text, match.end()))
