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
    labels: Sequence[Label],
    *,
    epochs: int,
    uncoded: float,
    alone: float,
    generator: np.random.Generator,
    again: frozenset[str] = frozenset(),
) -> Iterator[Reading]:
    """One reading an epoch: all coded labels, and the share `uncoded` of those without any code, in turns.

    Labels whose ids are in `again` were read in an earlier training: an epoch reads no more of them than of the others.
    """
    coded = np.array([any(label.codes.values()) for label in labels], dtype=bool)
    met = np.array([label.id in again for label in labels], dtype=bool)
    with_codes, without = np.flatnonzero(coded & ~met), generator.permutation(np.flatnonzero(~coded & ~met))
    size = round(uncoded * len(without))
    reread = generator.permutation(np.flatnonzero(met)) if met.any() else np.flatnonzero(met)
    beside = min(len(reread), len(with_codes) + size)
    for epoch in range(epochs):
        turns = [_turn(without, size=size, epoch=epoch), _turn(reread, size=beside, epoch=epoch)]
        rows = np.sort(np.concatenate([with_codes, *turns]))
        single = rows[generator.random(len(rows)) < alone]
        yield Reading(rows=rows, alone=frozenset(int(row) for row in single))


def rows_read(labels: Sequence[Label], *, uncoded: float, again: frozenset[str] = frozenset()) -> int:
    """How many labels an epoch reads."""
    new = [label for label in labels if label.id not in again]
    without = sum(not any(label.codes.values()) for label in new)
    first = len(new) - without + round(uncoded * without)
    return first + min(len(labels) - len(new), first)


def _turn(rows: np.ndarray, *, size: int, epoch: int) -> np.ndarray:
    """The rows whose turn it is: the next `size`, beginning anew after the last."""
    turn: np.ndarray = rows[(epoch * size + np.arange(size)) % max(1, len(rows))]
    return turn
