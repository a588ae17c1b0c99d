"""The lines of a transcript go in; those of its talk come out, with notes on the page matter around it.

Page matter: a block of `Date: ...` before the talk, `Meeting title: ...` after it, footers, rules, page numbers.
"""

import re
from collections.abc import Callable, Sequence

from pipeline.readers.shapes import METADATA, shape_of
from pipeline.readers.talk import Line, count_of, squeeze

MAX_VALUE = 80  # characters of a title or of the value after `Date:`
SEARCHED = 40  # lines at the start among which a head block may stand

_FURNITURE = re.compile(
    r"(?:transcribed|transcript(?:ion)?(?: provided| generated| created)?) (?:by|with|using|from)\b.{0,80}"
    r"|.{1,63} (?:started|stopped) transcription"
    r"|page \d+(?: of \d+)?|[-\u2013\u2014] ?\d+ ?[-\u2013\u2014]|[=_*~#\u2013\u2014-]{3,}"
    r"|this (?:transcript|document) was (?:generated|exported|created|produced)\b.{0,80}",
    re.IGNORECASE,
)
_KEY_VALUE = re.compile(r"(?P<key>[^:\uff1a]{1,40})[:\uff1a](?P<value>.*)\Z", re.DOTALL)
_SENTENCE_END = re.compile(r"[.?!…][\"'”\u2019)\]]*\Z")


def without_matter(lines: Sequence[Line], *, cues: bool) -> tuple[list[Line], list[str]]:
    """The lines of the talk, and notes; in `cues` only `Key: value` lines at either end are page matter."""
    full = [line for line in lines if squeeze(line.text)]
    body = [line for line in full if not _FURNITURE.fullmatch(squeeze(line.text))]
    notes = []
    if len(body) < len(full):
        notes.append(f"{count_of(len(full) - len(body), 'line')} such as footers and page numbers left out")
    first = _leading(body, _is_metadata) if cues else _head_block(body)
    last = len(body) - _leading(body[first:][::-1], _is_metadata)
    if first or last < len(body):
        notes.append(f"{count_of(first + len(body) - last, 'line')} of metadata before or after the talk left out")
    return body[first:last], notes


def _leading(lines: Sequence[Line], belongs: Callable[[Line], bool]) -> int:
    return next((i for i, line in enumerate(lines) if not belongs(line)), len(lines))


def _is_metadata(line: Line) -> bool:
    match = _KEY_VALUE.match(squeeze(line.text))
    return match is not None and METADATA.fullmatch(match["key"].strip()) is not None


def _head_block(lines: Sequence[Line]) -> int:
    """How many lines at the start are titles and `Key: value` lines, up to the last key that no speaker bears."""
    reach = _leading(lines[:SEARCHED], _is_title_or_value)
    known = [i for i in range(reach) if _is_metadata(lines[i])]
    if not known:
        return 0
    end = known[-1] + 1
    while end < reach and (lines[end].block == lines[end - 1].block or _introduces(lines[end])):
        end += 1
    return end


def _is_title_or_value(line: Line) -> bool:
    text = squeeze(line.text)
    if _is_metadata(line):
        return len(text) <= 2 * MAX_VALUE
    match = _KEY_VALUE.match(text)
    value = match["value"].strip() if match else text
    return 0 < len(value) <= MAX_VALUE and not _SENTENCE_END.search(value)


def _introduces(line: Line) -> bool:
    """Whether a line says who a role is, such as `Interviewer: Jane Smith`."""
    match = _KEY_VALUE.match(squeeze(line.text))
    if match is None or shape_of(match["key"].strip()) != "role":
        return False
    value = match["value"].strip()
    return len(value.split()) in (2, 3, 4) and shape_of(value) == "name"
