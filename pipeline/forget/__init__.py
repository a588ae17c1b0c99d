"""A project and a document or person go in; their words are gone from store, vault, labels and outputs, and stay gone.

What is to be done is written to the vault first, encrypted; then the tombstone, by which later runs know what not to
read; then everything else. However it is stopped, typing it again goes on from there. It ends with a search for the
words that must find nothing.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from data_schemas.records import Segmented
from pipeline.bench import Workbench, workbench
from pipeline.forget.codings import Decisions, decisions_of, remove_codings, utterances_of
from pipeline.forget.models import models_trained_on, traces_of
from pipeline.forget.phrases import Phrases
from pipeline.forget.rows import count_rows, remove_rows
from pipeline.forget.search import search
from pipeline.forget.tables import Gone, gone_of, remove_from_tables
from pipeline.forget.themes import remove_from_themes
from pipeline.forget.whom import Target, find
from pipeline.forget.words import Words, gather
from pipeline.forgotten import (
    JOURNAL,
    REMAINDER,
    Forgotten,
    Withdrawn,
    label_mark,
    person_mark,
    read_forgotten,
    write_forgotten,
)
from pipeline.key import Key
from pipeline.outputs import write_outputs
from pipeline.project import Project
from pipeline.pseudonymise.linking import person_key
from pipeline.pseudonymise.roster_names import name_words, natural
from pipeline.pseudonymise.shown import shown_name
from pipeline.run import Told, run
from pipeline.safe_names import read_names
from pipeline.segment import spoken
from pipeline.sources import survey
from pipeline.vault import read_shard, write_shard

Advance = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Everything that a `forget` will do; it stands in the vault, encrypted, until it is done."""

    who: str
    target: Target
    words: Words
    tombstones: Forgotten
    safe_names: dict[str, str]
    models: tuple[str, ...]
    utterances: dict[str, tuple[int, ...]] = field(default_factory=dict)  # theirs, in documents of which a part stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a `forget` did and found: rows and table rows removed, files searched, files in which words still stand."""

    intent: Intent
    rows: int
    tables: dict[str, int]
    searched: int
    found: tuple[Path, ...]
    input_files: tuple[Path, ...]


def intended(bench: Workbench, who: str, *, kind: str | None, advance: Advance | None = None) -> Intent:
    """What forgetting somebody means in this project; nothing is changed. ConfigError if there is nobody of that name."""
    target = find(bench, who, kind=kind)
    words = gather(bench, target, advance=advance)
    names = read_names(bench.project.files)
    safe_names = {part.file: names[part.file] for part in target.parts if part.file in names}
    gone = gone_of(target, names=safe_names, phrases=Phrases(words.phrases), texts=words.texts)
    traces = traces_of(bench.project, gone, texts=words.texts, passages=_passages(bench, target))
    return Intent(
        who=who,
        target=target,
        words=words,
        tombstones=_tombstones(bench, target, words=words),
        safe_names=safe_names,
        models=tuple(str(folder) for folder in models_trained_on(bench.project, traces)),
        utterances=utterances_of(bench, target),
    )


def counted(bench: Workbench, intent: Intent) -> dict[str, int]:
    """What would go: rows by folder, and rows of tables and files of labels by file."""
    rows = count_rows(bench.project, intent.target.documents)
    tables = remove_from_tables(bench.project, _gone(intent), dry=True)
    tables |= remove_from_themes(bench.project, _gone(intent), dry=True)
    return rows | tables | remove_codings(bench.project, _decisions(intent, key=bench.key), dry=True)


def pending(project: Project, *, key: Key) -> Intent | None:
    """What a `forget` that was stopped has yet to do."""
    for path in (project.vault / JOURNAL, project.vault / REMAINDER):
        if path.exists():
            return read_shard(path, record_type=Intent, key=key)[0]
    return None


def forget(bench: Workbench, intent: Intent, *, workers: int, tell: Told, advance: Advance | None = None) -> Done:
    """Do it, or go on with it. The phrases are kept, encrypted, until the search has found nothing."""
    project, key = bench.project, bench.key
    write_shard(project.vault / JOURNAL, rows=[], records=[intent], key=key)
    write_forgotten(project.vault, read_forgotten(project.vault, key=key).with_more(intent.tombstones), key=key)
    had_outputs = project.output.exists()
    rows = remove_rows(project, intent.target.documents, key=key)
    codings = remove_codings(project, _decisions(intent, key=key))
    tables = remove_from_tables(project, _gone(intent)) | remove_from_themes(project, _gone(intent)) | codings
    if had_outputs:
        _rebuild(project, workers=workers, tell=tell)
    searched = search(project, Phrases(intent.words.phrases), key=key, advance=advance)
    (project.vault / REMAINDER).unlink(missing_ok=True)
    if searched.found:
        os.replace(project.vault / JOURNAL, project.vault / REMAINDER)
    else:
        (project.vault / JOURNAL).unlink()
    sources = survey(project.input, key=key, roster=bench.roster)
    touched = intent.target.documents
    return Done(
        intent=intent,
        rows=rows,
        tables=tables,
        searched=searched.files,
        found=searched.found,
        input_files=tuple(source.path for source in sources if source.doc_id in touched),
    )


def _rebuild(project: Project, *, workers: int, tell: Told) -> None:
    """Outputs from what is left; no outputs where nothing is."""
    bench = workbench(project, forgetting=True)
    outcome = run(bench, workers=workers, tell=tell)
    if outcome.rows["score"]:
        write_outputs(bench, outcome)
    else:
        shutil.rmtree(project.output)


def _gone(intent: Intent) -> Gone:
    words = intent.words
    return gone_of(intent.target, names=intent.safe_names, phrases=Phrases(words.phrases), texts=words.texts)


def _decisions(intent: Intent, *, key: Key) -> Decisions:
    return decisions_of(
        intent.target,
        names=intent.safe_names,
        utterances=intent.utterances,
        phrases=Phrases(intent.words.phrases),
        key=key,
    )


def _tombstones(bench: Workbench, target: Target, *, words: Words) -> Forgotten:
    sources = survey(bench.project.input, key=bench.key, roster=bench.roster)
    contents = {source.doc_id: source.digest for source in sources}
    documents, labels, people = set(), set(), set()
    for part in target.parts:
        scopes = [part.doc_id, *([contents[part.doc_id]] if part.doc_id in contents else [])]
        if part.whole:
            documents |= set(scopes)
            continue
        labels |= {label_mark(scope, label, key=bench.key) for scope in scopes for label in part.labels}
        people |= {Withdrawn(doc_id=scope, label=s.label, person=s.person) for scope in scopes for s in part.speakers}
    return Forgotten().with_more(
        Forgotten(
            documents=tuple(documents),
            labels=tuple(labels),
            persons=tuple(person_mark(person, key=bench.key) for person in _known_as(target)),
            names=words.names,
            people=tuple(people),
        )
    )


def _known_as(target: Target) -> set[str]:
    """The keys by which forgotten persons are known: their own, and that of a label that is a full name."""
    if not target.persons:
        return set()
    labels = {s.label for part in target.parts for s in part.speakers if person_key(s.person) in target.persons}
    return {*target.persons, *(person_key(natural(label)) for label in labels if len(name_words(label)) > 1)}


def _passages(bench: Workbench, target: Target) -> list[str]:
    """Their passages as a coder reads them, not those of others in the same documents."""
    shelf = bench.segment.shelf
    out = []
    for _, record in shelf.records([row for row in shelf.rows() if row.doc_id in target.documents]):
        part = target.part_of(record.doc_id) if isinstance(record, Segmented) else None
        if part is None:
            continue
        theirs = {shown_name(s, key=bench.key) for s in part.speakers} | set(part.labels)
        own = [p for p in record.passages if part.whole or record.turns[p.turn].speaker in theirs]
        out += [spoken(record, passage.start, passage.end) for passage in own]
    return out
