"""The rows of a text go in; they come out without the running numbers that stand at their start."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.readers.forms import FORMS
from pipeline.readers.talk import Line

MIN_NUMBERED = 3  # rows
NEARLY_ALL = 0.8  # share of rows with a number, from which rows are numbered
HALF = 0.5
STEP = 5  # rows from one number to the next where not all are numbered
SHORT_PAGE = 10  # rows, from which a page may be full and the next begin with 1

_NUMBER = re.compile(r"[ \t]*[\[(]?(\d{1,5})(?:[.)\]]?[ \t]+|[.)\]]?[ \t]*\Z)")
_LABELS = ("colon", "dot", "tab", "dash", "box")


def unnumbered(rows: Sequence[str]) -> list[str]:
    """The rows without numbers, where nearly all rows or most labelled ones carry one more than the row before."""
    found = [_NUMBER.match(row) for row in rows]
    numbers = [int(match[1]) for match in found if match]
    filled = sum(bool(row.strip()) for row in rows)
    stripped = [row[match.end() :] if match else row for row, match in zip(rows, found, strict=True)]
    if len(numbers) < HALF * filled:
        fifths = _every_fifth(found)
        return [new if i in fifths else row for i, (row, new) in enumerate(zip(rows, stripped, strict=True))]
    if len(numbers) < MIN_NUMBERED or not _run_on(numbers):
        return list(rows)
    headed = sum(match is not None and _is_head(row) for row, match in zip(stripped, found, strict=True))
    return stripped if len(numbers) >= NEARLY_ALL * filled or headed >= HALF * len(numbers) else list(rows)


def _every_fifth(found: Sequence[re.Match[str] | None]) -> frozenset[int]:
    """The rows that bear 5, 10, 15 and so on, each five rows after the one before."""
    marked = [i for i, match in enumerate(found) if match and int(match[1]) % STEP == 0]
    numbers = [int(match[1]) for i in marked if (match := found[i])]
    steps = [(b - a, j - i) for (a, b), (i, j) in zip(pairwise(numbers), pairwise(marked), strict=True)]
    even = sum(step == (STEP, STEP) for step in steps)
    return frozenset(marked) if steps and even >= NEARLY_ALL * len(steps) else frozenset()


def _run_on(numbers: list[int]) -> bool:
    """Whether numbers count up, perhaps anew on every page; a number in the talk may break the row once in a while."""
    steps = sum(b == a + 1 or (b == 1 and a >= SHORT_PAGE) for a, b in pairwise(numbers))
    return steps >= NEARLY_ALL * (len(numbers) - 1)


def _is_head(row: str) -> bool:
    line = Line(text=row, block=0)
    return any(FORMS[form](line) is not None for form in _LABELS)
