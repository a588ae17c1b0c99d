"""Text and rows go in, files with the same bytes on every machine come out: UTF-8, LF, fixed figures."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from pipeline.export.escape import for_csv

Cell = str | int | float | bool | None

SHARE_DECIMALS = 4  # a ten-thousandth: finer than any interval here
PROBABILITY_DECIMALS = 6  # about what single precision carries
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the machine's old code page


def write_text(path: Path, text: str) -> Path:
    """Write text with LF line ends, making folders as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


def write_csv(path: Path, *, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Path:
    """Write a table that spreadsheets, pandas and R read alike; text cells are kept from becoming formulas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([for_csv(name) for name in columns])
    writer.writerows([figure(cell) for cell in row] for row in rows)
    return write_text(path, BYTE_ORDER_MARK + out.getvalue())


def figure(cell: Cell) -> str:
    """A cell as text: floats with four decimals, truth as yes or no, nothing as an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.{SHARE_DECIMALS}f}"
    return for_csv(cell).replace("\r\n", "\n").replace("\r", "\n") if isinstance(cell, str) else str(cell)


def clock(seconds: float | None) -> str:
    """Seconds as m:ss or h:mm:ss; nothing where there is no time."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
