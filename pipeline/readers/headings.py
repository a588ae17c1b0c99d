"""Lines with their labels go in; those that hold talk come out: no titles, headings, tables beside talk, or indexes."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.readers.talk import Line
from pipeline.readers.turns import Labelled

MIN_SENTENCE = 8  # words; shorter paragraphs before the first speaker are titles and dates
MAX_HEADING = 70  # characters of a heading between turns
MIN_LETTERS = 5  # of a heading in capitals: `INDEX`, but no `NO`
HALF = 0.5

_SENTENCE = re.compile(r"[.?!…][\"'”\u2019)\]]*\s*\Z")
_BACK = re.compile(
    r"(?:subject |name )?index|appendix(?: \w{1,3})?|end ?notes|foot ?notes|notes|glossary|references|bibliography"
    r"|further reading|works cited",
    re.IGNORECASE,
)


_EDITORIAL = re.compile(  # how those begin who introduce a transcript
    r"(?:the )?(?:following )?(?:(?:interview|transcript|transcription|recording|conversation|discussion) "
    r"(?:took|is|was|has|by|with|provided|conducted|recorded|held|edited)|interviewed by|edited|recorded (?:on|in|at|by))\b",
    re.IGNORECASE,
)


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence of some length."""
    return len(text.split(None, MIN_SENTENCE)) >= MIN_SENTENCE and _SENTENCE.search(text[-20:]) is not None


def without_headings(found: Sequence[Labelled], *, named: bool) -> list[Labelled]:
    """The lines that hold talk; in a file that names speakers, also without tables, titles and what follows the talk."""
    first = next((i for i, f in enumerate(found) if f.head is not None), 0)
    last = _end(found) if named else len(found)
    capitals = _headings_in_capitals(found) if named else frozenset()
    return [
        f
        for i, f in enumerate(found[:last])
        if f.head is not None
        or not (f.line.heading or (named and f.line.cell) or (i < first and _is_title(f.line.text)) or i in capitals)
    ]


def _is_title(text: str) -> bool:
    return not is_sentence(text) or _EDITORIAL.match(text.lstrip(" (*_[")) is not None


def _end(found: Sequence[Labelled]) -> int:
    """Where the talk ends: at an index or the like with no speaker after it."""
    last = max((i for i, f in enumerate(found) if f.head is not None), default=0)
    after = (
        i for i in range(last + 1, len(found)) if _BACK.fullmatch(found[i].line.text.strip(" #*:.")[: MAX_HEADING + 1])
    )
    return next(after, len(found))


def _headings_in_capitals(found: Sequence[Labelled]) -> frozenset[int]:
    """Paragraphs of one short line in capitals, in a file that is not written in capitals."""
    shown = [i for i, f in enumerate(found) if f.head is None and _is_capital(f.line)]
    if len(shown) > HALF * len(found):
        return frozenset()
    ends = {-1, *(i for i, (a, b) in enumerate(pairwise(found)) if a.line.block != b.line.block), len(found) - 1}
    return frozenset(i for i in shown if i in ends and i - 1 in ends)


def _is_capital(line: Line) -> bool:
    text = line.text.strip()
    if len(text) > MAX_HEADING or text[:1] in "[(<{" or _SENTENCE.search(text):
        return False
    return text == text.upper() and sum(map(str.isalpha, text)) >= MIN_LETTERS
