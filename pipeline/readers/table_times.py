"""The cells of a table's time columns go in; seconds come out, in the unit that the pace of the talk shows.

Tools write clocks, ranges, SMPTE frames, dates, and plain numbers that count seconds, milliseconds or (in
spreadsheets) days; spreadsheets also store a typed `3:25` as hours and minutes where minutes and seconds were meant.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.readers.timestamps import times

SLOWEST = 0.02  # words a second over a whole file, silence included; slower is a wrong unit
FASTEST = 20.0
MILLISECOND = 0.001
DAY = 86400.0

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?|[.,]\d+)\s*(ms|msecs?|s|secs?|seconds?|m|min|mins|minutes?)?\.?", re.IGNORECASE)
_FRAMES = re.compile(r"(\d{1,3}[:;]\d{2}[:;]\d{2})[:;](\d{2,3})")
_SPOKEN = re.compile(r"(?:(\d+)\s*h\w*\s*)?(?:(\d+)\s*m\w*\s*)?(?:(\d+(?:[.,]\d+)?)\s*s\w*)?", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}")
_HALF_DAY = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap])\.?m\.?", re.IGNORECASE)
_HOLDS = re.compile(r"[\[(#{<]?\s*\d{1,3}[:.;]\d{1,2}[^A-Za-z]*|\d{4}-\d{2}-\d{2}[T ][\d:.,+Z-]+")


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A cell as written: a count without unit, or seconds; `moment` counts from midnight or 1970."""

    start: float
    end: float | None = None
    count: bool = False
    moment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """When each row starts and ends, in seconds, as far as the table says so."""

    starts: list[float | None]
    ends: list[float | None]


def is_time(cell: str) -> bool:
    """Whether a cell holds a clock time, a range of them or a date with a time, and nothing else."""
    return _HOLDS.fullmatch(cell) is not None


def spans(
    starts: Sequence[str], *, ends: Sequence[str], durations: Sequence[str], words: Sequence[int], milli: bool
) -> Spans:
    """Read the cells of three columns (of empty cells where a table has none); `words` counts each row's words."""
    begun = [_stamp(cell) for cell in starts]
    done = [_stamp(cell) for cell in ends]
    unit = MILLISECOND if milli else _unit(begun, words)
    clock = _clock_unit(begun, words)
    zero = min((stamp.start for stamp in begun if stamp and stamp.moment), default=0.0)
    first = [_seconds(stamp, unit=unit, clock=clock, zero=zero) for stamp in begun]
    last = [_seconds(stamp, unit=unit, clock=clock, zero=zero) for stamp in done]
    for i, (stamp, lasting) in enumerate(zip(begun, durations, strict=True)):
        begins = first[i]
        if last[i] is None and stamp is not None and stamp.end is not None:
            last[i] = round(stamp.end * clock, 3)
        length = _seconds(_stamp(lasting), unit=unit, clock=clock, zero=0.0)
        if last[i] is None and begins is not None and length is not None:
            last[i] = round(begins + length, 3)
    return Spans(starts=first, ends=[_after(a, b) for a, b in zip(first, last, strict=True)])


def _after(start: float | None, end: float | None) -> float | None:
    """The end, unless it lies before the start, as a clock that was cut off does."""
    return None if start is not None and end is not None and end < start else end


def _stamp(cell: str) -> _Stamp | None:
    text = cell.strip().strip("[]").strip()
    if not text or not any(c.isdigit() for c in text):
        return None
    if number := _NUMBER.fullmatch(text):
        return _counted(float(number[1].replace(",", ".")), (number[2] or "").casefold())
    if frames := _FRAMES.fullmatch(text):  # frames are left out: their rate stands nowhere
        thousandths = int(frames[2]) / 1000 if len(frames[2]) == 3 else 0.0
        start = times(frames[1].replace(";", ":")).start_s
        return None if start is None else _Stamp(start + thousandths)
    if _DATE.match(text):
        return _moment(text)
    if half := _HALF_DAY.fullmatch(text):
        hours = int(half[1]) % 12 + (12 if half[4].casefold() == "p" else 0)
        return _Stamp(hours * 3600 + int(half[2]) * 60 + int(half[3] or 0), moment=True)
    if spoken := _SPOKEN.fullmatch(text):
        hours_, minutes, seconds = (float((part or "0").replace(",", ".")) for part in spoken.groups())
        return _Stamp(hours_ * 3600 + minutes * 60 + seconds)
    found = times(cell)
    return None if found.start_s is None else _Stamp(found.start_s, found.end_s)


def _counted(value: float, unit: str) -> _Stamp:
    if not unit:
        return _Stamp(value, count=True)
    if unit.startswith("ms"):
        return _Stamp(value * MILLISECOND)
    return _Stamp(value * 60 if unit.startswith("m") else value)


def _moment(text: str) -> _Stamp | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _Stamp((when.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds(), moment=True)


def _unit(stamps: Sequence[_Stamp | None], words: Sequence[int]) -> float:
    """The unit of plain numbers in seconds: the one in which people would speak at a human pace."""
    pace = _pace(stamps, words, count=True)
    whole = all(stamp.start.is_integer() for stamp in stamps if stamp and stamp.count)
    if pace is None or SLOWEST <= pace <= FASTEST:
        return 1.0
    if pace < SLOWEST:
        return MILLISECOND if whole else 1.0
    return DAY if SLOWEST <= pace / DAY <= FASTEST else 1.0


def _clock_unit(stamps: Sequence[_Stamp | None], words: Sequence[int]) -> float:
    """One, or a sixtieth where clocks hold whole minutes only and nobody speaks that slowly."""
    pace = _pace(stamps, words, count=False)
    whole = all(stamp.start % 60 == 0 for stamp in stamps if stamp and not stamp.count)
    return 1 / 60 if whole and pace is not None and pace < 4 * SLOWEST else 1.0


def _pace(stamps: Sequence[_Stamp | None], words: Sequence[int], *, count: bool) -> float | None:
    """Words for each unit of time between the first stamp and the last; None where they do not move."""
    kept = [(s.start, n) for s, n in zip(stamps, words, strict=True) if s and s.count is count and not s.moment]
    if len(kept) < 2:
        return None
    span = max(start for start, _ in kept) - min(start for start, _ in kept)
    return sum(n for _, n in kept[:-1]) / span if span > 0 else None


def _seconds(stamp: _Stamp | None, *, unit: float, clock: float, zero: float) -> float | None:
    if stamp is None:
        return None
    if stamp.moment:
        return round(stamp.start - zero, 3)
    return round(stamp.start * (unit if stamp.count else clock), 3)
