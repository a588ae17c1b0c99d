"""The cells of a table go in; out comes what one of its columns holds: words, times, numbers that rise."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.readers.table_times import is_time
from pipeline.readers.talk import squeeze

MOST = 0.8

Cells = Sequence[Sequence[str]]
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def cell(row: Sequence[str], column: int | None) -> str:
    """A cell's text on one line; empty where the row has no such cell."""
    return "" if column is None or column >= len(row) else squeeze(row[column])


def width_of(cells: Cells) -> int:
    """The number of columns."""
    return max((len(row) for row in cells), default=0)


def wordiest(cells: Cells, columns: Sequence[int]) -> int | None:
    """Which of these columns holds the most words a cell."""
    return max(columns, key=lambda i: (mean_words(cells, i), -i), default=None)


def mean_words(cells: Cells, column: int, *, filled: bool = False) -> float:
    """Words a cell on average, of all cells or of the filled ones."""
    texts = [text for row in cells if (text := cell(row, column)) or not filled]
    return sum(sum(w.isalpha() for w in re.findall(r"\w+", text)) for text in texts) / max(1, len(texts))


def holds_times(cells: Cells, column: int) -> bool:
    """Whether nearly all filled cells of a column are clock times or dates."""
    texts = [text for row in cells if (text := cell(row, column))]
    return bool(texts) and sum(map(is_time, texts)) >= MOST * len(texts)


def rises(cells: Cells, column: int) -> bool:
    """Whether a column holds decimal numbers or clocks that rise from row to row, as times do and counts may not."""
    texts = [text for row in cells if (text := cell(row, column))]
    if len(texts) < max(2, MOST * len(cells)):
        return False
    if all(map(is_time, texts)):
        return True
    if not all(map(_NUMBER.fullmatch, texts)):
        return False
    numbers = [float(text.replace(",", ".")) for text in texts]
    steps = {round(b - a, 6) for a, b in pairwise(numbers)}
    return min(steps) >= 0 and steps != {1.0}  # steps of one number the rows
