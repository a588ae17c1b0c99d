"""A question about a code goes in; what the model, people and the blind audit say to it of every passage comes out.

Every share is a ratio of two totals: of what counts as the code, by what it is a part of.
"""

from dataclasses import dataclass

import numpy as np

from data_schemas.codebook import NONE, Code, Codebook, Dimension
from pipeline.statistics.corpus import Arrays, Mask
from pipeline.statistics.intervals import Floats, Integers

Split = tuple[Dimension, Code]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How often a code is found, where its dimension applies.

    `split` confines it: to passages that also carry that code or, where the dimension applies to the split's, among those
    that carry it.
    """

    dimension: Dimension
    code: Code
    split: Split | None = None

    @property
    def among(self) -> bool:
        """Whether the split is what the share is a part of, and not what is counted."""
        return self.split is not None and self.split[0].id in self.dimension.applies_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is known of every passage; shapes (passages,).

    `code` and `base` are the model's probabilities of the code and of what it is a part of; `found`, `within` and
    `abstained` go by assigned codes, `verified` are those found that people decided; `judged` is where the audit did.
    """

    code: Floats
    base: Floats
    found: Mask
    within: Mask
    verified: Mask
    abstained: Mask
    judged: Mask


def questions(codebook: Codebook) -> list[Question]:
    """Every code of the codebook."""
    return [Question(dimension=d, code=code) for d in codebook.dimensions for code in d.codes]


def answers(data: Arrays, asked: Question) -> Answers:
    """The model's and people's answers; that two dimensions are independent given the passage is the model's assumption."""
    dimension, code, split = asked.dimension, asked.code, asked.split
    within, base = data.holds(dimension), applies(data, dimension)
    if asked.among and split:
        within, base = data.assigned[split[0].id, split[1].id], probability(data, split[0], split[1].id)
    found = within & data.assigned[dimension.id, code.id]
    verified = found & data.by_people[dimension.id]
    chance = base * data.probability(dimension, code.id)
    judged = data.judged[dimension.id] & ~np.isnan(data.chances)
    for name in (*dimension.applies_to, *((split[0].id,) if split else ())):
        judged = judged & data.judged[name]
    if split and not asked.among:
        found = found & data.assigned[split[0].id, split[1].id]
        verified = verified & found & data.by_people[split[0].id]
        chance = chance * data.probability(split[0], split[1].id)
    return Answers(
        code=chance,
        base=base,
        found=found,
        within=within,
        verified=verified,
        abstained=within & data.abstained[dimension.id, code.id],
        judged=judged,
    )


def blind(data: Arrays, asked: Question, *, rows: Integers) -> tuple[Floats, Floats]:
    """What the audit says of its passages: what counts as the code, and as its base; shapes (rows,)."""
    dimension, split = asked.dimension, asked.split
    base = np.full(len(rows), not dimension.applies_to, dtype=np.bool_)
    for target in dimension.applies_to:
        for code in data.codebook.dimension(target).code_ids:
            base |= data.blind[target, code][rows]
    if asked.among and split:
        base = data.blind[split[0].id, split[1].id][rows]
    found = base & data.blind[dimension.id, asked.code.id][rows]
    if split and not asked.among:
        found = found & data.blind[split[0].id, split[1].id][rows]
    return found.astype(np.float64), base.astype(np.float64)


def applies(data: Arrays, dimension: Dimension) -> Floats:
    """The probability that a dimension applies: that one of those it applies to has a code; shape (passages,)."""
    if not dimension.applies_to:
        return np.ones(len(data), dtype=np.float64)
    without = np.ones(len(data), dtype=np.float64)
    for target in (data.codebook.dimension(name) for name in dimension.applies_to):
        without = without * (1.0 - applies(data, target) * (1.0 - _uncoded(data, target)))
    held: Floats = 1.0 - without
    return held


def probability(data: Arrays, dimension: Dimension, code: str) -> Floats:
    """The probability that a passage carries a code: that its dimension applies, and then that code."""
    held: Floats = applies(data, dimension) * data.probability(dimension, code)
    return held


def _uncoded(data: Arrays, dimension: Dimension) -> Floats:
    """The probability that a dimension that applies has no code."""
    if dimension.kind == "single":
        return data.probability(dimension, NONE) if dimension.none else np.zeros(len(data), dtype=np.float64)
    without = np.ones(len(data), dtype=np.float64)
    for code in dimension.code_ids:
        without = without * (1.0 - data.probability(dimension, code))
    return without
