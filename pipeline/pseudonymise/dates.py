"""Lines go in, exact dates go out: a day with its month, in figures or in words; `March 2022` is not exact.

A named day (`Christmas Day`) is exact with its year; whatever is said as a day of birth is taken for one.
"""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.births import is_after_birth, is_birth
from pipeline.pseudonymise.calendar_words import (
    CARDINAL,
    DAY,
    MONTH,
    ORDINAL,
    PIVOT_OF_BIRTHS,
    YEAR,
    day_of,
    month_of,
    year_of,
)
from pipeline.pseudonymise.date_context import stands_after_month, stands_before_month, stands_in_figures
from pipeline.pseudonymise.named_days import NAMED_DAY, is_in_spring, named_day
from pipeline.pseudonymise.seasons import Said
from pipeline.pseudonymise.tokens import Line

# Between two words of a date: a blank, with a filler or a transcriber's mark.
_GAP = r"(?:,? (?:e+r+m*|u+m+|u+h+m*|you know|like),?)?(?: ?[\[(][^\[\]()\n]{1,30}[\])])? "
_THE_YEAR = rf"(?:\.?,?(?:{_GAP})(?:in |of )?(?P<year>{YEAR}))?"
_TO = rf"(?: ?(?:-|\u2013|/|&) ?|{_GAP}(?:to|till|until|and|or|through){_GAP})(?:the )?"
_DAY_FIRST = re.compile(
    rf"\b(?P<day>{DAY})\b(?:{_TO}(?P<other>{DAY})\b)?{_GAP}(?:day )?(?P<of>(?:of|o'|o|in the month of){_GAP})?"
    rf"(?P<month>{MONTH})\b{_THE_YEAR}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<month>{MONTH})\b\.?(?P<comma>,)?{_GAP}(?P<of>the {_GAP[:-1]}?)?(?P<day>{DAY})\b"
    rf"(?:{_TO}(?P<other>{DAY})\b(?! *{MONTH}))?{_THE_YEAR}",
    re.IGNORECASE,
)
_CARDINAL_FIRST = re.compile(
    rf"\b(?P<day>{CARDINAL}) (?P<month>{MONTH})\b{_GAP}(?:in |of )?(?P<year>{YEAR})", re.IGNORECASE
)
_FULL = r"(?:1[5-9]|20)\d\d"
_D, _M = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_ALONE, _NO_MORE = r"(?<![\d/.\-])", r"(?![\d/]|[.\-]\d)"
_ISO = r"(?P<year>(?:19|20)\d\d)(?P<by>[/\-.])(?P<month>0[1-9]|1[0-2])(?P=by)(?P<day>0[1-9]|[12]\d|3[01])"
_NUMERIC = [
    re.compile(_ALONE + form + _NO_MORE, re.IGNORECASE)
    for form in (
        rf"(?P<day>{_D})(?P<by> ?[/.\-] ?)(?P<month>{_M})(?P=by)(?P<year>{_FULL}|\d\d)",
        rf"(?P<month>{_M})/(?P<day>1[3-9]|2\d|3[01])/(?P<year>{_FULL})",
        _ISO,
        rf"\b(?P<day>{_D})(?P<by>[/.\-])(?P<month>{MONTH})(?P=by)(?P<year>{_FULL}|\d\d)",
    )
]
_DAY_AND_MONTH = re.compile(
    r"\b(?:on|dated|since|until|till|by|before|after|anniversary(?:'s| is| was))(?: the)? "
    r"(?P<date>(?P<day>0[1-9]|[12]\d|3[01])/(?P<month>0[1-9]|1[0-2]))"
    r"(?![\d/%]|[.\-]\d| ?of\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"\b(?P<name>{NAMED_DAY}){_THE_YEAR}(?!\w)", re.IGNORECASE)
_NUMBERED_MONTH = rf"(?:1[0-2]|0?[1-9])(?:st|nd|rd|th)|{ORDINAL}"
_OF_THE = re.compile(rf"\b(?P<day>{DAY}) of the (?P<month>{_NUMBERED_MONTH})\b{_THE_YEAR}", re.IGNORECASE)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NTH_WEEKDAY = re.compile(
    rf"\b(?:first|second|third|fourth|last|[1-4](?:st|nd|rd|th)) {_WEEKDAY} (?:of|in) (?P<month>{MONTH}),?"
    rf" (?:in |of )?(?P<year>{YEAR})",
    re.IGNORECASE,
)
_DIGIT_WORDS = "oh|o|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w+teen|\\w+ty|hundred|double"
_BORN_IN_FIGURES = re.compile(
    rf"(?P<date>\b(?P<day>{_D})[ /.\-](?P<month>{_M})[ /.\-](?P<year>{_FULL}|\d\d)\b|\b(?:\d{{6}}|\d{{8}})\b"
    rf"|\b(?:(?:{_DIGIT_WORDS})[ \-,]{{1,2}}){{2,7}}(?:{_DIGIT_WORDS})\b)",
    re.IGNORECASE,
)
_SLASHED = re.compile(rf"\b(?P<day>{_D})/(?P<month>{_M})\b")  # where it is known to be a date
_ONLY_A_YEAR = re.compile(YEAR, re.IGNORECASE)
_HINT = re.compile(
    r"\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|day|eve|night|birth|born|d\.? ?o\.? ?b|easter|hogmanay|valentine"
    r"|hallowe|diwali|eid|kippur|year|of the",
    re.IGNORECASE,
)


def date_findings(lines: Sequence[Line]) -> Iterator[Finding]:
    """Exact dates of every line."""
    for line in lines:
        if _HINT.search(line.text):
            for start, end in sorted({*_spans(line.bare, poor=line.poor)}):
                yield line.finding(start, end, kind="DATE", layer="dates", confidence=0.95)


def said_in(text: str, *, birth: bool) -> Said | None:
    """Read a stretch that stands for a date; None where it cannot be read."""
    for pattern in (
        _DAY_FIRST,
        _CARDINAL_FIRST,
        _MONTH_FIRST,
        *_NUMERIC,
        _NTH_WEEKDAY,
        _OF_THE,
        _BORN_IN_FIGURES,
        _SLASHED,
    ):
        match = pattern.search(text)
        if match:
            return _said(match.groupdict(), birth=birth)
    match = _NAMED.search(text)
    return _named(match["name"], match["year"], birth=birth) if match else None


def _spans(text: str, *, poor: bool) -> Iterator[tuple[int, int]]:
    taken = [m.span() for m in _CARDINAL_FIRST.finditer(text)]
    taken += [m.span() for m in _DAY_FIRST.finditer(text) if stands_before_month(text, m, poor=poor)]
    yield from taken
    for match in _MONTH_FIRST.finditer(text):
        apart = all(match.end() <= start or end <= match.start() for start, end in taken)
        if apart and (stands_after_month(text, match, poor=poor) or is_after_birth(text, match.start())):
            yield match.span()
    for pattern in _NUMERIC:
        yield from (m.span() for m in pattern.finditer(text) if stands_in_figures(text, m))
    yield from (m.span() for m in _NTH_WEEKDAY.finditer(text))
    yield from (m.span("date") for m in _DAY_AND_MONTH.finditer(text))
    for pattern in (_NAMED, _OF_THE):
        yield from (m.span() for m in pattern.finditer(text) if m["year"] or is_birth(text, *m.span()))
    for match in _BORN_IN_FIGURES.finditer(text):
        if is_after_birth(text, match.start()) and not _ONLY_A_YEAR.fullmatch(match["date"]):
            yield match.span("date")


def _said(found: dict[str, str | None], *, birth: bool) -> Said:
    day = None if found.get("other") else found.get("day")
    month, year = found.get("month"), found.get("year")
    return Said(
        day=day_of(day) if day else None, month=month_of(month) if month else None, year=_year(year, birth=birth)
    )


def _named(name: str, year: str | None, *, birth: bool) -> Said:
    day, month = named_day(name)
    return Said(day=day, month=month, year=_year(year, birth=birth), season="spring" if is_in_spring(name) else "")


def _year(text: str | None, *, birth: bool) -> int | None:
    if not text:
        return None
    return year_of(text, pivot=PIVOT_OF_BIRTHS) if birth else year_of(text)
