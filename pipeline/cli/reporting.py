"""The command that makes the report anew: report."""

import typer
from rich.markup import escape

from data_schemas.errors import Exit
from pipeline.cli.archive import run_shown
from pipeline.cli.beginning import Where, check_begun
from pipeline.cli.terminal import people, say


def report(project: Where) -> None:
    """Bring the archive up to date, write all outputs anew, and say what to open.

    Example: threefaces report my-archive/
    """
    from pipeline.bench import workbench
    from pipeline.lock import locked
    from pipeline.outputs import write_outputs
    from pipeline.project import load_project

    settings = load_project(project)
    check_begun(settings, project=project)
    with locked(settings.store):
        bench = workbench(settings)
        outcome = run_shown(bench, workers=settings.workers)
        written = write_outputs(bench, outcome, anew=True)
    facts = written.facts
    say(
        f"{facts['transcripts']} transcripts, {facts['coded_passages']} passages coded, in {escape(str(written.folder))}; "
        f"one page, which asks for nothing from outside"
    )
    say(f"[yellow]{escape('; '.join(facts['status']))}[/]")
    people.print(f"Open {escape(str(written.folder / 'index.html'))}", soft_wrap=True, style="bold")
    if outcome.asides:
        say(f"[yellow]{len(outcome.asides)} set aside:[/] threefaces run {escape(str(project))} says which and why")
        raise typer.Exit(Exit.SET_ASIDE)


COMMANDS = (report,)
