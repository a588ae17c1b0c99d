"""A table that a person edited, perhaps in a spreadsheet, goes in; its columns and rows come out, whatever program saved it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_schemas.errors import ConfigError

SEPARATORS = ",;\t"  # Excel writes the second where the comma is the decimal sign


@dataclass(frozen=True, slots=True)
class CsvFile:
    """Column names, rows with the number of the line each ends on, and the lines with more cells than columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    overlong: tuple[int, ...] = ()


def read_csv(path: Path) -> CsvFile:
    """Read UTF-8 with or without a byte order mark, else Windows' cp1252; ConfigError if it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{path.name}: cannot be read ({error.strerror}); close it elsewhere and check it is yours"
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    rows = [(reader.line_num, row) for row in reader]
    return CsvFile(
        tuple(reader.fieldnames or ()),
        tuple((line, dict(_cells(row))) for line, row in rows),
        tuple(line for line, row in rows if any(_extra(row))),
    )


def _cells(row: "dict[str | Any, str | Any]") -> Iterator[tuple[str, str]]:
    return ((name, (value or "").strip()) for name, value in row.items() if name)


def _extra(row: "dict[str | Any, str | Any]") -> list[str]:
    """What stands beyond the last column."""
    return list(row.get(None) or ())
