"""The rows of a table go in; its talk comes out if it is a transcript, nothing if it is another table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from data_schemas.errors import DocumentError
from data_schemas.records import Utterance
from pipeline.readers.prose import talk_of
from pipeline.readers.table_cells import Cells, cell
from pipeline.readers.table_columns import Columns, columns_of, unlabelled_columns
from pipeline.readers.table_tiers import tiers_talk
from pipeline.readers.table_times import Spans, spans
from pipeline.readers.talk import Line, Talk
from pipeline.readers.timestamps import STAMP, Times, leading, times

LONG = 4  # lines in a cell, from which it is a whole transcript and no utterance
HALF = 0.5
WORD_ROWS = 20  # rows, from which a table may have one for each word
ONE_WORD = 1.3  # words a row on average, up to which it has

_BEFORE_MARK = re.compile(r"\s+([.,!?;:…]+)(?=\s|\Z)")
_COLON = re.compile(r"\s*[:\uff1a]\Z")
LONGEST_LABEL = 200  # characters of a speaker's cell; a longer one is no name with a time
_TIMED_LABEL = re.compile(rf"(?P<name>.*?[^\W\d_].*?)[\s,\-\u2013|]+(?P<time>{STAMP})[:\uff1a]?", re.IGNORECASE)
_NOBODY = frozenset({"nan", "none", "null", "n/a", "<na>"})  # what programs write for an empty cell


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells, each the lines it holds."""

    cells: tuple[tuple[Line, ...], ...]


def table_talk(rows: Sequence[Row]) -> Talk | None:
    """Read a table with a column of speakers and one of talk, named in its first rows or shown by its cells."""
    return cells_talk([["\n".join(line.text for line in lines) for lines in row.cells] for row in rows])


def cells_talk(cells: Cells) -> Talk | None:
    """Read a table of plain cells; nothing if no column of it names speakers."""
    columns = columns_of(cells)
    if (tiers := tiers_talk(cells, columns)) is not None:
        return tiers
    if columns is None:
        return None
    body = cells[columns.first_row :]
    when = _when(body, columns)
    said = _voiced(cells, columns=columns, when=when) if columns.voices else _spoken(body, columns=columns, when=when)
    if len(said) >= WORD_ROWS and sum(len(u.text.split()) for u in said) <= ONE_WORD * len(said):
        said = list(_joined(said))
    return Talk(said, labelled=True) if said else None


def unlabelled_talk(cells: Cells) -> Talk | None:
    """Read a table of words, perhaps with times, that has no column of speakers; labels may stand in the words."""
    columns = unlabelled_columns(cells)
    if columns is None:
        return None
    body = cells[columns.first_row :]
    long = sum(_text(row, columns.words).count("\n") + 1 >= LONG for row in body)
    if long > 1 and long >= HALF * len(body):
        raise DocumentError(
            f"a table of {long} whole transcripts, one a row; expected one row for each utterance; "
            "save each transcript as a file of its own"
        )
    when = _when(body, columns)
    lines = [
        Line(text=text, block=i, start_s=when.starts[i], end_s=when.ends[i])
        for i, row in enumerate(body)
        for text in _text(row, columns.words).split("\n")
        if text.strip()
    ]
    talk = talk_of(lines, cues=not long)
    return talk if talk else None


def _text(row: Sequence[str], column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""


def _when(body: Cells, columns: Columns) -> Spans:
    talk = columns.voices or (columns.words,)
    return spans(
        [cell(row, columns.start) for row in body],
        ends=[cell(row, columns.end) for row in body],
        durations=[cell(row, columns.duration) for row in body],
        words=[sum(len(cell(row, i).split()) for i in talk) for row in body],
        milli=columns.milli,
    )


def _spoken(body: Cells, *, columns: Columns, when: Spans) -> list[Utterance]:
    said: list[Utterance] = []
    speaker: str | None = None
    for i, row in enumerate(body):
        label, beside = _label(cell(row, columns.speaker))
        speaker = label or speaker
        text = cell(row, columns.words)
        inside = (leading(text, bare=False) if columns.start is None else None) or Times(None, None, text)
        start = _first(when.starts[i], beside.start_s, inside.start_s)
        end = _first(when.ends[i], beside.end_s, inside.end_s)
        if rest := inside.rest.strip():
            said.append(Utterance(speaker=speaker, start_s=start, end_s=end, text=rest))
    return said


def _first(*found: float | None) -> float | None:
    return next((seconds for seconds in found if seconds is not None), None)


def _joined(words: Sequence[Utterance]) -> Iterator[Utterance]:
    """Utterances of one word each, put together as long as nobody else speaks."""
    for speaker, run in groupby(words, key=lambda u: u.speaker):
        spoken = list(run)
        text = _BEFORE_MARK.sub(r"\1", " ".join(u.text for u in spoken))
        yield Utterance(speaker=speaker, start_s=spoken[0].start_s, end_s=spoken[-1].end_s, text=text)


def _label(text: str) -> tuple[str, Times]:
    """A speaker's cell as its label, and the time that may stand beside the name."""
    timed = _TIMED_LABEL.fullmatch(text) if len(text) <= LONGEST_LABEL else None
    label = _COLON.sub("", timed["name"] if timed else text).strip("[]").strip()
    beside = times(timed["time"]) if timed else Times(None, None, "")
    return ("" if label.casefold() in _NOBODY else label), beside


def _voiced(cells: Cells, *, columns: Columns, when: Spans) -> list[Utterance]:
    """Row by row, what stands in the columns of each voice, from left to right."""
    titles = cells[columns.first_row - 1]
    return [
        Utterance(speaker=_label(cell(titles, i))[0], start_s=start, end_s=end, text=text)
        for row, start, end in zip(cells[columns.first_row :], when.starts, when.ends, strict=True)
        for i in columns.voices
        if (text := cell(row, i))
    ]
