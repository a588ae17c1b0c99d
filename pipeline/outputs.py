"""An outcome goes in, the folder of outputs comes out: written beside the old one, which stays until the new is whole."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from data_schemas.hashing import digest
from data_schemas.records import Scored, Segmented
from models.release import Release
from pipeline.bench import Workbench
from pipeline.coded import CodedPassage
from pipeline.codings.current import Current, current_codings
from pipeline.codings.notes import write_notes
from pipeline.codings.store import read
from pipeline.corpus import cast_of, coded_passages, unlisted
from pipeline.ethics.made_by import made_by
from pipeline.ethics.report import report_of
from pipeline.ethics.write import BESIDE, write_report
from pipeline.evaluation.archive import audited_here
from pipeline.export import export_all
from pipeline.export.facts import DRAFT, Archive, Facts, SetAside
from pipeline.review.checks import Check
from pipeline.review.keep import keep_tables
from pipeline.roster import Speaker
from pipeline.run import Outcome, records
from pipeline.safe_names import read_names
from pipeline.stage import settings_of

RUN = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What exporting did: `fresh` is False where today's outputs stood there already."""

    folder: Path
    fresh: bool
    facts: dict[str, Any]

    @property
    def draft(self) -> bool:
        """Whether a transcript is still unchecked."""
        return DRAFT in self.facts["status"]


def write_outputs(bench: Workbench, outcome: Outcome) -> Written:
    """Export the corpus, transcripts and tables unless the same ones stand there; `run.json` is written last."""
    folder = bench.project.output
    names = read_names(bench.project.files)
    checks = keep_tables(bench, outcome, names=names)
    checked = checked_of(checks, outcome)
    manifest = _manifest(bench, outcome, names=names, checks=checks)
    try:
        before = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    if before.get("key") == manifest["key"]:
        return Written(folder=folder, fresh=False, facts=before)
    archive = archive_of(bench, outcome, names=names, checked=checked)
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    export_all(
        fresh,
        passages=archive.passages,
        records=archive.records,
        codebook=archive.codebook,
        facts=archive.facts,
        beside=BESIDE,
    )
    write_notes(fresh, archive)
    write_report(fresh, report_of(bench, outcome, archive=archive, checks=checks), archive=archive)
    manifest |= _counts(archive)
    (fresh / RUN).write_text(
        json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    _swap(folder, fresh)
    return Written(folder=folder, fresh=True, facts=manifest)


def archive_of(bench: Workbench, outcome: Outcome, *, names: Mapping[str, str], checked: frozenset[str]) -> Archive:
    """The finished archive as exporters take it; `checked` are the ids of transcripts whose check stands."""
    segmented = {d: r for d, r in records(bench.segment, outcome.rows["segment"]) if isinstance(r, Segmented)}
    casts = {s.doc_id: cast_of(s, key=bench.key) for s in outcome.sources if s.doc_id in segmented}
    documents = {s.doc_id: names.get(s.file, s.doc_id) for s in outcome.sources}
    current = current_codings(bench, outcome)
    decided = current.by_document()
    passages: list[CodedPassage] = []
    for doc_id, scored in records(bench.score, outcome.rows["score"]):
        if isinstance(scored, Scored):
            passages += coded_passages(
                segmented[doc_id],
                scored,
                cast=casts[doc_id],
                document=documents[doc_id],
                release=bench.release,
                placed=decided.get(doc_id, ()),
            )
    passages.sort(key=lambda p: (p.document, p.passage_id))
    ordered = tuple(segmented[d] for d in sorted(segmented, key=lambda d: documents[d]))
    return Archive(
        passages=tuple(passages),
        records=ordered,
        codebook=bench.release.codebook,
        facts=_facts(
            bench,
            outcome,
            documents=documents,
            unknown=unlisted(ordered, casts),
            passages=passages,
            checked=len(checked),
            current=current,
        ),
        notes=current.stored.notes,
    )


def _facts(
    bench: Workbench,
    outcome: Outcome,
    *,
    documents: dict[str, str],
    unknown: tuple[str, ...],
    passages: Sequence[CodedPassage],
    checked: int,
    current: Current,
) -> Facts:
    release = bench.release
    audited = release.audited and audited_here(release.folder, texts=(p.text for p in passages))
    asides = (SetAside(document=documents[a.doc_id], stage=a.stage, reason=a.reason) for a in outcome.asides)
    return Facts(
        project=bench.project.title,
        model=called(release),
        model_digest=release.digest,
        model_card=release.summary,
        codebook_id=release.codebook.id,
        codebook_version=release.codebook.version,
        version=version("threefaces"),
        key_fingerprint=bench.key.fingerprint,
        validated=audited and release.validated,
        audited=audited,
        transcripts=len(outcome.rows["score"]),
        set_aside=tuple(asides),
        unknown_speakers=unknown,
        number_format=bench.number_format,
        words=sum(p.words for p in passages),
        dates_shifted=bench.project.shift_dates,
        checked=checked,
        stale_codings=len(current.stale) + len(current.lapsed),
        torn_codings=current.stored.torn,
        model_labels=release.labels_by_source,
    )


def called(release: Release) -> str:
    """The model as every output names it, with a mark where it may not be passed on."""
    return f"{release.name} {release.version}{' (confidential)' if release.confidential else ''}"


def _manifest(bench: Workbench, outcome: Outcome, *, names: dict[str, str], checks: Sequence[Check]) -> dict[str, Any]:
    """What the outputs depend on, and its digest: the key."""
    release = bench.release
    content = {
        "project": bench.project.title,
        "threefaces": version("threefaces"),
        "model": {
            "name": release.name,
            "version": release.version,
            "digest": release.digest,
            "confidential": release.confidential,
            "labels": dict(release.labels_by_source),
        },
        "codebook": {
            "id": release.codebook.id,
            "version": release.codebook.version,
            "digest": digest(release.codebook),
        },
        "number_format": bench.number_format,
        "stages": {step.stage.name: settings_of(step.stage) for step in bench.steps},
        "documents": {
            doc_id: {
                "pseudonymise": outcome.rows["pseudonymise"][doc_id].digest,
                "segment": outcome.rows["segment"][doc_id].digest,
                "score": row.digest,
            }
            for doc_id, row in outcome.rows["score"].items()
        },
        "lists": made_by(bench).lists,
        "checked": sorted(checked_of(checks, outcome)),
        "set_aside": [{"doc_id": a.doc_id, "stage": a.stage, "reason": a.reason} for a in outcome.asides],
    }
    roles = [[s.doc_id, names.get(s.file, ""), [_shown(p) for p in s.speakers]] for s in outcome.sources]
    parts = (("roles", roles), ("checks", checks), ("codings", read(bench.project.codings).digest))
    secret = [bench.key.mac_bytes(what, digest(of).encode()) for what, of in parts]
    return {"key": digest([content, *secret]), **content}


def checked_of(checks: Sequence[Check], outcome: Outcome) -> frozenset[str]:
    """The ids of the finished transcripts whose check stands."""
    signed = {check.file for check in checks if check.stands}
    return frozenset(s.doc_id for s in outcome.sources if s.file in signed and s.doc_id in outcome.rows["score"])


def _shown(speaker: Speaker) -> list[Any]:
    rest = sorted(speaker.attributes.items())
    return [speaker.label, speaker.role, speaker.role_group, speaker.case, speaker.formally_employed, rest]


def _counts(archive: Archive) -> dict[str, Any]:
    coded = [p for p in archive.passages if p.coded]
    return {
        "status": list(archive.facts.standing),
        "transcripts": archive.facts.transcripts,
        "passages": len(archive.passages),
        "coded_passages": len(coded),
        "decided_by_people": sum(p.by_people for p in coded),
        "stale_codings": archive.facts.stale_codings,
        "torn_codings": list(archive.facts.torn_codings),
        "words": archive.facts.words,
        "unknown_speakers": list(archive.facts.unknown_speakers),
    }


def _swap(folder: Path, fresh: Path) -> None:
    """Put the fresh outputs in the place of the old; a kill in between leaves no `run.json`, so the next run repeats it."""
    old = folder.with_name(folder.name + ".old")
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        os.replace(folder, old)
        os.replace(fresh, folder)
    else:
        os.replace(fresh, folder)
    shutil.rmtree(old, ignore_errors=True)  # also one that a kill left
