"""The command that compares coders: agree."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from data_schemas.errors import ConfigError
from pipeline.cli.archive import run_shown
from pipeline.cli.terminal import by_dimension, emit, say, table
from pipeline.counted import counted

if TYPE_CHECKING:
    from pipeline.agree.alpha import Figure
    from pipeline.agree.desk import Compared


def agree(
    what: Annotated[
        list[Path], typer.Argument(help="one project, or two label files or more with the same ids", show_default=False)
    ],
    coders: Annotated[
        list[str] | None, typer.Option("--coders", help="only these coders, as Ann,Bo; may be repeated")
    ] = None,
    files: Annotated[list[str] | None, typer.Option("--files", help="only these transcripts; may be repeated")] = None,
    codes: Annotated[
        list[str] | None,
        typer.Option("--codes", help="only these: dimension or dimension.code; may be repeated"),
    ] = None,
    consistency: Annotated[
        bool, typer.Option("--consistency", help="take assisted decisions and models too: consistency, not agreement")
    ] = False,
    codebook: Annotated[Path | None, typer.Option(help="codebook of label files; without it the core scheme")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="folder for figures and the passages that differ")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="for programs: JSON on standard output")] = False,
) -> None:
    """Say how far people who coded the same passages blind agree, code by code, and show where they differ.

    Example: threefaces agree my-archive/ --coders Ann,Bo --out agreement/
    """
    from pipeline.agree.write import as_json as found_as_json
    from pipeline.agree.write import write_compared

    coders, codes = _apart(coders), _apart(codes)
    if len(what) == 1:
        found = _of_project(what[0], coders=coders, files=files or [], codes=codes, consistency=consistency)
    else:
        found = _of_files(what, codebook=codebook, codes=codes, consistency=consistency, given=[coders, files])
    if out is not None:
        write_compared(out, found)
    if as_json:
        emit(found_as_json(found))
    else:
        _tell_agreement(found)
    if out is not None:
        say(f"Written to {escape(str(out))}; differences.html there shows the passages side by side.")
        say(
            "[yellow]differences.html and differences.csv hold what participants said:[/] only you may read them; give "
            "them only to those who may read the transcripts."
        )


def _apart(given: list[str] | None) -> list[str]:
    """What was given in several options, or in one with commas."""
    return [name.strip() for names in given or [] for name in names.split(",") if name.strip()]


def _of_project(
    project: Path, *, coders: list[str], files: list[str], codes: list[str], consistency: bool
) -> "Compared":
    from pipeline.agree.desk import compare_in_archive
    from pipeline.archive import archive_of
    from pipeline.bench import workbench
    from pipeline.codings.current import current_codings
    from pipeline.lock import locked
    from pipeline.project import load_project
    from pipeline.safe_names import read_names

    settings = load_project(project)
    with locked(settings.store):
        bench = workbench(settings)
        outcome = run_shown(bench, workers=settings.workers)
        current = current_codings(bench, outcome)
        archive = archive_of(bench, outcome, names=read_names(settings.files), checked=frozenset(), current=current)
    return compare_in_archive(archive, current, coders=coders, files=files, codes=codes, consistency=consistency)


def _of_files(
    paths: list[Path], *, codebook: Path | None, codes: list[str], consistency: bool, given: list[list[str] | None]
) -> "Compared":
    from data_schemas.codebook import DEFAULT, load_codebook
    from pipeline.agree.desk import compare_in_files

    if any(given):
        raise ConfigError("--coders, --files: are for a project; of label files, give those to compare")
    return compare_in_files(paths, codebook=load_codebook(codebook or DEFAULT), codes=codes, consistency=consistency)


def _tell_agreement(found: "Compared") -> None:
    from pipeline.agree.differences import differences

    two = len(found.judged.coders) == 2
    rows = [
        [
            c.code,
            c.units,
            c.coded,
            *([_short(c.kappa)] if two else []),
            _short(c.alpha),
            _short(c.alpha_coded),
        ]
        for c in found.codes
    ]
    columns = ["code", "n", "coded", *(["kappa"] if two else []), "alpha", "alpha, coded only"]
    title = f"{found.measure.capitalize()} of {', '.join(found.judged.coders)}"
    table(columns, by_dimension(rows, width=len(columns)), title=title, spare=["alpha, coded only"])
    apart = differences(found.judged, wanted=found.wanted)
    say(
        f"{counted(len(found.judged.units), 'passage')} of {counted(found.interviews, 'interview')} "
        f"in common; on {len(apart)} of them they "
        "differ. Intervals are by interview, where there are eight or more."
    )
    if found.left_out:
        say(
            f"[yellow]{counted(found.left_out, 'coding')} left out:[/] made with suggestions in sight, which is no "
            "agreement; --consistency takes them"
        )


def _short(figure: "Figure") -> str:
    """A coefficient with its interval, without the zeros before the point."""
    from pipeline.agree.write import in_words

    return (
        in_words(figure).replace("(0.", "(.").replace("(-0.", "(-.").replace("to 0.", "to .").replace("to -0.", "to -.")
    )


COMMANDS = (agree,)
