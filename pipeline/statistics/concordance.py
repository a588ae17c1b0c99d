"""Passages, their transcripts and a pattern go in, every place where it is said comes out with what stands around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from data_schemas.records import Segmented
from pipeline.coded import CodedPassage

Order = Literal["right", "left", "document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One place where the pattern is said: what it found, and at most `width` characters of the same turn on either side."""

    passage: CodedPassage
    start: int  # in the transcript's text
    left: str
    node: str
    right: str


def concordance(
    passages: Sequence[CodedPassage],
    records: Sequence[Segmented],
    pattern: re.Pattern[str],
    *,
    width: int,
    order: Order = "right",
) -> list[Line]:
    """Keyword in context: every place in these passages, sorted by the words after it, those before it, or as it was said.

    Sorting by the left reads from the keyword outwards. Context never leaves the speaker's turn.
    """
    of = {record.doc_id: record for record in records}
    lines = [
        _line(passage, match, of.get(passage.doc_id), width=width)
        for passage in sorted(passages, key=lambda p: (p.document, p.doc_id, p.start, p.passage_id))
        for match in pattern.finditer(passage.text)
        if match[0].strip()
    ]
    if order == "right":
        lines.sort(key=lambda line: _words(line.right))
    elif order == "left":
        lines.sort(key=lambda line: _words(line.left)[::-1])
    return lines


def _line(passage: CodedPassage, match: re.Match[str], record: Segmented | None, *, width: int) -> Line:
    low, high = match.span()
    text, shift = passage.text, 0
    if record is not None:
        turn = record.turns[passage.turn]
        text, shift = record.text[turn.start : turn.end], passage.start - turn.start
    before, after = text[: shift + low], text[shift + high :]
    return Line(
        passage=passage,
        start=passage.start + low,
        left=_shortened(before[-2 * width :][::-1], width=width)[::-1],
        node=" ".join(match[0].split()),
        right=_shortened(after[: 2 * width], width=width),
    )


def _shortened(text: str, *, width: int) -> str:
    """Blanks and line ends as one blank each, and the beginning of what is left."""
    return re.sub(r"\s+", " ", text)[:width]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
