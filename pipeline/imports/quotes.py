"""A table of quotes (.csv or .xlsx) goes in: document, quote, code and, where it has them, coder, memo, occurrence, line."""

import csv
import io
from collections.abc import Iterator, Sequence

from data_schemas.errors import ConfigError
from pipeline.imports.found import CodedFile, Mark, path_of
from pipeline.imports.texts import codes_among
from pipeline.readers.workbook import sheets_of

COLUMNS = {
    "document": ("document", "transcript", "file", "source", "document name", "file name", "doc_id"),
    "quote": ("quote", "quotation", "text", "segment", "coded segment", "quotation content", "coded text", "passage"),
    "code": ("code", "codes", "node", "label", "their code", "code name"),
    "coder": ("coder", "user", "created by", "coded by", "owner", "annotator"),
    "memo": ("memo", "comment", "note", "coded_memo"),
    "made": ("made", "date", "created", "creation date", "modified"),
    "occurrence": ("occurrence",),
    "line": ("nearest_line", "line", "utterance"),
}
NEEDED = ("quote", "code")
SEVERAL = ";"  # between codes of one row
SEPARATORS = ",;\t"


def read_quotes_csv(content: bytes, *, name: str) -> CodedFile:
    """The codings of a table as text; ConfigError names what is missing."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise ConfigError(f"{name}: not a table as text ({error}); save it as CSV again") from None
    return _coded(rows, name=name)


def read_quotes_xlsx(content: bytes, *, name: str) -> CodedFile:
    """The codings of a workbook's first sheet that has these columns; DocumentError if it cannot be opened."""
    sheets = [sheet for sheet in sheets_of(content) if sheet]
    fitting = [sheet for sheet in sheets if set(NEEDED) <= set(_columns(sheet[0]))]
    return _coded((fitting or sheets or [[]])[0], name=name)


def _coded(rows: Sequence[Sequence[str]], *, name: str) -> CodedFile:
    columns = _columns(rows[0]) if rows else {}
    missing = [key for key in NEEDED if key not in columns]
    if missing:
        raise ConfigError(
            f"{name}: no column {missing[0]!r}; expected document, quote, code and, if there are any, coder, memo, "
            "occurrence, nearest_line"
        )
    marks = [
        mark
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
        for mark in _marks(row, columns=columns, number=number, name=name)
    ]
    return CodedFile(origin="spreadsheet", name=name, marks=tuple(marks), codes=codes_among(marks))


def _columns(titles: Sequence[str]) -> dict[str, int]:
    plain = [" ".join(title.replace("\ufeff", "").casefold().split()) for title in titles]
    found = {}
    for key, known in COLUMNS.items():
        place = next((plain.index(title) for title in known if title in plain), None)
        if place is not None:
            found[key] = place
    return found


def _marks(row: Sequence[str], *, columns: dict[str, int], number: int, name: str) -> Iterator[Mark]:
    def cell(key: str) -> str:
        place = columns.get(key)
        return row[place].strip() if place is not None and place < len(row) else ""

    quote, codes = cell("quote"), [path_of(code) for code in cell("code").split(SEVERAL)]
    if not quote:
        raise ConfigError(f"{name}, row {number}: no quote; fill it in, or remove the row")
    paths = [path for path in codes if path] or ([()] if cell("memo") else [])
    if not paths:
        raise ConfigError(f"{name}, row {number}: no code; fill it in, or remove the row")
    for path in paths:
        yield Mark(
            at=f"row {number}",
            code=path,
            document=cell("document"),
            quote=quote,
            occurrence=_whole(cell("occurrence"), column="occurrence", number=number, name=name),
            line=_whole(cell("line"), column="nearest_line", number=number, name=name),
            coder=cell("coder"),
            memo=cell("memo"),
            made=cell("made"),
        )


def _whole(text: str, *, column: str, number: int, name: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise ConfigError(f"{name}, row {number}: {column}: expected a whole number from 1, or nothing")
    return int(text)
