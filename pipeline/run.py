"""A workbench goes in; every transcript is brought up to date, stage by stage, and what came of it is told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.bench import Workbench
from pipeline.engines import ENGINES
from pipeline.plan import Step, StepPlan, plan_step
from pipeline.pseudonymise.decided import Decided
from pipeline.review.decisions import decided_in
from pipeline.safe_names import known_labels, read_names
from pipeline.shelf import Row, note_fingerprint, sweep
from pipeline.sources import Source, reading_of, survey
from pipeline.stage import fingerprint_of, settings_of
from pipeline.vault_check import note_key
from pipeline.work import Aside, Unit, Work, units_of
from pipeline.works import detect_works, following_works, masking_works

Told = Callable[["Progress"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a step is: transcripts done of those that were to do."""

    step: str
    title: str
    done: int
    total: int


@dataclass(slots=True)
class Outcome:
    """What a run did: current rows per step, work done and set aside, seconds of processor time per step.

    `forgotten` are files that still lie in the input folder and were not read.
    """

    sources: list[Source]
    forgotten: list[Source] = field(default_factory=list)
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    worked: dict[str, list[str]] = field(default_factory=dict)
    asides: list[Aside] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def plan(bench: Workbench) -> tuple[list[Source], list[StepPlan]]:
    """What a run would do and why; a step whose earlier one is not done yet counts its transcripts as waiting."""
    sources = reading_of(survey(bench.project.input, key=bench.key, roster=bench.roster))
    plans: list[StepPlan] = []
    rows: dict[str, Row] = {}
    for step in bench.steps:
        works = _works(step, bench=bench, sources=sources, rows=rows)
        found = plan_step(step, works=works, waiting=len(sources) - len(works))
        plans.append(found)
        rows = found.done
    return sources, plans


def run(bench: Workbench, *, workers: int, tell: Told, engine: str = "local") -> Outcome:
    """Bring every transcript up to date; what cannot be worked on is set aside and the rest goes on."""
    found = survey(bench.project.input, key=bench.key, roster=bench.roster)
    outcome = Outcome(reading_of(found), forgotten=[source for source in found if source.forgotten])
    note_key(bench.project.vault, key=bench.key)
    sizes = {source.doc_id: source.size for source in outcome.sources}
    rows: dict[str, Row] = {}
    for step in bench.steps:
        works = _works(step, bench=bench, sources=outcome.sources, rows=rows)
        planned = plan_step(step, works=works)
        rows = dict(planned.done)
        done = 0
        tell(Progress(step=planned.name, title=planned.title, done=0, total=len(planned.todo)))
        note_fingerprint(step.shelf, fingerprint=fingerprint_of(step.stage), settings=settings_of(step.stage))
        outcome.worked[planned.name] = []
        for result in ENGINES[engine](_units(step, planned.todo, sizes=sizes), workers):
            rows.update({row.doc_id: row for row in result.rows})
            outcome.worked[planned.name] += (row.doc_id for row in result.rows)
            outcome.asides += result.asides
            outcome.seconds[planned.name] = outcome.seconds.get(planned.name, 0.0) + result.seconds
            done += len(result.rows) + len(result.asides)
            tell(Progress(step=planned.name, title=planned.title, done=done, total=len(planned.todo)))
        outcome.worked[planned.name].sort()
        outcome.rows[planned.name] = dict(sorted(rows.items()))
    outcome.asides.sort(key=lambda aside: aside.doc_id)
    return outcome


def clean(bench: Workbench) -> dict[str, int]:
    """Remove every row that today's inputs and settings do not give; returns the number removed per step."""
    _, plans = plan(bench)
    removed = {}
    for step, planned in reversed(
        list(zip(bench.steps, plans, strict=True))
    ):  # a kill leaves no row without its secret
        current = [row.key for row in planned.done.values()]
        removed[planned.name] = sweep(step.shelf, current=current)
        if step.secrets is not None:
            sweep(step.secrets, current=current)
    return dict(reversed(removed.items()))


def _works(step: Step, *, bench: Workbench, sources: Sequence[Source], rows: dict[str, Row]) -> list[Work]:
    if step is bench.detect:
        return detect_works(sources, key=bench.key)
    if step is bench.pseudonymise:
        return masking_works(
            sources,
            rows=rows,
            step=step,
            key=bench.key,
            decided=decided_for(bench, sources),
            kept=bench.roster.forgotten.names,
        )
    return following_works(rows[doc_id] for doc_id in sorted(rows))


def decided_for(bench: Workbench, sources: Sequence[Source]) -> dict[str, tuple[Decided, ...]]:
    """What the review decided for every source, by doc_id; ConfigError if a decision cannot stand."""
    names = read_names(bench.project.files)
    return decided_in(bench.decisions, sources, names=names, known=known_labels(bench.project.files))


def _units(step: Step, works: Sequence[Work], *, sizes: dict[str, int]) -> list[Unit]:
    def unit(group: tuple[Work, ...]) -> Unit:
        return Unit(stage=step.stage, shelf=step.shelf, upstream=step.upstream, secrets=step.secrets, works=group)

    return [unit(group) for group in units_of(works, sizes=sizes)]


def records(step: Step, rows: dict[str, Row]) -> Iterator[tuple[str, object]]:
    """The records of current rows, by doc_id."""
    for row, record in step.shelf.records(list(rows.values())):
        yield row.doc_id, record
