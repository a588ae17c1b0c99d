"""The keys of a JSON object go in, what they hold comes out: words said, a speaker, a time, or nothing of a transcript.

Keys are compared without case, blanks and signs: `start_time`, `startTime` and `StartTime` are one.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.readers.talk import squeeze

Role = Literal["start", "end", "duration", "span", ""]

_TEXT = tuple(  # what is shown before what was heard, phrases before single words; a number says which is better
    map(
        re.compile,
        (
            r"punctuated(?:word|text)|display(?:text)?|punct",
            r"text|body|content",
            r"transcript(?:ion)?|utterance|sentence|transcribedtext|caption|subtitle",
            r"speech|message|msg|dialog(?:ue)?|said|utt|line|phrase|statement|verbatim|turn",
            r"texte|texto|tekst|words(?:str)?",
            r"word|alignedword|token|utf8|term|w",
            r"maskeditn",
            r"itn|lexical|rawtext",
            r"value|name",
        ),
    )
)
_WEAK_TEXT = len(_TEXT) - 1  # from here on, words only beside a time or a kind of token
_WORD_KEY = re.compile(r"punctuatedword|punct|word|alignedword|token|utf8|term|w|value|name")
_LABEL = tuple(  # names before numbers, the person before the channel
    map(
        re.compile,
        (
            r"speaker(?:display)?name|displayname|speakerlabel",
            r"(?:segment|turn|current|main|detected|predicted)?speaker|spk",
            r"speakertag|speakerid|spkid",
            r"participant(?:name|role)",
            r"participant(?:purpose)?",
            r"participantid|sprecher(?:in)?|locuteur|locutrice|intervenant|hablante|orador|spreker|interviewee",
            r"author|username|users?|sender|character|person|who",
            r"from|role",
            r"name|label|speakermodellabel",
            r"(?:media)?channel(?:label|tag|id|number|index)?",
        ),
    )
)
_INHERITED = re.compile(r"(?:speaker|spk|participant(?!s)|sprecher|locuteur|hablante).*")
CHANNEL = len(_LABEL) - 1  # from this rank on a label names a channel, which may or may not be a person

_UNITS = {
    "s": 1.0, "sec": 1.0, "secs": 1.0, "seconds": 1.0,
    "ms": 1e-3, "msec": 1e-3, "msecs": 1e-3, "millis": 1e-3, "milliseconds": 1e-3,
    "us": 1e-6, "micros": 1e-6, "microseconds": 1e-6, "ticks": 1e-7, "ns": 1e-9, "nanos": 1e-9, "nanoseconds": 1e-9,
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_TAIL = rf"(?:time|timestamp|timecode|offset|position|point|at|ts|tc)*(?:in)?(?P<unit>{_UNIT})?"
_HEAD = r"(?:t|data|result|adjusted|relative|audio|word|segment|d)?"
_ROLES: tuple[tuple[Role, int, re.Pattern[str]], ...] = (
    ("duration", 0, re.compile(rf"{_HEAD}(?:duration|dur){_TAIL}")),
    ("end", 0, re.compile(rf"{_HEAD}(?:end|stop|finish|until){_TAIL}")),
    ("end", 1, re.compile(r"(?:to|out|xmax|tmax|etime)")),
    ("start", 0, re.compile(rf"{_HEAD}(?:start|begin|onset){_TAIL}")),
    ("start", 1, re.compile(rf"(?:from|in|xmin|tmin|stime)|offset(?:in)?(?P<unit>{_UNIT})?")),
    ("start", 2, re.compile(rf"(?:time|timestamp|timecode|ts|t)(?:in)?(?P<unit>{_UNIT})?")),
    (
        "span",
        0,
        re.compile(rf"(?:time|timestamp|offset|time(?:code|span|range)|interval|dur|instance)s?(?P<unit>{_UNIT})?"),
    ),
)


_LONE = re.compile("[\ud800-\udfff]")


class TimeKey(NamedTuple):
    """What a key says of time: its role, its rank among keys of that role, and seconds a unit where it names one."""

    role: Role
    rank: int
    factor: float | None


def tidy(text: str) -> str:
    """A text on one line, without halves of characters."""
    return squeeze(_LONE.sub("\ufffd", text))


@lru_cache(maxsize=8192)
def plain_key(key: str) -> str:
    """A key in small letters and digits only."""
    return re.sub(r"[\W_]+", "", key.lower())


@lru_cache(maxsize=8192)
def text_rank(key: str) -> int | None:
    """How well a key names words said (0 is best), None if it does not."""
    return _rank(plain_key(key), _TEXT)


def is_weak_text(rank: int) -> bool:
    """Whether a key of this rank holds words only beside a time or a kind of token."""
    return rank >= _WEAK_TEXT


@lru_cache(maxsize=8192)
def is_word_key(key: str) -> bool:
    """Whether a key holds one word or sign, not a phrase."""
    return _WORD_KEY.fullmatch(plain_key(key)) is not None


@lru_cache(maxsize=8192)
def label_rank(key: str) -> int | None:
    """How well a key names a speaker (0 is best), None if it does not."""
    return _rank(plain_key(key), _LABEL)


def _rank(plain: str, patterns: tuple[re.Pattern[str], ...]) -> int | None:
    return next((rank for rank, pattern in enumerate(patterns) if pattern.fullmatch(plain)), None)


@lru_cache(maxsize=8192)
def is_inherited_label(key: str) -> bool:
    """Whether a key names a speaker so plainly that it holds for all that lies inside its object."""
    return _INHERITED.fullmatch(plain_key(key)) is not None


@lru_cache(maxsize=8192)
def time_keys(key: str) -> tuple[TimeKey, ...]:
    """The roles in time that a key can play; which one it plays, its value says."""
    plain = plain_key(key)
    matches = ((role, rank, pattern.fullmatch(plain)) for role, rank, pattern in _ROLES)
    return tuple(TimeKey(role, rank, _factor(match)) for role, rank, match in matches if match is not None)


def _factor(match: re.Match[str]) -> float | None:
    unit = match.groupdict().get("unit")
    return _UNITS[unit] if unit else None
