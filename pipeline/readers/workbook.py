"""An Excel workbook goes in, its talk comes out: of its sheets, the first that is a transcript."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError  # what openpyxl lets through; it parses itself

from data_schemas.errors import DocumentError
from pipeline.readers.delimited import no_talk
from pipeline.readers.guard import check_zip
from pipeline.readers.tables import cells_talk, unlabelled_talk
from pipeline.readers.talk import Talk, count_of, squeeze

MAX_CELLS = 3_000_000  # of all sheets, empty ones too; a day of talk has some ten thousand
DAY_ZERO = datetime(1899, 12, 31)  # spreadsheets keep a time span beyond 24 hours as a date after this day
SPANS_UNTIL = 1901  # dates before this year are such spans

Sheet = list[list[str]]
Numbered = list[tuple[int, list[str]]]  # rows with their numbers as the program shows them, blank ones left out


def read_xlsx(content: bytes) -> Talk:
    """Read a workbook, formulas by their last values; DocumentError if it is damaged or no sheet holds talk."""
    sheets = sheets_of(content)
    for read in (cells_talk, unlabelled_talk):
        for number, sheet in enumerate(sheets, start=1):
            if (talk := read(sheet)) is not None:
                return _with_note(talk, number=number, sheets=len(sheets))
    if not any(sheets):
        raise DocumentError("an Excel workbook without anything in its cells; expected a transcript; save it again")
    raise DocumentError(f"an Excel workbook without a transcript: {no_talk(max(sheets, key=len))}")


def sheets_of(content: bytes) -> list[Sheet]:
    """The cells of every sheet that is not hidden, as text, blank rows left out; DocumentError if it is damaged."""
    return [[cells for _, cells in sheet] for sheet in numbered_sheets_of(content)]


def numbered_sheets_of(content: bytes) -> list[Numbered]:
    """The same, with the number of each row, from 1."""
    check_zip(content)
    return _open(content)


def looks_like_xlsx(members: frozenset[str]) -> bool:
    """Whether a zip archive with these members is an Excel workbook."""
    return any(name.lower() == "xl/workbook.xml" for name in members)


def _with_note(talk: Talk, *, number: int, sheets: int) -> Talk:
    note = [f"sheet {number} read; {count_of(sheets - 1, 'other sheet')} left out"] if sheets > 1 else []
    return talk.noting(before=note)


def _open(content: bytes) -> list[Numbered]:
    """The cells of every sheet that is not hidden, as text."""
    import openpyxl
    from lxml.etree import LxmlError
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings(action="ignore"):  # of styles and the like; nothing that concerns the cells
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or list(book.worksheets)
        left = MAX_CELLS
        sheets = []
        for sheet in shown:
            sheet.reset_dimensions()  # some programs declare a range that is too small
            rows, left = _rows(sheet.iter_rows(values_only=True), left=left)
            sheets.append(rows)
    except (
        InvalidFileException,
        LxmlError,
        ParseError,
        zipfile.BadZipFile,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        OverflowError,
        EOFError,
        OSError,
    ) as error:
        raise DocumentError(
            f"an Excel workbook that cannot be opened ({type(error).__name__}); save it as .xlsx or .csv again"
        ) from None
    return sheets


def _rows(values: Iterator[tuple[Any, ...]], *, left: int) -> tuple[Numbered, int]:
    rows: Numbered = []
    for number, row in enumerate(values, start=1):
        left -= len(row) + 1
        if left < 0:
            raise DocumentError(f"an Excel workbook of more than {MAX_CELLS} cells; keep the transcript's sheet only")
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append((number, cells))
    return rows, left


def _text(value: Any) -> str:
    """A cell's value as text: times as clocks, dates as ISO 8601, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _clock(value - DAY_ZERO) if value.year < SPANS_UNTIL else value.isoformat()
    if isinstance(value, timedelta):
        return _clock(value)
    if isinstance(value, time):
        return _clock(
            timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.9f}".rstrip("0").rstrip(".")
    return "\n".join(squeeze(line) for line in str(value).replace("_x000D_", "").split("\n"))


def _clock(span: timedelta) -> str:
    thousandths = max(0, round(span.total_seconds() * 1000))
    seconds, rest = divmod(thousandths, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"
