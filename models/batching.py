"""Tokenised inputs go in, batches of a few fixed shapes come out, short ones filled with padding rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from models.inputs import BATCH_ROWS, LENGTHS, Tokens

SHORT = 8  # tokens to a multiple of which a batch is padded in training, where shapes need not be few


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of shape (rows, length); `rows` are the positions of its real rows among the inputs."""

    rows: list[int]
    ids: torch.Tensor
    types: torch.Tensor
    attention: torch.Tensor
    pooled: torch.Tensor


def batches(tokens: Sequence[Tokens]) -> Iterator[Batch]:
    """Batches of equal length, shortest first; the order of inputs within a length is kept."""
    for length in LENGTHS:
        rows = [i for i, t in enumerate(tokens) if t.length == length]
        for start in range(0, len(rows), BATCH_ROWS):
            yield batch_of(tokens, rows=rows[start : start + BATCH_ROWS])


def shuffled(
    tokens: Sequence[Tokens], *, rows: np.ndarray, size: int, generator: np.random.Generator
) -> list[list[int]]:
    """The rows of one epoch in batches of `size` of similar lengths, at random within and between."""
    order = generator.permutation(rows)
    by_length = sorted(order, key=lambda i: len(tokens[i].ids))
    groups = [[int(i) for i in by_length[s : s + size]] for s in range(0, len(by_length), size)]
    return [groups[i] for i in generator.permutation(len(groups))]


def training_batch(tokens: Sequence[Tokens], *, rows: list[int]) -> Batch:
    """One batch of the named rows, padded no further than the longest of them needs."""
    return batch_of(tokens, rows=rows, length=-(-max(len(tokens[i].ids) for i in rows) // SHORT) * SHORT)


def batch_of(tokens: Sequence[Tokens], *, rows: list[int], length: int | None = None) -> Batch:
    """One batch of the named rows, padded to a fixed length unless one is given, and to at least BATCH_ROWS rows."""
    length = length or max(tokens[i].length for i in rows)
    shape = (max(BATCH_ROWS, len(rows)), length)
    ids, types = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    attention, pooled = torch.zeros(shape, dtype=torch.long), torch.zeros(shape)
    attention[:, 0] = 1  # a padding row attends to itself: no row is empty
    pooled[:, 0] = 1.0
    for row, i in enumerate(rows):
        size = len(tokens[i].ids)
        ids[row, :size] = torch.tensor(tokens[i].ids)
        types[row, :size] = torch.tensor(tokens[i].types)
        attention[row, :size] = 1
        pooled[row] = 0.0
        pooled[row, :size] = torch.tensor(tokens[i].pooled, dtype=torch.float32)
    return Batch(rows, ids, types, attention, pooled)
