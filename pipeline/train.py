"""Files of labels go in, a model folder and its figures come out; what trained a model is never used to test it."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from data_schemas.codebook import DEFAULT as DEFAULT_CODEBOOK
from data_schemas.codebook import parse_codebook
from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from data_schemas.labels import Label
from pipeline.model_card import card, summary_of
from pipeline.teacher import taught_by
from pipeline.training_data import load_labels

if TYPE_CHECKING:
    from models.fit import Fitted
    from models.metrics import CodeFigures
    from models.release import Release
    from models.training import Recipe

PASSAGES_SEEN = 12_000  # in training: what eight passes over 1,500 labels are
FEWEST_EPOCHS, MOST_EPOCHS = 3, 12
OWN_WORDS = 8  # words from which a passage is one person's; "Yeah, I did." anybody may say
READING = 0.4  # share of the work that a teacher's reading is, about
FIGURES, TRAINED_ON, CARD = "figures.json", "trained_on.json", "README.md"


def train_model(
    *,
    labels: Sequence[Path],
    also: Sequence[Path],
    codebook_file: Path | None,
    recipe: "Recipe",
    epochs: int | None,
    folds: int,
    hold_out: bool,
    teacher: Path | None,
    processes: int,
    out: Path,
    name: str,
    confidential: bool,
    advance: Callable[[float], None] | None = None,
) -> "list[CodeFigures]":
    """Train, cross-fit and write a model folder; an existing one is replaced only when the new one is whole."""
    from models.fit import fit, judged_among
    from models.release import model_folder, read_release

    text = (codebook_file or DEFAULT_CODEBOOK).read_text(encoding="utf-8")
    codebook = parse_codebook(text, name=(codebook_file or DEFAULT_CODEBOOK).name)
    own, extra = load_labels(labels, codebook=codebook), load_labels(also, codebook=codebook) if also else []
    recipe = replace(recipe, epochs=epochs or _epochs(len(own) + len(extra)))
    master = read_release(model_folder(teacher)) if teacher else None
    if master is not None:
        refuse_met(judged_among(own, folds=folds, hold_out=hold_out), release=master)
    told = _shares(advance, teacher=master is not None)
    fitted = fit(
        own,
        also=extra,
        codebook=codebook,
        recipe=recipe,
        folds=folds,
        hold_out=hold_out,
        processes=processes,
        taught=taught_by(master, labels=[*own, *extra], codebook=codebook, advance=told[0]) if master else None,
        advance=told[1],
    )
    about = _about(fitted, name=name, confidential=confidential, teacher=master)
    _write(out, fitted=fitted, about=about, codebook_text=text, recipe=recipe)
    return fitted.figures


def _write(out: Path, *, fitted: "Fitted", about: dict[str, Any], codebook_text: str, recipe: "Recipe") -> None:
    """The whole folder beside its place, then in its place."""
    from models.weights import save_release

    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    save_release(
        fresh,
        trained=fitted.trained,
        codebook_text=codebook_text,
        calibration=fitted.calibration,
        recipe=recipe,
        about=about,
    )
    codebook = parse_codebook(codebook_text, name=CARD)
    figures = msgspec.json.format(msgspec.json.encode(fitted.figures), indent=1)
    (fresh / FIGURES).write_bytes(figures + b"\n")
    traces = sorted(trace(label.text) for label in fitted.known)
    (fresh / TRAINED_ON).write_text(json.dumps(traces, indent=0) + "\n", encoding="utf-8")
    (fresh / CARD).write_text(card(about, fitted=fitted, codebook=codebook, recipe=recipe), encoding="utf-8")
    if out.exists():
        shutil.rmtree(out)
    os.replace(fresh, out)


def _about(fitted: "Fitted", *, name: str, confidential: bool, teacher: "Release | None") -> dict[str, Any]:
    """What a model folder says of itself; what a confidential model taught is confidential."""
    return {
        "name": name,
        "version": "1",
        "confidential": confidential or (teacher is not None and teacher.confidential),
        "validated": False,
        "summary": summary_of(fitted),
        "labels": {
            "all": len(fitted.known),
            "by_source": dict(sorted(Counter(x.source for x in fitted.known).items())),
        },
        "calibrated_on": fitted.calibration.calibrated_on,
        "teacher": teacher.name if teacher else None,
    }


def refuse_met(tested: Sequence[Label], *, release: "Release") -> None:
    """ConfigError if any of the passages trained a model that is to be judged on them, or to teach one that is."""
    trained_on = set(json.loads((release.folder / TRAINED_ON).read_text(encoding="utf-8")))
    seen = [label for label in tested if trace(label.text) in trained_on]
    own = [label.id for label in seen if len(label.text.split()) >= OWN_WORDS]
    if own or 2 * len(seen) > len(tested):
        raise ConfigError(
            f"{len(seen)} of {len(tested)} passages trained model {release.name} "
            f"(first: {(own or [seen[0].id])[0]}); test on others. Figures for its own labels stand in its card"
        )


def _epochs(labels: int) -> int:
    """Passes over the labels so that a model sees about as many passages whatever their number."""
    return min(MOST_EPOCHS, max(FEWEST_EPOCHS, round(PASSAGES_SEEN / labels)))


def _shares(
    advance: Callable[[float], None] | None, *, teacher: bool
) -> tuple[Callable[[float], None] | None, Callable[[float], None] | None]:
    """Who hears how far the teacher's reading is, and who how far training is: one bar for both."""
    if advance is None or not teacher:
        return None, advance
    return (lambda done: advance(READING * done)), (lambda done: advance(READING + (1 - READING) * done))


def trace(text: str) -> str:
    """By what a passage is known again whatever its case, marks and blanks."""
    return digest(["passage", "".join(c for c in text.casefold() if c.isalnum())])[:16]
