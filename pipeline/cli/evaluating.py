"""Commands on how good a model is: evaluate."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from data_schemas.errors import ConfigError
from pipeline.cli.terminal import bar, by_dimension, emit, say, table
from pipeline.cli.using import say_use
from pipeline.counted import be, counted

if TYPE_CHECKING:
    from data_schemas.labels import Label
    from models.metrics import CodeFigures
    from pipeline.bench import Workbench
    from pipeline.codings.taught import Auditors
    from pipeline.evaluation.figures import Evaluation
    from pipeline.run import Outcome

SPARE = ("open", "rest", "skill", "ECE", "chance")  # what a narrow terminal goes without, the last first

Labels = Annotated[
    list[Path] | None,
    typer.Option(
        "--labels", help="labels: .jsonl in the fixed form, annotated interviews (.md), or folders", show_default=False
    ),
]
Model = Annotated[
    Path | None, typer.Option(help="model folder, or mpnet: the larger released model; default: the small one")
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="folder for a report, tables and plots; with --audit the model folder to write",
        show_default=False,
    ),
]
Audit = Annotated[
    list[Path] | None,
    typer.Option(
        "--audit",
        help="instead of --labels: a project, or labels of a random sample of one archive that people coded blind; "
        "fits the model's decisions to it and says what error they promise there",
        show_default=False,
    ),
]


PROJECT = "project.yaml"


def evaluate(
    labels: Labels = None,
    model: Model = None,
    out: Out = None,
    audit: Audit = None,
    as_json: Annotated[bool, typer.Option("--json", help="for programs: JSON on standard output")] = False,
) -> None:
    """Say how well a model codes labelled passages that it was not trained on, code by code.

    Example: threefaces evaluate --labels held-out.jsonl --model models/ours --out how-good

    Example: threefaces evaluate --audit my-archive/ --model models/ours --out models/ours-audited
    """
    if bool(labels) == bool(audit):
        raise ConfigError("evaluate: expected either --labels FILE, or --audit FILE with --out FOLDER")
    if audit and out is None:
        raise ConfigError("evaluate --audit: expected --out FOLDER, where the audited model is written")
    if audit and out is not None:
        _audit(audit, model=model, out=out, as_json=as_json)
    else:
        _evaluate(labels or [], model=model, out=out, as_json=as_json)


def _evaluate(labels: list[Path], *, model: Path | None, out: Path | None, as_json: bool) -> None:
    from models.release import model_folder, read_release
    from pipeline.evaluate import evaluate_model
    from pipeline.evaluation.files import check_place, write_evaluation

    if out is not None:
        check_place(out)
    with bar("Code passages", total=1.0) as advance:
        result = evaluate_model(labels=labels, model=model, advance=advance)
    _tell(result, as_json=as_json)
    if out is None:
        say("Nothing was written; --out FOLDER gives a report, tables and plots.")
        return
    written = write_evaluation(out, result, codebook=read_release(model_folder(model)).codebook)
    say(f"Wrote {counted(len(written), 'file')} to {escape(str(out))}; begin with {escape(str(written[0]))}")


def _audit(audit: list[Path], *, model: Path | None, out: Path, as_json: bool) -> None:
    from pipeline.cli.archive import labels_of
    from pipeline.codings.taught import audit_labels, auditors
    from pipeline.evaluation.audited import audit_model
    from pipeline.project import load_project, model_of

    def told(bench: "Workbench", outcome: "Outcome") -> "list[Label]":
        labels = audit_labels(bench, outcome)
        _tell_auditors(auditors(bench, outcome), project=bench.project.folder)
        return labels

    projects = [path for path in audit if path.name == PROJECT or (path / PROJECT).is_file()]
    coded = [label for project in projects for label in labels_of(project, told)]
    if model is None and projects:
        model = model_of(load_project(projects[0]))
    files = [path for path in audit if path not in projects]
    missing = [path.name for path in files if not path.exists()]
    if missing:
        raise ConfigError(f"--audit {missing[0]}: not there; expected a project, or labels (.jsonl, .csv, .xlsx, .md)")
    with bar("Code passages", total=1.0) as advance:
        result = audit_model(labels=files, coded=coded, model=model, out=out, advance=advance)
    _tell(result, as_json=as_json)
    say("[yellow]Its decisions come from participants' words: treat it as confidential.[/]")
    say(f"Audited model written to {escape(str(out))}; its card is README.md there, its report evaluation/report.html")
    for project in projects:
        say_use(out, project=project)


def _tell_auditors(found: "Auditors", *, project: Path) -> None:
    were = "was" if found.by_several == 1 else "were"
    several = (
        f"{found.by_several} {were} coded by several, who differ on {found.differ}: there the latest decision is taken"
        if found.by_several
        else "none was coded by several"
    )
    say(f"Audit coded by {escape(', '.join(found.coders))}: of {counted(found.passages, 'passage')} {several}.")
    if found.differ:
        say(f"Where they differ: threefaces agree {escape(str(project))} --out FOLDER, differences.html there")
    whole = counted(found.unfinished, "passage")
    parts = f"dimensions of {counted(found.in_part, 'passage')} that {be(found.in_part)} finished in others"
    left = [said for number, said in ((found.unfinished, whole), (found.in_part, parts)) if number]
    if left:
        say(
            f"[yellow]Left out of the audit, since begun and not finished:[/] {', '.join(left)}. Finish them (Done? in a form, "
            "Enter on the page), else the audit may hold too many or too few of a code."
        )


def _tell(result: "Evaluation", *, as_json: bool) -> None:
    if not as_json:
        show(result)
        return
    import msgspec

    emit(msgspec.to_builtins(result))


def show(result: "Evaluation") -> None:
    """The table of codes, what is left open, what is promised, and what to know before using it."""
    from models.metrics import in_two

    columns = ["code", "n", "prec.", "rec.", "F1", "95 %", "kappa", *SPARE]
    rows = [_row(f, code=f"{f.code}{'*' if f.code in result.untested else ''}") for f in result.codes]
    title = f"{result.model} on {counted(result.passages, 'passage')} of {counted(result.interviews, 'interview')}"
    table(columns, by_dimension(rows, width=len(columns)), title=title, spare=SPARE)
    a = result.abstention
    say(f"Macro-F1 over {len(result.codes)} codes: {result.macro_f1:.3f}")
    say(
        f"Something is left open in {a.open_passages:.0%} of passages, {a.open_of_reached:.0%} of codes that reach their "
        f"threshold; kappa (median) {in_two(a.kappa_median)}, of the rest {in_two(a.kappa_median_rest)}."
    )
    if result.promises:
        _show_promises(result)
    for note in result.notes:
        say(escape(note))


def _row(f: "CodeFigures", *, code: str) -> list[object]:
    from models.metrics import in_two

    return [
        code,
        f.n,
        f"{f.precision:.2f}",
        f"{f.recall:.2f}",
        f"{f.f1:.2f}",
        _between(f.f1_low, f.f1_high),
        in_two(f.kappa),
        f"{f.abstained:.0%}",
        in_two(f.kappa_rest),
        f"{f.skill:.2f}",
        f"{f.ece:.2f}{'!' if f.off else ''}",
        _between(f.ece_chance, f.ece_chance_high),
    ]


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.2f}-{high:.2f}".replace("0.", ".")


def _show_promises(result: "Evaluation") -> None:
    rows = [
        [p.code, p.tagged, p.wrong, p.interviews, "too few to say" if p.at_most is None else f"{p.at_most:.0%}"]
        for p in result.promises
    ]
    columns = ["code", "tagged", "wrong", "interviews", "at most wrong"]
    title = "Promised for the audited archive, and no other (95 %)"
    table(columns, by_dimension(rows, width=len(columns)), title=title)


COMMANDS = (evaluate,)
