"""The command that brings people's codings in from other programs: import."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from pipeline.cli.archive import run_shown
from pipeline.cli.beginning import Where
from pipeline.cli.import_questions import Asked, asker, dimensions_of, source_asked
from pipeline.cli.import_told import tell
from pipeline.cli.terminal import say

if TYPE_CHECKING:
    from data_schemas.codebook import Codebook
    from pipeline.imports.found import CodedFile
    from pipeline.imports.found import Path as CodePath
    from pipeline.imports.mapping import Target
    from pipeline.project import Project


def import_(
    project: Where,
    file: Annotated[Path, typer.Argument(help="what the other program exported", show_default=False)],
    mapping: Annotated[
        Path | None, typer.Option(help="what its codes stand for (YAML or CSV); without it a template is written")
    ] = None,
    coder: Annotated[str, typer.Option(help="who coded, where the file does not say")] = "",
    source: Annotated[
        str, typer.Option(help="human_blind, or human_assisted: with a model's or another coder's codes in view")
    ] = "",
    complete: Annotated[
        str, typer.Option(help="dimensions in which its transcripts are coded in full, with commas between; or none")
    ] = "",
    codebook: Annotated[
        Path | None, typer.Option(help="the codebook that it is coded by; default: that of the project's model")
    ] = None,
    take_deletions: Annotated[
        bool,
        typer.Option("--take-deletions", help="of an export of ours that comes back: take back what was deleted there"),
    ] = False,
    as_codebook: Annotated[
        Path | None, typer.Option("--as-codebook", help="only make a codebook of its codes, and write it here")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="processes side by side; default: project.yaml")] = None,
) -> None:
    """Bring what people coded in other programs into the project's codings, on the same words.

    Reads .qdpx of NVivo, ATLAS.ti, MAXQDA and QualCoder, .qdc codebooks, Label Studio's JSON, JSON lines of doccano and
    Prodigy, INCEpTION's TSV, and tables of quotes (.csv, .xlsx).

    Example: threefaces import my-archive/ coded.qdpx --mapping codes.yaml --source human_blind
    """
    from pipeline.codings.coders import known_coders
    from pipeline.imports.dialects import read_codings
    from pipeline.imports.targets import targets_or_template
    from pipeline.imports.who import with_coder
    from pipeline.project import load_project

    settings = load_project(project)
    coded = read_codings(file)
    for note in coded.notes:
        say(f"[yellow]Note:[/] {escape(note)}")
    if as_codebook is not None:
        _make_codebook(coded, out=as_codebook)
        return
    book = _codebook(settings, codebook)
    targets = targets_or_template(coded, codebook=book, mapping=mapping, codings=settings.codings)
    dimensions = dimensions_of(complete, codebook=book)
    if not (coded.marks or coded.done or coded.memos or (coded.asked and dimensions)):
        say(
            f"{escape(file.name)} has {len(coded.codes)} codes, all of which are known, and no codings: nothing to import."
        )
        return
    coded = source_asked(with_coder(coded, coder, known=known_coders(settings.codings)), source)
    asked = asker(dimensions, codebook=book, given=bool(complete), passages=len(coded.asked))
    _import(
        project,
        settings,
        coded,
        targets=targets,
        codebook=book,
        asked=asked,
        take_deletions=take_deletions,
        workers=workers,
    )


def _import(
    project: Path,
    settings: "Project",
    coded: "CodedFile",
    *,
    targets: "Mapping[CodePath, Target]",
    codebook: "Codebook",
    asked: Asked,
    take_deletions: bool,
    workers: int | None,
) -> None:
    from pipeline.bench import workbench
    from pipeline.imports.bring import bring
    from pipeline.lock import locked

    with locked(settings.store):
        bench = workbench(settings)
        outcome = run_shown(bench, workers=workers or settings.workers)
        brought = bring(
            bench,
            outcome,
            coded,
            targets=targets,
            codebook=codebook,
            complete=asked,
            take_deletions=take_deletions,
        )
    tell(brought, folder=settings.codings)
    say(f"Next: threefaces run {escape(str(project))}")


def _make_codebook(coded: "CodedFile", *, out: Path) -> None:
    from pipeline.imports.codebook_made import codebook_from, write_codebook

    made = codebook_from(coded, out=out)
    write_codebook(out, made)
    say(f"{made.codes} codes in {made.dimensions} dimensions written to {escape(str(out))}")
    if made.undefined:
        say(
            f"[yellow]{made.undefined} codes have no description:[/] their definition is their name; write what shows them"
        )
    say("Every dimension takes any number of codes; where one only fits, write `kind: single` and `none: true`.")
    say(f"Next: threefaces import PROJECT {escape(coded.name)} --codebook {escape(str(out))}")


def _codebook(settings: "Project", given: Path | None) -> "Codebook":
    from data_schemas.codebook import load_codebook
    from models.release import read_release
    from pipeline.project import model_of

    return read_release(model_of(settings)).codebook if given is None else load_codebook(given)


COMMANDS = (import_,)
