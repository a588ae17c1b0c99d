"""A workbench and the outcome of a run go in, the session that a page works on comes out, and what to say before it opens."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from data_schemas.codings import AUDIT, INSTRUCTIVE, Coding, Point
from data_schemas.errors import ConfigError
from data_schemas.records import Pseudonymised
from pipeline.archive import archive_of
from pipeline.bench import Workbench
from pipeline.coded import CodedPassage
from pipeline.codings.current import Current, current_codings, places_of
from pipeline.codings.placing import Places
from pipeline.desk.held import Held, Session, Task
from pipeline.export.facts import Archive
from pipeline.export.transcripts import document_name, passages_by_document
from pipeline.forgotten import JOURNAL, TOMBSTONES
from pipeline.label.asked import asked_of
from pipeline.label.queues import Drawn, read_queues
from pipeline.review.checks import Check, text_digest
from pipeline.review.keep import keep_tables
from pipeline.run import Outcome
from pipeline.safe_names import read_names

AT_HAND = 64  # transcripts whose places stay in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session; `unread` audit passages would be seen with suggestions, `seen` ones were already; some `lapsed`."""

    session: Session
    unread: int = 0
    seen: int = 0
    lapsed: int = 0


def open_session(bench: Workbench, outcome: Outcome, *, coder: str, queue: str) -> Opened:
    """Gather what is looked at: whole transcripts, or the passages of a queue; ConfigError where the queue is empty."""
    names = read_names(bench.project.files)
    checks = {check.file: check for check in keep_tables(bench, outcome, names=names)}
    current = current_codings(bench, outcome)
    archive = archive_of(bench, outcome, names=names, checked=frozenset(), current=current)
    queued = read_queues(bench.project.codings)
    session = Session(
        coder=coder,
        queue=queue,
        title=bench.project.title,
        codebook=bench.release.codebook,
        calibration=bench.release.calibration,
        documents={},
        tasks={},
        notes=[note for note in current.stored.notes if note.coder == coder],
        places=_places(bench, outcome),
        text_digest=lambda doc_id: _text_digest(bench, outcome, doc_id=doc_id),
        stale=_stale(bench.project.vault),
    )
    if not queue:
        session.documents = _documents(archive, outcome, checks=checks, current=current)
        return Opened(session=session, unread=_unread(queued, current.stored.codings, coder=coder))
    drawn = [d for d in queued if d.queue == queue]
    if not drawn:
        raise ConfigError(f"the {queue} queue is empty; `threefaces label --queue {queue} --n 100` draws passages")
    session.tasks = _tasks(bench, outcome, archive=archive, drawn=drawn)
    codings = current.stored.codings
    own = _by_stretch(c for c in codings if c.coder == coder and c.queue == queue)
    session.codings = {name: own.get(task.drawn.stretch, []) for name, task in session.tasks.items()}
    others = _by_stretch(c for c in codings if c.coder == coder and c.queue != queue)
    seen = sum(d.stretch in others for d in drawn) if queue == AUDIT else 0
    return Opened(session=session, seen=seen, lapsed=len(drawn) - len(session.tasks))


def place_of(session: Session, passage: str) -> str:
    """The fragment of the page's address that opens it at a passage; ConfigError if no such passage may be coded here."""
    found = session.passage(passage)
    if found is None:
        raise ConfigError(
            f"--at {passage}: no passage of this id may be coded in this archive; expected one such as KJU77CLYAW-0012, as "
            "the report's passages (Copy review command) and the corpus (passage_id) have it"
        )
    held, _ = found
    return f"#{quote(held.doc_id)}/{quote(passage)}"


def _documents(archive: Archive, outcome: Outcome, *, checks: Mapping[str, Check], current: Current) -> dict[str, Held]:
    files = {source.doc_id: source.file for source in outcome.sources}
    by_document, decided = passages_by_document(archive), current.by_document()
    held = {}
    for record in archive.records:
        passages = by_document[record.doc_id]
        held[record.doc_id] = Held(
            record=record,
            name=document_name(record, passages),
            file=files[record.doc_id],
            passages=tuple(passages),
            placed=list(decided.get(record.doc_id, ())),
            check=checks.get(files[record.doc_id]),
        )
    return held


def _tasks(bench: Workbench, outcome: Outcome, *, archive: Archive, drawn: Sequence[Drawn]) -> dict[str, Task]:
    """The passages of a queue that stand today; only the instructive ones come with what the model says."""
    asked = {row.id: row for row in asked_of(bench, outcome, archive=archive, drawn=drawn)}
    coded = _coded(bench, outcome, archive.passages, drawn=[d for d in drawn if d.queue == INSTRUCTIVE])
    return {d.id: Task(drawn=d, asked=asked[d.id], passage=coded.get(d.id)) for d in drawn if d.id in asked}


def _coded(
    bench: Workbench, outcome: Outcome, passages: Iterable[CodedPassage], *, drawn: Sequence[Drawn]
) -> dict[str, CodedPassage]:
    places = dict(places_of(bench, outcome, documents={d.doc_id for d in drawn}))
    by_place = {(p.doc_id, p.start, p.end): p for p in passages if p.doc_id in places and p.coded}
    found = {}
    for d in drawn:
        at = places.get(d.doc_id)
        span = at.to_text(d.start, d.end) if at is not None else None
        passage = by_place.get((d.doc_id, span.start, span.end)) if span is not None else None
        if passage is not None:
            found[d.id] = replace(passage, decided_by={})
    return found


def _places(bench: Workbench, outcome: Outcome) -> Callable[[str], Places | None]:
    """The places of a transcript, read when they are needed."""

    @lru_cache(AT_HAND)
    def find(doc_id: str) -> Places | None:
        return dict(places_of(bench, outcome, documents=[doc_id])).get(doc_id)

    return find


def _text_digest(bench: Workbench, outcome: Outcome, *, doc_id: str) -> str:
    _, record = next(bench.pseudonymise.shelf.records([outcome.rows["pseudonymise"][doc_id]]))
    if not isinstance(record, Pseudonymised):
        raise ConfigError("the store holds this transcript no more; stop, and start the review again")
    return text_digest(record)


def _stale(vault: Path) -> Callable[[], bool]:
    """Whether anybody was forgotten, or is being forgotten, since now."""

    def stamp() -> tuple[int | None, ...]:
        paths = (vault / name for name in (JOURNAL, TOMBSTONES))
        return tuple(path.stat().st_mtime_ns if path.exists() else None for path in paths)

    then = stamp()
    return lambda: stamp() != then


def _unread(queued: Sequence[Drawn], codings: Sequence[Coding], *, coder: str) -> int:
    own = _by_stretch(c for c in codings if c.coder == coder and c.queue == AUDIT)
    return sum(d.queue == AUDIT and d.stretch not in own for d in queued)


def _by_stretch(codings: Iterable[Coding]) -> dict[tuple[str, Point, Point], list[Coding]]:
    found: dict[tuple[str, Point, Point], list[Coding]] = {}
    for coding in codings:
        found.setdefault((coding.doc_id, coding.start, coding.end), []).append(coding)
    return found
