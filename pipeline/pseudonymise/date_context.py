"""A day beside a month goes in; whether it is a date, by the words around it, comes out.

`May`, `March` and `Jan` are also a verb, a walk and a friend, and `first` to `tenth` count things: without a year such
a pair is a date only where nothing else is likely.
"""

import re

# Words that stand before a date; a weekday says as much.
_BEFORE_DATE = re.compile(
    r"\b(?:(?:on|by|since|until|till|from|dated|before|after|around|about|for|was|is|it's|to)(?: (?:around|about))?"
    r"(?: the)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?(?: the)?) \Z",
    re.IGNORECASE,
)
_BEFORE_BARE = re.compile(
    r"(?:\b(?:on|until|till|from|dated|by|before|after|around)|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?|[,(:]) \Z",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\b(?:an?|one|two|three|every|each|another|that|per|his|her|my|our|their|your) \Z", re.IGNORECASE)
_CLAUSE_ENDS = re.compile(r" *(?:\Z|[.,;:!?)\]\u2013\u2014\n\u2026])")
_ON_GOES = re.compile(
    r" *(?:\Z|[.,;:!?)\]\u2013\u2014\n\u2026]|(?:and|we|i|he|she|it|they|was|is|at|because|when|this|last|next|so|but|with"
    r"|the|our|my)\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r" (?:time|one|person|people|thing|of|half|lot|floor|group|round|week|weeks|year|years|graders?|in|place|day|month"
    r"|team|tier|line|noticed|said|told)\b",
    re.IGNORECASE,
)
_AFTER_A_VERB = re.compile(
    r" (?:be|have|not|well|also|or|just|even|need|seem|want|come|go|get|take|feel|look|find|help|never|still|only|as|do"
    r"|say|think|like|make|give|turn|work|see|know|has|actually|possibly)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:v|ver|version|release|build|section|paragraphs?|para|clause|chapter|standard|appendix|item|figure|table|android"
    r"|ios|python|windows|step|level|page|criterion|rule|guideline|recommendation|point|ip|reference|ref)\.? ?\Z",
    re.IGNORECASE,
)
_AGED = re.compile(r"\b(?:aged?|ages|only|over|under|nearly|band|room|ward|bed|number|no\.?) \Z", re.IGNORECASE)
_NO_DAY = re.compile(r"[:.]\d|%|-[a-z]")  # a time, a share, `2nd-hand`
_FEW = frozenset(("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"))
_SOME_PEOPLE = frozenset(("jan", "april", "may", "june", "august"))
_WORDS_TOO = frozenset(("may", "march", "mar", "dec", "sep"))


def stands_before_month(text: str, match: re.Match[str], *, poor: bool) -> bool:
    """`the fourth of May`, `4 May`: whether a day before a month makes a date."""
    day, month = match["day"].lower(), match["month"]
    start, end = match.span()
    if match["year"]:
        return True
    if day.isdigit() and (_AGED.search(text, 0, start) or _NUMBERED.search(text, 0, start)):
        return False
    if match["of"]:
        named = day in _FEW and month.lower() in _SOME_PEOPLE
        return not (day.isalpha() and _PARTS.search(text, 0, start)) and not (named and _possessed(text, end))
    small = month.lower() in _WORDS_TOO and month[0].islower()
    if small and (not poor or _AFTER_A_VERB.match(text, end)):
        return False
    led = _BEFORE_DATE.search(text, 0, start) is not None
    if day.isdigit():
        return led or not small
    if day in _FEW:
        return led and (not small or _CLAUSE_ENDS.match(text, end) is not None)
    return not _PARTS.search(text, 0, start)


def stands_after_month(text: str, match: re.Match[str], *, poor: bool) -> bool:
    """`May the fourth`, `May 4th`: whether a day after a month makes a date."""
    day, month = match["day"].lower(), match["month"]
    start, end = match.span()
    if match["year"]:
        return True
    small = month.lower() in _WORDS_TOO and month[0].islower()
    if (small and not poor and not match["of"]) or _COUNTED.match(text, end) or _NO_DAY.match(text, end):
        return False
    goes_on = _ON_GOES.match(text, end) is not None
    if match["of"]:
        return goes_on if match["comma"] or small or day in _FEW else True
    if day.isdigit():
        before = _BEFORE_BARE.search(text, 0, start) is not None
        return match["comma"] is None and (before if small else before or _CLAUSE_ENDS.match(text, end) is not None)
    if day in _FEW:
        return _BEFORE_DATE.search(text, 0, start) is not None and goes_on
    return goes_on or not small


def stands_in_figures(text: str, match: re.Match[str]) -> bool:
    """`14.3.86`: whether figures are a date and not the number of a version or a section."""
    return _NUMBERED.search(text, 0, match.start()) is None


def _possessed(text: str, end: int) -> bool:
    return text[end : end + 2] in ("'s", "\u2019s")
