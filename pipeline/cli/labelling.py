"""Commands on what people decide: label, agree."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from data_schemas.errors import ConfigError
from pipeline.cli.archive import Where, check_begun, run_shown
from pipeline.cli.terminal import by_dimension, emit, say, table

if TYPE_CHECKING:
    from pipeline.agree.alpha import Figure
    from pipeline.agree.desk import Compared


def label(
    project: Where,
    queue: Annotated[
        str, typer.Option(help="audit: a random sample, shown blind; instructive: what a model learns most from")
    ] = "audit",
    n: Annotated[
        int | None,
        typer.Option("--n", min=1, help="draw so many more; without it what is in the queue is handed out again"),
    ] = None,
    coder: Annotated[str, typer.Option(help="who codes: a name or initials")] = "",
    form: Annotated[
        str, typer.Option(help="xlsx, csv or label-studio (a folder with tasks and configuration)")
    ] = "xlsx",
    out: Annotated[Path | None, typer.Option("--out", help="where to write the form")] = None,
    take: Annotated[Path | None, typer.Option("--take", help="a filled-in form to bring back; needs --coder")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="processes side by side; default: project.yaml")] = None,
) -> None:
    """Draw passages for people to code and hand them out as a form, or bring a filled-in form back.

    Example: threefaces label my-archive/ --queue audit --n 120 --form xlsx --out audit-ann.xlsx
    """
    from data_schemas.codings import AUDIT, INSTRUCTIVE
    from pipeline.codings.coders import known_coders, named_coder
    from pipeline.lock import locked
    from pipeline.project import load_project

    settings = load_project(project)
    if coder:
        coder = named_coder(coder, known=known_coders(settings.codings))
    if take is not None:
        if not coder:
            raise ConfigError("--take: needs --coder, the name or initials of who filled the form in")
        with locked(settings.store):
            _take(project, take, coder=coder)
        return
    if queue not in (AUDIT, INSTRUCTIVE):
        raise ConfigError(f"--queue {queue!r}: expected {AUDIT} or {INSTRUCTIVE}")
    if out is None:
        raise ConfigError("--out: where should the form be written? Give a file (for label-studio, a folder)")
    check_begun(settings, project=project)
    with locked(settings.store):
        _hand_out(project, queue=queue, n=n, coder=coder, form=form, out=out, workers=workers)


def _take(project: Path, path: Path, *, coder: str) -> None:
    from models.release import read_release
    from pipeline.label.desk import take
    from pipeline.project import load_project, model_of

    settings = load_project(project)
    codebook = read_release(model_of(settings)).codebook
    taken = take(settings.codings, path, coder=coder, codebook=codebook)
    changed = f", {taken.changed} of them change earlier ones" if taken.changed else ""
    again = f"; {taken.known} stood there already" if taken.known else ""
    say(
        f"{taken.added} codings of {escape(coder)} written to {escape(str(settings.codings))}, {taken.complete} of them "
        f"decided in full{changed}{again}"
    )
    if taken.twin:
        say(
            f"[yellow]These are the same decisions as {escape(taken.twin)}'s:[/] if one form was taken under both names, take "
            f"{escape(taken.twin)}'s and {escape(coder)}'s own forms again"
        )
    say(f"Next: threefaces run {escape(str(project))}")


def _hand_out(
    project: Path, *, queue: str, n: int | None, coder: str, form: str, out: Path, workers: int | None
) -> None:
    from pipeline.bench import workbench
    from pipeline.label.desk import FORMS, draw, hand_out
    from pipeline.outputs import archive_of
    from pipeline.project import load_project
    from pipeline.safe_names import read_names

    if form not in FORMS:
        raise ConfigError(f"--form {form!r}: expected {', '.join(FORMS)}")
    if out.is_file():
        raise ConfigError(
            f"{out.name} is there already and may hold decisions: give another name, or take it first (threefaces label "
            f"{project} --take {out} --coder NAME) and remove it"
        )
    settings = load_project(project)
    bench = workbench(settings)
    outcome = run_shown(bench, workers=workers or settings.workers)
    archive = archive_of(bench, outcome, names=read_names(settings.files), checked=frozenset())
    if not any(passage.coded for passage in archive.passages):
        raise ConfigError(f"no passages; run first, and see what it sets aside: threefaces run {project}")
    new = draw(bench, outcome, archive=archive, queue=queue, more=n) if n is not None else ()
    done = hand_out(bench, outcome, archive=archive, queue=queue, new=new, coder=coder, form=form, out=out)
    if done.lapsed:
        say(f"[yellow]{done.lapsed} passages lapsed:[/] their transcript was changed or is gone")
    say(
        f"{done.passages} passages ({done.new} newly drawn; the {queue} queue has {done.in_queue}) written to "
        f"{escape(str(out))}"
    )
    say("[yellow]Pseudonymised talk:[/] give the form only to those who may read the transcripts.")
    say(f"When it is filled in: threefaces label {escape(str(project))} --take FILE --coder NAME")


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
    from pipeline.bench import workbench
    from pipeline.codings.current import current_codings
    from pipeline.lock import locked
    from pipeline.outputs import archive_of
    from pipeline.project import load_project
    from pipeline.safe_names import read_names

    settings = load_project(project)
    with locked(settings.store):
        bench = workbench(settings)
        outcome = run_shown(bench, workers=settings.workers)
        archive = archive_of(bench, outcome, names=read_names(settings.files), checked=frozenset())
        current = current_codings(bench, outcome)
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
        f"{len(found.judged.units)} passages of {found.interviews} interviews in common; on {len(apart)} of them they "
        "differ. Intervals are by interview, where there are eight or more."
    )
    if found.left_out:
        say(
            f"[yellow]{found.left_out} codings are left out:[/] they were made with suggestions in sight, which is no "
            "agreement; --consistency takes them"
        )


def _short(figure: "Figure") -> str:
    """A coefficient with its interval, without the zeros before the point."""
    from pipeline.agree.write import in_words

    return (
        in_words(figure).replace("(0.", "(.").replace("(-0.", "(-.").replace("to 0.", "to .").replace("to -0.", "to -.")
    )


COMMANDS = (label, agree)
