"""A form that came back goes in; its decisions come out as codings, and what they change is said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from data_schemas.codebook import Codebook
from data_schemas.codings import Coding
from data_schemas.errors import ConfigError
from pipeline.codings import store
from pipeline.codings.store import append, content_digest, dated, history
from pipeline.label.as_project import PROJECT
from pipeline.label.form import Answer
from pipeline.label.label_studio import read_tasks
from pipeline.label.queues import Drawn, read_queues
from pipeline.label.table import read_table
from pipeline.label.workbook import read_workbook

READERS = {
    ".xlsx": ("spreadsheet", read_workbook),
    ".csv": ("spreadsheet", read_table),
    ".json": ("label-studio", read_tasks),
}
ROWS_OF_A_TWIN = 10  # rows from which on two coders' equal decisions are no chance


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


def in_full(coding: Coding, *, codebook: Codebook) -> bool:
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
