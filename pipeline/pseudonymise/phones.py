"""A written line goes in, phone numbers go out: British, from abroad, local with a word that says so, extensions."""

import re
from collections.abc import Iterator

from pipeline.pseudonymise.hits import SEPARATOR, Hit, digits_of, is_amount, matches, said_around, singles
from pipeline.pseudonymise.written import Written

_S = rf"(?:{SEPARATOR}|[ )(]{{1,3}})"
_EXTENSION = r"(?:,? ?\(?(?:ext(?:ension|n)?|x)\b\.? ?(?:number )?\d{1,6}\)?)?"
_BRITISH = re.compile(rf"(?<![\w/£$€.])\(?[0O](?:{_S}\d){{9,10}}(?!\d){_EXTENSION}", re.IGNORECASE)
_FROM_ABROAD = re.compile(
    rf"(?<![\w/.])(?:(?:\+|plus ?){_S}44|0{_S}0{_S}4{_S}4){_S}(?:\(0\){_S})?(?:\d{_S}){{8,9}}\d(?!\d){_EXTENSION}",
    re.IGNORECASE,
)
_FOREIGN = re.compile(rf"(?<![\w/.])(?:(?:\+|plus ?)|00){_S}[1-9](?:{_S}\d){{7,13}}(?!\d)", re.IGNORECASE)
_SAID = re.compile(rf"(?<![\w/£$€.])(?:[1-9]{SEPARATOR})?(0(?:{SEPARATOR}\d){{8,21}})(?!\d)")  # `that one oh one ...`
_BEGUN = re.compile(rf"(?<![\w/£$€.])0{SEPARATOR}[12378](?:{SEPARATOR}\d){{2,7}}(?!\d)")
_CONTINUED = re.compile(rf"(?<!\d)\d(?:{SEPARATOR}\d){{2,9}}(?!\d)")
_INSIDE = re.compile(
    r"\b(?:ext(?:ension|n)?s?|bleeps?|pagers?|speed dial|short code|x)\b\.?(?: number| no\.?)?"
    rf"(?:'s|\u2019s| is| was|,|:| on| it's| to)* ?(\d(?:{SEPARATOR}\d){{1,5}})(?![\d/])",
    re.IGNORECASE,
)
_GLUED = re.compile(r"\bx\d{4,6}\b")  # an extension
_LOCAL = re.compile(rf"(?<![\w/£$€.,:])(?:\d{{3}}{_S}\d{{3,4}}|\d{{4}}{_S}\d{{4}}|\d{{6}})(?![\w/%])")
_PHONE_WORDS = re.compile(
    r"\b(?:phones?|ring|rang|rung|call|called|dial|dialled|text|mobile|mob|number|tel|telephone|landline|whatsapp|fax"
    r"|local|switchboard)\b",
    re.IGNORECASE,
)
_PUBLIC = frozenset(("116123", "08001111", "111", "999", "101", "112", "105", "119", "85258"))  # helplines of everybody
_REACH = 60  # characters between the two parts of a number
_FEWEST_BEGUN = 5  # digits said one by one that begin as a number does
_LONGEST = 11  # digits of a British number


def phone_hits(written: Written) -> Iterator[Hit]:
    """Phone numbers of one line."""
    text = written.text
    for pattern, confidence in ((_BRITISH, 0.95), (_FROM_ABROAD, 0.95), (_FOREIGN, 0.85)):
        for match in pattern.finditer(text):
            yield Hit(match.start(), match.end(), "PHONE", confidence)
    yield from _others(text)
    for match in _INSIDE.finditer(text):
        if not is_amount(text, match.start(1), match.end(1)):
            yield Hit(match.start(1), match.end(1), "PHONE", 0.8)
    yield from matches(_GLUED, text, "PHONE", 0.8)
    for match in _LOCAL.finditer(text):
        digits = digits_of(match[0])
        if (
            digits in _PUBLIC
            or is_amount(text, *match.span())
            or (digits.startswith(("19", "20")) and len(digits) == 8)
        ):
            continue
        if len(digits) >= 6 and said_around(_PHONE_WORDS, text, *match.span()):
            yield Hit(match.start(), match.end(), "PHONE", 0.7)
    if written.pieces:
        yield from _said(written)


def _others(text: str) -> Iterator[Hit]:
    """What else a general library takes for a phone number."""
    if "+" in text or "tel:" in text:
        import phonenumbers

        for found in phonenumbers.PhoneNumberMatcher(text, "GB", phonenumbers.Leniency.VALID):
            yield Hit(found.start, found.end, "PHONE", 0.9)


def _said(written: Written) -> Iterator[Hit]:
    """Numbers said with a correction, longer than they are, and numbers broken off and gone on with."""
    text = written.text
    for match in _SAID.finditer(text):
        if written.said(match.start(1), match.start(1) + 1):
            yield Hit(match.start(1), match.end(1), "PHONE", 0.85)
    for match in _BEGUN.finditer(text):
        if not written.said(*match.span()) or len(digits_of(match[0])) > _LONGEST - 2:
            continue
        rest = _CONTINUED.search(text, match.end(), match.end() + _REACH)
        whole = len(digits_of(match[0])) + (len(digits_of(rest[0])) if rest else 0)
        if rest and _LONGEST - 1 <= whole <= _LONGEST + 3:
            yield Hit(rest.start(), rest.end(), "PHONE", 0.8)
            yield Hit(match.start(), match.end(), "PHONE", 0.8)
        elif len(singles(written, *match.span())) >= _FEWEST_BEGUN and digits_of(match[0]) not in "0123456789":
            yield Hit(match.start(), match.end(), "PHONE", 0.7)
