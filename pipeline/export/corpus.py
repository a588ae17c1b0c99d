"""The finished archive goes in, the corpus comes out: a row a passage, as Parquet and JSON Lines, columns explained."""

from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.export.columns import Column, columns_of, layout
from pipeline.export.escape import for_markdown
from pipeline.export.facts import Archive
from pipeline.export.write import write_text
from pipeline.statistics.corpus import in_order

PARQUET = "data/passages.parquet"
JSON_LINES = "data/passages.jsonl"
COLUMNS = "columns.md"
ROWS_A_GROUP = 20_000  # fixed, so that the same passages give the same bytes


def write_corpus(folder: Path, archive: Archive) -> list[Path]:
    """Write `data/passages.parquet`, `data/passages.jsonl` and `columns.md`."""
    columns = columns_of(archive.passages, archive.codebook)
    passages = in_order(archive.passages)
    schema = pa.schema([pa.field(c.name, c.type, metadata={"meaning": c.meaning}) for c in columns])
    dimensions = msgspec.json.encode(layout(columns, archive.codebook))
    schema = schema.with_metadata({"status": archive.facts.status, "dimensions": dimensions})
    parquet, json_lines = folder / PARQUET, folder / JSON_LINES
    parquet.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(parquet, schema, compression="zstd") as writer, json_lines.open("wb") as lines:
        for start in range(0, max(len(passages), 1), ROWS_A_GROUP):
            rows = [{c.name: c.of(passage) for c in columns} for passage in passages[start : start + ROWS_A_GROUP]]
            writer.write_table(pa.Table.from_pylist(rows, schema=schema), row_group_size=ROWS_A_GROUP)
            lines.writelines(msgspec.json.encode(row) + b"\n" for row in rows)
    return [parquet, json_lines, write_text(folder / COLUMNS, _documented(columns, archive))]


def _documented(columns: list[Column], archive: Archive) -> str:
    rows = [f"| `{_code(column.name)}` | {column.type} | {for_markdown(column.meaning)} |" for column in columns]
    head = [
        "# Columns of the corpus",
        "",
        f"Status: **{for_markdown(archive.facts.status)}**.",
        "",
        f"`{PARQUET}` and `{JSON_LINES}` hold the same rows, one for each passage, sorted by document and turn.",
        "",
        "| column | type | meaning |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


def _code(name: str) -> str:
    return name.replace("`", "'").replace("|", "/").replace("\n", " ")
