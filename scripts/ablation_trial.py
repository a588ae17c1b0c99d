"""A trial goes in, one idea on one encoder with one seed; a `Run` and what it says of the interviews held out come out."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from data_schemas.codebook import DEFAULT as DEFAULT_CODEBOOK
from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from data_schemas.labels import Label
from models.evaluation.judged import Judged
from models.fit import Fitted, fit
from models.lowrank import delta_of
from models.recipe import Recipe, recipe_for
from models.release import model_folder, read_release
from models.weights import save_release
from pipeline.met import refuse_met
from pipeline.model_place import TRAINED_ON
from pipeline.teacher import taught_by
from pipeline.traces import trace
from scripts.ablation_cuts import other_cuts
from scripts.ablation_ideas import EPOCHS, IDEAS, TEACHER
from scripts.ablation_judging import FOLDS, OWN, Judging, Material, Quotes
from scripts.ablation_results import Run

Tell = Callable[[str, float], None]  # what is done, and which share of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One idea by its name, an encoder and a seed; epochs are the released model's, and so is who teaches, unless told."""

    idea: str
    base: str
    seed: int
    epochs: int | None = None
    untaught: bool = False

    @property
    def name(self) -> str:
        """What tells it from others but for the seed."""
        otherwise = [*(["not taught"] if self.untaught else []), *([f"{self.epochs} epochs"] if self.epochs else [])]
        return ", ".join([f"{self.base} {self.idea}", *otherwise])

    @property
    def recipe(self) -> Recipe:
        """The released recipe with what the idea changes."""
        plain = recipe_for(self.base, seed=self.seed, taught=self.base != TEACHER and not self.untaught)
        return IDEAS[self.idea].recipe(replace(plain, epochs=self.epochs or EPOCHS[self.base]))


def tried(
    trial: Trial, *, material: Material, quotes: Quotes | None, folder: Path, advance: Tell
) -> tuple[Run, dict[str, Judged]]:
    """Train and judge; the model and, for the next trial, the teacher's probabilities are kept in `folder`."""
    idea, recipe = IDEAS[trial.idea], trial.recipe
    if idea.cuts and not recipe.teaching:
        raise ConfigError(f"{trial.name}: it has no teacher, who alone says what other cuts are about")
    held_out = {label.interview for label in material.held}
    known = frozenset(label.interview for label in material.own) - held_out
    cuts = other_cuts(OWN, interviews=known) if idea.cuts else []
    given = [[*material.own, *material.also], cuts] if recipe.teaching else []
    taught = _taught(given, material=material, folder=folder, advance=advance)
    start = time.monotonic()
    fitted = fit(
        material.own,
        also=[*material.also, *cuts],
        codebook=material.codebook,
        recipe=recipe,
        folds=FOLDS,
        hold_out=True,
        taught=taught or None,
        advance=lambda share: advance("training", share),
        learning=idea.learning,
    )
    facts = {
        "name": trial.name,
        "seed": trial.seed,
        "recipe": asdict(recipe),
        "labels": len(fitted.known),
        "seconds": round(time.monotonic() - start, 1),
    }
    judging = Judging(material, calibration=fitted.calibration, score=fitted.trained.score)
    run, judged = judging.run(facts, held=judging.of(fitted.judged, scores=fitted.scores), quotes=quotes)
    _save(folder / run.stem, fitted=fitted, recipe=recipe, name=run.name)
    return run, judged


def _save(folder: Path, *, fitted: Fitted, recipe: Recipe, name: str) -> None:
    """A model folder that `released` can judge again; whole weights, which have no delta, are not kept."""
    if delta_of(fitted.trained.model):
        text = DEFAULT_CODEBOOK.read_text(encoding="utf-8")
        about = {"name": name, "version": "trial"}
        save_release(
            folder,
            trained=fitted.trained,
            codebook_text=text,
            calibration=fitted.calibration,
            recipe=recipe,
            about=about,
        )
        traces = sorted(trace(label.text) for label in fitted.known)
        (folder / TRAINED_ON).write_text(json.dumps(traces), encoding="utf-8")


def _taught(
    given: Sequence[Sequence[Label]], *, material: Material, folder: Path, advance: Tell
) -> dict[str, np.ndarray]:
    """The teacher's probabilities by the id of a label; each list of labels is read once and kept in `folder`."""
    found: dict[str, np.ndarray] = {}
    release = read_release(model_folder(Path(TEACHER)))
    refuse_met(material.held, release=release)
    for labels in filter(None, given):
        known_by = digest([release.digest, [[label.id, label.text, label.question] for label in labels]])
        file = folder / f"taught-{known_by[:12]}.npz"
        if not file.exists():
            read = taught_by(
                release,
                labels=labels,
                codebook=material.codebook,
                advance=lambda share: advance("the teacher reads", share),
            )
            np.savez_compressed(file, chances=np.stack([read[label.id] for label in labels]))
        with np.load(file) as stored:
            found |= dict(zip((label.id for label in labels), stored["chances"], strict=True))
    return found
