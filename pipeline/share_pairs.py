"""The arrays of an archive go in; which counts of two codes that meet in a passage others do not get comes out.

Of a dimension of which a passage has one code or none, the counts with each of its codes add up to the other code's own
count, which a table of codes prints. So for every two dimensions all counts, by role group, are weighed together with
these totals, as they are among each other.
"""

from collections.abc import Iterator
from itertools import combinations_with_replacement

import numpy as np

from data_schemas.codebook import Code, Dimension
from pipeline.share_figures import Counted
from pipeline.statistics.corpus import ROLE_GROUP, Arrays, Mask
from pipeline.statistics.disclosure import Figure, held_back
from pipeline.statistics.prevalence import EVERYONE, crossings, splits

MOST = 2500  # counts of two dimensions to be weighed together, which takes seconds; of more, others get none
TOTAL = 1000  # how much more is lost with a code's own count, which the tables of codes print whatever is found here
REST = ""  # passages with the one code and no code of the other dimension

Key = tuple[str, str]  # dimension, code
Pair = tuple[str, frozenset[Key]]  # a role group, or everyone, and the two codes


def held_pairs(data: Arrays, figures: frozenset[Counted]) -> frozenset[Pair]:
    """The counts of two codes together that others do not get, `figures` being those of single codes that they get."""
    split = {frozenset((s.id, target)) for s in splits(data.codebook) for target in s.applies_to}
    split |= {frozenset((dimension.id, target.id)) for dimension, target in crossings(data.codebook)}
    held: set[Pair] = set()
    for first, second in combinations_with_replacement(data.codebook.dimensions, 2):
        if frozenset((first.id, second.id)) in split:
            held.update(_of_split(data, first, second, figures=figures))
        elif first.id != second.id or first.kind != "single":
            held |= _Weighed(data, first, second, figures=figures).held()
    return frozenset(held)


def _of_split(data: Arrays, first: Dimension, second: Dimension, *, figures: frozenset[Counted]) -> Iterator[Pair]:
    """Those that another table, told apart by the further code, holds back."""
    for group in (EVERYONE, *data.factors[ROLE_GROUP].names):
        for a in first.codes:
            for b in second.codes:
                same = [
                    Counted(
                        factor=ROLE_GROUP,
                        group=group,
                        dimension=d.id,
                        code=code.id,
                        split_dimension=other.id,
                        split_code=further.id,
                    )
                    for d, code, other, further in ((first, a, second, b), (second, b, first, a))
                ]
                if not figures.intersection(same):
                    yield group, frozenset({(first.id, a.id), (second.id, b.id)})


class _Weighed:
    """Two dimensions, with the counts of which all others are sums: their codes together in one role group, and the rest."""

    def __init__(self, data: Arrays, first: Dimension, second: Dimension, *, figures: frozenset[Counted]) -> None:
        self._data, self._first, self._second, self._figures = data, first, second, figures
        self._groups = data.factors[ROLE_GROUP].names
        self._put = data.holds(first) & data.holds(second)
        of_first, of_second = (*first.code_ids, REST), (*second.code_ids, REST)
        found = [(g, a, b) for g in self._groups for a in of_first for b in of_second]
        self._places = {variable: place for place, variable in enumerate(found)}

    def held(self) -> set[Pair]:
        """The counts of two codes that would rest on few, or give away what does."""
        pairs = [(g, a, b) for g in (EVERYONE, *self._groups) for a in self._first.codes for b in self._second.codes]
        keys: list[Pair] = [(g, frozenset({(self._first.id, a.id), (self._second.id, b.id)})) for g, a, b in pairs]
        if len(pairs) > MOST:
            return set(keys)
        totals = [*self._totals(self._first, self._second, first=True), *self._totals(self._second, self._first)]
        weighed = [*(self._pair(*pair) for pair in pairs), *(figure for _, figure in totals)]
        already = [
            not (self._is_printed(g, self._first, a) and self._is_printed(g, self._second, b)) for g, a, b in pairs
        ]
        already += [not is_printed for is_printed, _ in totals]
        held = held_back(weighed, already=np.array(already, dtype=np.bool_))
        return {key for key, is_held in zip(keys, held[: len(keys)], strict=True) if is_held}

    def _pair(self, group: str, a: Code, b: Code) -> Figure:
        carried = self._data.assigned[self._first.id, a.id] & self._data.assigned[self._second.id, b.id]
        mask = self._mask(group, {(a.id, b.id)})
        return self._figure(group, carried & self._put, base=self._put, mask=mask, weight=1)

    def _totals(self, of: Dimension, over: Dimension, *, first: bool = False) -> Iterator[tuple[bool, Figure]]:
        """The count of every code, where it is a sum over the other dimension's, and whether others get it."""
        if over.kind != "single" or of.id == over.id:
            return
        for code in of.codes:
            carried = self._data.assigned[of.id, code.id] & self._data.holds(of)
            coded = np.any([self._data.assigned[over.id, other] for other in over.code_ids], axis=0)
            others = (*over.code_ids, *(() if coded[carried].all() else (REST,)))
            parts = {(code.id, other) if first else (other, code.id) for other in others}
            for group in (EVERYONE, *self._groups):
                mask = self._mask(group, parts)
                figure = self._figure(group, carried, base=self._data.holds(of), mask=mask, weight=TOTAL)
                yield self._is_printed(group, of, code), figure

    def _figure(self, group: str, carried: Mask, *, base: Mask, mask: Mask, weight: int) -> Figure:
        data = self._data
        inside = np.ones(len(data), dtype=np.bool_) if group == EVERYONE else data.factors[ROLE_GROUP].where(group)
        found, within = carried & inside, base & inside
        return Figure(
            found=mask,
            base=mask,
            people=len(np.unique(data.speakers[found])),
            of_people=len(np.unique(data.speakers[within])),
            is_single=1 in (len(np.unique(data.interviews[of])) for of in (found, within)),
            weight=weight,
        )

    def _is_printed(self, group: str, dimension: Dimension, code: Code) -> bool:
        return Counted(factor=ROLE_GROUP, group=group, dimension=dimension.id, code=code.id) in self._figures

    def _mask(self, group: str, parts: set[tuple[str, str]]) -> Mask:
        mask = np.zeros(len(self._places), dtype=np.bool_)
        inside = self._groups if group == EVERYONE else (group,)
        mask[[self._places[g, *part] for g in inside for part in parts]] = True
        return mask
