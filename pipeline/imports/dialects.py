"""A file of any program goes in; by its content its dialect is known, and what was coded in it comes out."""

import json
from collections.abc import Callable
from pathlib import Path

from data_schemas.errors import ConfigError, DocumentError
from pipeline.imports.codes_xml import read_qdc
from pipeline.imports.doccano import read_doccano
from pipeline.imports.found import CodedFile
from pipeline.imports.label_studio import read_label_studio
from pipeline.imports.prodigy import read_prodigy
from pipeline.imports.qdpx import read_qdpx
from pipeline.imports.quotes import read_quotes_csv, read_quotes_xlsx
from pipeline.imports.webanno import looks_like_webanno, read_webanno
from pipeline.readers.guard import MAX_FILE, check_size, check_zip

DIALECTS: dict[str, Callable[..., CodedFile]] = {
    "qdpx": read_qdpx,
    "qdc": read_qdc,
    "label-studio": read_label_studio,
    "doccano": read_doccano,
    "prodigy": read_prodigy,
    "webanno": read_webanno,
    "xlsx": read_quotes_xlsx,
    "csv": read_quotes_csv,
}
OF_PRODIGY = frozenset({"answer", "_input_hash", "_task_hash", "spans", "accept", "_session_id", "_annotator_id"})


def read_codings(path: Path) -> CodedFile:
    """What was coded in the file; the error that says why it cannot be read names the file."""
    try:
        with path.open("rb") as handle:
            content = handle.read(MAX_FILE + 1)
    except OSError as error:
        raise ConfigError(
            f"{path.name}: cannot be opened ({error.strerror}); check that it is there and yours"
        ) from None
    try:
        check_size(content)
        return DIALECTS[dialect_of(content, name=path.name)](content, name=path.name)
    except DocumentError as error:
        said = str(error)
        raise DocumentError(said if said.startswith(path.name) else f"{path.name}: {said}") from None
    except RecursionError:
        raise DocumentError(f"{path.name}: nested deeper than any export; export it again") from None


def dialect_of(content: bytes, *, name: str) -> str:
    """The name of the dialect in `DIALECTS`; a table where nothing else is told."""
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if content.startswith(b"PK"):
        return "qdpx" if any(m.lower().endswith(".qde") for m in check_zip(content)) else "xlsx"
    if looks_like_webanno(content):
        return "webanno"
    if start.startswith(b"<"):
        return "qdc"
    if start.startswith(b"["):
        return "label-studio"
    if start.startswith(b"{"):
        return _of_lines(content)
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        return "csv"
    raise DocumentError(
        "in no form that can be imported; expected .qdpx, .qdc, Label Studio's JSON, JSON lines of doccano or Prodigy, "
        "WebAnno TSV 3, or a table of quotes (.csv, .xlsx)"
    )


def _of_lines(content: bytes) -> str:
    """Doccano's or Prodigy's JSON lines; a JSON object alone is Label Studio's single task."""
    first = content.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    try:
        row = json.loads(first)
    except ValueError:
        return "doccano"  # whose reader names the line
    return "prodigy" if isinstance(row, dict) and OF_PRODIGY & set(row) else "doccano"
