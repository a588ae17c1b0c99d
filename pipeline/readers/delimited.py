"""A table as text (comma, semicolon, tab or pipe between cells) goes in, its talk comes out; content shows the mark."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from data_schemas.errors import DocumentError
from pipeline.readers.encoding import decode
from pipeline.readers.table_columns import columns_of, unlabelled_columns
from pipeline.readers.table_titles import kind_of_title
from pipeline.readers.tables import cells_talk, unlabelled_talk
from pipeline.readers.talk import Talk

MARKS = "\t;,|"
MAX_CELLS = 1_000_000  # a day of talk has some thousand rows
SAMPLE = 60_000  # characters from which the mark between cells is judged
ALIKE = 0.9  # share of rows with the same number of cells
HALF = 0.5
TOP = 10  # rows among which the row of titles stands
MAX_TITLE = 60  # characters
EVIDENT = 3  # rows alike that show a table without titles
FIGURES = 0.2  # share of cells with figures only that shows a table of data
EXPECTED = "expected columns of speakers and words, such as Speaker, Start, End, Text"

_QUESTION = re.compile(r"\s*(?:(?:q|question|frage|item)[\s_.-]*\d+\b.*|.{8,}\?\s*)", re.IGNORECASE | re.DOTALL)
_FIGURE = re.compile(r"\s*[+-]?[\d.,:%]*\d[\d.,:%]*\s*")
_SEP = re.compile(r"\Asep=(.)[^\n]*\n", re.IGNORECASE)  # Excel's own line for the mark between cells
_RULE = re.compile(r"[\s|:+=-]*")  # the line beneath the titles of a Markdown table


@dataclass(frozen=True, slots=True)
class _Shape:
    """How well a text reads as a table with one mark between its cells."""

    mark: str
    titles: int  # columns whose title says what they hold
    alike: float  # share of rows with the commonest number of cells
    width: int
    rows: int


def read_csv_talk(content: bytes) -> Talk:
    """Read a table as text; DocumentError if it is damaged or holds no talk."""
    decoded = decode(content)
    shape = _shape(_whole_rows(decoded.text))
    if shape is None:
        raise DocumentError(f"a table as text whose columns cannot be told apart; {EXPECTED}")
    cells = _cells(decoded.text, shape.mark)
    talk = cells_talk(cells) or unlabelled_talk(cells)
    if talk is None:
        raise DocumentError(no_talk(cells))
    return talk.noting(before=decoded.notes)


def looks_like_csv_talk(text: str) -> bool:
    """Whether a text is a table: titles say so, cells are quoted, or every row has as many cells and no row a label."""
    sample = _whole_rows(text)
    shape = _shape(sample)
    if shape is None or shape.titles > 1:
        return shape is not None
    cells = _cells(sample, shape.mark)
    found = columns_of(cells)
    quoted = len(re.findall(rf'(?:^|{re.escape(shape.mark)})[ ]?"', sample, re.MULTILINE))
    titled = found is not None and found.first_row > 0 and not any(map(_is_sentence, cells[found.first_row - 1]))
    if titled or _asked(cells) > 1 or quoted >= shape.rows - 1 > 0:
        return True
    if shape.rows < EVIDENT or shape.alike < 1:
        return False
    if shape.width < 3:
        return shape.mark != "\t" and found is not None and _recurs(cells, found.speaker)  # tabs stand in prose too
    if (found and not found.first_row) or ((plain := unlabelled_columns(cells)) and plain.start is not None):
        return True
    figures = sum(_FIGURE.fullmatch(c) is not None for row in cells for c in row)
    return figures >= FIGURES * shape.width * shape.rows


def _whole_rows(text: str) -> str:
    """The start of a text, without a last row that is cut off."""
    return text if len(text) <= SAMPLE else text[: text.rfind("\n", 0, SAMPLE) + 1] or text[:SAMPLE]


def _recurs(cells: list[list[str]], column: int | None) -> bool:
    """Whether every row has a label in that column, and each is there twice or more on average."""
    labels = [row[column].strip() for row in cells] if column is not None else []
    return all(labels) and 2 * len(set(labels)) <= len(labels)


def no_talk(cells: list[list[str]]) -> str:
    """Why a table is no transcript, in one line: a survey, a table of other things."""
    if (asked := _asked(cells)) > 1:
        return (
            f"a table with one row for each person and {asked} columns of questions (a survey); expected one row for "
            "each utterance; put each person's answers into a file of its own, with columns Speaker and Text"
        )
    return f"a table of {len(cells)} rows without a column that names speakers; {EXPECTED}; name the columns so"


def _asked(cells: list[list[str]]) -> int:
    """How many columns are titled with a question."""
    return sum(_QUESTION.fullmatch(title) is not None for title in cells[0]) if cells else 0


def _shape(sample: str) -> _Shape | None:
    """The mark between cells that gives the most known titles, then the most even rows."""
    told = _SEP.match(sample)
    shapes = [shape for mark in (told[1] if told else MARKS) if (shape := _shape_with(sample, mark)) is not None]
    return max(shapes, key=lambda s: (s.titles, s.alike, s.width), default=None)


def _shape_with(sample: str, mark: str) -> _Shape | None:
    try:
        rows = _cells(sample, mark)
    except DocumentError:
        return None
    widths = Counter(len(row) for row in rows)
    if not rows or max(widths) < 2:
        return None
    width, often = widths.most_common(1)[0]
    titles = max(map(_titles, rows[:TOP]))
    if titles < 2 and (width < 2 or often < ALIKE * len(rows)):
        return None
    return _Shape(mark=mark, titles=titles, alike=often / len(rows), width=width, rows=len(rows))


def _titles(row: list[str]) -> int:
    """How many kinds of known titles a row holds, if it may be a row of titles."""
    kinds = {found[0] for title in row if (found := kind_of_title(title))}
    return len(kinds) if kinds & {"speaker", "words"} and not any(map(_is_sentence, row)) else 0


def _is_sentence(title: str) -> bool:
    return len(title) > MAX_TITLE or title.rstrip().endswith((".", "!"))


def _cells(text: str, mark: str) -> list[list[str]]:
    text = _SEP.sub("", text)
    rows = _parsed(text, mark=mark, quoting=csv.QUOTE_MINIMAL)
    if any(_swallows(cell, mark=mark, width=len(rows[0])) for row in rows for cell in row):
        rows = _parsed(text, mark=mark, quoting=csv.QUOTE_NONE)
    return list(_tidied(rows, mark))


def _parsed(text: str, *, mark: str, quoting: Literal[0, 3]) -> list[list[str]]:
    rows: list[list[str]] = []
    count = 0
    spaced = re.search(rf'{re.escape(mark)} "', text) is not None and mark != "\t"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=spaced, quoting=quoting)
    try:
        for row in reader:
            count += len(row)
            if count > MAX_CELLS:
                raise DocumentError(
                    f"a table of more than {MAX_CELLS} cells; split it into files of one interview each"
                )
            rows.append(row)
    except csv.Error:
        if quoting == csv.QUOTE_MINIMAL:
            return _parsed(text, mark=mark, quoting=csv.QUOTE_NONE)
        raise DocumentError(
            f"a table with a cell too long to be talk (near line {reader.line_num}); split it"
        ) from None
    return rows


def _swallows(cell: str, *, mark: str, width: int) -> bool:
    """Whether a quotation mark that nobody closed has put the rows below into one cell."""
    lines = cell.split("\n")[1:]
    return len(lines) > 1 and sum(line.count(mark) >= width - 1 for line in lines) > HALF * len(lines)


def _tidied(rows: list[list[str]], mark: str) -> Iterator[list[str]]:
    """The rows without empty ones and Markdown's frame; a last cell cut at marks nobody quoted is put together."""
    filled = [row for row in rows if any(c.strip() for c in row)]
    if mark == "|":
        filled = [row for row in filled if not all(_RULE.fullmatch(c) for c in row)]
        framed = all(not row[0].strip() and not row[-1].strip() for row in filled)
        filled = [row[1:-1] if framed else row for row in filled]
    width = len(filled[0]) if filled else 0
    last_is_talk = width > 1 and (kind_of_title(filled[0][-1]) or ("", 0))[0] == "words"
    for row in filled:
        yield [*row[: width - 1], mark.join(row[width - 1 :])] if last_is_talk and len(row) > width else row
