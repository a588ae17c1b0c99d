"""The arrays of an archive go in; the cells come out that figures are sums of, as whoever reads the tables could work them out.

A kind of people are those alike in every factor. For each kind there is a cell for every code, and one for every base that
a code is counted among. What is told by role group alone, codes by what they are about and within which other code they are
counted, has its cells by role group. `rules` says how cells hang together whatever was said.
"""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from data_schemas.codebook import Code, Dimension
from pipeline.statistics.bounds import Places, Rule
from pipeline.statistics.corpus import ROLE_GROUP, Arrays, Mask
from pipeline.statistics.disclosure import Rules, Tie
from pipeline.statistics.intervals import Integers, numbered
from pipeline.statistics.prevalence import NOT_RECORDED, crossings, splits

Group = tuple[str, str | None]  # a factor and a group of it; None: everyone
Key = tuple[str, str]  # dimension, code; no code: the base that its codes are counted among
Pair = frozenset[Key]  # two codes together
ALL: Key = ("", "")  # the base of all passages


class Cells:
    """The cells of an archive; memory goes with the kinds of people, not with passages times figures.

    `heads`, shape (passages,), numbers every person of every kind: somebody of two kinds is two of them.
    """

    def __init__(self, data: Arrays, *, factors: Sequence[str]) -> None:
        self._data, self._factors = data, tuple(factors)
        stacked = [data.factors[by].numbers for by in factors]
        every = np.column_stack(stacked) if stacked else np.zeros((len(data), 0), dtype=np.int64)
        self._kinds, of = np.unique(every, axis=0, return_inverse=True)
        self.heads = numbered(list(zip(of.ravel().tolist(), data.speakers.tolist(), strict=True)))
        keys = {ALL, *((d.id, "") for d in data.codebook.dimensions if d.applies_to)}
        keys |= {(d.id, code) for d in data.codebook.dimensions for code in d.code_ids}
        self._plain = {key: place for place, key in enumerate(sorted(keys))}
        self._groups = data.factors[ROLE_GROUP].names if ROLE_GROUP in data.factors else ()
        pairs = [
            frozenset({(target.id, a), (over.id, b)})
            for over, target in self._refined()
            for a in target.code_ids
            for b in over.code_ids
        ]
        start = len(self._kinds) * len(self._plain)
        self._crossed = {key: start + place for place, key in enumerate(product(self._groups, pairs))}

    def found(self, dimension: Dimension, code: Code, *, split: tuple[Dimension, Code] | None, group: Group) -> Places:
        """The cells of the passages that a figure finds."""
        key = (dimension.id, code.id)
        if split is None:
            return self._of_kinds(key, group=group)
        pair = frozenset((key, (split[0].id, split[1].id)))
        inside = self._groups if group[1] is None else (group[1],)
        return tuple(self._crossed[name, pair] for name in inside)

    def base(self, dimension: Dimension, *, split: tuple[Dimension, Code] | None, group: Group) -> Places:
        """The cells of the passages among which a figure counts."""
        if split is not None and split[0].id in dimension.applies_to:
            return self._of_kinds((split[0].id, split[1].id), group=group)
        return self._of_kinds(base_of(dimension), group=group)

    def rules(self) -> Rules:
        """How the cells hang together: codes within their base, bases within each other, crossed codes within both."""
        plain = [tie for dimension in self._data.codebook.dimensions for tie in self._of_dimension(dimension)]
        crossed = [tie for over, target in self._refined() for tie in self._of_crossed(over, target)]
        passages: list[Rule] = []
        people: list[Rule] = []
        for kind in range(len(self._kinds)):
            at = {key: (kind * len(self._plain) + place,) for key, place in self._plain.items()}
            for tie in plain:
                passages += tie.rules(at)
                people += tie.rules(at, of_people=True)
        for group in self._groups:
            by_group: dict[Key | Pair, Places] = {
                key: self._of_kinds(key, group=(ROLE_GROUP, group)) for key in self._plain
            }
            by_group |= {pair: (place,) for (name, pair), place in self._crossed.items() if name == group}
            for tie in crossed:
                passages += tie.rules(by_group)
                people += tie.rules(by_group, of_people=True)
        cells = len(self._kinds) * len(self._plain) + len(self._crossed)
        return Rules(cells=cells, passages=tuple(passages), people=tuple(people))

    def _of_kinds(self, key: Key, *, group: Group) -> Places:
        return tuple(int(kind) * len(self._plain) + self._plain[key] for kind in self._kinds_in(*group))

    def _kinds_in(self, by: str, name: str | None) -> Integers:
        """The kinds of people in a group of a factor, or all of them."""
        if name is None:
            return np.arange(len(self._kinds))
        names = self._data.factors[by].names
        number = names.index("" if name == NOT_RECORDED and name not in names else name)
        return np.flatnonzero(self._kinds[:, self._factors.index(by)] == number)

    def _of_dimension(self, dimension: Dimension) -> Iterator[Tie]:
        base, codes = base_of(dimension), tuple((dimension.id, code) for code in dimension.code_ids)
        yield Tie(less=codes, more=(base,), apart=dimension.kind == "single")
        if self._has_one(dimension, among=self._data.holds(dimension)):
            yield Tie(less=(base,), more=codes)
        if dimension.applies_to:
            targets = [self._data.codebook.dimension(name) for name in dimension.applies_to]
            yield Tie(less=(base,), more=(ALL,))
            for target in targets:
                own = tuple((target.id, code) for code in target.code_ids)
                yield Tie(less=own, more=(base,), apart=target.kind == "single")
            yield Tie(less=(base,), more=tuple((t.id, code) for t in targets for code in t.code_ids))

    def _of_crossed(self, over: Dimension, target: Dimension) -> Iterator[Tie]:
        """Of a dimension and one that it applies to, of whose codes it says something."""
        for code in target.code_ids:
            own, both = (target.id, code), tuple(frozenset({(target.id, code), (over.id, c)}) for c in over.code_ids)
            yield Tie(less=both, more=(own,), apart=over.kind == "single")
            if self._has_one(over, among=self._data.assigned[own] & self._data.holds(target)):
                yield Tie(less=(own,), more=both)
        targets = [self._data.codebook.dimension(name) for name in over.applies_to]
        for code in over.code_ids:
            own, both = (over.id, code), tuple(frozenset({(over.id, code), (target.id, c)}) for c in target.code_ids)
            yield Tie(less=both, more=(own,), apart=target.kind == "single")
            every = tuple(frozenset({own, (t.id, c)}) for t in targets for c in t.code_ids)
            yield Tie(less=(own,), more=every)

    def _refined(self) -> list[tuple[Dimension, Dimension]]:
        """Every dimension that says something of codes of another, with that other."""
        codebook = self._data.codebook
        of_several = [(s, codebook.dimension(name)) for s in splits(codebook) for name in s.applies_to]
        return [*of_several, *crossings(codebook)]

    def _has_one(self, dimension: Dimension, *, among: Mask) -> bool:
        """Whether every passage of these has exactly one code of the dimension."""
        if dimension.kind != "single" or dimension.none:
            return False
        coded = np.zeros(len(self._data), dtype=np.bool_)
        for code in dimension.code_ids:
            coded |= self._data.assigned[dimension.id, code]
        return bool(coded[among].all())


def base_of(dimension: Dimension) -> Key:
    """The base among which codes of a dimension are counted."""
    return (dimension.id, "") if dimension.applies_to else ALL
