"""Documents to be forgotten go in; no row of theirs is left in any part of the store or the vault, of whatever key.

A part holds several documents: it is written anew without them, whole or not at all, and then the old one is removed.
"""

import shutil
from collections.abc import Set
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.key import Key
from pipeline.project import Project
from pipeline.shelf import part_name
from pipeline.vault import read_header, read_shard, write_shard
from pipeline.whole_file import TEMPORARY, put_whole

LEFT_BY_A_KILL = f"*{TEMPORARY}"


def remove_rows(project: Project, documents: Set[str], *, key: Key) -> int:
    """Remove every row of these documents; returns how many there were."""
    removed = sum(_from_part(path, documents) for path in sorted(project.store.glob("*/*.parquet")))
    removed += sum(_from_shard(path, documents, key=key) for path in sorted(project.vault.glob("*/*.shard")))
    for place in (project.store, project.vault):
        for path in place.rglob(LEFT_BY_A_KILL):
            path.unlink()
    for old in (".new", ".old"):
        shutil.rmtree(project.output.with_name(project.output.name + old), ignore_errors=True)
    return removed


def count_rows(project: Project, documents: Set[str]) -> dict[str, int]:
    """How many rows of these documents stand in each folder of the store and the vault."""
    counts: dict[str, int] = {}
    for path in sorted(project.store.glob("*/*.parquet")):
        ids = pq.read_table(path, columns=["doc_id"]).column("doc_id").to_pylist()
        counts[path.parent.name] = counts.get(path.parent.name, 0) + sum(doc_id in documents for doc_id in ids)
    for path in sorted(project.vault.glob("*/*.shard")):
        found = sum(row.get("doc_id") in documents for row in read_header(path))
        counts[path.parent.name] = counts.get(path.parent.name, 0) + found
    return {name: count for name, count in counts.items() if count}


def _from_part(path: Path, documents: Set[str]) -> int:
    ids = pq.read_table(path, columns=["doc_id"]).column("doc_id")
    if documents.isdisjoint(ids.to_pylist()):
        return 0
    table = pq.read_table(path)
    gone = pc.is_in(ids, value_set=pa.array(sorted(documents)))
    kept = table.filter(pc.invert(gone))
    if kept.num_rows:
        fresh = path.with_name(part_name(kept.column("key").to_pylist(), suffix=path.suffix))
        put_whole(fresh, lambda out: pq.write_table(kept, out, compression="zstd"))
    path.unlink()
    return int(table.num_rows - kept.num_rows)


def _from_shard(path: Path, documents: Set[str], *, key: Key) -> int:
    rows = read_header(path)
    kept = [number for number, row in enumerate(rows) if row.get("doc_id") not in documents]
    if len(kept) == len(rows):
        return 0
    if kept:
        records = read_shard(path, record_type=object, key=key)
        fresh = path.with_name(part_name((rows[n]["key"] for n in kept), suffix=path.suffix))
        write_shard(fresh, rows=[rows[n] for n in kept], records=[records[n] for n in kept], key=key)
    path.unlink()
    return len(rows) - len(kept)
