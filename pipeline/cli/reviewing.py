"""What `review` does without further options: the page is prepared, served until it is stopped, and what was done is said."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from data_schemas.errors import ConfigError
from pipeline.cli.archive import run_shown
from pipeline.cli.terminal import people, say
from pipeline.counted import be, counted

if TYPE_CHECKING:
    from pipeline.desk.held import Session
    from pipeline.desk.opening import Opened

DONE = {  # what is counted while the page is open, in words
    "decided": ("decided on {n}", "passage"),
    "taken back": ("took back {n}", "decision"),
    "noted": ("wrote {n} on speakers or codes", "memo"),
    "signed": ("signed {n}", "transcript"),
}


def serve_page(project: Path, *, coder: str, queue: str, at: str, port: int | None, tell: Callable[[], None]) -> None:
    """Bring the archive up to date, print the address, and serve until Ctrl-C; `tell` says what is left besides codes.

    `at` is the id of the passage at which the page opens, if not at its list.
    """
    from data_schemas.codings import QUEUES
    from pipeline.bench import workbench
    from pipeline.codings.coders import known_coders, named_coder
    from pipeline.desk.keeping import Keeper
    from pipeline.desk.opening import open_session, place_of
    from pipeline.desk.server import guarded, listener, serve
    from pipeline.lock import locked
    from pipeline.project import load_project

    if queue not in QUEUES:
        raise ConfigError(f"--queue {queue!r}: expected {' or '.join(filter(None, QUEUES))}")
    if at and queue:
        raise ConfigError(f"--at {at}: a queue is coded in the order in which it was drawn; leave --at out, or --queue")
    settings = load_project(project)
    who = named_coder(_coder(coder), known=known_coders(settings.codings))
    with listener(port) as listening:
        with locked(settings.store):
            bench = workbench(settings)
            outcome = run_shown(bench, workers=settings.workers)
            opened = open_session(bench, outcome, coder=who, queue=queue)
            begin = place_of(opened.session, at) if at else ""
        session, number = opened.session, listening.getsockname()[1]
        guard = guarded(session, Keeper(session, project=settings, key=bench.key), port=number)
        if not queue:
            tell()
        _tell_before(project, opened)
        people.print(f"Open {guard.address}{begin}", soft_wrap=True, style="bold")
        say("The address lets one browser in, once. Keep this window open; Ctrl-C ends the review.")
        try:
            serve(guard, listening)
        except KeyboardInterrupt:
            say("")
        finally:
            _tell_after(project, session=session, codings=settings.codings)


def _coder(given: str) -> str:
    """Whose decisions they are; asked for on a terminal."""
    name = " ".join(given.split())
    if not name and sys.stdin.isatty():
        name = " ".join(str(typer.prompt("Who codes? A name or initials", err=True)).split())
    if not name:
        raise ConfigError("--coder: whose decisions will these be? Give a name or initials, such as --coder Ann")
    return name


def _tell_before(project: Path, opened: "Opened") -> None:
    session = opened.session
    if opened.unread:
        say(
            f"[yellow]{escape(session.coder)} has {counted(opened.unread, 'passage')} of the audit left:[/] to be coded blind, "
            f"before the model's codes are seen: threefaces review {escape(str(project))} --queue audit"
        )
    if opened.seen:
        say(
            f"[yellow]{escape(session.coder)} decided on {counted(opened.seen, 'passage')} of the audit[/] before, not blind."
        )
    if opened.lapsed:
        say(f"[yellow]{counted(opened.lapsed, 'passage')} lapsed:[/] their transcript was changed or is gone")
    if session.queue:
        done = sum(bool(own) for own in session.codings.values())
        say(
            f"{counted(len(session.tasks), 'passage')} in the {session.queue} queue; {escape(session.coder)} has coded {done}."
        )
    else:
        held = session.documents.values()
        checked = sum(bool(h.check and h.check.stands) for h in held)
        say(f"{counted(len(held), 'transcript')}, {checked} of them checked.")


def _tell_after(project: Path, *, session: "Session", codings: Path) -> None:
    counts = {what: len(session.tally.get(what, ())) for what in DONE}
    done = [said.format(n=counted(counts[what], of)) for what, (said, of) in DONE.items() if counts[what]]
    if not done:
        say(f"{escape(session.coder)} decided nothing; nothing was written.")
        return
    say(f"{escape(session.coder)} {', '.join(done)}; kept in {escape(str(codings))}")
    if session.begun:
        say(
            f"[yellow]{counted(session.begun, 'passage')} {be(session.begun)} begun and not finished:[/] codes there stand in "
            "outputs, teach no model and judge none. On the page n goes to the next; Enter finishes it, . only "
            "what was begun on it."
        )
    say(f"Next: threefaces run {escape(str(project))}")
