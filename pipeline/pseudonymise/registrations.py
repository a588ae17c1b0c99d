"""A written line goes in, numbers with a form of their own go out: NHS, CHI, National Insurance, pins, prison, cards."""

import re
from collections.abc import Iterator

from pipeline.pseudonymise.hits import (
    SEPARATOR,
    Hit,
    are_years,
    digits_of,
    is_amount,
    is_tight,
    matches,
    said_around,
    said_before,
)
from pipeline.pseudonymise.written import Written

_S = SEPARATOR
_TEN = re.compile(rf"(?<![\d/£$€])(?<!\d[.\-])\d(?:{_S}\d){{9}}(?![\d/]|[.\-]\d)")
_NHS_SAID = re.compile(rf"(?<![\d/])\d(?:{_S}\d){{7,13}}(?![\d/])")
_NHS_WORDS = re.compile(
    r"\bN\.?H\.?S\.?(?:'s)? ?(?:number|num|no|id|#)?\b(?! (?:trust|england|dot|staff))|health (?:service )?(?:number|no\b)"
    r"|\bCHI\b",
    re.IGNORECASE,
)
_NINO = re.compile(
    rf"\b([A-Z]){_S}([A-Z]){_S}\d{_S}\d{_S}\d{_S}\d{_S}\d{_S}\d{_S}[A-D]\b",
    re.IGNORECASE,
)
_NINO_OPEN = re.compile(rf"\b[A-Z]{_S}[A-Z](?:{_S}\d){{6}}(?!\d)", re.IGNORECASE)
NI_WORDS = re.compile(r"\bN\.?I\.?\b|national insurance|\bnino\b|insurance number", re.IGNORECASE)
_NINO_BAD = frozenset(("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"))
_NURSE = re.compile(rf"\b\d{_S}\d{_S}[A-L]{_S}(?:\d{_S}){{4}}[A-Z]\b", re.IGNORECASE)
_PRISON = re.compile(rf"\b[A-Z]{_S}(?:\d{_S}){{4}}[A-Z]{_S}[A-Z]\b", re.IGNORECASE)
_HCPC = re.compile(r"\b(?:PA|PYL|OT|SW|BS|CH|DT|ODP|RA|PH|SL|SLT|PO|AS|CS|HAD|OR|LP) ?\d{5,6}\b")
_LICENCE = re.compile(r"\b[A-Z9]{5}[ \-]?\d{6}[ \-]?[A-Z9]{2} ?\d[A-Z]{2}(?: ?\d\d)?\b")
_LICENCE_LOOSE = re.compile(r"\b[A-Z]{3,5}9{0,2}[ \-]?\d{6}[ \-]?[A-Z]{1,2}\d?[A-Z\d]{2,3}\b")
_IBAN = re.compile(r"\bGB\d{2}(?: ?[A-Z]{4})(?: ?\d{2,4}){3,5}\b", re.IGNORECASE)
_CARD = re.compile(r"(?<![\d£])\d{4}(?:[ \-]?\d{4}){3}(?![\d])")
_IP = re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]*\d)")
_SLASHED = re.compile(
    r"(?<![\w/.£])(?!(?:19|20)\d\d/\d\d(?!\d))(?:\d{1,6}/\d{3,6}(?:/\d{2,4})?|\d{4,6}/\d{2}|[A-Z]{1,8}/\d{2,6}(?:/[A-Z\d]{2,6})+"
    r"|[A-Z]{1,6}/\d{4,10}|[A-Z]\d{2,3}/\d{3,6}|[A-Z]{1,6}-\d{2,6}-\d{2,6})(?![\w/])"
)
_LETTERED = re.compile(r"(?<![\w/.])(?:[A-Z]{1,4}[ \-/]?\d{5,10}|[a-z]{1,4}\d{5,10}|[A-Z]\d{3,8}[A-Z]{1,2})(?![\w/])")
_SYSTEMS = frozenset(
    (
        "ID",
        "NO",
        "MRN",
        "CHI",
        "NHS",
        "UTR",
        "GMC",
        "NMC",
        "HCPC",
        "SWE",
        "RIO",
        "REF",
        "NI",
        "TEL",
        "EMIS",
        "PARIS",
        "PID",
        "URN",
        "CRN",
        "UIN",
    )
)
_DATED = frozenset(("mon", "tue", "in", "on", "the", "at", "for", "to", "a", "i"))


def registration_hits(written: Written) -> Iterator[Hit]:
    """Numbers of one line that their form or the words beside them give away."""
    text = written.text
    yield from _health_numbers(written)
    yield from _insurance_numbers(text)
    for pattern in (_NURSE, _PRISON):
        for match in pattern.finditer(text):
            if is_tight(written, match, blanks=0):
                yield Hit(match.start(), match.end(), "ID", 0.9)
    for pattern in (_HCPC, _LICENCE, _LICENCE_LOOSE, _IBAN, _CARD, _IP, _SLASHED):
        yield from matches(pattern, text, "ID", 0.85)
    for match in _LETTERED.finditer(text):
        opening = match[0].split(" ")[0]
        start = match.start() + (len(opening) + 1 if opening in _SYSTEMS else 0)
        dated = opening.lower() in _DATED or match[0].upper().startswith("DOB")  # a birth is a date
        if not dated and not is_amount(text, start, match.end()):
            yield Hit(start, match.end(), "ID", 0.7)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry a valid check digit (NHS Data Dictionary, Modulus 11); a CHI number has the same."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])) % 11
    return check % 11 == int(digits[9])


def is_nino_prefix(prefix: str) -> bool:
    """Whether two letters may open a National Insurance number (HMRC, NIM39110)."""
    return prefix[0].upper() not in "DFIQUV" and prefix[1].upper() not in "DFIQUVO" and prefix.upper() not in _NINO_BAD


def _health_numbers(written: Written) -> Iterator[Hit]:
    text = written.text
    for match in _TEN.finditer(text):
        digits = digits_of(match[0])
        if are_years(match[0]):
            continue
        if said_around(_NHS_WORDS, text, *match.span()) or (is_nhs_number(digits) and not _listed(match[0])):
            yield Hit(match.start(), match.end(), "NHS_NUMBER", 0.95)
    for match in _NHS_SAID.finditer(text) if written.pieces else ():
        if written.said(*match.span()) and said_before(_NHS_WORDS, text, match.start()) and not are_years(match[0]):
            yield Hit(match.start(), match.end(), "NHS_NUMBER", 0.85)


def _listed(text: str) -> bool:
    """Whether numbers stand in a list with commas rather than make one number."""
    return text.count(",") > 3 or ". " in text


def _insurance_numbers(text: str) -> Iterator[Hit]:
    for match in _NINO.finditer(text):
        if is_nino_prefix(match[1] + match[2]) or said_around(NI_WORDS, text, *match.span()):
            yield Hit(match.start(), match.end(), "NINO", 0.95)
    for match in _NINO_OPEN.finditer(text):
        if said_before(NI_WORDS, text, match.start()):
            yield Hit(match.start(), match.end(), "NINO", 0.8)
