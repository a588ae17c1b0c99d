"""A web page's elements go in; out comes which of them name a speaker, and when what an element holds is said.

Players and exports mark speakers by class (`speaker`), by `<cite>` (podcast transcripts), by `<dt>`, or by an attribute
of the paragraph (`data-speaker`); times by `<time>`, by class (`timestamp`), or by attributes in seconds, milliseconds
(`data-m`, `data-d`) or, in noScribe's pages, by an anchor such as `ts_1200_3400_S00`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.readers.shapes import MAX_LABEL
from pipeline.readers.talk import squeeze
from pipeline.readers.timestamps import Times, is_only_time, times

MOST = 0.8
MAX_MARKS = 200_000

Element = Any  # lxml's elements carry no types

_SPEAKER = re.compile(
    r"(?:[\w-]*[-_])?(?:speaker|spk|spkr|interlocutor|talker)(?:s?[-_]?(?:name|label|tag|title|text|info))?|who",
    re.IGNORECASE,
)
_CAMEL_SPEAKER = re.compile(r"\w*[a-z]Speaker(?:Name|Label)?|speaker(?:Name|Label)")
_ROLE = re.compile(  # whole words: pages have classes such as `a` and `guest-book`, too
    r"(?:interviewer|interviewee|participant|respondent|informant|moderator|facilitator|researcher|narrator|host|guest)[-_]?\d*",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?:[\w-]*[-_])?(?:time|timestamp|time[-_]?code|start[-_]?time|ts)", re.IGNORECASE)
_ANCHOR = re.compile(r"ts_(\d+)_(\d+)(?:_|\Z)")
_SECONDS = ("data-start", "data-start-time", "data-starttime", "data-timestamp", "data-time", "data-begin", "data-t")
_ENDS = ("data-end", "data-end-time", "data-endtime", "data-stop")
_NAMES = ("data-speaker", "data-speaker-name", "data-speaker-label", "data-speakername")


@dataclass(frozen=True, slots=True)
class Marks:
    """The elements that name a speaker, each with the label; those whose whole text is a time; `around`: names are
    attributes of what is said, not elements before it."""

    speakers: dict[Element, str]
    clocks: dict[Element, Times]
    around: bool = False


NO_MARKS = Marks({}, {})


def marks_of(root: Element) -> Marks:
    """How a page marks its speakers, by the surest of its ways; no marks where none of them is used throughout."""
    elements = [e for e in root.iter() if isinstance(e.tag, str)][:MAX_MARKS]
    by_class = [e for e in elements if _has_class(e, _SPEAKER) or _has_class(e, _CAMEL_SPEAKER)]
    cited = [e for e in elements if e.tag == "cite" and not any(a.tag == "blockquote" for a in e.iterancestors())]
    terms = [e for e in elements if e.tag == "dt"]
    for candidates, recurring in ((by_class, False), (cited, False), (terms, True)):
        if speakers := _speakers(candidates, recurring=recurring):
            return Marks(speakers, _clocks(elements))
    named = {e: squeeze(name) for e in elements if (name := next((e.get(n) for n in _NAMES if e.get(n)), None))}
    if len(named) > 1 and all(len(name) <= MAX_LABEL for name in named.values()):
        return Marks(named, _clocks(elements), around=True)
    return NO_MARKS


def roles_of(root: Element) -> Marks:
    """Paragraphs marked by a role as their class, such as `<p class="interviewer">`; no marks where only one role is."""
    named = {
        e: role
        for e in root.iter("p", "div", "li", "blockquote", "dd")
        if (role := next((c for c in (e.get("class") or "").split() if _ROLE.fullmatch(c)), "")) and _text(e)
    }
    inner = {e: role for e, role in named.items() if not any(child in named for child in e.iterdescendants())}
    recur = 1 < len(set(inner.values())) < len(inner)
    return Marks(inner, {}, around=True) if recur else NO_MARKS


def times_of(element: Element) -> Times | None:
    """When what an element holds is said, by its attributes."""
    attributes = element.attrib
    if not attributes:
        return None
    if (start := attributes.get("data-m", "")).isdigit():
        lasts = attributes.get("data-d", "")
        end = (int(start) + int(lasts)) / 1000 if lasts.isdigit() and int(lasts) else None
        return Times(int(start) / 1000, end, "")
    if element.tag == "a" and (anchor := _ANCHOR.match(attributes.get("name", ""))):
        return Times(int(anchor[1]) / 1000, int(anchor[2]) / 1000, "")
    begun = next((s for name in _SECONDS if (s := _seconds(attributes.get(name))) is not None), None)
    done = next((s for name in _ENDS if (s := _seconds(attributes.get(name))) is not None), None)
    return None if begun is None and done is None else Times(begun, done, "")


def _has_class(element: Element, wanted: re.Pattern[str]) -> bool:
    return any(wanted.fullmatch(name) for name in (element.get("class") or "").split())


def _text(element: Element) -> str:
    return squeeze("".join(element.itertext()))


def _speakers(candidates: Sequence[Element], *, recurring: bool) -> dict[Element, str]:
    """The candidates as labels, the innermost of each, if nearly all of them are as short as a name."""
    outer = {a for e in candidates for a in e.iterancestors()} if candidates else set()
    inner = [e for e in candidates if e not in outer]
    labels = {e: label for e in inner if (text := _text(e)) and (label := _label(text)) and len(label) <= MAX_LABEL}
    filled = sum(bool(_text(e)) for e in inner)
    if len(labels) < 2 or len(labels) < MOST * filled:
        return {}
    return {} if recurring and len(set(labels.values())) == len(labels) else labels


def _label(text: str) -> str:
    return re.sub(r"\s*[:\uff1a]\Z", "", text).strip("[]()").rstrip(" :\uff1a-\u2013\u2014")


def _clocks(elements: Sequence[Element]) -> dict[Element, Times]:
    """The elements that show a time and nothing else."""
    found = {}
    for element in elements:
        if element.tag == "time" or _has_class(element, _TIME):
            text = _text(element)
            if is_only_time(text):
                found[element] = times(text)
    return found


def _seconds(value: str | None) -> float | None:
    """An attribute in seconds, or as a clock."""
    if not value:
        return None
    if re.fullmatch(r"\d{1,7}(?:\.\d{1,9})?s?", value.strip()):
        return round(float(value.strip().rstrip("s")), 3)
    return times(value).start_s if is_only_time(value) else None
