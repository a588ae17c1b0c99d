"""Vectors go in, raw scores per column of the codebook come out; and the loss that teaches them."""

import torch
from torch import nn
from torch.nn import functional

from data_schemas.codebook import Codebook


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


def loss_of(
    scores: torch.Tensor, *, values: torch.Tensor, known: torch.Tensor, codebook: Codebook, smoothing: float
) -> torch.Tensor:
    """Sum over dimensions of the mean loss over the rows in which the dimension is known.

    Cross-entropy for `single`, binary cross-entropy per code for `multi`; all arguments (passages, columns).
    """
    total = scores.sum() * 0.0
    for dimension in codebook.dimensions:
        place = codebook.slice_of(dimension.id)
        rows = known[:, place].sum(1) > 0
        if not bool(rows.any()):
            continue
        given, wanted = scores[rows, place], values[rows, place]
        if dimension.kind == "multi":
            soft = wanted * (1 - smoothing) + smoothing / 2
            total = total + functional.binary_cross_entropy_with_logits(given, soft, reduction="sum") / rows.sum()
        else:
            total = total + functional.cross_entropy(given, wanted.argmax(1), label_smoothing=smoothing)
    return total
