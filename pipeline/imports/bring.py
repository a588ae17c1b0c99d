"""A coded file and a run's outcome go in; its codings are kept whole or not at all, and what has no place is listed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from data_schemas.codebook import Codebook
from data_schemas.codings import HUMAN_ASSISTED, Coding, Scope
from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from pipeline.bench import Workbench
from pipeline.codings.exports import held_in
from pipeline.codings.lines import Item
from pipeline.codings.store import append, dated, read
from pipeline.imports import found
from pipeline.imports.deleted import Deleted, deleted_from, told_of, without
from pipeline.imports.found import CodedFile
from pipeline.imports.gathering import gathered
from pipeline.imports.listed import write_list
from pipeline.imports.mapping import Target
from pipeline.imports.noting import new_notes
from pipeline.imports.placing import Put, Told, put_all
from pipeline.imports.queued import returned
from pipeline.imports.transcripts import Transcripts
from pipeline.imports.waiting import waiting_in
from pipeline.imports.who import people_in
from pipeline.key import Key
from pipeline.label.queues import read_queues
from pipeline.refi.queue import to_code
from pipeline.run import Outcome
from pipeline.safe_names import read_names

FOLDER = "imports"  # within codings/
Asked = Callable[[str, Sequence[str]], Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What an import did; `told` is written to `list_file`, `unmatched` are the program's names of texts it has no use for."""

    codings: tuple[Coding, ...]
    scopes: tuple[Scope, ...]
    known: int
    ignored: int
    by_model: int
    told: tuple[Told, ...]
    incomplete: tuple[str, ...]
    unmatched: tuple[str, ...]
    list_file: Path
    deleted: int = 0  # codings, in whole or in part, of an export of ours that came back
    notes: int = 0  # on codes, speakers and transcripts, new or changed
    passages: int = 0  # of a queue, to be coded in this file
    in_full: int = 0  # of these, decided in full by what was added
    moved: bool = False  # whether these are not the ones that were handed out together


def bring(
    bench: Workbench,
    outcome: Outcome,
    coded: CodedFile,
    *,
    targets: Mapping[found.Path, Target],
    codebook: Codebook,
    complete: Asked,
    take_deletions: bool = False,
) -> Brought:
    """Keep a file's codings in the project; of one that we exported, also take back what was deleted there, if asked to.

    `complete` is asked, with a coder and the names of transcripts, for the dimensions in which each is coded in full.
    """
    folder = bench.project.codings
    transcripts = Transcripts(bench, outcome, names=read_names(bench.project.files))
    people_s = [mark for mark in coded.marks if not mark.by_model]
    wanted = [mark for mark in people_s if not (mark.code and targets[mark.code].ignored)]
    placing = put_all([*wanted, *coded.asked, *coded.done], coded, transcripts=transcripts, key=bench.key)
    names = {doc_id: transcripts.shown(doc_id) for doc_id in {one.doc_id for one in placing.put}}
    stored = read(folder)
    waiting = waiting_in(
        [one for one in placing.put if to_code(one.mark.code)],
        drawn=read_queues(folder) if coded.asked else (),
        transcripts=transcripts,
        key=bench.key,
    )
    queue = returned(
        _said(placing.put, coded),
        waiting,
        targets=targets,
        codebook=codebook,
        transcripts=transcripts,
        lost=_lost(placing.told),
        wholly=lambda coder: complete(coder, [coded.name])[coded.name],
        folder=folder,
        origin=coded.origin,
    )
    made = gathered(
        queue.outside, targets=targets, codebook=codebook, standing=stored.codings, origin=coded.origin, names=names
    )
    told = (*placing.told, *waiting.told, *queue.told, *made.told)
    scopes, incomplete = list[Scope](), queue.incomplete
    if not coded.asked:
        scopes, incomplete = _scopes(queue.outside, told, names=names, complete=complete, origin=coded.origin)
    new = _new(scopes, standing=stored.scopes, transcripts=transcripts, key=bench.key)
    notes = new_notes(
        coded.memos, targets=targets, documents=placing.documents, standing=stored.notes, origin=coded.origin
    )
    gone = deleted_from(
        _held(folder, stored.codings, sign=coded.sign),
        placing.put,
        targets=targets,
        documents=placing.documents.values(),
        lost=_lost(placing.told),
        transcripts=transcripts,
    )
    told = (*told, *told_of(gone, transcripts=transcripts, taken=take_deletions))
    codings = _less(made.new, gone if take_deletions else [], folder=folder)
    keep(folder, [*codings, *queue.codings, *new, *notes])
    list_file = folder / FOLDER / f"{file_stem(coded.name)}.csv"
    write_list(list_file, told)
    return Brought(
        codings=(*made.new, *queue.codings),
        scopes=new,
        known=made.known + queue.known,
        ignored=len(people_s) - len(wanted),
        by_model=len(coded.marks) - len(people_s),
        told=told,
        incomplete=incomplete,
        unmatched=tuple(coded.texts[number].name for number in placing.unmatched),
        list_file=list_file,
        passages=len(waiting.spans),
        in_full=sum(bool(coding.complete) for coding in queue.codings),
        notes=len(notes),
        deleted=len(gone),
        moved=bool(coded.asked) and waiting.moved,
    )


def _held(folder: Path, standing: Sequence[Coding], *, sign: str) -> list[Coding]:
    """The codings that an export held and that stand as they did then."""
    ids = held_in(folder, sign) if sign else frozenset()
    return [coding for coding in standing if coding.id in ids]


def _less(new: Sequence[Coding], gone: Sequence[Deleted], *, folder: Path) -> list[Coding]:
    """The codings to add, with what was deleted taken out of them, or of what stands where they add nothing to it."""
    added = {_stretch(coding): coding for coding in new}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    for one in gone:
        base = added.get(_stretch(one.coding), one.coding)
        (added[_stretch(one.coding)],) = dated(folder, [replace(without(base, one), made=now)])
    return list(added.values())


def _stretch(coding: Coding) -> tuple[object, ...]:
    return coding.doc_id, coding.start, coding.end, coding.coder, coding.queue, coding.beside


def _said(put: Sequence[Put], coded: CodedFile) -> list[Put]:
    """What people said in a file: a mark of a passage to code says something where it has a memo, or nobody said anything."""
    silent = not people_in(coded)
    return [one for one in put if not to_code(one.mark.code) or one.mark.memo or silent]


def _lost(told: Sequence[Told]) -> set[tuple[str, str]]:
    """Transcripts and coders of which some coding has no place."""
    return {(t.doc_id, t.coder) for t in told if not t.taken}


def _new(
    scopes: Sequence[Scope], *, standing: Sequence[Scope], transcripts: Transcripts, key: Key
) -> tuple[Scope, ...]:
    """The scopes that add something to those standing, each with the digest of what is said in its transcript."""
    held = {scope.doc_id: transcripts.held(scope.doc_id) for scope in scopes}
    anchors = {doc_id: one.places.whole(key=key) for doc_id, one in held.items() if one is not None}
    before = {(s.doc_id, s.coder, s.source): s for s in standing}
    anchored = (replace(scope, anchor=anchors.get(scope.doc_id, "")) for scope in scopes)
    return tuple(added for scope in anchored if (added := _added(scope, before)) is not None)


def keep(folder: Path, items: Sequence[Item]) -> None:
    """Add all of them, or none where the disk fails half-way; ConfigError says so."""
    try:
        append(folder, items)
    except OSError as error:
        raise ConfigError(
            f"{folder.name}: cannot be written ({error.strerror}); nothing was imported. Free the disk and import again"
        ) from error


def file_stem(name: str) -> str:
    """A file's name for what is written about it: safe, and unlike that of any other file."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name.rsplit(".", 1)[0]).strip("-")[:40] or "file"
    return f"{stem}-{digest(name)[:6]}"


def _scopes(
    put: Sequence[Put], told: Sequence[Told], *, names: Mapping[str, str], complete: Asked, origin: str
) -> tuple[list[Scope], tuple[str, ...]]:
    """What each coder coded in full, and the transcripts for which that cannot be taken: some coding there has no place.

    What is unmarked in these may be marked in the file, so that it is no known negative.
    """
    lost = _lost(told)
    whole: dict[str, dict[str, str]] = {}
    for one in put:
        own = whole.setdefault(one.mark.coder, {})
        if own.get(one.doc_id) != HUMAN_ASSISTED:  # not blind in one place, not blind in full
            own[one.doc_id] = one.mark.source
    scopes, incomplete = [], []
    for coder, documents in sorted(whole.items()):
        shown = {names[doc_id]: doc_id for doc_id in sorted(documents, key=lambda d: names[d])}
        for name, dimensions in complete(coder, list(shown)).items():
            doc_id = shown[name]
            if not dimensions:
                continue
            if (doc_id, coder) in lost:
                incomplete.append(name)
                continue
            source = documents[doc_id]
            scopes.append(Scope(doc_id=doc_id, coder=coder, source=source, complete=list(dimensions), origin=origin))
    return scopes, tuple(dict.fromkeys(incomplete))


def _added(scope: Scope, standing: Mapping[tuple[str, str, str], Scope]) -> Scope | None:
    """The scope with the dimensions that stand already; None where it adds none to them."""
    stands = standing.get((scope.doc_id, scope.coder, scope.source))
    before = stands.complete if stands is not None and stands.anchor in ("", scope.anchor) else []
    whole = list(dict.fromkeys([*before, *scope.complete]))
    return None if whole == before else replace(scope, complete=whole)
