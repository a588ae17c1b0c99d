"""A table that a person edited, perhaps in a spreadsheet, goes in; its columns and rows come out, whatever program saved it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data_schemas.errors import ConfigError

SEPARATORS = ",;\t"  # Excel writes the second where the comma is the decimal sign


@dataclass(frozen=True, slots=True)
class CsvFile:
    """Column names, and rows with the number of the line each ends on."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


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
    return CsvFile(tuple(reader.fieldnames or ()), tuple(_rows(reader)))


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for row in reader:
        yield reader.line_num, {name: (value or "").strip() for name, value in row.items() if name}
