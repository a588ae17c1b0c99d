"""The finished archive goes in, its tables come out as Parquet: the cells of the CSV files, with their types."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.export.facts import Archive
from pipeline.export.table import Table
from pipeline.export.tables import FOLDER, tables
from pipeline.export.write import Cell

PARQUET = "parquet"


def write_parquet_tables(folder: Path, archive: Archive) -> list[Path]:
    """Write every table under `tables/parquet/`."""
    place = folder / FOLDER / PARQUET
    place.mkdir(parents=True, exist_ok=True)
    return [_written(place / f"{table.name}.parquet", table, status=archive.facts.status) for table in tables(archive)]


def _written(path: Path, table: Table, *, status: str) -> Path:
    cells = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.columns)
    columns = [_column(column) for column in cells]
    made = pa.table(columns, names=list(table.columns))
    pq.write_table(made.replace_schema_metadata({"title": table.title, "status": status}), path, compression="zstd")
    return path


def _column(cells: Sequence[Cell]) -> pa.Array:
    """One type for a column: that of its cells, or text where they differ or there is none."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {int, float}:
        return pa.array([None if cell is None else float(cell) for cell in cells], type=pa.float64())
    if len(kinds) == 1 and kinds <= {bool, int, float}:
        return pa.array(cells)
    return pa.array([None if cell is None else str(cell) for cell in cells], type=pa.string())
