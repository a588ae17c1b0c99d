"""What a person should look at after an import goes in, a table of it comes out; no word of a transcript stands in it."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from pipeline.export.escape import for_csv
from pipeline.imports.placing import Told
from pipeline.vault import write_private

COLUMNS = ("document", "code", "coder", "in the file", "utterance", "reason", "occurrence: utterance")


def write_list(path: Path, told: Sequence[Told]) -> None:
    """Write the table, readable by its owner only; what an earlier import left there goes where there is nothing to tell."""
    if not told:
        path.unlink(missing_ok=True)
        return
    out = io.StringIO()
    rows = [[t.document, t.code, t.coder, t.at, t.utterance, t.reason, t.choose] for t in told]
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *([for_csv(cell) for cell in row] for row in rows)])
    write_private(path, out.getvalue().encode("utf-8"))
