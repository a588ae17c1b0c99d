"""Counted redactions go in; by how much two groups of layers, taken as two captures, miss together at the least comes out.

Chapman's estimator (1951) with a log-normal interval for what neither group saw (Chao 1987).
"""

import math
from dataclasses import dataclass

from data_schemas.pseudonyms import CODED
from pipeline.ethics.found import SEARCH, Shapes
from pipeline.statistics.intervals import NORMAL_QUANTILE

MODEL = frozenset(("entities",))  # the layers of the language model
WITHOUT_EVIDENCE = SEARCH | {"roster"}  # these repeat what is known from elsewhere: no capture
FEWEST_BOTH = 7  # seen by both groups: below it Chapman's estimator is biased (Robson and Regier 1964)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recapture:
    """Names, places and organisations as two groups of layers saw them; the estimate is None where both saw too few.

    `by_neither` were replaced all the same, because the archive or the list of speakers knew the name.
    """

    by_model: int
    by_lists: int
    by_both: int
    by_neither: int
    unseen: float | None
    unseen_low: float | None
    unseen_high: float | None


def recapture(shapes: Shapes) -> Recapture:
    """Compare the language model with all lists, cues and patterns, over the types that both look for."""
    model = lists = both = neither = 0
    for shape, count in shapes.items():
        if shape.type in CODED:
            layers = {*shape.layers}
            by_model, by_lists = bool(layers & MODEL), bool(layers - MODEL - WITHOUT_EVIDENCE)
            model += count * by_model
            lists += count * by_lists
            both += count * (by_model and by_lists)
            neither += count * (not by_model and not by_lists)
    low, middle, high = _unseen(model, lists, both) if both >= FEWEST_BOTH else (None, None, None)
    return Recapture(
        by_model=model,
        by_lists=lists,
        by_both=both,
        by_neither=neither,
        unseen=middle,
        unseen_low=low,
        unseen_high=high,
    )


def _unseen(first: int, second: int, both: int) -> tuple[float, float, float]:
    """Lower end, estimate and upper end of the number that neither capture saw."""
    unseen = (first + 1) * (second + 1) / (both + 1) - 1 - (first + second - both)
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    if unseen <= 0:
        return 0.0, 0.0, 0.0
    spread = math.exp(NORMAL_QUANTILE * math.sqrt(math.log(1 + variance / unseen**2)))
    return unseen / spread, unseen, unseen * spread
