"""The command that hands passages out to people and takes them back: label."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from data_schemas.errors import ConfigError
from pipeline.cli.archive import run_shown
from pipeline.cli.beginning import Where, check_begun
from pipeline.cli.terminal import say
from pipeline.counted import be, counted


def label(
    project: Where,
    queue: Annotated[
        str, typer.Option(help="audit: a random sample, shown blind; instructive: what a model learns most from")
    ] = "audit",
    n: Annotated[
        int | None,
        typer.Option("--n", min=1, help="draw so many more; without it what is in the queue is handed out again"),
    ] = None,
    coder: Annotated[str, typer.Option(help="who codes: a name or initials")] = "",
    form: Annotated[
        str,
        typer.Option(
            help="xlsx, csv, label-studio (a folder with tasks and configuration), or qdpx (for NVivo, MAXQDA, ATLAS.ti, "
            "QualCoder)"
        ),
    ] = "xlsx",
    out: Annotated[Path | None, typer.Option("--out", help="where to write the form")] = None,
    take: Annotated[Path | None, typer.Option("--take", help="a filled-in form to bring back; needs --coder")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="processes side by side; default: project.yaml")] = None,
) -> None:
    """Draw passages for people to code and hand them out as a form, or bring a filled-in form back.

    Example: threefaces label my-archive/ --queue audit --n 120 --form xlsx --out audit-ann.xlsx
    """
    from data_schemas.codings import AUDIT, INSTRUCTIVE
    from pipeline.codings.coders import known_coders, named_coder
    from pipeline.lock import locked
    from pipeline.project import load_project

    settings = load_project(project)
    if coder:
        coder = named_coder(coder, known=known_coders(settings.codings))
    if take is not None:
        if not coder:
            raise ConfigError("--take: needs --coder, the name or initials of who filled the form in")
        with locked(settings.store):
            _take(project, take, coder=coder)
        return
    if queue not in (AUDIT, INSTRUCTIVE):
        raise ConfigError(f"--queue {queue!r}: expected {AUDIT} or {INSTRUCTIVE}")
    if out is None:
        raise ConfigError("--out: where should the form be written? Give a file (for label-studio, a folder)")
    check_begun(settings, project=project)
    with locked(settings.store):
        _hand_out(project, queue=queue, n=n, coder=coder, form=form, out=out, workers=workers)


def _take(project: Path, path: Path, *, coder: str) -> None:
    from models.release import read_release
    from pipeline.label.returned import take
    from pipeline.project import load_project, model_of

    settings = load_project(project)
    codebook = read_release(model_of(settings)).codebook
    taken = take(settings.codings, path, coder=coder, codebook=codebook)
    changed = f", {taken.changed} of them change earlier ones" if taken.changed else ""
    again = f"; {taken.known} stood there already" if taken.known else ""
    say(
        f"{counted(taken.added, 'coding')} of {escape(coder)} written to {escape(str(settings.codings))}, "
        f"{taken.complete} of them decided in full{changed}{again}"
    )
    undone = taken.added - taken.complete
    if undone > 0:
        say(
            f"[yellow]{counted(undone, 'row')} {be(undone)} not done:[/] what is empty there is undecided, and of an audit "
            "nothing in them counts. Say yes under Done? where all of a passage is decided, and take the form again."
        )
    if taken.twin:
        say(
            f"[yellow]These are the same decisions as {escape(taken.twin)}'s:[/] if one form was taken under both names, take "
            f"{escape(taken.twin)}'s and {escape(coder)}'s own forms again"
        )
    say(f"Next: threefaces run {escape(str(project))}")


def _hand_out(
    project: Path, *, queue: str, n: int | None, coder: str, form: str, out: Path, workers: int | None
) -> None:
    from pipeline.archive import archive_of
    from pipeline.bench import workbench
    from pipeline.label.as_project import PROJECT
    from pipeline.label.desk import FORMS, draw, hand_out
    from pipeline.project import load_project
    from pipeline.safe_names import read_names

    if form not in (*FORMS, PROJECT):
        raise ConfigError(f"--form {form!r}: expected {', '.join((*FORMS, PROJECT))}")
    back = f"import {project} FILE" if form == PROJECT else f"label {project} --take FILE --coder NAME"
    if out.exists():
        raise ConfigError(
            f"{out.name} is there already and may hold decisions: give another name, or take it first (threefaces {back}) "
            "and remove it"
        )
    settings = load_project(project)
    bench = workbench(settings)
    outcome = run_shown(bench, workers=workers or settings.workers)
    archive = archive_of(bench, outcome, names=read_names(settings.files), checked=frozenset())
    if not any(passage.coded for passage in archive.passages):
        raise ConfigError(f"no passages; run first, and see what it sets aside: threefaces run {project}")
    new = draw(bench, outcome, archive=archive, queue=queue, more=n) if n is not None else ()
    done = hand_out(bench, outcome, archive=archive, queue=queue, new=new, coder=coder, form=form, out=out)
    if done.lapsed:
        say(f"[yellow]{counted(done.lapsed, 'passage')} lapsed:[/] their transcript was changed or is gone")
    say(
        f"{counted(done.passages, 'passage')} ({done.new} newly drawn; the {queue} queue has {done.in_queue}) written to "
        f"{escape(str(out))}"
    )
    say("[yellow]Pseudonymised talk:[/] give the form only to those who may read the transcripts.")
    say(f"When it is filled in: threefaces {escape(back)}")


COMMANDS = (label,)
