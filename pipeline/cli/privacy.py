"""Commands for those who hold the key: reveal, forget."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from data_schemas.errors import ConfigError
from pipeline.cli.beginning import Where
from pipeline.cli.terminal import bar, complain, progress, say, table

if TYPE_CHECKING:
    from pipeline.bench import Workbench
    from pipeline.forget import Done, Intent

FOUND = 1  # exit code where words still stand somewhere
KINDS = ("document", "person")


def reveal(
    project: Where,
    document: Annotated[str, typer.Argument(help="document id or safe name, as outputs show it", show_default=False)],
) -> None:
    """Print one transcript's cleaned text with the real names, for those who hold the key. Mind who reads the screen.

    Example: threefaces reveal my-archive/ PSW-28
    """
    from pipeline.bench import workbench
    from pipeline.cli.terminal import emit_lines
    from pipeline.project import load_project
    from pipeline.reveal import revealed

    emit_lines(
        {"speaker": u.speaker, "start": u.start_s, "end": u.end_s, "text": u.text}
        for u in revealed(workbench(load_project(project)), document=document)
    )


def forget(
    project: Where,
    who: Annotated[
        str,
        typer.Argument(
            help="a document (id or safe name) or a person (as in speakers.csv, display name or pseudonym)",
            show_default=False,
        ),
    ],
    kind: Annotated[str, typer.Option("--as", help="document or person, where a name is both")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would go")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Remove a document's or a person's words from everything but the input folder, and never read them again.

    Example: threefaces forget my-archive/ PSW-28
    """
    from pipeline.bench import workbench
    from pipeline.forget import intended, pending
    from pipeline.lock import locked
    from pipeline.project import load_project

    if kind and kind not in KINDS:
        raise ConfigError(f"--as {kind!r}: expected document or person")
    settings = load_project(project)
    with locked(settings.store):
        bench = workbench(settings, forgetting=True)
        begun = pending(settings, key=bench.key)
        if begun is not None:
            _go_on(bench, begun, dry_run=dry_run)
            if begun.who == who:
                return
            bench = workbench(settings, forgetting=True)
        with bar("Read what is stored", total=1.0) as advance:
            intent = intended(bench, who, kind=kind or None, advance=advance)
        _tell_intent(bench, intent)
        if dry_run:
            say("Nothing was changed (--dry-run).")
            return
        if not yes:
            typer.confirm("Forget this for good?", abort=True, err=True)
        _carry_out(bench, intent)


def _go_on(bench: "Workbench", begun: "Intent", *, dry_run: bool) -> None:
    if dry_run:
        raise ConfigError("a `forget` was stopped before it had ended; type it again without --dry-run")
    say("Going on with what was begun before.")
    _carry_out(bench, begun)


def _tell_intent(bench: "Workbench", intent: "Intent") -> None:
    from pipeline.forget import counted

    for part in intent.target.parts:
        what = "the whole document" if part.whole else f"the turns of {', '.join(part.labels)}"
        say(f"Goes: {what} in {escape(part.file or part.doc_id)} ({part.doc_id})")
    table(["where", "rows that go or are made anew"], list(counted(bench, intent).items()))
    if intent.words.names:
        say(
            f"Kept, encrypted in the vault: {len(intent.words.names)} name(s), so that they stay masked where other people "
            "say them."
        )


def _carry_out(bench: "Workbench", intent: "Intent") -> None:
    from pipeline.forget import forget as forget_all

    with progress() as shown:
        tasks: dict[str, Any] = {}

        def tell(told: Any) -> None:
            if told.step not in tasks:
                tasks[told.step] = shown.add_task(told.title, total=told.total)
            shown.update(tasks[told.step], completed=told.done)

        searching = shown.add_task("Search for their words", total=1.0)
        done = forget_all(
            bench,
            intent,
            workers=bench.project.workers,
            tell=tell,
            advance=lambda share: shown.update(searching, completed=share),
        )
    _tell_done(bench, done)
    if done.found:
        complain(
            f"their words still stand in {len(done.found)} of {done.searched} files: "
            f"{', '.join(str(path) for path in done.found)}. Remove them there, then type the command again",
            FOUND,
        )
        raise typer.Exit(FOUND)
    say(
        f"[bold]Searched {done.searched} files for {len(intent.words.phrases)} sequences of their words: found nothing.[/]"
    )


def _tell_done(bench: "Workbench", done: "Done") -> None:
    say(f"Removed: {done.rows} rows of the store and the vault.")
    for name, count in done.tables.items():
        say(f"Removed: {count} rows of {escape(name)}")
    say("What cannot be undone here, and is left to you:")
    for path in done.input_files:
        say(f"  the transcript itself, which is never written to: {escape(str(path))}")
    for model in done.intent.models:
        say(f"  a model that learned from their words: {escape(model)}; train it again without them, or delete it")
    say("  backups, snapshots and version control of this folder, and copies or exports that were given away")
    say("  what is deleted can be recovered from some disks until it is overwritten")
    if bench.project.output.exists():
        say(f"The outputs in {escape(str(bench.project.output))} were made anew.")


COMMANDS = (reveal, forget)
