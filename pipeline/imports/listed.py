"""What a person should look at after an import goes in, a table of it comes out; no word of a transcript stands in it."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from data_schemas.hashing import digest
from pipeline.export.escape import for_csv
from pipeline.imports.placing import Told
from pipeline.vault import write_private

FOLDER = "imports"  # within codings/
COLUMNS = ("document", "code", "coder", "in the file", "utterance", "reason", "occurrence: utterance")


def list_of(codings: Path, name: str) -> Path:
    """Where the list on a file of this name stands."""
    return _about(codings, name, ".csv")


def mapping_of(codings: Path, name: str) -> Path:
    """Where the mapping to fill in for a file of this name stands."""
    return _about(codings, name, "-mapping.yaml")


def write_list(path: Path, told: Sequence[Told]) -> None:
    """Write the table, readable by its owner only; what an earlier import left there goes where there is nothing to tell."""
    if not told:
        path.unlink(missing_ok=True)
        return
    out = io.StringIO()
    rows = [[t.document, t.code, t.coder, t.at, t.utterance, t.reason, t.choose] for t in told]
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *([for_csv(cell) for cell in row] for row in rows)])
    write_private(path, out.getvalue().encode("utf-8"))


def _about(codings: Path, name: str, ending: str) -> Path:
    """A path for what is written about a file: safe, and unlike that of any other file."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name.rsplit(".", 1)[0]).strip("-")[:40] or "file"
    return codings / FOLDER / f"{stem}-{digest(name)[:6]}{ending}"
