"""Times as JSON files write them go in, seconds come out; what a bare number counts is decided over the whole file."""

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median
from typing import NamedTuple

from pipeline.readers.json_keys import plain_key, time_keys

MAX_NUMBER = 1e19  # larger numbers are no times
SECONDS_A_WORD = 0.35  # of talk, pauses between words left out
UNITS = (1.0, 1e-3, 1e-6, 1e-7, 1e-9)  # seconds, milliseconds, microseconds, ticks of 100 ns, nanoseconds
FRACTION = 2.0  # how much (natural logarithm) digits after the point speak for seconds
EPOCH = 1e8  # seconds; times all later than three years are dates, counted from the first of them
_EPOCHS = ((9e8, 3e9, 1.0), (9e11, 3e12, 1e-3), (9e14, 3e15, 1e-6), (9e17, 3e18, 1e-9))  # years 1998 to 2065

_NUMBER = re.compile(r"(\d{1,19}(?:[.,]\d{1,12})?)\s*(ms|s|sec|secs|seconds)?", re.IGNORECASE)
_CLOCK = re.compile(r"[\[(]?(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,9})?)(?:[:;]\d{2})?[\])]?")  # frames left out
_ISO_DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", re.IGNORECASE)
_PARTS = {"seconds": 1.0, "sec": 1.0, "nanos": 1e-9, "nanoseconds": 1e-9, "milliseconds": 1e-3, "millis": 1e-3}


class Moment(NamedTuple):
    """A point or stretch of time as written: a number, and the seconds that one of it lasts if the file says so."""

    number: float
    factor: float | None

    def seconds(self, assumed: float) -> float:
        """In seconds, a bare number counted as assumed."""
        return self.number * (assumed if self.factor is None else self.factor)


class When(NamedTuple):
    """When something was said, as its object writes it."""

    start: Moment | None = None
    end: Moment | None = None
    duration: Moment | None = None


NEVER = When()
Stretch = tuple[float | None, float | None]  # from when to when, in seconds


def when_of(fields: dict[str, object]) -> When:
    """The times among an object's fields: start, end and duration, or a pair of times."""
    best: dict[str, tuple[tuple[bool, int], Moment]] = {}
    pair = NEVER
    for key, value in fields.items():
        for role, rank, factor in time_keys(key):
            if role == "span":
                pair = _pair(value, factor) if pair is NEVER else pair
            elif (found := _moment(value, factor)) is not None:
                order = (found.factor is None, rank)  # a time that says its unit is better than one that does not
                if role not in best or order < best[role][0]:
                    best[role] = (order, found)
    if not best:
        return pair
    start, end, duration = (best[role][1] if role in best else None for role in ("start", "end", "duration"))
    if pair.end is not None and end is None and duration is None:
        return pair
    return When(start, end, duration)


def _pair(value: object, factor: float | None) -> When:
    if isinstance(value, list):
        if len(value) == 2:
            return When(_moment(value[0], factor), _moment(value[1], factor))
        value = value[0] if value else None
    if isinstance(value, dict) and len(value) <= 8:
        inner = when_of({key: part for key, part in value.items() if not isinstance(part, dict | list)})
        return inner if inner.start is not None else NEVER
    return NEVER


def _moment(value: object, factor: float | None) -> Moment | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return Moment(float(value), factor) if 0 <= value < MAX_NUMBER else None
    if isinstance(value, str):
        return _written(value.strip(), factor) if 0 < len(value) <= 40 else None
    return _structured(value) if isinstance(value, dict) and len(value) <= 4 else None


def _written(text: str, factor: float | None) -> Moment | None:
    if number := _NUMBER.fullmatch(text):
        unit = {"": factor, "ms": 1e-3}.get((number[2] or "").lower(), 1.0)
        return Moment(float(number[1].replace(",", ".")), unit)
    if clock := _CLOCK.fullmatch(text):
        return Moment(int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3].replace(",", ".")), 1.0)
    if (iso := _ISO_DURATION.fullmatch(text)) and any(iso.groups()):
        days, hours, minutes, seconds = (float(part or 0) for part in iso.groups())
        return Moment(((days * 24 + hours) * 60 + minutes) * 60 + seconds, 1.0)
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Moment((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp(), 1.0)


def _structured(value: dict[str, object]) -> Moment | None:
    """A time in parts, such as seconds and nanos, or one that is relative to the start of the recording."""
    parts = {plain_key(key): part for key, part in value.items()}
    if any(key in _PARTS for key in parts):
        found = [(_moment(part, _PARTS[key]), key) for key, part in parts.items() if key in _PARTS]
        return Moment(sum(moment.number * _PARTS[key] for moment, key in found if moment is not None), 1.0)
    for key in ("relative", "original", "value"):
        if key in parts and not isinstance(parts[key], dict):
            return _moment(parts[key], None)
    return None


def stretch(when: When, unit: float) -> Stretch:
    """Start and end in seconds, a bare number counted as `unit`."""
    start_s = None if when.start is None else round(when.start.seconds(unit), 3)
    end_s = None if when.end is None else round(when.end.seconds(unit), 3)
    if end_s is None and start_s is not None and when.duration is not None:
        end_s = round(start_s + when.duration.seconds(unit), 3)
    return start_s, None if end_s is None or (start_s is not None and end_s < start_s) else end_s


def unit_of(times: Sequence[tuple[When, float]], *, units: Sequence[float] = UNITS) -> float:
    """Seconds that a bare number counts, from how long the words said would take; `times` are with their words."""
    bare = [(when, words) for when, words in times if _bare(when)]
    starts = [when.start.number for when, _ in bare if when.start is not None]
    if not starts:
        return 1.0
    for low, high, factor in _EPOCHS:
        if low <= min(starts) <= high:
            return factor
    rate = _numbers_a_word(bare, starts)
    if rate is None:
        return 1.0
    whole = all(when.start is None or when.start.number.is_integer() for when, _ in bare)
    return min(units, key=lambda u: abs(math.log(rate * u / SECONDS_A_WORD)) + (0 if u == 1 or whole else FRACTION))


def _bare(when: When) -> bool:
    return when.start is not None and when.start.factor is None


def _numbers_a_word(bare: Sequence[tuple[When, float]], starts: Sequence[float]) -> float | None:
    lasting = [(last, words) for when, words in bare if (last := _lasting(when)) and words > 0]
    if lasting:
        return median(last / words for last, words in lasting)
    total = sum(words for _, words in bare)
    reach = max(starts) - min(starts)
    return reach / total if reach > 0 and total > 0 else None


def _lasting(when: When) -> float | None:
    if when.duration is not None and when.duration.factor is None:
        return when.duration.number
    if when.start is not None and when.end is not None and when.end.factor is None:
        return when.end.number - when.start.number if when.end.number > when.start.number else None
    return None
