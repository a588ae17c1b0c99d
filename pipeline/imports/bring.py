"""A coded file and a run's outcome go in; its codings are kept whole or not at all, and what has no place is listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data_schemas.codebook import Codebook
from data_schemas.codings import Coding, Note, Scope
from data_schemas.errors import ConfigError
from pipeline.bench import Workbench
from pipeline.codings.exports import held_in
from pipeline.codings.lines import Item
from pipeline.codings.store import Codings, append, read
from pipeline.imports import found
from pipeline.imports.deleted import Deleted, deleted_from, less, told_of
from pipeline.imports.found import CodedFile
from pipeline.imports.gathering import gathered
from pipeline.imports.listed import list_of, write_list
from pipeline.imports.mapping import Target
from pipeline.imports.noting import new_notes
from pipeline.imports.placing import Placing, Put, Told, put_all
from pipeline.imports.queued import Returned, returned
from pipeline.imports.scopes import Asked, lost, new_scopes, scopes_of
from pipeline.imports.transcripts import Transcripts
from pipeline.imports.waiting import Waiting, waiting_in
from pipeline.imports.who import people_in
from pipeline.key import Key
from pipeline.label.queues import read_queues
from pipeline.refi.queue import to_code
from pipeline.run import Outcome
from pipeline.safe_names import read_names


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
    not_done: int = 0  # of these, given a code and not said to be decided in full
    moved: bool = False  # whether these are not the ones that were handed out together


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    """A file whose marks were put on their words, and what it comes to: the project's transcripts, codings and codebook."""

    coded: CodedFile
    targets: Mapping[found.Path, Target]
    codebook: Codebook
    folder: Path
    key: Key
    transcripts: Transcripts
    stored: Codings
    wanted: int  # marks of people that the mapping does not ignore
    placing: Placing

    @property
    def names(self) -> dict[str, str]:
        """What outputs call the transcripts on which something was put."""
        return {one.doc_id: self.transcripts.shown(one.doc_id) for one in self.placing.put}


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
    work = _put(bench, outcome, coded, targets=targets, codebook=codebook)
    waiting = _waiting(work)
    queue = _returned(work, waiting, complete=complete)
    made = gathered(
        queue.outside,
        targets=targets,
        codebook=codebook,
        standing=work.stored.codings,
        origin=coded.origin,
        names=work.names,
    )
    told = (*work.placing.told, *waiting.told, *queue.told, *made.told)
    scopes, incomplete = list[Scope](), queue.incomplete
    if not coded.asked:
        scopes, incomplete = scopes_of(queue.outside, told, names=work.names, complete=complete, origin=coded.origin)
    new = new_scopes(scopes, standing=work.stored.scopes, transcripts=work.transcripts, key=work.key)
    notes = _notes(work)
    gone = _gone(work)
    told = (*told, *told_of(gone, transcripts=work.transcripts, taken=take_deletions))
    codings = less(made.new, gone if take_deletions else [], folder=work.folder)
    keep(work.folder, [*codings, *queue.codings, *new, *notes])
    list_file = list_of(work.folder, coded.name)
    write_list(list_file, told)
    people_s = sum(not mark.by_model for mark in coded.marks)
    return Brought(
        codings=(*made.new, *queue.codings),
        scopes=new,
        known=made.known + queue.known,
        ignored=people_s - work.wanted,
        by_model=len(coded.marks) - people_s,
        told=told,
        incomplete=incomplete,
        unmatched=tuple(coded.texts[number].name for number in work.placing.unmatched),
        list_file=list_file,
        passages=len(waiting.spans),
        in_full=sum(bool(coding.complete) for coding in queue.codings),
        not_done=sum(not coding.complete for coding in queue.codings),
        notes=len(notes),
        deleted=len(gone),
        moved=bool(coded.asked) and waiting.moved,
    )


def _put(
    bench: Workbench,
    outcome: Outcome,
    coded: CodedFile,
    *,
    targets: Mapping[found.Path, Target],
    codebook: Codebook,
) -> _Import:
    transcripts = Transcripts(bench, outcome, names=read_names(bench.project.files))
    wanted = [mark for mark in coded.marks if not (mark.by_model or (mark.code and targets[mark.code].ignored))]
    return _Import(
        coded=coded,
        targets=targets,
        codebook=codebook,
        folder=bench.project.codings,
        key=bench.key,
        transcripts=transcripts,
        stored=read(bench.project.codings),
        wanted=len(wanted),
        placing=put_all([*wanted, *coded.asked, *coded.done], coded, transcripts=transcripts, key=bench.key),
    )


def _waiting(work: _Import) -> Waiting:
    return waiting_in(
        [one for one in work.placing.put if to_code(one.mark.code)],
        drawn=read_queues(work.folder) if work.coded.asked else (),
        transcripts=work.transcripts,
        key=work.key,
    )


def _returned(work: _Import, waiting: Waiting, *, complete: Asked) -> Returned:
    return returned(
        _said(work.placing.put, work.coded),
        waiting,
        targets=work.targets,
        codebook=work.codebook,
        transcripts=work.transcripts,
        lost=lost(work.placing.told),
        wholly=lambda coder: complete(coder, [work.coded.name])[work.coded.name],
        folder=work.folder,
        origin=work.coded.origin,
    )


def _notes(work: _Import) -> list[Note]:
    return new_notes(
        work.coded.memos,
        targets=work.targets,
        documents=work.placing.documents,
        standing=work.stored.notes,
        origin=work.coded.origin,
    )


def _gone(work: _Import) -> list[Deleted]:
    """What of the codings that an export held, and that stand as they did then, is gone from the file."""
    sign = work.coded.sign
    ids = held_in(work.folder, sign) if sign else frozenset()
    return deleted_from(
        [coding for coding in work.stored.codings if coding.id in ids],
        work.placing.put,
        targets=work.targets,
        documents=work.placing.documents.values(),
        lost=lost(work.placing.told),
        transcripts=work.transcripts,
    )


def _said(put: Sequence[Put], coded: CodedFile) -> list[Put]:
    """What people said in a file: a mark of a passage to code says something where it has a memo, or nobody said anything."""
    silent = not people_in(coded)
    return [one for one in put if not to_code(one.mark.code) or one.mark.memo or silent]


def keep(folder: Path, items: Sequence[Item]) -> None:
    """Add all of them, or none where the disk fails half-way; ConfigError says so."""
    try:
        append(folder, items)
    except OSError as error:
        raise ConfigError(
            f"{folder.name}: cannot be written ({error.strerror}); nothing was imported. Free the disk and import again"
        ) from error
