"""Commands on the way out of the house: review, export."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from data_schemas.errors import ConfigError
from pipeline.cli.archive import run_shown
from pipeline.cli.beginning import Where
from pipeline.cli.exchanging import export_qdc, export_qdpx
from pipeline.cli.terminal import people, say, table
from pipeline.refi.options import Format, Tool, Which

if TYPE_CHECKING:
    from pipeline.outputs import Written
    from pipeline.review.desk import Desk
    from pipeline.review.summary import Summary
    from pipeline.share import Shared

SHOWN = ("decision", "text", "type", "risk", "times", "why", "context")


def review(
    project: Where,
    draw: Annotated[
        int | None, typer.Option(min=1, help="draw this many transcripts at random, to be read in full")
    ] = None,
    show: Annotated[
        bool, typer.Option("--show", help="print the table with the real words: mind who reads the screen")
    ] = False,
    coder: Annotated[str, typer.Option(help="who looks through the codes: a name or initials")] = "",
    queue: Annotated[
        str, typer.Option(help="audit: code the random sample, blind; instructive: what a model learns most from")
    ] = "",
    at: Annotated[
        str, typer.Option("--at", help="id of a passage at which to begin, as the report's passages give it")
    ] = "",
    port: Annotated[
        int | None, typer.Option(min=1024, max=65535, help="port on this machine; default: a free one")
    ] = None,
) -> None:
    """Open a page to look through the coded transcripts and correct them; with --draw or --show, say what is left to do.

    Example: threefaces review my-archive/ --coder Ann

    Example: threefaces review my-archive/ --coder Ann --at KJU77CLYAW-0012
    """
    from pipeline.project import load_project
    from pipeline.review.desk import open_desk

    settings = load_project(project)
    if draw is None and not show:
        from pipeline.cli.reviewing import serve_page

        serve_page(
            project,
            coder=coder,
            queue=queue,
            at=at,
            port=port,
            tell=lambda: _tell_left(open_desk(settings, draw=None)),
        )
        return
    if at:
        raise ConfigError(
            "--at: opens the page at a passage, which --draw and --show do not open; leave one of them out"
        )
    desk = open_desk(settings, draw=draw)
    if draw is not None:
        say(f"{desk.summary.drawn} transcripts are marked as drawn: read these in full, whoever they are.")
    if show:
        table(SHOWN, [[row.get(name, "") for name in SHOWN] for _, row in desk.table.rows])
    _tell_left(desk)
    say(f"Then: threefaces run {escape(str(project))}")


def _tell_left(desk: "Desk") -> None:
    """What is left to decide and to sign, and where."""
    _tell(desk.summary, table_stands=bool(desk.table.columns))
    say(f"Decide in: {escape(str(desk.decisions_file))}  (decision: always, never, here, not here)")
    say(f"Sign in:   {escape(str(desk.checks_file))}  (checked_by, date; read_in_full, missed)")


def export(
    project: Where,
    share: Annotated[
        Path | None, typer.Option(help="folder for others, apart from the project; only checked transcripts go there")
    ] = None,
    only_checked: Annotated[
        bool, typer.Option("--only-checked", help="share the checked transcripts alone, with tables made for these")
    ] = False,
    tables: Annotated[
        bool, typer.Option("--tables", help="share tables and approved quotes alone, without transcripts: for print")
    ] = False,
    to: Annotated[
        Format | None,
        typer.Option(help="one file for another program: the coded project (qdpx), or the codebook alone (qdc)"),
    ] = None,
    tool: Annotated[
        Tool | None, typer.Option("--for", help="the program that a .qdpx is for; without it, one that most can read")
    ] = None,
    codes: Annotated[
        Which, typer.Option(help="whose codings a .qdpx holds; human: nothing of the model, to code blind")
    ] = "all",
    workers: Annotated[int | None, typer.Option(min=1, help="processes side by side; default: project.yaml")] = None,
) -> None:
    """Bring the archive up to date and write a folder to share, or a file for another program.

    Without options, say where the internal outputs are. `--to qdpx` writes a REFI-QDA project, which NVivo, ATLAS.ti,
    MAXQDA, QualCoder and others open; with `--share` too, it is what the folder for others holds.

    Example: threefaces export my-archive/ --share for-the-team/

    Example: threefaces export my-archive/ --share for-print/ --tables

    Example: threefaces export my-archive/ --to qdpx --for qualcoder
    """
    from pipeline.bench import workbench
    from pipeline.lock import locked
    from pipeline.outputs import write_outputs
    from pipeline.project import load_project
    from pipeline.share import everything, tables_alone, write_share

    _check(share=share, only_checked=only_checked, tables=tables, to=to, plain=tool is None and codes == "all")
    settings = load_project(project)
    if to == "qdc":
        export_qdc(settings)
        return
    with locked(settings.store):
        bench = workbench(settings)
        outcome = run_shown(bench, workers=workers or settings.workers)
        written = write_outputs(bench, outcome)
        if to == "qdpx":
            export_qdpx(bench, outcome, share=share, only_checked=only_checked, codes=codes, tool=tool)
            return
        shared = None
        if share is not None:
            write = tables_alone if tables else everything
            shared = write_share(bench, outcome, folder=share, only_checked=only_checked, write=write)
    if shared is None:
        _tell_internal(written)
    else:
        _tell_shared(shared)


def _tell_internal(written: "Written") -> None:
    say(f"[yellow]{escape('; '.join(written.facts['status']))}[/]")
    say(f"These outputs are internal: {escape(str(written.folder))}. For others: --share FOLDER")
    people.print(f"Open {escape(str(written.folder / 'index.html'))}", soft_wrap=True, style="bold")


def _tell_shared(shared: "Shared") -> None:
    say(
        f"{shared.transcripts} of {shared.of_transcripts} transcripts, {shared.files} files, written to "
        f"{escape(str(shared.folder))}; manifest.json has the digest of each"
    )
    say("[yellow]Pseudonymised, not anonymous:[/] agree with whoever gets it what it may be used for.")
    index = shared.folder / "index.html"
    page = index if index.exists() else shared.folder / "tables" / "tables.html"
    people.print(f"Open {escape(str(page))}", soft_wrap=True, style="bold")


def _check(*, share: Path | None, only_checked: bool, tables: bool, to: str | None, plain: bool) -> None:
    if tables and (share is None or to is not None):
        raise ConfigError("--tables: is for a folder to share without transcripts; add --share FOLDER, and no --to")
    if only_checked and share is None:
        raise ConfigError("--only-checked: is for a folder to share; add --share FOLDER")
    if not plain and to != "qdpx":
        raise ConfigError("--for and --codes: are for a coded project; add --to qdpx")
    if to == "qdc" and share is not None:
        raise ConfigError("--to qdc: holds no word of a transcript, so it needs no --share; give the file itself away")


def _tell(found: "Summary", *, table_stands: bool) -> None:
    if table_stands:
        rows = [[reason.risk, reason.why, reason.texts, reason.times] for reason in found.reasons]
        table(["risk", "why", "texts to decide on", "times"], rows, title=f"{found.decided} texts are decided on")
    else:
        say("No suspects yet: a run lists them.")
    if found.idle:
        say(
            f"[yellow]{found.idle} decisions mask nothing:[/] their text stands nowhere as it is written there; mind that "
            "a spreadsheet takes zeros away from the front of numbers"
        )
    changed = f"; {found.changed} changed since they were checked" if found.changed else ""
    say(f"{found.checked} of {found.transcripts} transcripts checked{changed}.")
    drawn = (
        f"{found.drawn} drawn at random, {found.read} of them read in full." if found.drawn else "None drawn: --draw 10"
    )
    say(drawn)


COMMANDS = (review, export)
