"""A number of passages goes in, the seconds and the memory that all tables of codes take of so large a corpus come out.

The corpus is made up, with the exported schema and without words, in a folder of its own that is removed again. It is
read back and counted in a process of its own, whose largest memory is told.

    python scripts/benchmark_statistics.py --passages 1000000
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data_schemas.codebook import Codebook, load_codebook
from pipeline.export.code_tables import tables_of
from pipeline.export.columns import columns_of
from pipeline.export.stored import arrays_from
from pipeline.roster import ROLE_GROUPS

AT_ONCE = 50_000  # rows made up at a time
PASSAGES = 60  # of an interview
AUDITED = 600  # passages coded blind, about
EVERYONE_ELSE = ("interviewer", "document", "unknown")


def rows(rng: np.random.Generator, *, first: int, count: int, chance: float, codebook: Codebook) -> pa.Table:
    """So many rows of interviews of one speaker each; one in a hundred speakers is in two interviews."""
    number = np.arange(first, first + count)
    interview = number // PASSAGES
    person = np.where(interview % 100 == 99, interview - 1, interview)
    groups = [group for group in ROLE_GROUPS if group not in EVERYONE_ELSE]
    group = np.array(groups)[person % len(groups)]
    audited = rng.random(count) < chance
    made: dict[str, object] = {
        "passage_id": number.astype(str),
        "doc_id": interview.astype(str),
        "document": interview.astype(str),
        "case": np.full(count, ""),
        "kind": np.full(count, "interview"),
        "speaker": person.astype(str),
        "role": np.char.add(group, np.where(person % 2, " a", " b")),
        "role_group": group,
        "turn": number % PASSAGES,
        "exchange": number % PASSAGES // 2,
        "words": rng.integers(5, 80, count),
        "coded": np.full(count, True),
        "audit_chance": pa.array(np.full(count, chance), mask=~audited),
        "attr_site": np.array(["north", "south", "east"])[person % 3],
    }
    for dimension in codebook.dimensions:
        drawn = rng.dirichlet([0.3] * len(dimension.values) + [2.0], count)
        for place, value in enumerate(dimension.values):
            made[f"p_{dimension.id}_{value}"] = np.round(drawn[:, place], 6)
        best = drawn[:, : len(dimension.code_ids)].argmax(axis=1)
        named = np.array(dimension.code_ids, dtype=object)[best]
        holds = drawn[np.arange(count), best] > 0.5
        made[dimension.id] = pa.array([[code] if held else [] for code, held in zip(named, holds, strict=True)])
        made[f"{dimension.id}_abstained"] = pa.array([[]] * count, type=pa.list_(pa.string()))
        made[f"{dimension.id}_by"] = np.full(count, "model")
        blind = [
            ([code] if held else []) if known else None for code, held, known in zip(named, holds, audited, strict=True)
        ]
        made[f"{dimension.id}_blind"] = pa.array(blind, type=pa.list_(pa.string()))
    schema = pa.schema(
        [pa.field(c.name, c.type) for c in columns_of((), codebook)] + [pa.field("attr_site", pa.string())]
    )
    columns = [pa.array(made[f.name]).cast(f.type) if f.name in made else pa.nulls(count, f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def make(path: Path, *, passages: int) -> None:
    """Write the corpus."""
    rng, codebook = np.random.default_rng(1), load_codebook()
    writer = None
    for first in range(0, passages, AT_ONCE):
        count = min(AT_ONCE, passages - first)
        part = rows(rng, first=first, count=count, chance=min(1.0, AUDITED / passages), codebook=codebook)
        writer = writer or pq.ParquetWriter(path, part.schema, compression="zstd")
        writer.write_table(part, row_group_size=20_000)
    if writer:
        writer.close()


def count(path: Path) -> None:
    """Read the corpus, make all tables of codes, and tell seconds and memory."""
    started, spent = time.perf_counter(), time.process_time()
    data = arrays_from(path, load_codebook())
    read, read_spent = time.perf_counter() - started, time.process_time() - spent
    made = tables_of(data)
    seconds, processor = time.perf_counter() - started, time.process_time() - spent
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{len(data):,} passages, {int(data.interviews.max()) + 1:,} interviews")
    print(f"read: {read:.1f} s ({read_spent:.1f} s of processor time)")
    print(f"read and {len(made)} tables, {sum(len(t.rows) for t in made):,} rows: {seconds:.1f} s ({processor:.1f} s)")
    print(f"largest memory: {memory:.2f} GiB")


def main() -> None:
    """Make the corpus and count it in a process of its own."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--passages", type=int, default=1_000_000)
    options.add_argument("--count", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.count:
        count(asked.count)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "passages.parquet"
        make(path, passages=asked.passages)
        subprocess.run([sys.executable, __file__, "--count", str(path)], check=True)


if __name__ == "__main__":
    main()
