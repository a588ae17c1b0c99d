"""A table of the vault that a person fills in goes in, its rows come out, and back, readable by its owner only."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from data_schemas.errors import ConfigError
from pipeline.csv_file import CsvFile, read_csv
from pipeline.export.escape import FORMULA, for_csv
from pipeline.vault import write_private


def read_sheet(path: Path, *, needs: Sequence[str]) -> CsvFile:
    """Columns and rows; no rows where there is no file; ConfigError where a column that is needed is missing."""
    if not path.exists():
        return CsvFile((), ())
    found = read_csv(path)
    missing = [name for name in needs if name not in found.columns]
    if missing:
        raise ConfigError(f"{path.name}: no column {missing[0]!r}; expected {', '.join(needs)}")
    rows = ((line, {name: _plain(value) for name, value in row.items()}) for line, row in found.rows)
    return CsvFile(found.columns, tuple((line, row) for line, row in rows if any(row.values())))


def write_sheet(path: Path, *, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write the rows, whole or not at all, unless they stand there already; no spreadsheet calculates a cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([for_csv(name) for name in columns])
    writer.writerows([for_csv(" ".join(row.get(name, "").split())) for name in columns] for row in rows)
    content = out.getvalue().encode("utf-8-sig")
    if not path.exists() or path.read_bytes() != content:
        write_private(path, content)
    path.chmod(0o600)


def _plain(value: str) -> str:
    """A cell without the apostrophe that kept it from being calculated."""
    return value[1:] if value.startswith("'") and value[1:].startswith(FORMULA) else value
