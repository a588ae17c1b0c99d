"""The rows of a table go in; its talk comes out if it is a transcript, nothing if it is another table."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.records import Utterance
from pipeline.readers.shapes import shape_of
from pipeline.readers.talk import Line, Talk, squeeze
from pipeline.readers.timestamps import Times, is_only_time, times

MIN_WORDS = 1.5  # words a cell on average, below which a column holds figures or marks, not talk
MOST = 0.8

_SPEAKER = re.compile(r"(?:speakers?|speaker name|name|participants?|who|person|voice|role)", re.IGNORECASE)
_WORDS = re.compile(
    r"(?:content|text|transcript(?:ion)?|utterances?|dialogue|speech|talk|words|what was said"
    r"|spoken text|verbatim|turn)",
    re.IGNORECASE,
)
_START = re.compile(r"(?:start|start time|time|times?pan|time ?code|time ?stamp|begin|from|in)", re.IGNORECASE)
_END = re.compile(r"(?:end|end time|stop|to|out)", re.IGNORECASE)
_CLOCK_CELL = re.compile(r"[\[(#]?\d{1,3}[:.]\d{1,2}[^A-Za-z]*")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells, each the lines it holds."""

    cells: tuple[tuple[Line, ...], ...]

    def text(self, column: int | None) -> str:
        """A cell's text on one line; empty where the row has no such cell."""
        if column is None or column >= len(self.cells):
            return ""
        return squeeze(" ".join(line.text for line in self.cells[column]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    first_row: int
    speaker: int
    words: int
    start: int | None
    end: int | None


def table_talk(rows: Sequence[Row]) -> Talk | None:
    """Read a table with a column of speakers and one of talk, named in its first row or shown by its cells."""
    columns = _named(rows) or _shown(rows)
    if columns is None:
        return None
    said: list[Utterance] = []
    speaker: str | None = None
    for row in rows[columns.first_row :]:
        label = re.sub(r"\s*[:\uff1a]\Z", "", row.text(columns.speaker)).strip("[]")
        speaker = label or speaker
        text = row.text(columns.words)
        if text:
            when = _when(row, columns)
            said.append(Utterance(speaker=speaker, start_s=when.start_s, end_s=when.end_s, text=text))
    return Talk(said, labelled=True) if said else None


def _named(rows: Sequence[Row]) -> _Columns | None:
    titles = [rows[0].text(i).rstrip(":") for i in range(len(rows[0].cells))]
    speakers = [i for i, title in enumerate(titles) if _SPEAKER.fullmatch(title)]
    if not speakers or len(rows) < 2:
        return None
    named = [i for i, title in enumerate(titles) if _WORDS.fullmatch(title) and i not in speakers]
    words = named[0] if named else _wordiest(rows[1:], without=speakers[0])
    if words is None or _mean_words(rows[1:], words) < (0 if named else MIN_WORDS):
        return None
    return _Columns(
        first_row=1, speaker=speakers[0], words=words, start=_first(titles, _START), end=_first(titles, _END)
    )


def _shown(rows: Sequence[Row]) -> _Columns | None:
    """Columns without titles: one of short labels that recur, one of talk."""
    width = max((len(row.cells) for row in rows), default=0)
    for column in range(width):
        labels = [label.rstrip(" :") for row in rows if (label := row.text(column))]
        counts = Counter(label.casefold() for label in labels)
        words = _wordiest(rows, without=column)
        if words is None or len(counts) < 2 or len(counts) == len(labels) or len(labels) < HALF * len(rows):
            continue
        if all(shape_of(label) not in (None, "lower") for label in labels) and _mean_words(rows, words) >= MIN_WORDS:
            clocks = [i for i in range(width) if i not in (column, words) and _holds_times(rows, i)]
            return _Columns(first_row=0, speaker=column, words=words, start=clocks[0] if clocks else None, end=None)
    return None


HALF = 0.5


def _first(titles: Sequence[str], wanted: re.Pattern[str]) -> int | None:
    return next((i for i, title in enumerate(titles) if wanted.fullmatch(title)), None)


def _wordiest(rows: Sequence[Row], *, without: int) -> int | None:
    width = max(len(row.cells) for row in rows)
    columns = [i for i in range(width) if i != without and not _holds_times(rows, i)]
    return max(columns, key=lambda i: (_mean_words(rows, i), -i), default=None)


def _mean_words(rows: Sequence[Row], column: int) -> float:
    return sum(sum(w.isalpha() for w in re.findall(r"\w+", row.text(column))) for row in rows) / len(rows)


def _holds_times(rows: Sequence[Row], column: int) -> bool:
    cells = [text for row in rows if (text := row.text(column))]
    return bool(cells) and sum(_CLOCK_CELL.fullmatch(text) is not None for text in cells) >= MOST * len(cells)


def _when(row: Row, columns: _Columns) -> Times:
    start = times(row.text(columns.start))
    end = times(row.text(columns.end)) if is_only_time(row.text(columns.end)) else Times(None, None, "")
    return Times(start.start_s, start.end_s if end.start_s is None else end.start_s, "")
