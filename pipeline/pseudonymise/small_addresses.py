"""A written line goes in, addresses in small letters go out: `23 marlow street`, `flat 2, 31 brindley court road`."""

import re
from collections.abc import Iterator

from data_schemas.records import Finding
from pipeline.pseudonymise.lists import STOP_WORDS, first_names, is_ordinary, places, surnames, word_list, zipf
from pipeline.pseudonymise.written import Written

HOUSE_NUMBER = r"(?:\d{1,4} ?[A-Ha-h]?\b(?: ?[\-\u2013/&] ?\d{1,4}[A-Za-z]?)?)"
MAY_HOLD_ADDRESS = re.compile(r"\d|\bflat\b|\bapartment\b|\bunit\b|\broom\b|\bstudio\b|\bbedsit\b", re.IGNORECASE)
_SURE = "road|street|lane|avenue|crescent|terrace|rd"  # words that end the name of a street and little else
_MAYBE = (
    "close|drive|gardens|row|grove|court|mews|place|way|walk|hill|square|rise|view|park|green|parade|croft|wharf|house|lodge"
    "|mill|towers?|maltings|buildings|point|reach|fold|brow|heights|gate|wynd|brae|villas|cottages"
)
_PART = (
    r"(?:(?:(?:top|ground floor|basement) flat"
    r"|(?:flat|apartment|apt|unit|room|studio|bedsit) (?:\d{1,4} ?[a-z]?|[a-z])\b),? )"
)
_ADDRESS = re.compile(
    rf"\b(?:({_PART})({HOUSE_NUMBER},? )?|({HOUSE_NUMBER},? ))((?:the )?(?:[a-z][a-z'\u2019\-]+ ){{1,3}}?)({_SURE}"
    rf"|{_MAYBE})\b"
    r"(?: (road|street|lane|avenue|close|drive|terrace|gardens|crescent))?",
    re.IGNORECASE,
)
_THE = re.compile(
    rf"\b(?:{_PART}|{HOUSE_NUMBER} )the (?:maltings|crescent|laurels|paddocks?|orchards?|spinney|willows|pines"
    rf"|beeches|limes|elms"
    r"|oaks|mews)\b",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"\b(?:at|live[sd]?(?: at)?|living at|number|address(?: is| was|'s)?|care of|c/o|moved to|house is|it's"
    r"|flat)[ ,:]*\Z",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:[^\s:]{1,20}: )?\W*")
_LONGEST_BEFORE = 40  # characters before an address in which a word may announce it
_LONGEST_REST = 12  # characters after an address that is the whole answer
_NO_NAMES = STOP_WORDS | word_list("no_street_names")
_STREETS = word_list("street_names")  # words that are the whole name of many streets
_KNOWN_ZIPF = 4.4  # without `at` or `live`, a word more frequent than this before `road` is no name
_MAYBE_ZIPF = 3.6  # the same before `close` or `way`, which are words of their own


def small_address_findings(written: Written) -> Iterator[Finding]:
    """Addresses of one line whose words have no capitals, or need none."""
    text = written.text
    if not MAY_HOLD_ADDRESS.search(text):
        return
    for match in _THE.finditer(text):
        yield written.finding(*match.span(), kind="ADDRESS", confidence=0.7, layer="addresses")
    for match in _ADDRESS.finditer(text):
        if _is_address(text, match):
            yield written.finding(*match.span(), kind="ADDRESS", confidence=0.7, layer="addresses")


def _is_address(text: str, match: re.Match[str]) -> bool:
    """Whether the words between number and `road` are a name rather than talk."""
    names = [n for n in match[4].lower().split() if n != "the"]
    sure = re.fullmatch(_SURE, match[5], re.IGNORECASE) is not None
    if sure and names and _STREETS.issuperset(names):
        return True
    low = max(0, match.start() - _LONGEST_BEFORE)
    if not names or any(n.rstrip("'\u2019") in _NO_NAMES for n in names):
        return False
    alone = _ALONE.fullmatch(text, 0, match.start()) and len(text) - match.end() < _LONGEST_REST
    if alone or _LIVES.search(text, low, match.start()) or (match[1] and match[2]) or match[6]:
        return True
    if any(n in first_names() or (not is_ordinary(n) and (n in surnames() or n in places(big=False))) for n in names):
        return True
    return min(zipf(n) for n in names) < (_KNOWN_ZIPF if sure else _MAYBE_ZIPF)
