"""Stages, shelves and what each transcript gives them go in; what is done, what is to do and why comes out.

Only provenance columns are read, never text.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.shelf import Row, Shelf, read_fingerprints
from pipeline.stage import Stage, fingerprint_of, key_of, settings_of
from pipeline.work import Work

SEPARATOR = "|"  # between the named parts of an input: "file:3f2a|speakers:91bc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stage, where its records stand, and where its material comes from."""

    stage: Stage
    shelf: Shelf
    upstream: Shelf | None = None
    secrets: Shelf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPlan:
    """What one step has and lacks; `why` counts reasons, `waiting` are transcripts whose earlier stages come first."""

    name: str
    title: str
    done: dict[str, Row]
    todo: tuple[Work, ...]
    why: dict[str, str]
    waiting: int

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Reasons with the number of transcripts, most frequent first."""
        return sorted(Counter(self.why.values()).items(), key=lambda pair: (-pair[1], pair[0]))


def plan_step(step: Step, *, works: Sequence[Work], waiting: int = 0) -> StepPlan:
    """Compare what a step is given with the rows that stand on its shelf."""
    fingerprint = fingerprint_of(step.stage)
    rows = step.shelf.rows()
    by_key = {row.key: row for row in rows}
    earlier: dict[str, list[Row]] = {}
    for row in rows:
        earlier.setdefault(row.doc_id, []).append(row)
    known = read_fingerprints(step.shelf)
    done: dict[str, Row] = {}
    todo: list[Work] = []
    why: dict[str, str] = {}
    for work in works:
        stored = by_key.get(key_of(fingerprint, work.input))
        if stored is not None and stored.doc_id == work.doc_id:
            done[work.doc_id] = stored
        else:
            todo.append(work)
            why[work.doc_id] = _reason(work, rows=earlier.get(work.doc_id, []), stage=step.stage, known=known)
    return StepPlan(name=step.stage.name, title=step.stage.title, done=done, todo=tuple(todo), why=why, waiting=waiting)


def given(**parts: str) -> str:
    """The input of a row as named parts, so that a plan can say which of them changed."""
    return SEPARATOR.join(f"{name}:{value}" for name, value in parts.items())


def _reason(work: Work, *, rows: list[Row], stage: Stage, known: Mapping[str, Mapping[str, object]]) -> str:
    if not rows:
        return "new"
    same_input = [row for row in rows if row.input == work.input]
    if same_input:
        now, before = settings_of(stage), known.get(same_input[-1].fingerprint, {})
        fields = [name for name in now if now[name] != before.get(name)]
        return f"setting changed: {', '.join(fields) or 'unknown'}"
    parts = set(work.input.split(SEPARATOR))
    changed = min((_names(parts ^ set(row.input.split(SEPARATOR))) for row in rows), key=lambda n: (len(n), n))
    return f"changed: {', '.join(changed) or 'input'}"


def _names(parts: Iterable[str]) -> list[str]:
    """The names of an input's parts."""
    return sorted({part.partition(":")[0] for part in parts})
