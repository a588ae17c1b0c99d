"""A line goes in; out comes the head it may begin with, in one of the forms in which people write labels."""

import re
from collections.abc import Callable

from pipeline.readers.heads import Head, after_label, head_of
from pipeline.readers.marks import kind_of
from pipeline.readers.openings import opening
from pipeline.readers.shapes import MAX_LABEL
from pipeline.readers.talk import Line
from pipeline.readers.timestamps import LONGEST, MARKED, STAMP, Times, leading, times
from pipeline.readers.unmarked import bare, pair

_BOXED = r"\[(?P<boxed>[^\[\]:\uff1a\n]{1,60})\]|\((?P<round>[^():\uff1a\n]{1,60})\)|<(?P<angle>[^<>:\uff1a\n/]{1,60})>"
_BRACED = r"\{(?P<braced>[^{}:\uff1a\n]{1,60})\}"
_OPEN = rf"(?P<open>[^\s:\uff1a\[\](){{}}<>\"“”*#|•\u2013\u2014-][^:\uff1a\t\n\[\]{{}}<>\"“”]{{0,{MAX_LABEL}}}?)"
_COLON = re.compile(
    rf"(?:{_BOXED}|{_OPEN})(?:[\s,\-\u2013\u2014|]*(?P<time>{STAMP})|\s*(?P<aside>\[[^\[\]:\n]{{1,40}}\]))?"
    r"(?P<gap>[ \t\u00a0\u202f]*)[:\uff1a](?P<rest>.*)\Z",
    re.DOTALL | re.IGNORECASE,
)
_NAME_TIME = re.compile(rf"{_OPEN}[\s,\-\u2013\u2014|]+(?P<time>{STAMP})\s*\Z", re.IGNORECASE)
_NAME_MARKED = re.compile(rf"{_OPEN}[\s,\-\u2013\u2014|]+(?P<time>{MARKED})\s+(?P<rest>\S.*)\Z", re.DOTALL)
_BOX = re.compile(rf"(?:{_BOXED}|{_BRACED})\s*(?P<rest>.*)\Z", re.DOTALL)
_TAG_END = re.compile(r"\s*</[^<>]{1,60}>\s*\Z")
_POINTED = re.compile(r"(?P<open>[^\W_][\w .]{0,30}?)[ ]?>{1,2}\s+(?P<rest>\S.*)\Z", re.DOTALL)
_TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sen|Rep|Hon|Gov|Gen|Col|Capt|St|Sir|Lord|Lady)\.?\s)"
_DOT = re.compile(
    rf"(?P<open>{_TITLE}?(?:[^\W\d_][\w'\u2019-]{{0,20}}\s){{0,4}}[^\W_][\w'\u2019-]{{0,20}})\.(?:\s+(?P<rest>.*))?\Z",
    re.DOTALL,
)
_DASH = re.compile(
    r"(?P<open>[^\s:\u2013\u2014-][^:\t\n]{0,40}?)"
    r"(?:[ \t]+(?:[-\u2013\u2014]{1,2}|\||[-=]?>|=|\u2192|\u00bb)[ \t]+|[\u2013\u2014)/][ \t]+"
    r"|\.[ ]?[-\u2013\u2014]{1,2}[ \t]*)(?P<rest>\S.*)\Z",
    re.DOTALL,
)
_TAB = re.compile(r"(?P<open>[^\t]{1,63}?)(?:[ ]{0,99}\t\s*|\s{2,})(?P<rest>\S.*)\Z", re.DOTALL)
_ADDRESS = re.compile(r"\s*[<(\"]?(?:https?://|www\.)", re.IGNORECASE)
_TURN_NUMBER = re.compile(r"\A\[[A-Za-z]{0,2}[ -]?\d{1,5}\][ \t]+(?=\S)")  # `[T012] Ann: yes`
_JOINTS = " :-\u2013\u2014|"
_NOT_AFTER_COLON = "/\\0123456789)("


def colon(line: Line) -> Head | None:
    """`NAME: text`, with a time before, between or after, and `[SPEAKER_00]: text`."""
    text, before = opening(line)
    match = _COLON.match(_TURN_NUMBER.sub("", text, count=1))
    if match is None:
        return None
    rest = match["rest"]
    if rest and (not rest[0].isspace() if match["gap"] else rest[0] in _NOT_AFTER_COLON):
        return None
    if _ADDRESS.match(rest):
        return None
    rest = rest.lstrip(":\uff1a") if rest[:1] != "-" else rest[1:]
    label = (match["boxed"] or match["round"] or match["angle"] or match["open"]) + _aside(match)
    between = times(match["time"]) if match["time"] else None
    after = after_label(rest, bare=False)
    return head_of(label, rest=after.rest if after else rest, line=line, stamps=(before, between, after))


def _aside(match: re.Match[str]) -> str:
    """The aside in brackets after a label, with the blank before it."""
    if not match["aside"]:
        return ""
    return (" " if match.string[match.start("aside") - 1].isspace() else "") + match["aside"]


def timed(line: Line) -> Head | None:
    """`Speaker 1  0:03` or `00:00:03 Speaker 1` on a line of its own, or `Jane [00:03] text`."""
    text = line.text.strip()
    if len(text) <= MAX_LABEL + LONGEST and (match := _NAME_TIME.match(text)):
        return head_of(match["open"], rest="", line=line, stamps=(times(match["time"]),))
    if match := _NAME_MARKED.match(text):
        return head_of(match["open"], rest=match["rest"].lstrip(_JOINTS), line=line, stamps=(times(match["time"]),))
    if line.folded:
        return head_of(text[: MAX_LABEL + 1], rest="", line=line, stamps=(Times(line.start_s, line.end_s, ""),))
    before = leading(text, bare=True)
    return head_of(before.rest[: MAX_LABEL + 2], rest="", line=line, stamps=(before,)) if before else None


def box(line: Line) -> Head | None:
    """`[NAME] text`, and with other brackets; no transcriber's mark."""
    text, before = opening(line)
    match = _BOX.match(text)
    if match is None:
        return None
    label = match["boxed"] or match["round"] or match["angle"] or match["braced"]
    if kind_of(label, form="round") or match["rest"][:1] in (":", "\uff1a"):
        return None
    rest = _TAG_END.sub("", match["rest"][-80:]) if match["angle"] else ""
    rest = match["rest"][:-80] + rest if match["angle"] else match["rest"]
    after = after_label(rest, bare=True)
    return head_of(label, rest=after.rest if after else rest, line=line, stamps=(before, after))


def tab(line: Line) -> Head | None:
    """`NAME`, a tab or a gap, text; what ends in a colon or a full stop is left to those forms."""
    head = _separated(_TAB, line)
    return None if head is None or head.label[-1] in ".:\uff1a" else head


def pointed(line: Line) -> Head | None:
    """`NAME> text`."""
    return _separated(_POINTED, line)


def dash(line: Line) -> Head | None:
    """`NAME - text`, `NAME | text`, `NAME -> text`, `N) text` and `N.- text`."""
    return _separated(_DASH, line)


def dot(line: Line) -> Head | None:
    """`Q. text`, `Mr. Smith. text`: a role, a code, or a name that is no single word."""
    head = _separated(_DOT, line)
    if head is None or head.shape == "lower":
        return None
    return head if head.shape != "name" or " " in head.label or head.label.isupper() else None


def bold(line: Line) -> Head | None:
    """A bold name, with or without text after it that is not bold."""
    before = leading(line.text[: line.bold], bare=True)
    name = (before.rest if before else line.text[: line.bold]).rstrip(" :-\u2013\u2014")
    if not name:
        return None
    between = times(within["time"]) if (within := _NAME_TIME.match(name)) else None
    after = after_label(rest := line.text[line.bold :].lstrip(_JOINTS), bare=False)
    rest = (after.rest if after else rest).lstrip(_JOINTS)
    return head_of(within["open"] if within else name, rest=rest, line=line, stamps=(before, between, after))


def heading(line: Line) -> Head | None:
    """A heading that is a name, with or without a time."""
    if not line.heading:
        return None
    before = leading(line.text, bare=True)
    text = (before.rest if before else line.text)[: MAX_LABEL + LONGEST].strip()
    match = _NAME_TIME.match(text)
    after = times(match["time"]) if match else None
    return head_of(match["open"] if match else text.rstrip(" :"), rest="", line=line, stamps=(before, after))


def alone(line: Line) -> Head | None:
    """A name that fills the line, with or without the time in the line above."""
    text = line.text.strip()
    if len(text) > MAX_LABEL or re.search(r"[.,!?;:]\Z", text):
        return None
    return head_of(text, rest="", line=line, stamps=())


FORMS: dict[str, Callable[[Line], Head | None]] = {
    "colon": colon,
    "timed": timed,
    "box": box,
    "tab": tab,
    "bold": bold,
    "heading": heading,
    "pointed": pointed,
    "dash": dash,
    "dot": dot,
    "alone": alone,
    "pair": pair,
    "bare": bare,
}


def _separated(pattern: re.Pattern[str], line: Line) -> Head | None:
    text, before = opening(line)
    match = pattern.match(text)
    if match is None:
        return None
    rest = match["rest"] or ""
    after = leading(rest, bare=True) if pattern is _TAB else None
    return head_of(match["open"], rest=after.rest if after else rest, line=line, stamps=(before, after))
