"""The arrays of an archive go in; the cells come out that figures are sums of, as whoever reads the tables could work them out.

A cell is a kind of people (those alike in every factor) and a code, apart for what the code is about and for what is crossed
with it. Of codes of which a passage may have several, or none, a reader can add up nothing, so they share no cells.
"""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from data_schemas.codebook import Code, Dimension
from pipeline.statistics.corpus import Arrays, Mask
from pipeline.statistics.intervals import Integers
from pipeline.statistics.prevalence import NOT_RECORDED, crossings, splits

ALL, HOLDS = "all passages", "where it applies"  # cells of a base that is no sum of codes
WITHOUT = ""  # the cell of a code's passages that have no code of the dimension that refines it

Inner = tuple[str, ...]


class Cells:
    """The cells of an archive: for each kind of people the same inner cells, in the same order."""

    def __init__(self, data: Arrays, *, factors: Sequence[str]) -> None:
        self._data = data
        stacked = np.column_stack([data.factors[by].numbers for by in factors]) if factors else np.zeros((len(data), 0))
        self._kinds = np.unique(stacked.astype(np.int64), axis=0)
        self._factors = tuple(factors)
        self._inner: dict[Inner, int] = {}
        for dimension in data.codebook.dimensions:
            for inner in (
                *self._of_base(dimension),
                *(i for c in dimension.codes for i in self._of_code(dimension, c)),
            ):
                self._inner.setdefault(inner, len(self._inner))

    def kinds_in(self, by: str, group: str | None) -> Integers:
        """The kinds of people in a group of a factor, or all of them."""
        if group is None:
            return np.arange(len(self._kinds))
        names = self._data.factors[by].names
        number = names.index("" if group == NOT_RECORDED and group not in names else group)
        return np.flatnonzero(self._kinds[:, self._factors.index(by)] == number)

    def found(self, dimension: Dimension, code: Code, *, split: tuple[Dimension, Code] | None, kinds: Integers) -> Mask:
        """The cells of the passages that a figure finds; shape (cells,)."""
        if split is None:
            return self._mask(self._of_code(dimension, code), kinds=kinds)
        if split[0].id in dimension.applies_to:
            return self._mask(self._of_code(*split, refined=(dimension, code)), kinds=kinds)
        return self._mask(self._of_code(dimension, code, refined=split), kinds=kinds)

    def base(self, dimension: Dimension, *, split: tuple[Dimension, Code] | None, kinds: Integers) -> Mask:
        """The cells of the passages among which a figure counts; shape (cells,)."""
        if split is not None and split[0].id in dimension.applies_to:
            return self._mask(self._of_code(*split), kinds=kinds)
        return self._mask(self._of_base(dimension), kinds=kinds)

    def _mask(self, inner: Iterator[Inner], *, kinds: Integers) -> Mask:
        mask = np.zeros((len(self._kinds), len(self._inner)), dtype=np.bool_)
        places = np.array([self._inner[i] for i in inner], dtype=np.int64)
        mask[np.ix_(kinds, places)] = True
        return mask.ravel()

    def _of_base(self, dimension: Dimension) -> Iterator[Inner]:
        """All codes of a dimension that has one wherever it applies; else a cell of its own, of which no code is a part."""
        if self._has_one(dimension, among=self._data.holds(dimension)):
            yield from (inner for code in dimension.codes for inner in self._of_code(dimension, code))
        else:
            yield (HOLDS, dimension.id) if dimension.applies_to else (ALL,)

    def _of_code(
        self, dimension: Dimension, code: Code, *, refined: tuple[Dimension, Code] | None = None
    ) -> Iterator[Inner]:
        """A code's cells, by every code of each dimension that refines it, or by one of them only."""
        among = self._data.assigned[dimension.id, code.id]
        choices = []
        for other in self._refining(dimension):
            values = (*other.code_ids, *(() if self._has_one(other, among=among) else (WITHOUT,)))
            choices.append([refined[1].id] if refined is not None and refined[0].id == other.id else values)
        yield from ((dimension.id, code.id, *chosen) for chosen in product(*choices))

    def _refining(self, dimension: Dimension) -> list[Dimension]:
        """The dimensions by which figures of a code are told apart: what it is about, and what is crossed with it."""
        codebook = self._data.codebook
        kinds = [split for split in splits(codebook) if dimension.id in split.applies_to]
        return kinds + [crossed for crossed, target in crossings(codebook) if target.id == dimension.id]

    def _has_one(self, dimension: Dimension, *, among: Mask) -> bool:
        """Whether every passage of these has exactly one code of the dimension."""
        if dimension.kind != "single" or dimension.none:
            return False
        coded = np.zeros(len(self._data), dtype=np.bool_)
        for code in dimension.code_ids:
            coded |= self._data.assigned[dimension.id, code]
        return bool(coded[among].all())
