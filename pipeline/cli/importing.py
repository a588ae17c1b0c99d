"""The command that brings people's codings in from other programs: import."""

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from data_schemas.errors import ConfigError
from pipeline.cli.archive import run_shown
from pipeline.cli.beginning import Where
from pipeline.cli.terminal import people, say, table

if TYPE_CHECKING:
    from data_schemas.codebook import Codebook
    from pipeline.imports.bring import Brought
    from pipeline.imports.found import CodedFile
    from pipeline.imports.found import Path as CodePath
    from pipeline.imports.mapping import Target
    from pipeline.project import Project

NOTHING, EACH = "none", "each"
MOST_SHOWN = 12  # lines of a list on the terminal
Asked = Callable[[str, Sequence[str]], Mapping[str, Sequence[str]]]


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
    targets = _targets(settings, coded, codebook=book, mapping=mapping)
    dimensions = _dimensions(complete, codebook=book)
    if not (coded.marks or coded.done or coded.memos or (coded.asked and dimensions)):
        say(
            f"{escape(file.name)} has {len(coded.codes)} codes, all of which are known, and no codings: nothing to import."
        )
        return
    coded = _with_source(with_coder(coded, coder, known=known_coders(settings.codings)), source)
    asked = _asker(dimensions, codebook=book, given=bool(complete), passages=len(coded.asked))
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
    _tell(brought, folder=settings.codings)
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


def _targets(
    settings: "Project", coded: "CodedFile", *, codebook: "Codebook", mapping: Path | None
) -> "Mapping[CodePath, Target]":
    """What all codes stand for; ConfigError where one is not known, once a mapping to fill in has been written."""
    from pipeline.imports.bring import FOLDER, file_stem
    from pipeline.imports.mapping import needed, read_mapping, targets_of, template
    from pipeline.vault import write_private

    given = read_mapping(mapping) if mapping is not None else {}
    codes = needed(coded)
    name = mapping.name if mapping is not None else ""
    targets = targets_of(codes, codebook=codebook, mapping=given, name=name)
    unknown = [code for code in codes if code.path not in targets]
    if not unknown:
        noted = {memo.code for memo in coded.memos} - targets.keys()
        others = [code for code in coded.codes if code.path in noted]
        return targets_of(others, codebook=codebook, mapping={}, name=name) | targets
    times = Counter(mark.code for mark in coded.marks if not mark.by_model)
    place = settings.codings / FOLDER / f"{file_stem(coded.name)}-mapping.yaml"
    write_private(place, template(codes, codebook=codebook, times=times, given=given).encode())
    raise ConfigError(
        f"{coded.name}: {len(unknown)} of its {len(codes)} codes are not the codebook's; nothing was imported. Say in {place} "
        f"what each stands for (dimension.code, open or ignore), then import again with --mapping {place}"
    )


def _dimensions(complete: str, *, codebook: "Codebook") -> list[str]:
    wanted = [part.strip() for part in complete.split(",") if part.strip()]
    if wanted == [NOTHING]:
        return []
    unknown = [name for name in wanted if name not in codebook.ids]
    if unknown:
        raise ConfigError(f"--complete: no dimension {unknown[0]!r}; expected {', '.join(codebook.ids)}, or {NOTHING}")
    return wanted


def _with_source(coded: "CodedFile", source: str) -> "CodedFile":
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


def _asker(dimensions: Sequence[str], *, codebook: "Codebook", given: bool, passages: int) -> Asked:
    """What says which transcripts, or passages of a queue, are coded in full: the option, else the user, else nothing is."""

    def ask(question: str) -> list[str]:
        while True:
            answer = typer.prompt(question, default=NOTHING, err=True)
            try:
                return [EACH] if answer.strip() == EACH else _dimensions(answer, codebook=codebook)
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


def _tell(brought: "Brought", *, folder: Path) -> None:
    coders = len({coding.coder for coding in brought.codings})
    transcripts = len({coding.doc_id for coding in brought.codings})
    again = f"; {brought.known} stood there already" if brought.known else ""
    say(
        f"{len(brought.codings)} codings by {coders} coders on {transcripts} transcripts written to "
        f"{escape(str(folder))}{again}"
    )
    if brought.passages:
        say(f"{brought.passages} passages to be coded are in it, {brought.in_full} of them newly decided in full.")
    if brought.moved:
        say("[yellow]These are not all the passages that were handed out:[/] some of their marks were moved or removed")
    if brought.notes:
        say(f"{brought.notes} notes on codes, speakers and transcripts were added, or changed what was noted before.")
    if brought.deleted:
        say(
            f"[yellow]{brought.deleted} codings that we exported are gone from the file,[/] in whole or in part; see below."
        )
    if brought.scopes:
        say(f"{len(brought.scopes)} transcripts are known to be coded in full: what is unmarked there carries no code.")
    if brought.ignored or brought.by_model:
        say(
            f"Left out: {brought.by_model} suggestions of a model, and {brought.ignored} codings under codes that the "
            "mapping ignores."
        )
    for name in brought.unmatched[:MOST_SHOWN]:
        say(f"[yellow]No transcript of the archive:[/] {escape(name) or '(a text without a name)'}")
    for name in brought.incomplete[:MOST_SHOWN]:
        say(f"[yellow]Not taken as coded in full:[/] {escape(name)}, since some of its codings could not be placed")
    if brought.told:
        reasons = Counter(told.reason for told in brought.told)
        table(["to look at", "times"], reasons.most_common())
        people.print(f"Each of them: {escape(str(brought.list_file))}", soft_wrap=True, style="bold")


COMMANDS = (import_,)
