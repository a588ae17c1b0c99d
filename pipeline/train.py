"""Files of labels go in, a model folder and its figures come out; what trained a model is never used to test it."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from data_schemas.codebook import DEFAULT as DEFAULT_CODEBOOK
from data_schemas.codebook import Codebook, load_codebook
from data_schemas.hashing import digest
from data_schemas.labels import Label
from data_schemas.troubles import Trouble, refuse
from pipeline.learnable import gather, troubles_of, with_coded
from pipeline.met import refuse_met
from pipeline.model_card import card
from pipeline.model_facts import Learnt, about, membership_of
from pipeline.model_place import CARD, FIGURES, TRAINED_ON, place_troubles, put
from pipeline.onward import onward
from pipeline.teacher import taught_by
from pipeline.traces import trace

if TYPE_CHECKING:
    from models.fit import Fitted
    from models.metrics import CodeFigures
    from models.recipe import Recipe
    from models.release import Release

PASSAGES_SEEN = 12_000  # in training: what eight passes over 1,500 labels are
FEWEST_EPOCHS, MOST_EPOCHS = 3, 12
EPOCHS_ONWARD = 4  # where a trained model learns on
READING = 0.4  # share of the work that a teacher's reading is, about
REREAD = 400  # passages, at most, by which it is measured how well the model knows those that trained it


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Labels that stood every test before training: `own` judge, `extra` only train."""

    codebook: Codebook
    codebook_text: str
    own: list[Label]
    extra: list[Label]


def train_model(
    *,
    labels: Sequence[Path],
    coded: Sequence[Label] = (),
    also: Sequence[Path],
    codebook_file: Path | None,
    recipe: "Recipe",
    epochs: int | None,
    folds: int,
    hold_out: bool,
    teacher: Path | None,
    start: Path | None = None,
    processes: int,
    out: Path,
    name: str,
    confidential: bool,
    advance: Callable[[float], None] | None = None,
) -> "list[CodeFigures]":
    """Train, cross-fit and write a model folder; an existing one is replaced only when the new one is whole."""
    from models.fit import fit, judged_among
    from models.release import model_folder, read_release

    with_place = place_troubles(out, released=not confidential)
    given = material(labels, coded=coded, also=also, codebook_file=codebook_file, folds=folds, beside=with_place)
    every = [*given.own, *given.extra]
    judged = judged_among(given.own, folds=folds, hold_out=hold_out)
    training = _without(every, {label.id for label in judged} if hold_out else set())
    recipe = replace(recipe, epochs=epochs or (EPOCHS_ONWARD if start else _epochs(len(every))))
    begun = onward(read_release(model_folder(start)), labels=training, judged=judged, recipe=recipe) if start else None
    if recipe.kept and begun:
        begun.refuse_other_codes(given.codebook)
    master = read_release(model_folder(teacher)) if teacher else None
    if master is not None:
        refuse_met(judged, release=master)
    tell_reading, tell_training = _shares(advance, teacher=master is not None)
    taught = None
    if master is not None:
        read = _without(training, begun.left_out if begun else ())
        taught = taught_by(master, labels=read, codebook=given.codebook, processes=processes, advance=tell_reading)
    fitted = fit(
        given.own,
        also=given.extra,
        codebook=given.codebook,
        recipe=recipe,
        folds=folds,
        hold_out=hold_out,
        processes=processes,
        taught=taught,
        start=begun.start() if begun else None,
        advance=tell_training,
    )
    secret = confidential or _taints(master, begun.release if begun else None)
    facts = {
        **about(fitted, codebook=given.codebook, name=name, confidential=secret, begun=begun),
        "teacher": master.name if master else None,
        "membership": _membership(fitted, given=given),
    }
    _write(out, fitted=fitted, facts=facts, given=given, recipe=recipe, met=begun.met if begun else frozenset())
    return fitted.figures


def material(
    labels: Sequence[Path],
    *,
    coded: Sequence[Label],
    also: Sequence[Path],
    codebook_file: Path | None,
    folds: int,
    beside: Sequence[Trouble],
) -> Material:
    """Read the labels beside those `coded` in a project; ConfigError lists all that keeps them from training, and `beside`."""
    path = codebook_file or DEFAULT_CODEBOOK
    codebook = load_codebook(path)
    own, extra = gather(labels, codebook=codebook), gather(also, codebook=codebook)
    own = with_coded(own, coded, codebook=codebook)
    refuse([*beside, *troubles_of(own, extra, codebook=codebook, folds=folds)])
    text = path.read_text(encoding="utf-8")
    return Material(codebook=codebook, codebook_text=text, own=own.labels, extra=extra.labels)


def write_records(folder: Path, *, fitted: Learnt, known: Sequence[str]) -> None:
    """What a model folder holds beside weights and decisions: figures, and the traces of what trained it."""
    figures = msgspec.json.format(msgspec.json.encode(fitted.figures), indent=1)
    (folder / FIGURES).write_bytes(figures + b"\n")
    (folder / TRAINED_ON).write_text(json.dumps(sorted(known), indent=0) + "\n", encoding="utf-8")


def _write(
    out: Path,
    *,
    fitted: "Fitted",
    facts: dict[str, Any],
    given: Material,
    recipe: "Recipe",
    met: frozenset[str],
) -> None:
    from models.weights import save_release

    def write(folder: Path) -> None:
        save_release(
            folder,
            trained=fitted.trained,
            codebook_text=given.codebook_text,
            calibration=fitted.calibration,
            recipe=recipe,
            about=facts,
        )
        write_records(folder, fitted=fitted, known=sorted({*met, *(trace(label.text) for label in fitted.known)}))
        text = card(facts, fitted=fitted, codebook=given.codebook, recipe=recipe)
        (folder / CARD).write_text(text, encoding="utf-8")

    put(out, write=write, confidential=facts["confidential"])


def _membership(fitted: "Fitted", *, given: Material) -> float | None:
    """By passages that judge elsewhere too, as many as are quickly read, drawn by the digest of their ids."""
    from models.training import inputs_of

    known = {label.id for label in fitted.known}
    met = sorted((x for x in given.own if x.id in known), key=lambda x: digest(["reread", x.id]))[:REREAD]
    return membership_of(fitted, met=met, met_scores=fitted.trained.score(inputs_of(met)), codebook=given.codebook)


def _taints(*helpers: "Release | None") -> bool:
    """What a confidential model taught, or what began as one, is confidential."""
    return any(release is not None and release.confidential for release in helpers)


def _without(labels: Sequence[Label], out: Collection[str]) -> list[Label]:
    """The labels but for those with these ids."""
    return [label for label in labels if label.id not in out]


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
