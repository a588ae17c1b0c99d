"""A line goes in; out comes the head it may begin with: a possible label in one of the forms people write.

Whether it is a label is for the whole file to say (`labels.py`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.readers.shapes import MAX_LABEL, Shape, shape_of
from pipeline.readers.talk import Line, squeeze
from pipeline.readers.timestamps import MARKED, STAMP, Times, leading, times

_BOXED = r"\[(?P<boxed>[^\[\]:\uff1a\n]{1,60})\]|\((?P<round>[^():\uff1a\n]{1,60})\)|<(?P<angle>[^<>:\uff1a\n/]{1,60})>"
_OPEN = rf"(?P<open>[^\s:\uff1a\[\](){{}}<>\"“”*#|•\u2013\u2014-][^:\uff1a\t\n\[\]{{}}<>\"“”]{{0,{MAX_LABEL}}}?)"
_COLON = re.compile(
    rf"(?:{_BOXED}|{_OPEN})(?:[\s,\-\u2013\u2014|]*(?P<time>{STAMP}))?(?P<gap>[ \u00a0\u202f]*)[:\uff1a](?P<rest>.*)\Z",
    re.DOTALL | re.IGNORECASE,
)
_NAME_TIME = re.compile(rf"{_OPEN}[\s,\-\u2013\u2014|]+(?P<time>{STAMP})\s*\Z", re.IGNORECASE)
_NAME_MARKED = re.compile(rf"{_OPEN}[\s,\-\u2013\u2014|]+(?P<time>{MARKED})\s+(?P<rest>\S.*)\Z", re.DOTALL)
_NUMBERED = re.compile(r"\[(?P<boxed>(?:SPEAKER|Speaker|SPK|spk)[ _-]?\d{1,3})\]\s*(?P<rest>.*)\Z", re.DOTALL)
_DOT = re.compile(r"(?P<open>[A-Z][a-z]{0,3}\d{0,2})\.(?:\s+(?P<rest>.*))?\Z", re.DOTALL)
_TAB = re.compile(r"(?P<open>[^\t]{1,63}?)[ ]*\t\s*(?P<rest>\S.*)\Z", re.DOTALL)
_NOT_AFTER_COLON = "/\\0123456789)("


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A possible label at the start of a line and the text after it; times in seconds."""

    label: str
    shape: Shape | None
    rest: str
    timed: bool = False
    bold: bool = False
    start_s: float | None = None
    end_s: float | None = None

    @property
    def key(self) -> str:
        """The label as counted: without case."""
        return self.label.casefold()


def colon(line: Line) -> Head | None:
    """`NAME: text`, with a time before, between or after, and `[SPEAKER_00] text`."""
    before = leading(line.text, bare=True)
    text = (before.rest if before else line.text).strip()
    match = _COLON.match(text)
    if match is None:
        return _numbered(text, line, before)
    rest = match["rest"]
    if rest and (not rest[0].isspace() if match["gap"] else rest[0] in _NOT_AFTER_COLON):
        return None
    label = match["boxed"] or match["round"] or match["angle"] or match["open"]
    between = times(match["time"]) if match["time"] else None
    after = leading(rest, bare=False)
    return _head(label, rest=after.rest if after else rest, line=line, stamps=(before, between, after))


def timed(line: Line) -> Head | None:
    """`Speaker 1  0:03` or `00:00:03 Speaker 1` on a line of its own, or `Jane [00:03] text`."""
    if match := _NAME_TIME.match(line.text.strip()):
        return _head(match["open"], rest="", line=line, stamps=(times(match["time"]),))
    if match := _NAME_MARKED.match(line.text.strip()):
        return _head(match["open"], rest=match["rest"], line=line, stamps=(times(match["time"]),))
    if line.folded:
        return _head(line.text, rest="", line=line, stamps=(Times(line.start_s, line.end_s, ""),))
    before = leading(line.text, bare=True)
    return _head(before.rest, rest="", line=line, stamps=(before,)) if before else None


def tab(line: Line) -> Head | None:
    """`NAME`, a tab, text."""
    before = leading(line.text, bare=True)
    match = _TAB.match((before.rest if before else line.text).strip())
    if match is None:
        return None
    after = leading(match["rest"], bare=True)
    return _head(match["open"], rest=after.rest if after else match["rest"], line=line, stamps=(before, after))


def bold(line: Line) -> Head | None:
    """A bold name, with or without text after it that is not bold."""
    name = line.text[: line.bold]
    rest = line.text[line.bold :]
    return (
        _head(name.rstrip(" :-\u2013\u2014"), rest=rest.lstrip(" :-\u2013\u2014"), line=line, stamps=())
        if name
        else None
    )


def heading(line: Line) -> Head | None:
    """A heading that is a name."""
    return _head(line.text.rstrip(" :"), rest="", line=line, stamps=()) if line.heading else None


def dot(line: Line) -> Head | None:
    """`Q. text`."""
    before = leading(line.text, bare=True)
    match = _DOT.match((before.rest if before else line.text).strip())
    return _head(match["open"], rest=match["rest"] or "", line=line, stamps=(before,)) if match else None


def alone(line: Line) -> Head | None:
    """A name that fills the line."""
    return None if re.search(r"[.,!?;:]\Z", line.text.strip()) else _head(line.text, rest="", line=line, stamps=())


FORMS: dict[str, Callable[[Line], Head | None]] = {
    "colon": colon,
    "timed": timed,
    "tab": tab,
    "bold": bold,
    "heading": heading,
    "dot": dot,
    "alone": alone,
}


def _numbered(text: str, line: Line, before: Times | None) -> Head | None:
    match = _NUMBERED.match(text)
    return _head(match["boxed"], rest=match["rest"], line=line, stamps=(before,)) if match else None


def _head(label: str, *, rest: str, line: Line, stamps: tuple[Times | None, ...]) -> Head | None:
    label = squeeze(label)
    shape = shape_of(label)
    if shape is None:
        return None
    found = [stamp for stamp in stamps if stamp is not None]
    starts = [stamp.start_s for stamp in found if stamp.start_s is not None]
    ends = [stamp.end_s for stamp in found if stamp.end_s is not None]
    return Head(
        label=label,
        shape=shape,
        rest=rest.strip(),
        timed=bool(found),
        bold=line.bold > 0,
        start_s=starts[0] if starts else None,
        end_s=ends[0] if ends else None,
    )
