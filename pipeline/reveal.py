"""A pseudonymised transcript and the vault go in, the cleaned words come out, on the screen only."""

from data_schemas.errors import ConfigError
from data_schemas.records import Originals, Pseudonymised, Utterance
from pipeline.bench import Workbench
from pipeline.pseudonymise.mask import restore
from pipeline.safe_names import read_names
from pipeline.sources import scan


def revealed(bench: Workbench, *, document: str) -> tuple[Utterance, ...]:
    """The cleaned utterances of a document; ConfigError if there is none of that name or no run has been."""
    names = read_names(bench.project.files)
    sources = scan(bench.project.input, key=bench.key, roster=bench.roster)
    wanted = [s.doc_id for s in sources if document in (s.doc_id, names.get(s.file))] or [document]
    masked = [row for row in bench.pseudonymise.shelf.rows() if row.doc_id == wanted[0]]
    secrets = bench.pseudonymise.secrets
    if not masked or secrets is None:
        raise ConfigError(f"no document {document!r} in the store; see the names in files.csv, and run first")
    keys = {row.key: row for row in secrets.rows()}
    kept = [row for row in masked if row.key in keys]
    if not kept:
        raise ConfigError(
            f"document {document!r}: the vault holds nothing for it; run again to restore it from the sources"
        )
    _, record = next(bench.pseudonymise.shelf.records(kept[-1:]))
    _, originals = next(secrets.records([keys[kept[-1].key]]))
    if not isinstance(record, Pseudonymised) or not isinstance(originals, Originals):
        raise ConfigError(
            f"document {document!r}: the store holds something else; run `threefaces clean` and run again"
        )
    return restore(record, originals)
