"""A workbench goes in: passages are drawn and handed out as a form, or a form that came back becomes codings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from data_schemas.codebook import Codebook
from data_schemas.codings import AUDIT, Coding
from data_schemas.errors import ConfigError
from pipeline.bench import Workbench
from pipeline.codings import store
from pipeline.codings.store import append, content_digest, dated, history
from pipeline.export.facts import Archive
from pipeline.label.as_project import write_as_project
from pipeline.label.asked import asked_of
from pipeline.label.audit import draw_audit
from pipeline.label.form import Answer, Asked, Form
from pipeline.label.frame import frame_of
from pipeline.label.instructive import draw_instructive, vectors_of
from pipeline.label.label_studio import read_tasks, write_tasks
from pipeline.label.queues import Drawn, read_queues, sign_of, write_queues
from pipeline.label.table import read_table, write_table
from pipeline.label.workbook import read_workbook, write_workbook
from pipeline.refi.exchange import Exchange
from pipeline.refi.options import Which
from pipeline.run import Outcome

FORMS: dict[str, Callable[[Path, Form], None]] = {
    "xlsx": write_workbook,
    "csv": write_table,
    "label-studio": write_tasks,
}
PROJECT = "qdpx"  # a form too, which comes back by `threefaces import`
READERS = {
    ".xlsx": ("spreadsheet", read_workbook),
    ".csv": ("spreadsheet", read_table),
    ".json": ("label-studio", read_tasks),
}
ROWS_OF_A_TWIN = 10  # rows from which on two coders' equal decisions are no chance


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """What was handed out: passages in the form, of these newly drawn ones, of the queue's; gone are those lapsed."""

    passages: int
    new: int
    in_queue: int
    lapsed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came back: codings added, of these decided in full and changing what this coder had decided before.

    `known` rows stood there already as they are; `twin` is another coder whose decisions are the same throughout.
    """

    added: int
    complete: int
    known: int
    changed: int = 0
    twin: str = ""


def draw(bench: Workbench, outcome: Outcome, *, archive: Archive, queue: str, more: int) -> tuple[Drawn, ...]:
    """Add passages to a queue and return the new ones; the codings of an audit get the chances of the larger sample."""
    folder = bench.project.codings
    before = read_queues(folder)
    frame = frame_of(bench, outcome, archive=archive)
    if queue == AUDIT:
        drawn = draw_audit(frame, before, more=more, key=bench.key)
    else:
        drawn = draw_instructive(
            frame,
            before,
            more=more,
            codebook=archive.codebook,
            vectors=vectors_of(bench, outcome),
            key=bench.key,
        )
    write_queues(folder, drawn)
    _renew_chances(folder, drawn)
    return drawn[len(before) :]


def hand_out(
    bench: Workbench,
    outcome: Outcome,
    *,
    archive: Archive,
    queue: str,
    new: Sequence[Drawn],
    coder: str,
    form: str,
    out: Path,
) -> HandedOut:
    """Write the form: the new passages or, without any, all of the queue that this coder has not decided in full."""
    folder = bench.project.codings
    queued = [d for d in read_queues(folder) if d.queue == queue]
    if not queued:
        raise ConfigError(f"the {queue} queue is empty; draw some with --n")
    own = [c for c in store.read(folder).codings if c.coder == coder and c.queue == queue]
    done = {(c.doc_id, c.start, c.end) for c in own if _in_full(c, codebook=archive.codebook)}
    wanted = list(new) or [d for d in queued if d.stretch not in done]
    if not wanted:
        raise ConfigError(f"{coder} has decided all of the {queue} queue; draw more with --n")
    rows = asked_of(bench, outcome, archive=archive, drawn=wanted)
    write = FORMS.get(form) or _as_project(bench, archive=archive, rows=rows, queue=queue, coder=coder)
    write(out, Form(codebook=archive.codebook, rows=tuple(rows)))
    return HandedOut(passages=len(rows), new=len(new), in_queue=len(queued), lapsed=len(wanted) - len(rows))


def _as_project(
    bench: Workbench, *, archive: Archive, rows: Sequence[Asked], queue: str, coder: str
) -> Callable[[Path, Form], None]:
    codes: Which = "human" if queue == AUDIT else "machine"
    return partial(
        write_as_project,
        exchange=Exchange(archive=archive, calibration=bench.release.calibration, codes=codes),
        queue=queue,
        sign=sign_of([row.id for row in rows], key=bench.key),
        coder=coder,
    )


def take(folder: Path, path: Path, *, coder: str, codebook: Codebook) -> Taken:
    """Bring a filled-in form back as this coder's codings; rows that were left empty are passed over.

    A row that was taken before as it is changes nothing, also where something else was decided since.
    """
    if path.suffix.lower() == f".{PROJECT}":
        raise ConfigError(f"{path.name}: a project comes back with  threefaces import PROJECT {path.name}")
    if path.suffix.lower() not in READERS:
        raise ConfigError(f"{path.name}: expected a form of `threefaces label`: {', '.join(READERS)}")
    if not path.is_file():
        raise ConfigError(f"{path.name}: no such file; give a form that was filled in")
    origin, read = READERS[path.suffix.lower()]
    drawn = {d.id: d for d in read_queues(folder)}
    answers = read(path, codebook=codebook, known=frozenset(drawn))
    added, taken = decisions(folder, answers, coder=coder, origin=origin, codebook=codebook)
    append(folder, added)
    return taken


def decisions(
    folder: Path, answers: Sequence[Answer], *, coder: str, origin: str, codebook: Codebook
) -> tuple[list[Coding], Taken]:
    """The codings that a coder's answers add to what stands, and what is to be said of them."""
    drawn = {d.id: d for d in read_queues(folder)}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    codings = [_coding(a, drawn[a.id], coder=coder, origin=origin, now=now, codebook=codebook) for a in answers]
    stored = [c for _, c in history(folder) if isinstance(c, Coding)]
    before, standing = {_row(c) for c in stored}, store.read(folder).codings
    own = {_place(c): c for c in standing if c.coder == coder}
    added = [c for c in codings if _row(c) not in before or _overtaken(c, own.get(_place(c)))]
    undated = [c for c in added if c.made == now]  # a form's own dates stand
    items = [*(c for c in added if c.made != now), *dated(folder, undated)]
    return items, Taken(
        added=len(added),
        complete=sum(bool(c.complete) for c in added),
        known=len(codings) - len(added),
        changed=sum(_place(c) in own and _decision(c) != _decision(own[_place(c)]) for c in added),
        twin=_twin(codings, [c for c in standing if c.coder != coder]),
    )


def _coding(answer: Answer, drawn: Drawn, *, coder: str, origin: str, now: str, codebook: Codebook) -> Coding:
    """What is left empty in a row that is done carries no code; in any other row it is undecided."""
    complete = codebook.ids if answer.done else answer.complete
    codes = {d: answer.codes.get(d, []) for d in complete} | answer.codes
    return Coding(
        doc_id=drawn.doc_id,
        start=drawn.start,
        end=drawn.end,
        coder=coder,
        source=answer.source or drawn.source,
        codes=codes,
        complete=list(complete),
        open_codes=list(answer.open_codes),
        memo=answer.memo,
        queue=drawn.queue,
        probability=drawn.probability,
        made=answer.made or now,
        origin=origin,
        anchor=drawn.anchor,
    )


def _row(coding: Coding) -> str:
    """What a row of a form decides, whatever the passage's chance has become since."""
    return content_digest(replace(coding, probability=None))


def _in_full(coding: Coding, *, codebook: Codebook) -> bool:
    """Whether all dimensions are decided in full but those that do not apply, as none that they apply to has a code."""
    return all(
        d.id in coding.complete or (d.applies_to and not any(coding.codes.get(other) for other in d.applies_to))
        for d in codebook.dimensions
    )


def _overtaken(coding: Coding, stands: Coding | None) -> bool:
    """Whether another form took the place of what this one decided: taken again, it stands again, but not against a review."""
    return stands is not None and stands.origin == coding.origin and _decision(stands) != _decision(coding)


def _twin(codings: Sequence[Coding], others: Sequence[Coding]) -> str:
    """The other coder who decided the same in every row of a form: most likely one form was taken twice."""
    if len(codings) < ROWS_OF_A_TWIN:
        return ""
    said = {(c.coder, *_place(c)): _decision(c) for c in others}
    people = sorted({c.coder for c in others})
    same = (who for who in people if all(said.get((who, *_place(c))) == _decision(c) for c in codings))
    return next(same, "")


def _place(coding: Coding) -> tuple[object, ...]:
    return coding.doc_id, coding.start, coding.end, coding.queue


def _decision(coding: Coding) -> tuple[object, ...]:
    codes = {dimension: sorted(given) for dimension, given in coding.codes.items()}
    return codes, sorted(coding.complete), sorted(coding.open_codes), coding.memo


def _renew_chances(folder: Path, drawn: Sequence[Drawn]) -> None:
    """Codings of passages whose chance has grown with the audit say so."""
    chances = {d.stretch: d.probability for d in drawn if d.queue == AUDIT}
    standing = [c for c in store.read(folder).codings if c.queue == AUDIT]
    now = {c.id: chances.get((c.doc_id, c.start, c.end), c.probability) for c in standing}
    append(folder, [replace(c, probability=now[c.id]) for c in standing if now[c.id] != c.probability])
