"""Vectors go in, raw scores per column of the codebook come out; and the loss that teaches them."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from data_schemas.codebook import Codebook

RAREST = 1e-3  # share of a value from which it is no rarer at the start of training


class Heads(nn.Module):
    """One linear map; the columns of each dimension are read together (see `Codebook.columns`)."""

    def __init__(self, width: int, *, columns: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(width, columns)

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        """Scores of shape (passages, columns) from vectors of shape (passages, width)."""
        scores: torch.Tensor = self.linear(self.dropout(vectors))
        return scores

    def start_at(self, shares: np.ndarray, *, codebook: Codebook) -> None:
        """Begin with each value's share as its probability, so that no step is spent on how rare codes are.

        Without it the encoder learns the shares first, by moving all passages to one place, and may stay there.
        """
        likely = np.clip(shares, RAREST, 1 - RAREST)
        for dimension in codebook.dimensions:
            place = codebook.slice_of(dimension.id)
            odds = likely[place] / (1 - likely[place]) if dimension.kind == "multi" else likely[place]
            self.linear.bias.data[place] = torch.from_numpy(np.log(odds)).float()


def loss_of(
    scores: torch.Tensor,
    *,
    values: torch.Tensor,
    known: torch.Tensor,
    codebook: Codebook,
    smoothing: float,
    taught: torch.Tensor | None = None,
    teaching: float = 0.0,
) -> torch.Tensor:
    """Sum over dimensions of the mean loss over the rows in which the dimension is known.

    Cross-entropy for `single`, binary cross-entropy per code for `multi`; all tensors (passages, columns). A teacher's
    probabilities, where given, weigh `teaching` against the labels (Hinton et al. 2015).
    """
    total = scores.sum() * 0.0
    for dimension in codebook.dimensions:
        place = codebook.slice_of(dimension.id)
        rows = known[:, place].sum(1) > 0
        if not bool(rows.any()):
            continue
        given, wanted = scores[rows, place], _smoothed(values[rows, place], kind=dimension.kind, by=smoothing)
        if taught is not None:
            wanted = (1 - teaching) * wanted + teaching * taught[rows, place]
        if dimension.kind == "multi":
            lost = functional.binary_cross_entropy_with_logits(given, wanted, reduction="sum") / rows.sum()
        else:
            lost = functional.cross_entropy(given, wanted)
        total = total + lost
    return total


def _smoothed(values: torch.Tensor, *, kind: str, by: float) -> torch.Tensor:
    """Targets a little less certain: towards a half for `multi`, towards all values alike for `single`."""
    return values * (1 - by) + by / (2 if kind == "multi" else values.shape[1])
