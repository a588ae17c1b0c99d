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
from pipeline.statistics.bounds import Places
from pipeline.statistics.corpus import ROLE, ROLE_GROUP, Arrays, Mask
from pipeline.statistics.disclosure import Figure, Rules, Tally, held_back
from pipeline.statistics.groups import Counts, Groups, everyone, groups_by
from pipeline.statistics.intervals import Integers
from pipeline.statistics.prevalence import EVERYONE, Prevalence, attributes_of, crossings, splits
from pipeline.statistics.questions import Question, answers

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
    named, rules = figures_of(data)
    held = held_back([figure for _, figure in named], rules)
    return frozenset(counted for (counted, _), is_held in zip(named, held, strict=True) if not is_held)


def figures_of(data: Arrays) -> tuple[list[tuple[Counted, Figure]], Rules]:
    """Every figure that may be printed, by what it counts, and how the cells that they are sums of hang together."""
    factors = [by for by in (ROLE_GROUP, ROLE, *attributes_of(data)) if by in data.factors]
    cells = Cells(data, factors=factors)
    tallies = {
        by: [Tallies.of(groups, heads=cells.heads) for groups in (everyone(data), groups_by(data, by))]
        for by in factors
    }
    return [made for by in factors for made in _by(data, cells, by=by, counted=tallies[by])], cells.rules()


def counted_in(row: Prevalence, *, by: str) -> Counted:
    """What a row of prevalence by a factor counts."""
    return _counted(by, row.group, dimension=row.dimension, code=row.code, split=row.split)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """Groups of a factor in which sets of passages are counted; `of_heads`, shape (heads,), is the group of each head."""

    groups: Groups
    heads: Integers
    of_heads: Integers

    @classmethod
    def of(cls, groups: Groups, *, heads: Integers) -> "Tallies":
        of_heads = np.zeros(int(heads.max(initial=-1)) + 1, dtype=np.int64)
        of_heads[heads] = groups.numbers
        return cls(groups=groups, heads=heads, of_heads=of_heads)

    def count(self, inside: Mask) -> list[tuple[Counts, int]]:
        """By group what a set of passages counts, shape (passages,), and its heads."""
        present = np.bincount(self.heads[inside], minlength=len(self.of_heads)) > 0
        heads = np.bincount(self.of_heads[present], minlength=len(self.groups.names))
        return list(zip(self.groups.counts(inside), heads.tolist(), strict=True))


def _by(data: Arrays, cells: Cells, *, by: str, counted: Sequence[Tallies]) -> Iterator[tuple[Counted, Figure]]:
    for dimension in data.codebook.dimensions:
        for split in _splits_of(dimension, data) if by == ROLE_GROUP else (None,):
            for code in dimension.codes:
                known = answers(data, Question(dimension=dimension, code=code, split=split))
                for groups in counted:
                    each = zip(groups.groups.names, groups.count(known.found), groups.count(known.within), strict=True)
                    for name, found, base in each:
                        group = (by, None if name == EVERYONE else name)
                        yield (
                            _counted(by, name, dimension=dimension, code=code, split=split),
                            Figure(
                                found=tally(cells.found(dimension, code, split=split, group=group), *found),
                                base=tally(cells.base(dimension, split=split, group=group), *base),
                                weight=PLAIN if split is None else 1,
                            ),
                        )


def tally(cells: Places, counts: Counts, heads: int) -> Tally:
    """What is counted of a set of passages, with its cells."""
    return Tally(
        cells=cells, passages=counts.passages, people=counts.speakers, interviews=counts.interviews, heads=heads
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
