"""What to write into a project's settings so that it uses a model goes to the user."""

import os
from pathlib import Path

from rich.markup import escape

from pipeline.cli.terminal import say


def say_use(model: Path, *, project: Path) -> None:
    """Say how a project comes to use a model, by its path as seen from the project."""
    from pipeline.project import load_project

    settings = load_project(project)
    beside = Path(os.path.relpath(model.resolve(), settings.folder)).as_posix()
    say(f"Use it: write `model: {escape(beside)}` in {settings.file.name}, then threefaces run {escape(str(project))}")
