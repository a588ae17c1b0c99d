"""What an import asks its user goes out on a terminal, answers come back: how it was coded, and how completely."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from data_schemas.errors import ConfigError
from pipeline.cli.terminal import say

if TYPE_CHECKING:
    from data_schemas.codebook import Codebook
    from pipeline.imports.found import CodedFile

NOTHING, EACH = "none", "each"
Asked = Callable[[str, Sequence[str]], Mapping[str, Sequence[str]]]


def dimensions_of(complete: str, *, codebook: "Codebook") -> list[str]:
    """The dimensions that `--complete` names; ConfigError where the codebook does not have one."""
    wanted = [part.strip() for part in complete.split(",") if part.strip()]
    if wanted == [NOTHING]:
        return []
    unknown = [name for name in wanted if name not in codebook.ids]
    if unknown:
        raise ConfigError(f"--complete: no dimension {unknown[0]!r}; expected {', '.join(codebook.ids)}, or {NOTHING}")
    return wanted


def source_asked(coded: "CodedFile", source: str) -> "CodedFile":
    """The codings with their sources; on a terminal the user is asked where nothing says it."""
    from data_schemas.codings import HUMAN_ASSISTED, HUMAN_BLIND
    from pipeline.imports.who import undecided, with_source

    if not source and sys.stdin.isatty() and not coded.suggestions and undecided(coded.marks):
        blind = typer.confirm(
            "Was it coded from the transcripts and the codebook alone, without a model's or another coder's codes in view?",
            default=False,
            err=True,
        )
        source = HUMAN_BLIND if blind else HUMAN_ASSISTED
    return with_source(coded, source)


def asker(dimensions: Sequence[str], *, codebook: "Codebook", given: bool, passages: int) -> Asked:
    """What says which transcripts, or passages of a queue, are coded in full: the option, else the user, else nothing is."""

    def ask(question: str) -> list[str]:
        while True:
            answer = typer.prompt(question, default=NOTHING, err=True)
            try:
                return [EACH] if answer.strip() == EACH else dimensions_of(answer, codebook=codebook)
            except ConfigError as error:
                say(f"[yellow]{escape(str(error))}[/]")

    def asked(coder: str, transcripts: Sequence[str]) -> Mapping[str, Sequence[str]]:
        if given or not sys.stdin.isatty():
            return dict.fromkeys(transcripts, dimensions)
        say(f"Dimensions: {', '.join(codebook.ids)}")
        what = f"{passages} passages to be coded" if passages else f"{len(transcripts)} transcripts"
        question = f"In which of them did {coder} code all {what} in full ({NOTHING}, or {EACH})?"
        answer = ask(question)
        if answer != [EACH]:
            return dict.fromkeys(transcripts, answer)
        return {name: [d for d in ask(f"And {name}?") if d != EACH] for name in transcripts}

    return asked
