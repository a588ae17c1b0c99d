"""Lines go in, identifiers with a form of their own go out: phone, e-mail, web address, postcode, numbers, old ages."""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.tokens import Line

EMAIL = re.compile(r"\b[\w.+'\-]+@[\w\-]+(?:\.[\w\-]+)+\b")
URL = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"“”]+[\w/]"
    r"|\b(?:[\w\-]+\.)+(?:co\.uk|org\.uk|ac\.uk|gov\.uk|nhs\.uk|com|org|net|info)(?:/[\w./\-]*\w)?\b"
)
HANDLE = re.compile(r"(?<![\w.])@\w[\w.]{1,29}(?<!\.)")
POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|(?:[A-PR-UWYZ]\d{1,2}|[A-PR-UWYZ][A-HK-Y]\d{1,2}|[A-PR-UWYZ]\d[A-HJKPSTUW]"
    r"|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY])\s?\d[ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
NHS_NUMBER = re.compile(r"(?<![\d/])\d{3}[ \-]?\d{3}[ \-]?\d{4}(?![\d/])")
NINO = re.compile(r"\b([A-Z]{2})[ \-]?\d{2}[ \-]?\d{2}[ \-]?\d{2}[ \-]?[A-D]\b", re.IGNORECASE)
VEHICLE = re.compile(r"\b[A-HJ-PR-Y][A-HJ-PR-Y]\d\d ?[A-HJ-PR-Z]{3}\b", re.IGNORECASE)
OLD_VEHICLE = re.compile(r"\b(?:[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z]|[A-Z]{1,3} ?\d{3,4})\b", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w/])(?:\+44[ \-.]?(?:\(0\)[ \-.]?)?|\(?0)(?:[\d(][ \-.)]{0,2}){8,10}\d(?![\d/])")
LOCAL_PHONE = re.compile(r"(?<![\w/])\d{3,4}[ \-]?\d{3,4}(?![\w/])")
CASE_NUMBER = re.compile(r"(?<![\w/.])(?:\d{4,6}/\d{2}|[A-Z]{1,4}[ \-/]?\d{5,10}|[A-Z]\d{2,3}/\d{3,6})(?![\w/])")
REFERENCE = re.compile(
    r"\b(?:(?:hospital|patient|case|reference|ref|policy|account|badge|staff|pin|nmc|gmc|hcpc|passport|licence"
    r"|collar|mrn|rio|claim|customer|member(?:ship)?|payroll|employee|unit|file|record|application|sort code|id|chi)"
    r"(?: (?:number|no\.?|id|code|ref(?:erence)?))?|numbers?|nos?\.|#)"
    r"(?:'s| is| was|:|,| it's| of)*\s*((?=[A-Z\d/\-]*\d)[A-Z\d][A-Z\d/\-]{2,}(?: \d{2,})*)",
    re.IGNORECASE,
)
_TENS = (
    r"ninety(?:[ \-](?:one|two|three|four|five|six|seven|eight|nine))?|a hundred(?: and (?:one|two|three|four|five))?"
)
_OLD = rf"({_TENS}|9\d|1[01]\d)"
AGE = re.compile(
    rf"\b(?:(?:aged?|turned|turning|age of|years old at)(?: about| of)? {_OLD}\b(?! ?%)"
    rf"|(?:\w+['\u2019](?:s|m)|he is|she is|I am|was|is|be|nearly|almost|hit|reached) {_OLD}"
    rf"(?=[.,;:!?)]|$| and| now| but| when| this| next| year| or so| in \w+(?:[.,]|$))"
    rf"(?! (?:percent|per cent|pounds|quid|minutes|hours|days|weeks|miles))|{_OLD}[ \-]years?[ \-]old)",
    re.IGNORECASE,
)
_PHONE_WORDS = re.compile(
    r"\b(?:phone|ring|rang|call|text|mobile|number|tel|telephone|landline|bleep|ext)\b", re.IGNORECASE
)
_NHS_WORDS = re.compile(r"\bNHS\b|health service number", re.IGNORECASE)
NI_WORDS = re.compile(r"\bNI\b|national insurance|\bnino\b", re.IGNORECASE)
_CAR_WORDS = re.compile(r"\b(?:reg|registration|plate|car|van|vehicle|drives?|parked|motor)\b", re.IGNORECASE)
_NINO_BAD = frozenset(("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"))
_CONTEXT = 40  # characters before a number in which a word may say what it is


def identifier_findings(lines: Sequence[Line]) -> Iterator[Finding]:
    """Identifiers of every line."""
    for line in lines:
        for start, end, kind, confidence in patterns_in(line.bare):
            yield line.finding(start, end, kind=kind, layer="identifiers", confidence=confidence)


def patterns_in(text: str) -> Iterator[tuple[int, int, str, float]]:
    """Start, end, type and confidence of every identifier in a text."""
    if "@" in text or "." in text or "/" in text:
        yield from _matches(EMAIL, text, "EMAIL", 1.0)
        yield from _matches(URL, text, "URL", 0.9)
        yield from _matches(HANDLE, text, "HANDLE", 0.9)
    if any(c.isdigit() for c in text):
        yield from _numbers(text)
    for match in AGE.finditer(text):
        group = next(i for i in (1, 2, 3) if match[i])
        yield match.start(group), match.end(group), "AGE", 0.9


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry a valid check digit (NHS Data Dictionary, Modulus 11)."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])) % 11
    return check % 11 == int(digits[9])


def is_nino_prefix(prefix: str) -> bool:
    """Whether two letters may open a National Insurance number (HMRC, NIM39110)."""
    return prefix[0].upper() not in "DFIQUV" and prefix[1].upper() not in "DFIQUVO" and prefix.upper() not in _NINO_BAD


def _numbers(text: str) -> Iterator[tuple[int, int, str, float]]:
    yield from _matches(POSTCODE, text, "POSTCODE", 0.95)
    yield from _matches(VEHICLE, text, "VEHICLE", 0.85)
    yield from _matches(CASE_NUMBER, text, "ID", 0.7)
    for match in NINO.finditer(text):
        if is_nino_prefix(str(match[1])) or _said_before(NI_WORDS, text, match.start()):
            yield match.start(), match.end(), "NINO", 0.95
    for match in NHS_NUMBER.finditer(text):
        if is_nhs_number(re.sub(r"\D", "", match[0])) or _said_before(_NHS_WORDS, text, match.start()):
            yield match.start(), match.end(), "NHS_NUMBER", 0.95
    for match in OLD_VEHICLE.finditer(text):
        if _said_before(_CAR_WORDS, text, match.start()):
            yield match.start(), match.end(), "VEHICLE", 0.7
    yield from _phones(text)
    for match in REFERENCE.finditer(text):
        if sum(c.isdigit() for c in match[1]) >= 3:
            yield match.start(1), match.end(1), "ID", 0.8


def _phones(text: str) -> Iterator[tuple[int, int, str, float]]:
    if sum(c.isdigit() for c in text) < 6:
        return
    import phonenumbers

    for match in PHONE.finditer(text):
        if len(re.sub(r"\D", "", match[0].replace("+44", "0").replace("(0)", ""))) in (10, 11):
            yield match.start(), match.end(), "PHONE", 0.95
    for found in phonenumbers.PhoneNumberMatcher(text, "GB", phonenumbers.Leniency.VALID):
        yield found.start, found.end, "PHONE", 0.9
    for match in LOCAL_PHONE.finditer(text):
        if len(re.sub(r"\D", "", match[0])) >= 6 and _said_before(_PHONE_WORDS, text, match.start()):
            yield match.start(), match.end(), "PHONE", 0.7


def _said_before(words: re.Pattern[str], text: str, place: int) -> bool:
    return words.search(text, max(0, place - _CONTEXT), place) is not None


def _matches(
    pattern: re.Pattern[str], text: str, kind: str, confidence: float
) -> Iterator[tuple[int, int, str, float]]:
    for match in pattern.finditer(text):
        yield match.start(), match.end(), kind, confidence
