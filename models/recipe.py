"""An encoder or a trained model goes in, how to train it comes out."""

from dataclasses import dataclass, field, replace

from models.loading import shape_of
from models.release import Release
from models.trunk import DeltaShape

ONWARD = 0.3  # of the rates of a first training, where a trained model learns on
TEACHING = 0.5  # weight of a teacher's probabilities against the labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to train; every field is part of what the model's card states."""

    base: str = "minilm"
    delta: DeltaShape = field(default_factory=DeltaShape)
    epochs: int = 3
    rate: float = 1e-3  # of the delta; chosen on interviews held out
    head_rate: float = 2e-3
    warmup: float = 0.1  # share of all steps
    smoothing: float = 0.05
    dropout: float = 0.1  # before the heads; inside the encoder it cost a quarter of the time
    weight_decay: float = 0.01
    uncoded: float = 1.0  # share of the passages without codes that an epoch reads
    alone: float = 0.0  # share of passages that an epoch reads without their context
    teaching: float = 0.0  # weight of the teacher's probabilities against the labels, where there is a teacher
    kept: float = (
        0.0  # where a trained model learns on: the share of its delta and heads of before in the mean that comes out
    )
    seed: int = 7
    batch: int = 16  # passages a step
    threads: int = 1


def recipe_for(base: str, *, seed: int, taught: bool = False) -> Recipe:
    """The recipe that stood its test for an encoder (models/README.md); others are trained like the small one."""
    recipe = Recipe(base=base, seed=seed, uncoded=0.5, alone=0.5, teaching=TEACHING if taught else 0.0)
    if base == "mpnet":
        return replace(recipe, delta=DeltaShape(first_layer=4), rate=3e-4, uncoded=0.25)
    return recipe


def recipe_from(release: Release, *, seed: int, taught: bool = False, kept: float = 0.0) -> Recipe:
    """The recipe by which a trained model learns on: its encoder's at a share of the rate, half of the uncoded read."""
    recipe = replace(recipe_for(release.base, seed=seed, taught=taught), uncoded=0.5, kept=kept)
    return replace(recipe, delta=shape_of(release), rate=ONWARD * recipe.rate, head_rate=ONWARD * recipe.head_rate)
