"""Commands on making models: train."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from pipeline.cli.terminal import bar, say, table

if TYPE_CHECKING:
    from models.metrics import CodeFigures

Labels = Annotated[
    list[Path],
    typer.Option(
        "--labels", help="labels: .jsonl in the fixed form, annotated interviews (.md), or folders", show_default=False
    ),
]


def train(
    labels: Labels,
    out: Annotated[Path, typer.Option("--out", help="model folder to write", show_default=False)],
    also: Annotated[
        list[Path] | None, typer.Option("--also", help="labels that train but neither calibrate nor test")
    ] = None,
    codebook: Annotated[Path | None, typer.Option(help="codebook; without it the core scheme")] = None,
    base: Annotated[str, typer.Option(help="encoder: a name in models.lock, a folder, a Hugging Face id")] = "minilm",
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
    seed: Annotated[int, typer.Option()] = 7,
    processes: Annotated[int, typer.Option(min=1, help="folds trained side by side")] = 2,
    released: Annotated[bool, typer.Option(help="labels are invented talk: the model may be shared")] = False,
) -> None:
    """Train a coder on labelled passages, calibrate it, and say how good it is on interviews it had not seen.

    Example: threefaces train --labels our-labels.jsonl --out models/ours
    """
    from models.training import recipe_for
    from pipeline.train import train_model

    recipe = recipe_for(base, seed=seed, taught=teacher is not None)
    with bar("Train and cross-fit", total=1.0) as advance:
        figures = train_model(
            labels=labels,
            also=also or [],
            codebook_file=codebook,
            recipe=recipe,
            epochs=epochs,
            folds=folds,
            hold_out=hold_out,
            teacher=teacher,
            processes=processes,
            out=out,
            name=name or out.name,
            confidential=not released,
            advance=advance,
        )
    _show(figures, title="On interviews that the judging models had not seen")
    say(f"Model written to {escape(str(out))}; its card is README.md there.")
    if not released:
        say("[yellow]Trained on participants' words: treat the model as confidential.[/]")


def _show(figures: "list[CodeFigures]", *, title: str) -> None:
    from models.metrics import macro_f1

    rows = [
        [
            f.code,
            f.n,
            f"{f.precision:.2f}",
            f"{f.recall:.2f}",
            f"{f.f1:.2f}",
            "" if f.f1_low is None or f.f1_high is None else f"{f.f1_low:.2f}-{f.f1_high:.2f}",
            f"{f.kappa:.2f}",
            f"{f.skill:.2f}",
            f"{f.ece:.3f}",
            f"{f.abstained:.0%}",
        ]
        for f in figures
    ]
    columns = ["code", "n", "precision", "recall", "F1", "95 %", "kappa", "skill", "ECE", "left open"]
    table(columns, rows, title=title)
    say(f"Macro-F1 over {len(figures)} codes: {macro_f1(figures):.3f}")


COMMANDS = (train,)
