"""Prodigy's JSON lines go in, what its annotators accepted comes out.

A line holds `answer` (accept, reject, ignore) beside `spans`, `accept` (chosen options) or a single `label`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from data_schemas.codings import HUMAN_ASSISTED
from data_schemas.errors import DocumentError
from pipeline.imports.doccano import PYTHONS
from pipeline.imports.found import CodedFile, Mark
from pipeline.imports.json_lines import lines_in
from pipeline.imports.texts import Records, label_path, mapping_in, text_in

ANSWERS = ("accept", "reject", "ignore")
MODELS = ("score", "source_model", "model")  # what a span or a line bears that a model proposed


def read_prodigy(content: bytes, *, name: str) -> CodedFile:
    """What was accepted; lines that were rejected or ignored are passed over. DocumentError names a line that is wrong."""
    records = Records("prodigy", name)
    for at, row in lines_in(content, name=name):
        if row.get("answer", "accept") not in ANSWERS:
            raise DocumentError(f"{name}: {at}: answer: expected {', '.join(ANSWERS)}")
        if row.get("answer", "accept") == "accept":
            _add(row, at=at, records=records)
    return records.coded(usual=PYTHONS)


def _add(row: Mapping[str, Any], *, at: str, records: Records) -> None:
    text = records.add_text(row["text"], record=row)
    coder = str(row.get("_annotator_id") or row.get("_session_id") or "")
    stamp = row.get("_timestamp")
    made = datetime.fromtimestamp(stamp, UTC).isoformat() if isinstance(stamp, int | float) else ""
    spans = [span for span in row.get("spans") or () if isinstance(span, dict)]
    chosen = [label for label in row.get("accept") or () if isinstance(label, str)]
    single = [row["label"]] if isinstance(row.get("label"), str) and not spans and not chosen else []

    def mark(label: Any, proposed: bool) -> Mark:
        records.suggestions |= proposed
        path = label_path(label, at=at, file=records.name)
        source = HUMAN_ASSISTED if proposed else ""
        return Mark(at=at, text=text, code=path, coder=coder, made=made, source=source)

    for span in spans:
        own = mark(span.get("label"), _proposed(span) or _proposed(row))
        records.add_span(own, start=span.get("start"), end=span.get("end"), quote=text_in(span, "text"))
    for label in (*chosen, *single):
        records.add_whole(mark(label, _proposed(row)))


def _proposed(thing: Mapping[str, Any]) -> bool:
    meta = mapping_in(thing, "meta")
    return any(thing.get(key) is not None or meta.get(key) is not None for key in MODELS)
