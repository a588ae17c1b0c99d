"""The two ways of training, with a bar: what the command gathered goes in, figures come out."""

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from pipeline.cli.terminal import bar, say

if TYPE_CHECKING:
    from data_schemas.labels import Label
    from models.metrics import CodeFigures


class Given(TypedDict):
    """What both ways of training take."""

    labels: list[Path]
    coded: "list[Label]"
    also: list[Path]
    codebook_file: Path | None
    folds: int
    hold_out: bool
    out: Path
    name: str
    confidential: bool


class How(TypedDict):
    """What only training in full takes."""

    epochs: int | None
    teacher: Path | None
    start: Path | None
    processes: int


def in_seconds(given: Given, *, base: str) -> "list[CodeFigures]":
    """New heads on the frozen trunk of a trained model."""
    from pipeline.train_quick import refit_model

    with bar("Read and refit heads", total=1.0) as advance:
        return refit_model(**given, base=Path(base), advance=advance)


def codebook_of(start: Path | None) -> Path | None:
    """The codebook of a model that is to learn on."""
    from models.release import CODEBOOK, model_folder

    return model_folder(start) / CODEBOOK if start else None


def say_known(codebook_file: Path | None) -> None:
    """Whether a released model knows these codes already, before a bare encoder learns them anew."""
    from data_schemas.codebook import load_codebook
    from models.release import DEFAULT, read_release, short_name

    codebook = load_codebook(codebook_file) if codebook_file else load_codebook()
    if codebook.columns == read_release(DEFAULT).codebook.columns:
        known = short_name(DEFAULT)
        say(
            f"These are the codes of the released models: with --from {known} one of them learns on, which took fewer labels "
            "to do better in what was tried (docs/retraining.md)."
        )


def in_full(given: Given, *, base: str, seed: int, kept: float, how: How) -> "list[CodeFigures]":
    """Encoder and heads together, from a bare encoder or from a trained model."""
    from models.recipe import recipe_for, recipe_from
    from models.release import model_folder, read_release
    from pipeline.train import train_model

    taught, start = how["teacher"] is not None, how["start"]
    if start is None:
        recipe = recipe_for(base, seed=seed, taught=taught)
    else:
        recipe = recipe_from(read_release(model_folder(start)), seed=seed, taught=taught, kept=kept)
    with bar("Train and cross-fit", total=1.0) as advance:
        return train_model(**given, recipe=recipe, **how, advance=advance)
