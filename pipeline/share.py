"""A run's outcome goes in, a folder for others comes out: checked transcripts only, tables made for these, digests of all files.

`for_others` is the one place where what may leave the house is decided.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from data_schemas.errors import ConfigError
from pipeline.archive import archive_of, checked_of
from pipeline.bench import Workbench
from pipeline.coded import CodedPassage
from pipeline.codings.current import Placed
from pipeline.export import export_archive
from pipeline.export.correcting import correcting
from pipeline.export.facts import Archive
from pipeline.export.palette import told_apart
from pipeline.review import checks
from pipeline.review.checks import read_checks
from pipeline.roster import ROLE_GROUPS
from pipeline.run import Outcome
from pipeline.safe_names import read_names
from pipeline.share_folder import check_folder, put, write_manifest
from pipeline.share_names import in_order_of_ids, without_names
from pipeline.share_people import coarsened
from pipeline.share_quotes import with_approvals
from pipeline.statistics.design import Design

TABLES = ("tables", "parquet", "word")
FOR_OTHERS = (
    "corpus",
    "card",
    *TABLES,
    "figures",
    "transcripts",
    "index",
)  # of the exporters; each holds back what rests on few


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What was written for others: `transcripts` of the `of_transcripts` that the archive has."""

    folder: Path
    transcripts: int
    of_transcripts: int
    files: int


def everything(folder: Path, archive: Archive) -> list[Path]:
    """Write the outputs that others get into a folder; returns the paths."""
    return export_archive(folder, replace(archive, codebook=told_apart(archive.codebook)), only=FOR_OTHERS)


def tables_alone(folder: Path, archive: Archive) -> list[Path]:
    """Write the tables for others into a folder, and no transcript; returns the paths."""
    return export_archive(folder, replace(archive, codebook=told_apart(archive.codebook)), only=TABLES)


def write_share(
    bench: Workbench,
    outcome: Outcome,
    *,
    folder: Path,
    only_checked: bool,
    write: Callable[[Path, Archive], list[Path]] = everything,
) -> Shared:
    """Write the folder, whole or not at all; ConfigError while a transcript that it would hold is unchecked.

    `write` puts into a folder what is made for others from the archive they get, and returns the paths.
    """
    folder = folder.resolve()
    check_folder(folder, project=bench.project, release=bench.release, key=bench.key.fingerprint)
    checked = checked_of(read_checks(bench.project.vault / checks.FILE), outcome)
    included = _included(outcome, checked=checked, only_checked=only_checked)
    archive = archive_of(bench, included, names=read_names(bench.project.files), checked=checked)
    archive = with_approvals(archive, vault=bench.project.vault)
    archive = for_others(archive, of_transcripts=len(outcome.sources))
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    fresh.mkdir(parents=True)
    try:
        paths = write(fresh, archive)
        write_manifest(fresh, paths, archive=archive)
        put(folder, fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return Shared(
        folder=folder,
        transcripts=archive.facts.transcripts,
        of_transcripts=len(outcome.sources),
        files=len(paths) + 1,
    )


def for_others(archive: Archive, *, of_transcripts: int) -> Archive:
    """What of an archive others get. Its transcripts are checked already; notices meant for the house stay there.

    So do people's own codes and memos: they may quote, and were written for colleagues. Roles and attributes of fewer than
    five people become coarser, in every passage; transcripts and cases have numbers for names.
    """
    passages = without_names(coarsened(tuple(replace(p, open_codes=(), memos=()) for p in archive.passages)).passages)
    facts = replace(
        archive.facts,
        of_transcripts=of_transcripts,
        audit_passages=correcting(passages, archive.codebook) if archive.facts.audit_passages else 0,
        set_aside=(),
        unknown_speakers=(),
        stale_codings=0,
        torn_codings=(),
        design=_design_for_others(archive.facts.design, passages),
    )
    records = in_order_of_ids(archive.records)
    return replace(archive, facts=facts, passages=passages, records=records, notes=(), vectors=None, concepts=())


def _design_for_others(design: Design, passages: Sequence[CodedPassage]) -> Design:
    """What is declared of the sample, with the guides of those roles only that others get to know of."""
    told = {*ROLE_GROUPS, *(p.role for p in passages)}
    return replace(design, guides=tuple((who, guide) for who, guide in design.guides if who in told))


def codings_for_others(placed: Sequence[Placed]) -> tuple[Placed, ...]:
    """What of people's codings others get: the codebook's codes, by coders who are numbered; no memo, no code of their own."""
    coders = {name: f"Coder {n}" for n, name in enumerate(sorted({p.coding.coder for p in placed}), start=1)}
    return tuple(
        replace(p, coding=replace(p.coding, coder=coders[p.coding.coder], memo="", open_codes=[])) for p in placed
    )


def _included(outcome: Outcome, *, checked: frozenset[str], only_checked: bool) -> Outcome:
    """The outcome confined to the transcripts that are shared."""
    finished = frozenset(outcome.rows["score"])
    open_ = len(finished - checked)
    if not only_checked and open_:
        raise ConfigError(
            f"{open_} of {len(finished)} transcripts are not checked (or changed since); read them, sign them in "
            f"vault/{checks.FILE} and run again, or share the checked ones alone with --only-checked"
        )
    if not checked:
        raise ConfigError(f"no transcript is checked; read them, sign them in vault/{checks.FILE} and run again")
    rows = {step: {d: row for d, row in of.items() if d in checked} for step, of in outcome.rows.items()}
    return Outcome(sources=[s for s in outcome.sources if s.doc_id in checked], rows=rows)
