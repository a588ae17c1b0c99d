"""The arrays of an archive go in; which of all figures by role and attribute others get comes out, by what each counts.

Every figure that a table or page for others may print is weighed together, so that none can be had from others by
subtraction. By what a code is about, and within which other code it is counted, is told by role group alone: told by every
role and attribute too, so much would rest on few that little of anything were left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.codebook import Code, Dimension
from pipeline.share_cells import Cells
from pipeline.statistics.corpus import ROLE, ROLE_GROUP, Arrays, Mask
from pipeline.statistics.disclosure import Figure, held_back
from pipeline.statistics.prevalence import EVERYONE, NOT_RECORDED, Prevalence, attributes_of, crossings, splits

PLAIN = 100  # how much more is lost with a figure of a code by itself than with one by what the code is about
Split = tuple[Dimension, Code] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a figure counts: a code in a group of a factor, where there is a split confined to a further code."""

    factor: str
    group: str
    dimension: str
    code: str
    split_dimension: str = ""
    split_code: str = ""


def printed_figures(data: Arrays) -> frozenset[Counted]:
    """The figures that others get; what is not among them is held back."""
    factors = [by for by in (ROLE_GROUP, ROLE, *attributes_of(data)) if by in data.factors]
    cells = Cells(data, factors=factors)
    named = [
        (counted, figure)
        for by in factors
        for group, inside in _groups(data, by=by)
        for counted, figure in _of_group(data, cells, by=by, group=group, inside=inside)
    ]
    held = held_back([figure for _, figure in named])
    return frozenset(counted for (counted, _), is_held in zip(named, held, strict=True) if not is_held)


def counted_in(row: Prevalence, *, by: str) -> Counted:
    """What a row of prevalence by a factor counts."""
    return _counted(by, row.group, dimension=row.dimension, code=row.code, split=row.split)


def _of_group(data: Arrays, cells: Cells, *, by: str, group: str, inside: Mask) -> Iterator[tuple[Counted, Figure]]:
    kinds = cells.kinds_in(by, None if group == EVERYONE else group)
    for dimension in data.codebook.dimensions:
        for split in _splits_of(dimension, data) if by == ROLE_GROUP else (None,):
            for code in dimension.codes:
                base = inside & data.holds(dimension)
                found = base & data.assigned[dimension.id, code.id]
                if split is not None:
                    found = found & data.assigned[split[0].id, split[1].id]
                if split is not None and split[0].id in dimension.applies_to:
                    base = base & data.assigned[split[0].id, split[1].id]
                yield (
                    _counted(by, group, dimension=dimension, code=code, split=split),
                    Figure(
                        found=cells.found(dimension, code, split=split, kinds=kinds),
                        base=cells.base(dimension, split=split, kinds=kinds),
                        people=_different(found, data.speakers),
                        of_people=_different(base, data.speakers),
                        is_single=1 in (_different(found, data.interviews), _different(base, data.interviews)),
                        weight=PLAIN if split is None else 1,
                    ),
                )


def _counted(by: str, group: str, *, dimension: Dimension, code: Code, split: Split) -> Counted:
    return Counted(
        factor=by,
        group=group,
        dimension=dimension.id,
        code=code.id,
        split_dimension=split[0].id if split else "",
        split_code=split[1].id if split else "",
    )


def _splits_of(dimension: Dimension, data: Arrays) -> Sequence[Split]:
    """Nothing, then every code of a dimension that says of which kind this one is, and of the one that it applies to."""
    kinds = [(s, code) for s in splits(data.codebook) if dimension.id in s.applies_to for code in s.codes]
    crossed = [
        (target, code) for d, target in crossings(data.codebook) if d.id == dimension.id for code in target.codes
    ]
    return (None, *kinds, *crossed)


def _groups(data: Arrays, *, by: str) -> Iterator[tuple[str, Mask]]:
    yield EVERYONE, np.ones(len(data), dtype=np.bool_)
    for name in data.factors[by].names:
        yield name or NOT_RECORDED, data.factors[by].where(name)


def _different(inside: Mask, of: np.ndarray) -> int:
    return int(np.count_nonzero(np.bincount(of[inside])))
