"""`files.csv` in the vault: which document id is which file, and the safe name that outputs show for it."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from data_schemas.errors import ConfigError
from pipeline.csv_file import read_csv
from pipeline.sources import Source
from pipeline.vault import write_private

COLUMNS = ("doc_id", "file", "name")
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}\Z")


def read_names(path: Path) -> dict[str, str]:
    """Safe names by file, where the user gave one; ConfigError if a name is unsafe or stands twice."""
    if not path.exists():
        return {}
    found = read_csv(path)
    if not {"file", "name"} <= set(found.columns):
        raise ConfigError(f"{path.name}: expected the columns {', '.join(COLUMNS)}")
    names: dict[str, str] = {}
    for line, row in found.rows:
        name = row["name"]
        if not name:
            continue
        if not SAFE.match(name):
            raise ConfigError(f"{path.name}, line {line}: a name has letters, digits, blanks and . _ - only")
        if name.casefold() in (n.casefold() for n in names.values()):
            raise ConfigError(f"{path.name}, line {line}: this name stands twice; give each file its own")
        names[row["file"]] = name
    return names


def known_labels(path: Path) -> frozenset[str]:
    """Everything by which the table names a transcript, also one that is gone: ids, files and safe names."""
    if not path.exists():
        return frozenset()
    return frozenset(value for _, row in read_csv(path).rows for name in COLUMNS if (value := row.get(name, "")))


def add_files(path: Path, sources: Sequence[Source]) -> int:
    """Add rows for files that have none; returns how many. Rows that stand there are kept as they are."""
    kept: list[list[str]] = []
    if path.exists():
        kept = [[row.get(c, "") for c in COLUMNS] for _, row in read_csv(path).rows]
    known = {row[1] for row in kept}
    added = [[s.doc_id, s.file, ""] for s in sorted(sources, key=lambda s: s.file) if s.file not in known]
    if added:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([list(COLUMNS), *kept, *added])
        write_private(path, out.getvalue().encode("utf-8"))
    return len(added)
