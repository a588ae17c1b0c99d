"""The fitted boundary models' file goes in, log odds of a boundary for any set of features come out.

`boundaries.json` is written by `scripts/fit_boundaries.py` and says what it was made from.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

FILE = Path(__file__).with_name("boundaries.json")

Feature = tuple[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A logistic model: what each feature adds to the log odds of a boundary; a feature it has not met adds nothing."""

    intercept: float
    weights: dict[str, float]

    def log_odds(self, features: Iterable[Feature]) -> float:
        """The natural logarithm of the odds of a boundary."""
        known = self.weights
        return self.intercept + sum(known[name] * value for name, value in features if name in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """Both models: `sentences` between two words without punctuation, `passages` between two sentences of a turn."""

    made: dict[str, str]
    sentences: Weights
    passages: Weights


@cache
def load_boundaries() -> Boundaries:
    """The models that ship with the program."""
    return msgspec.json.decode(FILE.read_bytes(), type=Boundaries)
