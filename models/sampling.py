"""Labels go in; which of them an epoch of training reads, and which without their context, comes out.

Most passages of an interview carry no code, and an epoch reads only a share of them, the next epoch others. A quotation
in a paper comes without its question, so that a share of passages is read alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.labels import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The rows of one epoch, and those of them that are read without context."""

    rows: np.ndarray
    alone: frozenset[int]


def readings(
    labels: Sequence[Label], *, epochs: int, uncoded: float, alone: float, generator: np.random.Generator
) -> Iterator[Reading]:
    """One reading an epoch: all coded labels, and the share `uncoded` of those without any code, in turns."""
    coded = np.array([any(label.codes.values()) for label in labels], dtype=bool)
    with_codes, without = np.flatnonzero(coded), generator.permutation(np.flatnonzero(~coded))
    size = round(uncoded * len(without))
    for epoch in range(epochs):
        turn = without[(epoch * size + np.arange(size)) % max(1, len(without))]
        rows = np.sort(np.concatenate([with_codes, turn]))
        single = rows[generator.random(len(rows)) < alone]
        yield Reading(rows=rows, alone=frozenset(int(row) for row in single))


def rows_read(labels: Sequence[Label], *, uncoded: float) -> int:
    """How many labels an epoch reads."""
    without = sum(not any(label.codes.values()) for label in labels)
    return len(labels) - without + round(uncoded * without)
