"""Commands on an archive: plan, run, clean."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from data_schemas.errors import Exit
from pipeline.cli.beginning import Where, check_begun
from pipeline.cli.terminal import emit, people, progress, say, table
from pipeline.counted import counted

if TYPE_CHECKING:
    from data_schemas.labels import Label
    from pipeline.bench import Workbench
    from pipeline.run import Outcome

AsJson = Annotated[bool, typer.Option("--json", help="for programs: JSON on standard output")]


def plan(project: Where, as_json: AsJson = False) -> None:
    """Say what a run would work on and why, without working.

    Example: threefaces plan my-archive/
    """
    from pipeline.bench import workbench
    from pipeline.project import load_project
    from pipeline.run import plan as plan_run
    from pipeline.sources import passed_over

    bench = workbench(load_project(project))
    sources, plans = plan_run(bench)
    forgotten = [s.file for s in passed_over(bench.project.input, key=bench.key, roster=bench.roster)]
    if as_json:
        emit(
            {
                "transcripts": len(sources),
                "forgotten": forgotten,
                "stages": [
                    {
                        "stage": p.name,
                        "done": len(p.done),
                        "todo": len(p.todo),
                        "waiting": p.waiting,
                        "why": dict(p.reasons),
                    }
                    for p in plans
                ],
            }
        )
        return
    rows = [
        [p.title, len(p.done), len(p.todo), p.waiting, "; ".join(f"{why} ({n})" for why, n in p.reasons)] for p in plans
    ]
    table(["stage", "up to date", "to do", "wait for it", "why"], rows, title=counted(len(sources), "transcript"))
    if not any(p.todo or p.waiting for p in plans):
        say(
            "Nothing to do in any stage. A run renews the outputs if roles, names of documents or thresholds have changed."
        )
    elif any(p.waiting for p in plans):
        say("Names found in transcripts that wait may concern others, which a run then works on too.")
    _tell_forgotten(forgotten)


def run(
    project: Where,
    workers: Annotated[int | None, typer.Option(min=1, help="processes side by side; default: project.yaml")] = None,
    as_json: AsJson = False,
) -> None:
    """Bring the whole archive up to date and write corpus, coded transcripts, tables and quotes.

    Example: threefaces run my-archive/
    """
    from pipeline.bench import workbench
    from pipeline.lock import locked
    from pipeline.outputs import write_outputs
    from pipeline.project import load_project

    settings = load_project(project)
    check_begun(settings, project=project)
    with locked(settings.store):
        bench = workbench(settings)
        outcome = run_shown(bench, workers=workers or settings.workers)
        written = write_outputs(bench, outcome)
    files = {source.doc_id: source.file for source in outcome.sources}
    if as_json:
        emit(
            {
                "worked": outcome.worked,
                "set_aside": [[files[a.doc_id], a.stage, a.reason] for a in outcome.asides],
                "forgotten": [source.file for source in outcome.forgotten],
                "seconds": {k: round(v, 3) for k, v in outcome.seconds.items()},
                "output": str(written.folder),
                "fresh": written.fresh,
                "run": {k: written.facts.get(k) for k in ("key", "passages", "coded_passages", "words")},
            }
        )
    else:
        _tell_end(project, outcome=outcome, written=written, files=files)
    if outcome.asides:
        raise typer.Exit(Exit.SET_ASIDE)


def run_shown(bench: "Workbench", *, workers: int) -> "Outcome":
    """Bring every transcript up to date with a bar for each stage that has something to do."""
    from pipeline.run import Progress as Told
    from pipeline.run import run as run_all

    with progress() as shown:
        tasks: dict[str, Any] = {}

        def tell(told: Told) -> None:
            if told.step not in tasks:
                tasks[told.step] = shown.add_task(told.title, total=told.total, visible=told.total > 0)
            shown.update(tasks[told.step], completed=told.done)

        return run_all(bench, workers=workers, tell=tell)


def labels_of(project: Path, wanted: "Callable[[Workbench, Outcome], list[Label]]") -> "list[Label]":
    """Bring a project up to date and take the wanted labels from it, while nobody else works on it."""
    from pipeline.bench import workbench
    from pipeline.lock import locked
    from pipeline.project import load_project

    settings = load_project(project)
    with locked(settings.store):
        bench = workbench(settings)
        return wanted(bench, run_shown(bench, workers=settings.workers))


def _tell_end(project: Path, *, outcome: Any, written: Any, files: dict[str, str]) -> None:
    for aside in outcome.asides:
        say(f"[yellow]Set aside:[/] {escape(files[aside.doc_id])} ({aside.stage}): {escape(aside.reason)}")
    _tell_forgotten([source.file for source in outcome.forgotten])
    worked = sorted({doc_id for done in outcome.worked.values() for doc_id in done})
    facts = written.facts
    if facts.get("unknown_speakers"):
        aside = {a.doc_id for a in outcome.asides}
        read = [source for source in outcome.sources if source.doc_id not in aside]
        lists = {s.file: {speaker.role_group for speaker in s.speakers} for s in read}
        where = [file for file, groups in lists.items() if not groups or "unknown" in groups]
        say(f"[yellow]Speakers without a role group:[/] {escape(', '.join(facts['unknown_speakers'][:12]))}")
        say(f"  in {escape(', '.join(where[:12]))}; run `threefaces init`, then fill in role_group in speakers.csv")
    say(
        f"{len(worked)} of {len(files)} transcripts were worked on; {facts['coded_passages']} passages are coded, "
        f"{facts['words']} words in all."
    )
    _tell_people(facts)
    say(f"[yellow]{escape('; '.join(facts['status']))}[/]")
    if facts["model"]["confidential"]:
        say(f"[yellow]Model {escape(facts['model']['name'])} is confidential: trained on participants' words.[/]")
    say(f"{'Written' if written.fresh else 'Nothing changed; the outputs stand'} in {escape(str(written.folder))}")
    if written.draft:
        say(f"Before sharing: threefaces review {escape(str(project))}")
    people.print(f"Open {escape(str(written.folder / 'index.html'))}", soft_wrap=True, style="bold")


def _tell_people(facts: dict[str, Any]) -> None:
    if facts.get("decided_by_people"):
        say(f"On {facts['decided_by_people']} passages people decided; their decisions stand.")
    if facts.get("stale_codings"):
        say(
            f"[yellow]{facts['stale_codings']} codings stand nowhere in today's transcripts:[/] their transcript was changed "
            "or is gone. They are kept in codings/, and stand again when it is put back"
        )
    for name in facts.get("torn_codings", ()):
        say(
            f"[yellow]codings/{escape(name)}:[/] its last line was cut short by a kill and is passed over; save it again"
        )


def _tell_forgotten(files: list[str]) -> None:
    for file in files:
        say(f"Forgotten, so not read: {escape(file)} (delete it; if it is somebody else's, give the file another name)")


def clean(project: Where) -> None:
    """Remove stored rows that today's transcripts and settings no longer give.

    Example: threefaces clean my-archive/
    """
    from pipeline.bench import workbench
    from pipeline.lock import locked
    from pipeline.project import load_project
    from pipeline.run import clean as clean_store

    settings = load_project(project)
    with locked(settings.store):
        removed = clean_store(workbench(settings))
    table(["stage", "rows removed"], list(removed.items()))


COMMANDS = (plan, run, clean)
