"""Text goes in, the times written in it come out, in seconds: `0:03`, `[00:00:03]`, `#00:03:40-5#`, `1h02`, `a --> b`."""

import re
from dataclasses import dataclass

CLOCK = r"\d{1,3}:\d{1,2}(?::\d{1,2}(?:[:;]\d{2}(?!\d))?)?(?:[.,]\d{1,3})?"  # video adds frames: `00:00:08:15`
_UNITS = r"(?i:\d{1,2}\s?h(?:\s?\d{1,2}(?:\s?m(?:in)?\.?)?(?:\s?\d{1,2}\s?s(?:ec)?)?)|\d{1,3}\s?m(?:in)?\.?\s?\d{1,2}\s?s(?:ec)?)"
_MINUTES = r"\d{1,3}['\u2019\u2032]\s?\d{2}(?:\"|\u201d|\u2033|''|\u2019\u2019)?"
_SAID = r"(?:(?i:time(?:[ -]?(?:stamp|code))?|tc|ts|at|min(?:ute)?)\b[:.]?\s*|@\s*)?"  # `[TC: 00:01]`, `(at 1:05)`
_TO = r"\s*(?:-{1,2}>|[-\u2013\u2014/]|to)\s*"
_RANGE = rf"{CLOCK}(?:{_TO}{CLOCK})?"
_SECONDS = r"\d{1,6}(?:[.,]\d{1,3})?\s?s(?:ecs?|econds)?\.?"
_DOTTED = r"\d{1,2}\.\d{2}(?:\.\d{2})?"
MARKED = (
    rf"(?:\[\s*{_SAID}(?:{_RANGE}|{_DOTTED}|{_SECONDS}{_TO}{_SECONDS}|{_UNITS}|{_MINUTES})\s*\]"
    rf"|\(\s*{_SAID}(?:{_RANGE}|{_UNITS}|{_MINUTES})\s*\)|\{{\s*{_RANGE}\s*\}}|<\s*{_RANGE}\s*>"
    r"|#\d{1,2}:\d{2}:\d{2}(?:[-.]\d{1,3})?#)"
)
_PLAIN = r"\d{1,3}:\d{2}(?::\d{2}(?:[:;]\d{2}(?!\d))?)?(?:[.,]\d{1,3})?(?!\d|:\d|\s?[ap]\.?m\b)"
BARE = rf"(?:{CLOCK}\s*-{{1,2}}>\s*{CLOCK}|{_PLAIN}(?:\s*[-\u2013\u2014]\s*{_PLAIN})?|(?:{_UNITS})(?!\w))"
STAMP = rf"(?:{MARKED}|{BARE})"

_LEADING_MARKED = re.compile(rf"\s*({MARKED})[\s\-\u2013\u2014|,]*")
_LEADING_BARE = re.compile(rf"\s*({BARE})(?=[\s\-\u2013\u2014|,]|\Z)[\s\-\u2013\u2014|,]*", re.IGNORECASE)
_CLOSING = re.compile(r"\s*(#\d{1,2}:\d{2}:\d{2}(?:[-.]\d{1,3})?#)\s*\Z")
_ONLY = re.compile(rf"\s*{STAMP}[ \t]*[:\uff1a]?\s*\Z", re.IGNORECASE)
_DATED = re.compile(  # a chat's day and hour, which is no place in a recording
    r"\s*\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ \u202f\u00a0]+\d{1,2}:\d{2}(?::\d{2})?(?:[ \u202f\u00a0]?[AaPp]\.?[Mm]\.?)?"
    r"(?:\][ \t]*|[ \t]+[-\u2013][ \t]+)"
)
LONGEST = 40  # characters of a time with the blanks around it
_ONE = re.compile(rf"{CLOCK}|{_UNITS}|{_MINUTES}|{_SECONDS}|{_DOTTED}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Times:
    """When a stretch of talk starts and ends, as far as the file says so, and the text beside the time."""

    start_s: float | None
    end_s: float | None
    rest: str


def leading(text: str, *, bare: bool) -> Times | None:
    """The time that begins a text, in brackets or, if `bare`, without."""
    if dated := _DATED.match(text):
        return Times(None, None, text[dated.end() :])
    match = _LEADING_MARKED.match(text) or (_LEADING_BARE.match(text) if bare else None)
    return None if match is None else times(match[1], rest=text[match.end() :])


def closing(text: str) -> Times | None:
    """The time with which f4 closes a paragraph: the moment at which it ends."""
    text = text.rstrip()
    if not text.endswith("#"):
        return None
    place = max(0, len(text) - LONGEST)
    match = _CLOSING.search(text, place)
    return None if match is None else Times(None, times(match[1]).start_s, text[: match.start()])


def is_only_time(text: str) -> bool:
    """Whether a line holds a time and nothing else."""
    return len(text) <= LONGEST and _ONLY.match(text) is not None


def times(stamp: str, *, rest: str = "") -> Times:
    """A stamp as it is written, in seconds."""
    fractions = re.sub(r"(?<=\d)-(\d{1,3})#", r".\1#", stamp)  # f4 writes tenths after a hyphen
    found = [_seconds(piece) for piece in _ONE.findall(fractions)[:2]]
    return Times(found[0] if found else None, found[1] if len(found) > 1 else None, rest)


def _seconds(clock: str) -> float:
    if re.search(r"[hm'\u2019\u2032]", clock, re.IGNORECASE):
        return _in_units(clock)
    if clock[-1] in "sS.cd":
        return float(re.sub(r"(?i)\s?s.*", "", clock).replace(",", "."))
    if ":" not in clock:
        clock = clock.replace(".", ":")
    total = 0.0
    for part in clock.replace(",", ".").replace(";", ":").split(":")[:3]:
        total = total * 60 + float(part)
    return round(total, 3)


def _in_units(clock: str) -> float:
    """`1h02m03s`, `12m 3s` or `12'30"` in seconds; the number after the last unit is of the next smaller one."""
    hours = re.match(r"(\d+)\s?h", clock, re.IGNORECASE)
    numbers = [int(number) for number in re.findall(r"\d+", clock)]
    hour, *rest = numbers if hours else [0, *numbers]
    minute, second = [*rest, 0, 0][:2]
    return float(hour * 3600 + minute * 60 + second)
