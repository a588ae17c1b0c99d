"""A written line goes in, numbers that the words beside them call numbers of somebody go out, and long bare ones."""

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.pseudonymise.hits import SEPARATOR, Hit, are_years, digits_of, is_amount, is_year, matches, singles
from pipeline.pseudonymise.lists import STOP_WORDS, zipf
from pipeline.pseudonymise.written import Written

_CODE = (
    r"((?-i:(?>(?:[A-Z]{1,6}[ ,/.\-]{0,2}|[a-z]{1,4}(?= ?\d) ?)?(?:\d(?:[ ,.\-\u2013\u2014\u2026]{1,3}(?=\d)|[/\-]?))+"
    r"(?:[A-Za-z]{1,3}(?!\w)|[ ,]{1,2}(?!I\b|A\b)[A-Z]{1,3}(?!\w))?(?:[ /,\-]{0,2}(?:[A-Z]{0,2}\d[A-Z\d]*|(?!I\b"
    r"|A\b)[A-Z]{2}(?!\w)))*)"
    r"(?!['\u2019])))"
)
_NAMED = (
    r"hospital|patient|case|case ?file|references?|refs?|policy|accounts?|badge|staff|pins?|nmc|gmc|hcpc|swe|nhs"
    r"|passport"
    r"|licen[cs]e|driving licen[cs]e|collar|shoulder|warrant|mrn|rio|paris|systm ?one|system ?one|emis|datix|claim"
    r"|customer"
    r"|members?(?:hip)?|payroll|employee|personnel|unit|file|record|records|application|sort ?code|id|chi|prison"
    r"|prisoner"
    r"|custody|crime|incident|log|cad|complaint|safeguarding|tenancy|tenant|rent|council tax|utr|tax|library|card"
    r"|bank card"
    r"|blue badge|bus pass|pass|student|roll|candidate|ticket|invoice|order|booking|esa|pip|uc|universal credit"
    r"|benefit|ni"
    r"|national insurance|meeting|passcode|pass ?code|key ?safe|door|entry|alarm|gate|locker|serial|asset|registration"
    r"|register|home office|visa|brp|nass|aspen|court|docket|police|union|insurance|social work england|carefirst"
    r"|mosaic"
    r"|liquidlogic|lloyd george|wristband|barcode|iban|bic|zoom|teams|webex|share ?code|voucher|parcel|tracking"
    r"|codes?|urn|uin|crn|pnc|nomis|pid|access|meter|certificate|dbs|railcard|oyster|pension|loan|mortgage"
    r"|agreement|contract|receipt|transaction"
    r"|delivery|job|service|army|regimental|lanyard|warrant|fleet|call ?sign|cv[vc]|security|last (?:two|three|four"
    r"|\d) digits"
    r"|registration|plot|caseworker"
)
_CONNECT = (
    r"(?:(?:'s|\u2019s|:|;|,|\.(?= )| \(| =| -| \u2013| \u2014|\u2026|#)|(?: is| was| were| it's| it is| it was| of"
    r"| as|(?-i: a)| er"
    r"| erm| um| uh| it says| says| said| reads?| she says| he says| starts| ends| ending| i think| ended up| there"
    r"| on it| like"
    r"| being| that's| still| just| yeah| yes| right| well| so| oh| okay| ok| let me see| let's see"
    r"| hang on)(?![A-Za-z\d]))*\s*"
)
_TIGHT = re.compile(
    rf"\b(?:(?:{_NAMED})\b(?:[ \-](?:reference|ref|card|account|badge|membership|registration|claim|case|file"
    rf"|patient|pin|pass))?"
    rf"(?:[ \-](?:numbers?|num|nos?\b\.?|id|code|ref(?:erence)?|pin|digits))?|numbers?|nos\.|no\.|#)"
    rf"(?: (?:for|with|at|on|in|from|that|she|he|they|we|i)(?: [a-z']+){{1,4}}?(?= is| was|'s|:|,))?{_CONNECT}{_CODE}",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    rf"\b(?:{_NAMED}|registration|staff|health)[ \-](?:numbers?|no\b|id|ref(?:erence)?(?: number)?"
    rf"|code)\b[^.?!\d\n]{{0,50}}?(?<![\w]){_CODE}",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<![\w/£$€]){_CODE}[ ,.\u2013\u2014\-]{{1,3}}(?:on the \w+(?: \w+)?[ ,.]{{1,2}})?"
    r"(?:(?:that's|that is|that was|is|was|were|as|being|it's|for)"
    r"(?: \w+){0,3} )"
    rf"(?:{_NAMED})\b(?! (?:of|to|in|on|at)\b)",
    re.IGNORECASE,
)
_POLICE = re.compile(r"\b(?:PC|PCSO|DC|WPC|Sgt|[Oo]fficer) (\d{2,5})\b")
_BADGE = re.compile(
    r"\b[Bb]lue [Bb]adge(?:[ \-](?:number|no\.?|ref))?(?:'s| is| was|:|,)*\s*((?=[A-Z\d ]*\d)[A-Z\d]{6,}(?: [A-Z\d]+)*)"
)
_LOG = re.compile(
    r"\b(?:log|cad|incident)(?: number| no\.?)?(?: is| was|:|,)* (\d{1,5} of (?:the )?\d{1,2}(?:st|nd|rd|th)?)\b",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?<![\w/.\-])(?!COVID|SARS|PHQ|GAD|ISO|ICD|DSM|HTTP)[A-Z]{1,4}-\d{4,}(?![\w/\-]|\.\d)")
_KNOWN = re.compile(r"\b(?:RIO|RiO|PARIS|MRN|UTR|GMC|NMC|HCPC|SWE|CHI|CAD|IRO|DBS) ?([A-Z]{0,2}\d[\d ]{2,}\d)\b")
_BARE = re.compile(r"(?<![\w£$€.,/:\-])\d{7,}(?![\w%]|[.,:/]\d)")
_GROUPED = re.compile(r"(?<![\w£$€.,/\-])\d{3,6}(?:[ \-]\d{3,6}){2,5}(?![\w%]|[.,:/]\d)")
_SAID_RUN = re.compile(rf"(?<![\w£$€])[A-Z]{{0,3}}\d(?:{SEPARATOR}[A-Z]?\d){{4,}}[A-Z]{{0,2}}(?!\d)")
_NO_ONES = re.compile(r"\d{1,3}[.,]\d{1,2}|[A-Z]\d\d(?:\.\d{1,2})?")  # a price, a diagnosis (ICD-10)
_CLUSTER = re.compile(r"\d(?:[\W_]{0,4}[A-Z]{0,2}\d){2,}")
_BEFORE_CLUSTER = 130  # characters in which a word may name a number
_AFTER_CLUSTER = 60
_CUE_LETTERS = frozenset(
    ("ID", "NO", "MRN", "CHI", "NHS", "UTR", "GMC", "NMC", "HCPC", "SWE", "RIO", "REF", "NI", "PIN")
)
_NUMBER_NOUN = re.compile(
    r"\b(?:numbers?|no|ref(?:erence)?|id|code|pin|collar|shoulder|badge|locker|safe|mrn|rio|gmc|nmc|hcpc|swe|utr"
    r"|chi|cv[vc]"
    r"|digits)\b",
    re.IGNORECASE,
)
_WORD_ZIPF = 3.8  # small letters more frequent than this are a word
_FEWEST = 3  # digits after a word that names the number
_FEWEST_PLAIN = 4  # digits after `number` alone, and at some distance
_FEWEST_SAID = 6  # digits one by one: below it they are a count
_FEWEST_TOGETHER = 4  # of them without a pause


def reference_hits(written: Written) -> Iterator[Hit]:
    """Numbers of somebody in one line."""
    text = written.text
    for start, end in _windows(text):
        yield from _named(text, start, end)
    for pattern in (_POLICE, _BADGE, _LOG):
        yield from matches(pattern, text, "ID", 0.8, group=1)
    for match in _LETTERED.finditer(text):
        yield Hit(match.start(), match.end(), "ID", 0.8)
    for match in _KNOWN.finditer(text):
        if not is_amount(text, *match.span(1)):
            yield Hit(match.start(1), match.end(1), "ID", 0.8)
    yield from _long(written)
    if written.pieces:
        yield from _said(written)


def _windows(text: str) -> list[tuple[int, int]]:
    """Stretches round every run of three digits: outside them no number is long enough to be somebody's."""
    windows: list[tuple[int, int]] = []
    for match in _CLUSTER.finditer(text):
        start, end = max(0, match.start() - _BEFORE_CLUSTER), match.end() + _AFTER_CLUSTER
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows


def _named(text: str, low: int, high: int) -> Iterator[Hit]:
    """Numbers with a word before or after them that says whose they are."""
    for match in _TIGHT.finditer(text, low, high):
        named = _NUMBER_NOUN.search(match[0][: match.start(1) - match.start()])
        plain = match[0].lower().startswith(("number", "no.", "nos", "#"))
        yield from _coded(text, match, fewest=_FEWEST if named and not plain else _FEWEST_PLAIN)
    for pattern in (_LOOSE, _BEFORE):
        for match in pattern.finditer(text, low, high):
            if not are_years(match[1]):
                yield from _coded(text, match, fewest=_FEWEST_PLAIN)


def _coded(text: str, match: re.Match[str], *, fewest: int) -> Iterator[Hit]:
    start, end = match.span(1)
    code = match[1].rstrip(" ,.-/")
    end = start + len(code)
    opening = re.match(r"([A-Za-z]+)[ .,]+", code)
    if opening and (opening[1] in _CUE_LETTERS or (opening[1].islower() and _is_word(opening[1]))):
        start += opening.end()
        code = text[start:end]
    digits = digits_of(code)
    if _NO_ONES.fullmatch(code):
        return
    called = fewest == _FEWEST and _NUMBER_NOUN.search(match[0][: -len(match[1])])
    if len(digits) >= fewest and not is_amount(text, start, end) and (called or not is_year(code)):
        yield Hit(start, end, "ID", 0.8)


def _is_word(letters: str) -> bool:
    """Whether small letters before a number are a word rather than part of it."""
    return letters in STOP_WORDS or zipf(letters) > _WORD_ZIPF


def _long(written: Written) -> Iterator[Hit]:
    """Long typed numbers that nothing beside them explains."""
    text = written.text
    for pattern in (_BARE, _GROUPED):
        for match in pattern.finditer(text):
            digits = digits_of(match[0])
            round_amount = digits.endswith("0000") and pattern is _BARE
            if written.said(*match.span()) or is_amount(text, *match.span()):
                continue
            if len(digits) >= 7 and not round_amount and not are_years(match[0]):
                yield Hit(match.start(), match.end(), "ID", 0.6)


def _said(written: Written) -> Iterator[Hit]:
    """Numbers said digit by digit, too long for a count and in no order."""
    text = written.text
    for match in _SAID_RUN.finditer(text):
        said = singles(written, *match.span())
        if len(said) < _FEWEST_SAID or _is_counting(said) or is_amount(text, *match.span()):
            continue
        together = max(len(digits_of(part)) for part in re.split(r"[ ,.\-\u2013\u2014\u2026]+", match[0]))
        if together >= (_FEWEST_TOGETHER if len(said) <= _FEWEST_SAID else _FEWEST_TOGETHER - 1):
            yield Hit(match.start(), match.end(), "ID", 0.75)


def _is_counting(digits: str) -> bool:
    """Whether digits go up or down by one, as in `one two three four`."""
    steps = [int(b) - int(a) for a, b in pairwise(digits)]
    return sum(step == 1 for step in steps) >= len(steps) - 2 or sum(step == -1 for step in steps) >= len(steps) - 2
