"""An outcome goes in, the folder of outputs comes out: written beside the old one, which stays until the new is whole."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from data_schemas.hashing import digest, digest_bytes
from models.release import Release
from pipeline import share_quotes
from pipeline.agree.sentences import agreement_in_words
from pipeline.archive import archive_of, checked_of
from pipeline.bench import Workbench
from pipeline.codings.current import current_codings
from pipeline.codings.notes import write_notes
from pipeline.codings.store import read
from pipeline.ethics.made_by import made_by
from pipeline.ethics.report import report_of
from pipeline.ethics.write import BESIDE, write_report
from pipeline.evaluation.archive import AUDITED_ON
from pipeline.export import export_archive
from pipeline.export.facts import DRAFT, Archive
from pipeline.export.methods_text import BESIDE as METHODS
from pipeline.export.methods_text import Made, write_methods
from pipeline.export.palette import told_apart
from pipeline.model_figures import model_figures
from pipeline.pseudonymise.linking import person_key
from pipeline.review.checks import Check
from pipeline.review.keep import keep_tables
from pipeline.roster import Speaker
from pipeline.run import Outcome
from pipeline.safe_names import read_names
from pipeline.share_quotes import offer_quotes, read_approvals, with_approvals
from pipeline.stage import settings_of
from pipeline.themes.naming import naming_state
from pipeline.themes.replay import with_concepts

RUN = "run.json"
FORM = 4  # of the outputs as a whole: raised when they gain or change files, so that older ones are made anew


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


def write_outputs(bench: Workbench, outcome: Outcome, *, anew: bool = False) -> Written:
    """Export the corpus, transcripts and tables unless the same ones stand there; `run.json` is written last.

    `anew` writes them in any case.
    """
    folder = bench.project.output
    names = read_names(bench.project.files)
    checks = keep_tables(bench, outcome, names=names)
    checked = checked_of(checks, outcome)
    manifest = _manifest(bench, outcome, names=names, checks=checks)
    try:
        before = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    if before.get("key") == manifest["key"] and not anew:
        return Written(folder=folder, fresh=False, facts=before)
    archive = with_approvals(archive_of(bench, outcome, names=names, checked=checked), vault=bench.project.vault)
    archive = with_concepts(archive, folder=bench.project.themes)
    archive = replace(archive, codebook=told_apart(archive.codebook))
    offer_quotes(archive, vault=bench.project.vault)
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    export_archive(fresh, replace(archive, beside=(*METHODS, *BESIDE)))
    write_notes(fresh, archive)
    write_methods(fresh, archive, made=_made(bench, outcome, archive=archive))
    write_report(fresh, report_of(bench, outcome, archive=archive, checks=checks), archive=archive)
    manifest |= _counts(archive)
    (fresh / RUN).write_text(
        json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    _swap(folder, fresh)
    return Written(folder=folder, fresh=True, facts=manifest)


def _made(bench: Workbench, outcome: Outcome, *, archive: Archive) -> Made:
    """What the text on methods says beside what the archive knows."""
    by = made_by(bench)
    tools = [("spaCy", by.spacy), (by.language_model, version(by.language_model)), *sorted(by.lists.items())]
    return Made(
        levels=bench.project.levels.as_settings(),
        tools=(*tools, *((name, version(name)) for name in ("torch", "transformers"))),
        agreement=agreement_in_words(archive, current_codings(bench, outcome)),
    )


def _manifest(bench: Workbench, outcome: Outcome, *, names: dict[str, str], checks: Sequence[Check]) -> dict[str, Any]:
    """What the outputs depend on, and its digest: the key."""
    release = bench.release
    content = {
        "project": bench.project.title,
        "sampling": to_builtins(bench.project.design),
        "threefaces": version("threefaces"),
        "form": FORM,
        "model": {
            "name": release.name,
            "version": release.version,
            "digest": release.digest,
            "confidential": release.confidential,
            "summary": release.summary,
            "figures": digest(to_builtins(model_figures(release.folder))),
            "labels": dict(release.labels_by_source),
            "audit": {"validated": release.validated, "audited": release.audited, "on": _audited_on(release)},
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
    quoted = read_approvals(bench.project.vault / share_quotes.FILE)
    named = naming_state(bench.project.themes)
    parts = (
        ("roles", roles),
        ("checks", checks),
        ("codings", read(bench.project.codings).digest),
        ("quotes", quoted),
        ("themes", named),
    )
    secret = [bench.key.mac_bytes(what, digest(of).encode()) for what, of in parts]
    return {"key": digest([content, *secret]), **content}


def _audited_on(release: Release) -> str:
    """The digest of the passages that the model was audited on, by which outputs say whether it was on this archive."""
    path = release.folder / AUDITED_ON
    return digest_bytes(path.read_bytes()) if path.is_file() else ""


def _shown(speaker: Speaker) -> list[Any]:
    rest = sorted(speaker.attributes.items())
    person = person_key(speaker.person)  # by which people are counted
    return [speaker.label, person, speaker.role, speaker.role_group, speaker.case, speaker.formally_employed, rest]


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
