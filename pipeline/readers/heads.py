"""A possible label and its surroundings go in; out comes the head that a line begins with, if the label may be one.

Whether it is a label is for the whole file to say (`labels.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.readers.marks import kind_of
from pipeline.readers.shapes import Shape, shape_of
from pipeline.readers.talk import Line, squeeze
from pipeline.readers.timestamps import Times, is_only_time, leading, times

MIN_TIMED = 4  # labels
MOST = 0.9  # share of labels with a bare time after them, from which it is no hour that is talked about

_QUESTION_NUMBER = re.compile(r"Q\d{1,4}[.:]?\s+(?=[^\W\d])")  # Parliament numbers questions before the name
_DIRECTION = re.compile(r"(?P<name>.*?\S)\s*(?P<mark>[(\[](?P<inside>[^()\[\]]{1,40})[)\]])", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A possible label at the start of a line and the text after it; times in seconds."""

    label: str
    shape: Shape
    rest: str
    timed: bool = False
    bold: bool = False
    start_s: float | None = None
    end_s: float | None = None

    @property
    def key(self) -> str:
        """The label as counted: without case."""
        return self.label.casefold()


def head_of(label: str, *, rest: str, line: Line, stamps: Sequence[Times | None]) -> Head | None:
    """The head of a line; None where the label is no possible one. A direction such as `(laughs)` goes to the text."""
    label = _QUESTION_NUMBER.sub("", squeeze(label), count=1)
    if (directed := _DIRECTION.fullmatch(label)) and kind_of(directed["inside"], form="round"):
        label, rest = directed["name"], f"{directed['mark']} {rest.lstrip()}"
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


def with_bare_times(heads: Sequence[Head | None]) -> list[Head | None]:
    """The heads, a bare time after the label read as one where nearly all labels have it: `Jane: 00:03 text`."""
    found = [leading(head.rest, bare=True) if head is not None and not head.timed else None for head in heads]
    timed = sum(stamp is not None for stamp in found)
    if timed < MIN_TIMED or timed < MOST * sum(head is not None for head in heads):
        return list(heads)
    return [
        replace(head, rest=stamp.rest.strip(), timed=True, start_s=stamp.start_s, end_s=stamp.end_s)
        if head is not None and stamp is not None
        else head
        for head, stamp in zip(heads, found, strict=True)
    ]


def after_label(rest: str, *, bare: bool) -> Times | None:
    """The time that stands between a label and its text, or fills the rest of the line."""
    return times(rest) if rest.strip() and is_only_time(rest) else leading(rest, bare=bare)
