"""The command that begins a project: init."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from data_schemas.errors import ConfigError
from pipeline.cli.terminal import say, table

if TYPE_CHECKING:
    from pipeline.project import Project

Where = Annotated[Path, typer.Argument(help="project.yaml, or the folder that holds it", show_default=False)]


def init(
    project: Where,
    title: Annotated[str, typer.Option(help="title of a new project")] = "Interview archive",
    input: Annotated[str, typer.Option(help="folder of transcripts, relative to project.yaml")] = "transcripts",
    accept: Annotated[
        bool, typer.Option(help="take guessed role groups over into speakers.csv where it says unknown")
    ] = False,
) -> None:
    """Begin a project, or add new files and speakers to it: key, speakers.csv, files.csv.

    Example: threefaces init my-archive/
    """
    from pipeline.setup_project import begin

    found = begin(project, title=title, input_folder=input, accept=accept)
    for warning in found.warnings:
        say(f"[yellow]Note:[/] {escape(warning)}")
    table(
        ["what", "count"],
        [
            ["transcripts", found.transcripts],
            ["new in files.csv", found.new_files],
            ["speakers", found.speakers],
            ["new in speakers.csv", found.new_speakers],
            ["role groups guessed", found.guessed],
            *([["guesses taken over", found.taken_over]] if accept else []),
            ["speakers without a role group", found.ungrouped],
            ["cases guessed", found.cases],
        ],
    )
    for name, reason in found.unread:
        say(f"[yellow]Cannot be read:[/] {escape(name)}: {escape(reason)}")
    say(
        f"Settings: {escape(str(found.project_file))}\n"
        f"Speakers: {escape(str(found.speakers_file))}  (fill in role and role_group)"
    )
    if found.guesses_file is not None:
        say(f"Guesses:  {escape(str(found.guesses_file))}  (`threefaces init --accept` takes them over)")
    if found.transcripts:
        say(f"Next: threefaces run {escape(str(project))}")
    else:
        say(f"Next: {escape(to_begin(found.input, project=project))}")


def to_begin(folder: Path, *, project: Path) -> str:
    place = project.parent if project.suffix in (".yaml", ".yml") else project
    return (
        f"put transcripts into {place / os.path.relpath(folder, place.resolve())}, then type: threefaces init {project}"
    )


def check_begun(settings: "Project", *, project: Path) -> None:
    """ConfigError where there is no transcript to work on."""
    from pipeline.sources import files_under

    if not files_under(settings.input):
        raise ConfigError(f"no transcripts: {to_begin(settings.input, project=project)}")


COMMANDS = (init,)
