"""A form goes in, a table in CSV comes out, and back: one row a passage, columns named by the fields' keys."""

import csv
import io
from pathlib import Path

from data_schemas.codebook import Codebook
from pipeline.export.escape import for_csv
from pipeline.label.answers import answers_from
from pipeline.label.form import BEFORE, ID, PASSAGE, QUESTION, SUGGESTED, WRITTEN, Answer, Form, fields_of
from pipeline.review.sheet import read_sheet
from pipeline.vault import write_own

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the machine's old code page


def write_table(path: Path, form: Form) -> None:
    """Write the table, readable by its owner only; no spreadsheet calculates a cell."""
    read = [ID, PASSAGE, QUESTION, BEFORE]
    if any(row.suggested for row in form.rows):
        read.append(SUGGESTED)
    columns = [*read, *(f.key for f in fields_of(form.codebook)), *WRITTEN]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in form.rows:
        shown = {ID: row.id, PASSAGE: row.passage, QUESTION: row.question, BEFORE: row.before, SUGGESTED: row.suggested}
        writer.writerow([for_csv(shown.get(name, "")) for name in columns])
    write_own(path, (BYTE_ORDER_MARK + out.getvalue()).encode("utf-8"))


def read_table(path: Path, *, codebook: Codebook, known: frozenset[str]) -> list[Answer]:
    """The answers in a table that came back; ConfigError names line and column of all that is wrong."""
    found = read_sheet(path, needs=(ID,))
    columns = {name: name for name in found.columns}
    return answers_from(found.rows, columns=columns, codebook=codebook, known=known, file=path.name)
