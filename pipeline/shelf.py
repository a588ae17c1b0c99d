"""Where a stage's records stand: rows of provenance for planning, records by key, parts written whole or not at all.

`ParquetShelf` holds what may lie on the disk; `VaultShelf` holds raw words, encrypted.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow.parquet as pq

from data_schemas.arrow import PROVENANCE, record_of, rows_of, table_of
from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from pipeline import vault
from pipeline.key import Key
from pipeline.whole_file import TEMPORARY, put_whole

FINGERPRINTS = "fingerprints.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The provenance of one stored record and the part it stands in."""

    doc_id: str
    key: str
    input: str
    fingerprint: str
    digest: str
    part: str


class Shelf(Protocol):
    """Storage of one stage."""

    @property
    def folder(self) -> Path:
        """Where its parts stand."""
        ...

    @property
    def suffix(self) -> str:
        """How its parts' names end."""
        ...

    def rows(self) -> list[Row]:
        """Every stored row, without its record."""
        ...

    def records(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Any]]:
        """The records of the given rows, part by part."""
        ...

    def digest(self, record: Any) -> str:
        """The digest of a record's content; keyed where the content is raw."""
        ...

    def write(self, items: Sequence[tuple[dict[str, str], Any]]) -> str:
        """Write one part; returns its name, the hash of its keys."""
        ...


def digest_of(record: Any) -> str:
    """The digest of a record's content."""
    values = rows_of(record)
    return digest({name: value.hex() if isinstance(value, bytes) else value for name, value in values.items()})


@dataclass(frozen=True)
class ParquetShelf:
    """Parts as Parquet files."""

    folder: Path
    record_type: type
    suffix: str = ".parquet"

    def rows(self) -> list[Row]:
        """Every stored row; reads the provenance columns only."""
        out = []
        for path in _parts(self):
            table = pq.read_table(path, columns=["doc_id", *PROVENANCE])
            out += [Row(**values, part=path.name) for values in table.to_pylist()]
        return out

    def records(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Any]]:
        """The records of the given rows, part by part, in the order of the parts' names."""
        for part, wanted in _by_part(rows):
            table = pq.read_table(self.folder / part)
            positions = {key: i for i, key in enumerate(table.column("key").to_pylist())}
            for row in wanted:
                values = table.slice(positions[row.key], 1).to_pylist()[0]
                yield row, record_of(values, record_type=self.record_type)

    def digest(self, record: Any) -> str:
        """The digest of a record's content."""
        return digest_of(record)

    def write(self, items: Sequence[tuple[dict[str, str], Any]]) -> str:
        """Write one part by a temporary file and a rename."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / part_name((row["key"] for row, _ in items), suffix=self.suffix)
        table = table_of(({**rows_of(record), **row} for row, record in items), record_type=self.record_type)
        put_whole(path, lambda out: pq.write_table(table, out, compression="zstd"))
        return path.name


@dataclass(frozen=True)
class VaultShelf:
    """Parts as encrypted shards."""

    folder: Path
    record_type: type
    key: Key
    suffix: str = ".shard"

    def rows(self) -> list[Row]:
        """Every stored row; decrypts nothing."""
        return [Row(**values, part=path.name) for path in _parts(self) for values in vault.read_header(path)]

    def records(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Any]]:
        """The records of the given rows, part by part."""
        for part, wanted in _by_part(rows):
            found: list[Any] = vault.read_shard(self.folder / part, record_type=self.record_type, key=self.key)
            keys = [values["key"] for values in vault.read_header(self.folder / part)]
            for row in wanted:
                yield row, found[keys.index(row.key)]

    def digest(self, record: Any) -> str:
        """The keyed digest of a record's content."""
        return self.key.mac_bytes("record", digest_of(record).encode())

    def write(self, items: Sequence[tuple[dict[str, str], Any]]) -> str:
        """Encrypt and write one part."""
        name = part_name((row["key"] for row, _ in items), suffix=self.suffix)
        vault.write_shard(
            self.folder / name, rows=[row for row, _ in items], records=[record for _, record in items], key=self.key
        )
        return name


def note_fingerprint(shelf: Shelf, *, fingerprint: str, settings: dict[str, Any]) -> None:
    """Remember which settings a fingerprint stands for, so that a plan can say what changed."""
    known = read_fingerprints(shelf)
    if fingerprint not in known:
        known[fingerprint] = settings
        vault.write_private(shelf.folder / FINGERPRINTS, json.dumps(known, indent=1, sort_keys=True).encode() + b"\n")


def read_fingerprints(shelf: Shelf) -> dict[str, dict[str, Any]]:
    """The settings behind every fingerprint that this shelf has seen."""
    path = shelf.folder / FINGERPRINTS
    if not path.exists():
        return {}
    try:
        known: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ConfigError(
            f"{shelf.folder.name}/{path.name}: was damaged; put it back from your backup, or remove it (it only helps "
            "`plan` to name a changed setting)"
        ) from error
    return known


def stored_keys(folder: Path) -> list[tuple[str, str, str]]:
    """Document id, key and part of every row of a folder of Parquet parts."""
    out = []
    for path in sorted(folder.glob("*.parquet")):
        columns = pq.read_table(path, columns=["doc_id", "key"]).to_pydict()
        out += [(doc_id, key, path.name) for doc_id, key in zip(columns["doc_id"], columns["key"], strict=True)]
    return out


def part_name(keys: Iterable[str], *, suffix: str) -> str:
    """The name of the part that holds the rows of these keys."""
    return digest(sorted(keys)) + suffix


def sweep(shelf: Shelf, *, current: Iterable[str]) -> int:
    """Remove rows that are not current and what a killed run left; returns the number of rows removed."""
    keep, removed = set(current), 0
    for path in shelf.folder.glob(f"*{TEMPORARY}") if shelf.folder.is_dir() else ():
        path.unlink()
    for part, rows in _by_part(shelf.rows()):
        living = [row for row in rows if row.key in keep]
        if len(living) == len(rows):
            continue
        removed += len(rows) - len(living)
        if living:
            items = [({k: v for k, v in asdict(row).items() if k != "part"}, rec) for row, rec in shelf.records(living)]
            shelf.write(items)
        (shelf.folder / part).unlink()
    return removed


def _parts(shelf: Shelf) -> list[Path]:
    return sorted(shelf.folder.glob(f"*{shelf.suffix}")) if shelf.folder.is_dir() else []


def _by_part(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(row.part, []).append(row)
    return sorted(parts.items())
