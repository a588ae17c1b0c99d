"""What `export --to` does and says: a file for another program, and what to do with it there."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from pipeline.cli.terminal import people, say
from pipeline.counted import counted
from pipeline.refi.options import Tool, Which

if TYPE_CHECKING:
    from pipeline.bench import Workbench
    from pipeline.project import Project
    from pipeline.refi.write import Exported
    from pipeline.run import Outcome

NAMES: dict[Tool | None, str] = {
    "nvivo": "NVivo",
    "qualcoder": "QualCoder",
    "maxqda": "MAXQDA",
    "atlas": "ATLAS.ti",
    None: "your program",
}
TRIED: tuple[Tool, ...] = ("qualcoder",)  # whose own import has read such a file


def export_qdc(project: "Project") -> None:
    """Write the codebook and say where."""
    from models.release import read_release
    from pipeline.project import model_of
    from pipeline.refi.from_project import export_codebook

    file, codes = export_codebook(project, read_release(model_of(project)))
    say(f"{codes} codes with their definitions, no word of a transcript: {escape(str(file))}")
    people.print("In your program: import it as a REFI-QDA codebook (.qdc)", style="bold")


def export_qdpx(
    bench: "Workbench", outcome: "Outcome", *, share: Path | None, only_checked: bool, codes: Which, tool: Tool | None
) -> None:
    """Write the project, within the house or for others, and say where."""
    from pipeline.refi.from_project import export_project, share_project

    if share is None:
        made = export_project(bench, outcome, codes=codes, tool=tool)
        _tell(made, file=made.file, tool=tool)
        say(f"[yellow]{escape(made.status)}[/]")
        say("For your own program; for others: --share FOLDER. A run that renews the outputs removes this file.")
    else:
        shared, made = share_project(bench, outcome, folder=share, only_checked=only_checked, codes=codes, tool=tool)
        _tell(made, file=shared.folder / made.file.name, tool=tool)
        say("[yellow]Pseudonymised, not anonymous:[/] agree with whoever gets it what it may be used for.")
    _tell_what_to_do(tool)


def _tell(made: "Exported", *, file: Path, tool: Tool | None) -> None:
    coders = f", {counted(made.coders, 'coder')}" if made.coders else ""
    stretches = counted(made.selections, "coded stretch", "coded stretches")
    say(f"{counted(made.transcripts, 'transcript')}, {stretches}{coders}: {escape(str(file))}")
    if made.left_out:
        say(
            f"[yellow]{counted(made.left_out, 'coding')} left out:[/] the codebook of today's model has none of their codes"
        )


def _tell_what_to_do(tool: Tool | None) -> None:
    name = NAMES[tool]
    untried = "" if tool in TRIED else f" Not tried in {name} itself:" if tool else ""
    check = (
        "compare a few coded stretches with their quotes"
        if untried
        else "Compare a few coded stretches with their quotes"
    )
    say(f"In {name}: import it as a REFI-QDA project (.qdpx), into a new project.{untried} {check}.")
