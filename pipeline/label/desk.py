"""A workbench goes in; passages are drawn and handed out as a form, which `returned.py` takes back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from data_schemas.codings import AUDIT
from data_schemas.errors import ConfigError
from pipeline.bench import Workbench
from pipeline.codings import store
from pipeline.codings.store import append
from pipeline.export.facts import Archive
from pipeline.label.as_project import write_as_project
from pipeline.label.asked import asked_of
from pipeline.label.audit import draw_audit
from pipeline.label.form import Asked, Form
from pipeline.label.frame import frame_of
from pipeline.label.instructive import draw_instructive, vectors_of
from pipeline.label.label_studio import write_tasks
from pipeline.label.queues import Drawn, read_queues, sign_of, write_queues
from pipeline.label.returned import in_full
from pipeline.label.table import write_table
from pipeline.label.workbook import write_workbook
from pipeline.refi.exchange import Exchange
from pipeline.refi.options import Which
from pipeline.run import Outcome

FORMS: dict[str, Callable[[Path, Form], None]] = {
    "xlsx": write_workbook,
    "csv": write_table,
    "label-studio": write_tasks,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """What was handed out: passages in the form, of these newly drawn ones, of the queue's; gone are those lapsed."""

    passages: int
    new: int
    in_queue: int
    lapsed: int


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
    done = {(c.doc_id, c.start, c.end) for c in own if in_full(c, codebook=archive.codebook)}
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


def _renew_chances(folder: Path, drawn: Sequence[Drawn]) -> None:
    """Codings of passages whose chance has grown with the audit say so."""
    chances = {d.stretch: d.probability for d in drawn if d.queue == AUDIT}
    standing = [c for c in store.read(folder).codings if c.queue == AUDIT]
    now = {c.id: chances.get((c.doc_id, c.start, c.end), c.probability) for c in standing}
    append(folder, [replace(c, probability=now[c.id]) for c in standing if now[c.id] != c.probability])
