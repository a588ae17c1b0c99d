"""Coded passages go in, how often each role group or role speaks of each code comes out, with clustered intervals.

Counts are of assigned codes; shares are means of the coder's probabilities over all coded passages, uncorrected.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from data_schemas.codebook import Code, Codebook, Dimension
from pipeline.roster import ROLE_GROUPS
from pipeline.statistics.corpus import ATTRIBUTE, ROLE_GROUP, Arrays, Mask
from pipeline.statistics.intervals import FEWEST_CLUSTERS, Estimate, Floats, clustered_share

Source = Literal["probabilities", "assigned codes"]

NOT_RECORDED = "(not recorded)"  # the row of those for whom an attribute is empty
EVERYONE = "(everyone)"  # the row over all speakers; no role is written in brackets
TOO_FEW = f"counts only: fewer than {FEWEST_CLUSTERS} interviews"
NO_SPREAD = "counts only: the same in every passage, which gives no interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many passages, by how many speakers, in how many interviews."""

    passages: int
    speakers: int
    interviews: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevalence:
    """One code in one group; `estimate` is None where there can be no interval, as `note` says.

    `split` is the dimension and code that the row is confined to or crossed with, where there is one.
    """

    group: str
    dimension: Dimension
    code: Code
    split: tuple[Dimension, Code] | None
    found: Counts
    abstained: int
    base: Counts
    estimate: Estimate | None
    source: Source

    @property
    def note(self) -> str:
        """Why there is no share, where there is none."""
        if self.estimate is not None:
            return ""
        return TOO_FEW if self.base.interviews < FEWEST_CLUSTERS else NO_SPREAD


def prevalence(data: Arrays, *, by: str) -> list[Prevalence]:
    """Every code in every group of a factor, everyone first; a conditional dimension among the passages where it applies."""
    rows = []
    for group, inside in _groups(data, by=by):
        for dimension in data.codebook.dimensions:
            base = inside & data.holds(dimension)
            for code in dimension.codes:
                rows.append(_row(data, group=group, dimension=dimension, code=code, base=base))
    return rows


def splits(codebook: Codebook) -> list[Dimension]:
    """The dimensions that say of which kind several others are, such as a framing being of the speaker or another."""
    return [dimension for dimension in codebook.dimensions if len(dimension.applies_to) > 1]


def crossings(codebook: Codebook) -> list[tuple[Dimension, Dimension]]:
    """The pairs of a dimension and the one dimension it applies to."""
    return [(d, codebook.dimension(d.applies_to[0])) for d in codebook.dimensions if len(d.applies_to) == 1]


def framings(data: Arrays, *, split: Dimension, by: str) -> list[Prevalence]:
    """Every code that `split` applies to, apart for each of its codes, by assigned codes among all coded passages."""
    rows = []
    for group, inside in _groups(data, by=by):
        for target in (data.codebook.dimension(name) for name in split.applies_to):
            base = inside & data.holds(target)
            for code in target.codes:
                for kind in split.codes:
                    rows.append(_row(data, group=group, dimension=target, code=code, base=base, also=(split, kind)))
    return rows


def crossed(data: Arrays, *, dimension: Dimension, by: str) -> list[Prevalence]:
    """Every code of a conditional dimension among the passages that carry each code of the one it applies to."""
    rows = []
    target = data.codebook.dimension(dimension.applies_to[0])
    for group, inside in _groups(data, by=by):
        for given in target.codes:
            base = inside & data.assigned[target.id, given.id]
            for code in dimension.codes:
                rows.append(_row(data, group=group, dimension=dimension, code=code, base=base, within=(target, given)))
    return rows


def attributes_of(data: Arrays) -> list[str]:
    """The further columns of speakers.csv that tell coded speakers apart, as `factors` names them."""
    return [name for name, factor in data.factors.items() if name.startswith(ATTRIBUTE) and len(factor.names) > 1]


def _groups(data: Arrays, *, by: str) -> Iterator[tuple[str, Mask]]:
    """Everyone, then each group: role groups in their own order, others by name, what is not recorded last."""
    factor = data.factors.get(by)
    names = factor.names if factor else ()
    rank = {group: number for number, group in enumerate(ROLE_GROUPS)} if by == ROLE_GROUP else {}
    yield EVERYONE, np.ones(len(data), dtype=np.bool_)
    for name in sorted(names, key=lambda name: (name == "", rank.get(name, 0), name)):
        yield name or NOT_RECORDED, data.factors[by].where(name)


def _row(
    data: Arrays,
    *,
    group: str,
    dimension: Dimension,
    code: Code,
    base: Mask,
    also: tuple[Dimension, Code] | None = None,
    within: tuple[Dimension, Code] | None = None,
) -> Prevalence:
    found = base & data.assigned[dimension.id, code.id]
    values: Floats = data.probability(dimension, code.id)
    if also is not None:
        found = found & data.assigned[also[0].id, also[1].id]
        values = found.astype(np.float64)
    return Prevalence(
        group=group,
        dimension=dimension,
        code=code,
        split=also or within,
        found=_counts(data, found),
        abstained=int((base & data.abstained[dimension.id, code.id]).sum()),
        base=_counts(data, base),
        estimate=clustered_share(values[base], data.interviews[base]),
        source="probabilities" if also is None else "assigned codes",
    )


def _counts(data: Arrays, inside: Mask) -> Counts:
    return Counts(
        passages=int(inside.sum()),
        speakers=int(np.count_nonzero(np.bincount(data.speakers[inside]))),
        interviews=int(np.count_nonzero(np.bincount(data.interviews[inside]))),
    )
