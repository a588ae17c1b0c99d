"""The name of an idea goes in, how it trains otherwise than the released recipe comes out. What does not pay stays here."""

from dataclasses import dataclass, field, replace
from typing import Any

from models.recipe import Recipe
from models.training import Learning
from scripts.ablation_learning import BesideDefinitions, FromCuts, Whole

EPOCHS = {"minilm": 6, "mpnet": 4}  # of the first training (Makefile); from there the released models learned on
TEACHER = "mpnet"  # who teaches the others, as released
WHOLE_RATE = {"minilm": 1e-4, "mpnet": 3e-5}  # where all weights learn; not chosen among several


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """One thing done otherwise: a kind of learning, fields of the recipe, other cuts of the interviews that train."""

    what: str
    learning: type[Learning] = Learning
    changes: dict[str, Any] = field(default_factory=dict)
    rates: dict[str, float] = field(default_factory=dict)  # by encoder
    cuts: bool = False

    def recipe(self, plain: Recipe) -> Recipe:
        """The recipe with what the idea changes."""
        return replace(plain, **{"rate": self.rates.get(plain.base, plain.rate), **self.changes})


IDEAS = {
    "plain": Idea(what="the recipe of the first training; another --seed shows what chance does"),
    "cuts": Idea(what="the teacher also reads other cuts of the same interviews", learning=FromCuts, cuts=True),
    "definitions": Idea(what="definitions are scored against passages", learning=BesideDefinitions),
    "full": Idea(what="full fine-tuning instead of a delta", learning=Whole, rates=WHOLE_RATE),
    "smoothing-0": Idea(what="labels taken at their word", changes={"smoothing": 0.0}),
    "smoothing-10": Idea(what="labels smoothed by .1 instead of .05", changes={"smoothing": 0.1}),
}
