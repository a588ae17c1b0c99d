"""The console command: arguments go in, one clear outcome and an exit code come out."""

import os
import signal
import sys
import traceback
from types import FrameType
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from data_schemas.errors import ConfigError, DocumentError, Exit, LockedError
from pipeline.cli import (
    agreeing,
    archive,
    asking,
    beginning,
    evaluating,
    files,
    importing,
    install,
    labelling,
    learning,
    privacy,
    reporting,
    searching,
    sharing,
    theming,
)
from pipeline.cli.terminal import complain
from pipeline.engines import ONE_THREAD, no_core_dumps

app = typer.Typer(
    name="threefaces",
    help="Read interview archives, pseudonymise them, code talk about power, and summarise it by role - on this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
MODULES = (
    install,
    beginning,
    archive,
    asking,
    reporting,
    sharing,
    files,
    labelling,
    agreeing,
    importing,
    learning,
    evaluating,
    searching,
    theming,
    privacy,
)
for module in MODULES:
    for command in module.COMMANDS:
        app.command(name=command.__name__.rstrip("_"))(command)


def main() -> NoReturn:
    """Run the command and exit with its code; nothing that was said in a transcript is ever printed here."""
    no_core_dumps()
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    signal.signal(signal.SIGTERM, _stop)
    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        code = _show_usage(error)
    except ConfigError as error:
        code = complain(str(error), Exit.CONFIG)
    except LockedError as error:
        code = complain(str(error), Exit.LOCKED)
    except DocumentError as error:
        code = complain(str(error), Exit.SET_ASIDE)
    except (KeyboardInterrupt, typer.Abort):
        code = complain("stopped; what was finished is kept, and the same command goes on from there", Exit.INTERRUPTED)
    except (
        Exception
    ) as error:  # the one broad except of the program: a message could quote a transcript, so none is shown
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "an unknown place"
        code = complain(f"unexpected {type(error).__name__} at {where}; nothing was lost. Please report this line", 1)
    sys.exit(int(code or 0))


def _show_usage(error: TyperException) -> int:
    """A command called wrongly, or without saying which: its usage, as the argument parser words it."""
    show = getattr(error, "show", None)
    if show is None:
        return complain(f"{error.format_message()}; see --help", Exit.CONFIG)
    show()
    return Exit.CONFIG


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(int(Exit.TERMINATED))
