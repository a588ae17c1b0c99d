"""A pseudonymised transcript and the vault go in, the cleaned words come out, on the screen only."""

from data_schemas.errors import ConfigError
from data_schemas.records import Originals, Pseudonymised, Utterance
from pipeline.bench import Workbench
from pipeline.pseudonymise.mask import restore
from pipeline.run import plan
from pipeline.safe_names import read_names


def revealed(bench: Workbench, *, document: str) -> tuple[Utterance, ...]:
    """The cleaned utterances of a document; ConfigError if there is none of that name or no run has been."""
    names = read_names(bench.project.files)
    sources, plans = plan(bench)
    wanted = [s.doc_id for s in sources if document in (s.doc_id, names.get(s.file))] or [document]
    current = {row.key for planned in plans for row in planned.done.values()}
    masked = [row for row in bench.pseudonymise.shelf.rows() if row.doc_id == wanted[0]]
    masked.sort(key=lambda row: row.key in current)  # the one that outputs show comes last, where there is one
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
