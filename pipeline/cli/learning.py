"""Commands on making models: train."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from data_schemas.errors import ConfigError
from pipeline.cli.terminal import by_dimension, say, table
from pipeline.cli.training_ways import Given, How, codebook_of, in_full, in_seconds, say_known
from pipeline.cli.using import say_use

if TYPE_CHECKING:
    from data_schemas.labels import Label
    from models.metrics import CodeFigures
    from pipeline.bench import Workbench
    from pipeline.run import Outcome

Labels = Annotated[
    list[Path] | None,
    typer.Option(
        "--labels",
        help="labels: a table (.csv, .xlsx), .jsonl in the fixed form, annotated interviews (.md), or folders of them",
        show_default=False,
    ),
]


BASE = "minilm"  # the encoder, or with --quick the model, where none is named

Codings = Annotated[
    Path | None,
    typer.Option(
        "--codings", help="a project: what people decided there trains, without the audit", show_default=False
    ),
]


def train(
    out: Annotated[Path, typer.Option("--out", help="model folder to write", show_default=False)],
    labels: Labels = None,
    codings: Codings = None,
    coders: Annotated[
        list[str] | None, typer.Option("--coders", help="of the codings only these coders', as Ann,Bo")
    ] = None,
    audit_too: Annotated[
        bool, typer.Option("--audit-too", help="train on the audit's codings too: it can then judge no such model")
    ] = False,
    also: Annotated[
        list[Path] | None, typer.Option("--also", help="labels that train but neither calibrate nor test")
    ] = None,
    codebook: Annotated[
        Path | None,
        typer.Option(help="codebook; without it the project's, that of the model given by --from, or the core scheme"),
    ] = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="seconds: keep the encoder of a trained model, fit only what reads codes off it"),
    ] = False,
    start: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="a trained model that learns on instead of a bare encoder: minilm, mpnet, a folder",
            show_default=False,
        ),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            help="encoder: a name in models.lock, a folder, a Hugging Face id; with --quick a trained model: minilm, "
            "mpnet, a folder (default: minilm)",
            show_default=False,
        ),
    ] = None,
    name: Annotated[str | None, typer.Option(help="name of the model; default: the folder's")] = None,
    folds: Annotated[int, typer.Option(min=2, help="folds of interviews for calibration and figures")] = 3,
    hold_out: Annotated[
        bool, typer.Option("--hold-out", help="train once, without one fold of interviews, which judges it: cheaper")
    ] = False,
    teacher: Annotated[
        Path | None, typer.Option(help="a larger model of the same codebook that teaches this one: a folder, or mpnet")
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="passes over the labels; default: more for fewer labels")
    ] = None,
    keep: Annotated[
        float,
        typer.Option(
            min=0,
            max=0.9,
            help="with --from: share of the old model in the mean of old and new that comes out, 0 to 0.9",
        ),
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="where chance begins: the same one gives the same model")] = 7,
    processes: Annotated[int, typer.Option(min=1, help="folds trained side by side")] = 2,
    released: Annotated[
        bool, typer.Option("--released", help="labels are invented talk: the model may be shared")
    ] = False,
) -> None:
    """Train a coder on labelled passages, calibrate it, and say how good it is on interviews it had not seen.

    Example: threefaces train --labels our-labels.csv --codebook our-scheme.yaml --out models/ours

    Example: threefaces train --quick --codings my-archive/ --out models/ours

    Example: threefaces train --from minilm --codings my-archive/ --out models/ours
    """
    _check(labels, codings=codings, project_only=bool(coders) or audit_too, released=released)
    _check_ways(start=start, quick=quick, base=base, keep=keep, full_only=teacher is not None or epochs is not None)
    if audit_too and hold_out:
        raise ConfigError("--audit-too: takes no --hold-out; only cross-fitting judges every interview by others")
    own_book = codebook or codebook_of(start)
    coded, book = ([], own_book) if codings is None else _coded(codings, codebook, coders=coders, audit_too=audit_too)
    given: Given = {
        "labels": labels or [],
        "coded": coded,
        "also": also or [],
        "codebook_file": book,
        "folds": folds,
        "hold_out": hold_out,
        "out": out,
        "name": name or out.resolve().name,
        "confidential": not released,
    }
    if quick:
        figures = in_seconds(given, base=base or BASE)
    else:
        if start is None and not released:
            say_known(book)
        how: How = {"epochs": epochs, "teacher": teacher, "start": start, "processes": processes}
        figures = in_full(given, base=base or BASE, seed=seed, kept=keep, how=how)
    _show(figures, title="On interviews that the judging models had not seen")
    _tell_end(out, project=codings, audit_too=audit_too)


def _check(labels: list[Path] | None, *, codings: Path | None, project_only: bool, released: bool) -> None:
    if not labels and codings is None:
        raise ConfigError("train: expected --labels FILE, or --codings PROJECT, or both")
    if codings is None and project_only:
        raise ConfigError("--coders, --audit-too: choose among a project's codings; add --codings PROJECT")
    if codings is not None and released:
        raise ConfigError("--codings: what trains on a project's talk is confidential; leave --released out")


def _check_ways(*, start: Path | None, quick: bool, base: str | None, keep: float, full_only: bool) -> None:
    """ConfigError where options of different ways meet; `full_only`: one was given that only training in full takes."""
    if start is not None and (quick or base is not None):
        raise ConfigError("--from: takes no --base, the model has its encoder, and no --quick; leave them out")
    if keep and start is None:
        raise ConfigError("--keep: of the weights of a model that learns on; add --from MODEL, or leave it out")
    if quick and full_only:
        raise ConfigError("--quick: takes no --teacher and no --epochs, the encoder stays as it is; leave them out")


def _coded(
    codings: Path, codebook: Path | None, *, coders: list[str] | None, audit_too: bool
) -> "tuple[list[Label], Path]":
    """A project's codings as labels, and the codebook that they are read by."""
    from collections import Counter

    from data_schemas.codebook import load_codebook
    from models.release import CODEBOOK
    from pipeline.cli.archive import labels_of
    from pipeline.codings.taught import begun_codings, begun_told, training_labels
    from pipeline.counted import counted
    from pipeline.project import load_project, model_of

    book = codebook or model_of(load_project(codings)) / CODEBOOK
    wanted = {name.strip() for names in coders or [] for name in names.split(",") if name.strip()}
    begun = 0

    def taught(bench: "Workbench", outcome: "Outcome") -> "list[Label]":
        nonlocal begun
        read_by = load_codebook(book)
        found = training_labels(bench, outcome, codebook=read_by, coders=wanted, audit_too=audit_too)
        begun = begun_codings(bench, outcome, codebook=read_by, coders=wanted, audit_too=audit_too)
        return found

    labels = labels_of(codings, taught)
    sources = ", ".join(f"{count} {source}" for source, count in sorted(Counter(x.source for x in labels).items()))
    interviews = counted(len({x.interview for x in labels}), "interview")
    say(f"{counted(len(labels), 'label')} from {interviews} of the project: {escape(sources)}")
    if begun:
        say(f"{begun_told(begun)}: what is begun teaches nothing (in review, Enter finishes it)")
    return labels, book


def _tell_end(out: Path, *, project: Path | None, audit_too: bool) -> None:
    """What was written, and what to do next."""
    from models.release import read_release

    where = escape(str(out))
    say(f"Model written to {where}; read its card, README.md there.")
    if read_release(out).confidential:
        say("[yellow]Trained on participants' words: treat the model as confidential, and give it to nobody.[/]")
    if project is None:
        say(f"Test it on interviews that it never met: threefaces evaluate --labels OTHERS --model {where}")
        say(f"Use it: write `model: {escape(str(out.resolve()))}` in project.yaml, then threefaces run")
        return
    name = escape(str(project))
    if audit_too:
        say(f"The audit taught it and cannot judge it: threefaces evaluate --labels OTHERS --model {where}")
    else:
        say(f"Judge it by the blind audit: threefaces evaluate --audit {name} --model {where} --out {where}-audited")
    say_use(out, project=project)


def _show(figures: "list[CodeFigures]", *, title: str) -> None:
    from models.metrics import in_two, macro_f1

    rows = [
        [
            f.code,
            f.n,
            f"{f.precision:.2f}",
            f"{f.recall:.2f}",
            f"{f.f1:.2f}",
            "" if f.f1_low is None or f.f1_high is None else f"{f.f1_low:.2f}-{f.f1_high:.2f}",
            in_two(f.kappa),
            f"{f.abstained:.0%}",
            f"{f.skill:.2f}",
            f"{f.ece:.3f}",
        ]
        for f in figures
    ]
    columns = ["code", "n", "precision", "recall", "F1", "95 %", "kappa", "left open", "skill", "ECE"]
    table(columns, by_dimension(rows, width=len(columns)), title=title, spare=["left open", "skill", "ECE"])
    say(f"Macro-F1 over {len(figures)} codes: {macro_f1(figures):.3f}")


COMMANDS = (train,)
