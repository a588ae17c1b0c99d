"""An outcome goes in; the tables of the vault that a person works on are brought up to date, and today's checks come out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from data_schemas.hashing import digest
from data_schemas.records import Detected, Originals, Pseudonymised
from pipeline.bench import Workbench
from pipeline.review import checks, decisions
from pipeline.review.checks import Check, keep_checks, text_digest
from pipeline.review.sightings import sightings
from pipeline.review.suspects import Gatherer
from pipeline.review.table import write_review
from pipeline.run import Outcome
from pipeline.shelf import Row, Shelf
from pipeline.vault import write_private

INPUTS = "review.inputs"  # a digest of what the table was last made from: an unchanged archive is not read again
VERSION = "1"  # of the table
AT_ONCE = 64  # transcripts in memory


def keep_tables(bench: Workbench, outcome: Outcome, *, names: Mapping[str, str]) -> tuple[Check, ...]:
    """Bring `review.csv` and `checked.csv` up to date; `names` gives the safe names by file."""
    documents = {s.doc_id: names.get(s.file, s.doc_id) for s in outcome.sources}
    _keep_review(bench, outcome, documents=documents)
    ids = {s.file: s.doc_id for s in outcome.sources}
    masked = outcome.rows["pseudonymise"]

    def texts(files: Collection[str]) -> dict[str, str]:
        of = {ids[file]: file for file in files}
        found = bench.pseudonymise.shelf.records([masked[doc_id] for doc_id in sorted(of) if doc_id in masked])
        return {of[row.doc_id]: text_digest(record) for row, record in found if isinstance(record, Pseudonymised)}

    by_file = {s.file: documents[s.doc_id] for s in outcome.sources}
    return keep_checks(bench.project.vault / checks.FILE, documents=by_file, texts=texts)


def _keep_review(bench: Workbench, outcome: Outcome, *, documents: Mapping[str, str]) -> None:
    path = bench.project.vault / decisions.FILE
    rows = [outcome.rows[step] for step in ("detect", "pseudonymise")]
    decided = sorted(
        [d.decided.text, d.decided.type, d.decided.mask, sorted(d.documents or ())] for d in bench.decisions
    )
    keys = [{doc_id: row.key for doc_id, row in of.items()} for of in rows]
    inputs = digest([VERSION, keys, dict(documents), decided])
    if path.exists() and _read(path.with_name(INPUTS)) == inputs:
        return
    found = Gatherer()
    for doc_id, detected, masked, originals in _records(bench, *rows):
        for sighting in sightings(detected, masked, originals):
            found.add(sighting, document=documents[doc_id])
    write_review(path, found.suspects())
    write_private(path.with_name(INPUTS), inputs.encode())


def _records(
    bench: Workbench, detected: Mapping[str, Row], masked: Mapping[str, Row]
) -> Iterator[tuple[str, Detected, Pseudonymised, Originals]]:
    """What is kept of every masked transcript, few at a time, in the order of the parts that hold them."""
    secrets = bench.pseudonymise.secrets
    if secrets is None:
        return
    raw = {row.key: row for row in secrets.rows()}
    ordered = sorted((row for row in masked.values() if row.key in raw), key=lambda row: (row.part, row.doc_id))
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        texts, originals = _by_id(bench.pseudonymise.shelf, some), _by_id(secrets, [raw[row.key] for row in some])
        findings = _by_id(bench.detect.shelf, [detected[row.doc_id] for row in some])
        for row in some:
            yield row.doc_id, findings[row.doc_id], texts[row.doc_id], originals[row.doc_id]


def _by_id(shelf: Shelf, rows: Sequence[Row]) -> dict[str, Any]:
    return {row.doc_id: record for row, record in shelf.records(rows)}


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii") if path.exists() else ""
