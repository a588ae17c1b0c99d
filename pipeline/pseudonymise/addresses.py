"""Written lines go in, postal addresses and roads go out, the number in figures or in words; a town on the line after."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from data_schemas.records import Finding
from pipeline.pseudonymise.places import naming_words
from pipeline.pseudonymise.small_addresses import HOUSE_NUMBER, MAY_HOLD_ADDRESS, small_address_findings
from pipeline.pseudonymise.written import Written

_CAPITAL = r"[A-Z][\w'\u2019\-]+"
_NAME = rf"(?:(?:{_CAPITAL}|St\.?|of|the|and|on) )"
_STREET = (
    "Road|Street|Lane|Avenue|Close|Drive|Way|Gardens|Terrace|Crescent|Place|Row|Grove|Square|Mews|Walk|Parade|Rise|Wynd"
    "|Brow|Approach|Esplanade|Promenade|Embankment|Villas|Cottages|Circus"
)
_NUMBERED_STREET = (
    rf"(?:{_STREET}|Rd|St|Ave|Ln|Cres|Gdns|Terr?|Sq|Pl|Dr|Cl|Court|Hill|Park|Green|View|Wharf|Quay|Vale|Bank|Fold|Croft|Yard"
    r"|Broadway|Parkway|Gate|Heights|Meadows?|Mount|Side|Loan|Brae)"
)
_BUILDING = (
    "House|Court|Lodge|Towers?|Point|Mansions|Heights|Mills?|Wharf|Maltings|Buildings?|Place|Flats|Hall|Gardens|Works"
)
_PART = (
    r"(?:(?:(?:[Tt]op|[Gg]round|[Gg]round floor|[Ff]irst floor|[Ss]econd floor|[Bb]asement|[Uu]pper|[Ll]ower|[Gg]arden) [Ff]lat"
    r"|(?:[Ff]lat|[Aa]partment|[Aa]pt\.?|[Uu]nit|[Rr]oom|[Ss]tudio|[Bb]edsit|[Ss]uite) (?:\d{1,4} ?[A-Za-z]?|[A-Za-z])\b),? )"
)
_NUMBERED = re.compile(
    rf"\b{_PART}?{HOUSE_NUMBER},? (?:[Tt]he )?{_NAME}{{0,2}}(?:{_CAPITAL}|St\.?) {_NUMBERED_STREET}\b"
)
_THE = re.compile(
    rf"\b{_PART}?{HOUSE_NUMBER},? [Tt]he (?:{_NUMBERED_STREET}|Maltings|Laurels|Paddocks?|Orchards?|Spinney|Pines|Beeches|Limes"
    r"|Elms|Oaks|Willows|Poplars|Hollies|Firs|Larches|Chase|Glade|Glebe|Lawns|Moorings|Cloisters)\b"
)
_FLAT = re.compile(
    rf"\b{_PART}(?:{HOUSE_NUMBER},? )?(?:[Tt]he )?{_NAME}{{0,3}}{_CAPITAL} (?:{_BUILDING}|{_NUMBERED_STREET})\b"
)
_HOUSE = re.compile(
    rf"\b(?:The )?(?:{_CAPITAL} ){{0,3}}(?:Cottages?|House|Vicarage|Rectory|Manse|Farm|Farmhouse|Lodge|Barn|Mill|Hall|Manor"
    rf"|Bungalow), (?:{HOUSE_NUMBER} )?(?:{_CAPITAL} ){{1,3}}{_NUMBERED_STREET}\b"
)
_FOREIGN = re.compile(
    rf"\b{HOUSE_NUMBER},? (?:Heol|Ffordd|Stryd|Cwrt|Maes|L\u00f4n|Lon|Bryn|Clos|Rhodfa|Plas|Rue|Via|Calle|Rua)"
    rf"(?: (?:y|yr|de|la|du|des|del|della))* {_CAPITAL}(?: {_CAPITAL})?"
)
_ROAD = re.compile(rf"\b(?:{_CAPITAL} ){{1,3}}(?:{_STREET}|Estate)\b")
_BOX = re.compile(r"\bP\.?O\.? ?Box \d+\b", re.IGNORECASE)
_TOWN_LINE = re.compile(rf"\s*(?:{_CAPITAL}(?:[ \-](?:upon|on|le|by|in|the|of|{_CAPITAL})){{0,4}}),?\s*\Z")


def address_findings(written: Sequence[Written]) -> Iterator[Finding]:
    """Addresses of every line, and a town on the line after one; a road without a number is a place."""
    last: Finding | None = None
    for before, one in pairwise((None, *written)):
        if one is None:
            continue
        if last is not None and before is not None and before.line.text[last.end :].strip(" ,") == "":
            yield from _town(one)
        found = list(small_address_findings(one) if one.line.poor else _capitalised(one))
        yield from found
        last = max((f for f in found if f.type == "ADDRESS"), key=lambda f: f.end, default=None)


def _town(written: Written) -> Iterator[Finding]:
    line = written.line
    if len(line.words) <= 4 and _TOWN_LINE.match(line.text):
        yield line.finding(line.words[0].start, line.words[-1].stop, kind="LOCATION", layer="addresses", confidence=0.6)


def _capitalised(written: Written) -> Iterator[Finding]:
    line, text = written.line, written.text
    if MAY_HOLD_ADDRESS.search(text):
        for pattern in (_NUMBERED, _THE, _FLAT, _BOX, _FOREIGN):
            for match in pattern.finditer(text):
                yield written.finding(*match.span(), kind="ADDRESS", confidence=0.9, layer="addresses")
        yield from small_address_findings(written)
    for match in _HOUSE.finditer(text):
        yield written.finding(*match.span(), kind="ADDRESS", confidence=0.8, layer="addresses")
    for match in _ROAD.finditer(line.text):
        words = naming_words(line, match.span())
        if words:
            yield line.finding(words[0].start, words[-1].stop, kind="LOCATION", layer="addresses", confidence=0.8)
