"""Kinds of `Learning` that do one thing otherwise than the product's: from other cuts, beside definitions, all weights."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from torch.nn.utils import parametrize

from data_schemas.codebook import NONE, Codebook
from data_schemas.labels import Label
from models.batching import batch_of
from models.heads import Heads
from models.inputs import CoderInput, tokenise
from models.numbers import resolve_number_format
from models.training import Learning
from models.trunk import in_format, pool
from scripts.ablation_cuts import CUT

APPLIES = 0.5  # probability of a code from which a teacher is heard on what applies only where one is coded
REREAD = 8  # steps after which the trunk reads the codebook's definitions again, and learns from how it reads them


class FromCuts(Learning):
    """A teacher's probabilities stand in the place of the labels that other cuts do not have."""

    def __init__(self, labels: Sequence[Label], *, taught: np.ndarray, **given: Any) -> None:
        super().__init__(labels, taught=taught, **given)
        cut = np.array([label.id.startswith(CUT) for label in labels], dtype=bool)
        values, known = self.targets.values, self.targets.known
        values[cut], known[cut] = taught[cut], 1.0
        for dimension in self.codebook.dimensions:
            if dimension.applies_to:
                coded = np.any([_coded(values, codebook=self.codebook, of=d) for d in dimension.applies_to], axis=0)
                known[cut & ~coded, self.codebook.slice_of(dimension.id)] = 0.0


def _coded(chances: np.ndarray, *, codebook: Codebook, of: str) -> np.ndarray:
    """Where some code of a dimension is likely."""
    dimension, start = codebook.dimension(of), codebook.slice_of(of).start
    columns = [start + i for i, value in enumerate(dimension.values) if value != NONE]
    return np.asarray(chances[:, columns].max(axis=1) >= APPLIES)


class BesideDefinitions(Learning):
    """Every code's definition, read by the trunk that learns, is scored against every passage beside the linear map.

    score = w x + b + (P d) x, with x the passage's vector and P learnt from 0; d is the definition's, so short that P d
    moves no faster than w. In use definitions stand still, so that the coder is as fast as without them.
    """

    def beside(self) -> list[torch.nn.Parameter]:
        """The heads, and what a definition's vector becomes before it meets a passage's."""
        width = self.heads.linear.in_features
        self.turned = torch.nn.Linear(width, width, bias=False)
        torch.nn.init.zeros_(self.turned.weight)
        self.columns, texts = _definitions(self.codebook)
        tokens = tokenise([CoderInput(text=text) for text in texts], tokenizer=self.base.tokenizer)
        self.batch = batch_of(tokens, rows=list(range(len(tokens))))
        self.read = torch.zeros(len(texts), width)
        return [*super().beside(), *self.turned.parameters()]

    def scores(self, vectors: torch.Tensor) -> torch.Tensor:
        """The linear map's, and those of the definitions."""
        read = self._read() if self.done % REREAD == 0 else self.read
        self.read = read.detach()
        return super().scores(vectors).index_add(1, self.columns, vectors @ self.turned(read).t())

    def finished(self) -> Heads:
        """One linear map that does the same."""
        with torch.no_grad():
            self.heads.linear.weight.index_add_(0, self.columns, self.turned(self._read()))
        return self.heads

    def _read(self) -> torch.Tensor:
        """The definitions' vectors, (codes, width), of length 1 / root of the width."""
        read = pool(self.model, self.batch)[: len(self.columns)]
        short: torch.Tensor = functional.normalize(read, dim=1) / float(read.shape[1]) ** 0.5
        return short


def _definitions(codebook: Codebook) -> tuple[torch.Tensor, list[str]]:
    """The columns that are codes, and the words that define each."""
    found = [
        (codebook.slice_of(d.id).start + d.values.index(code.id), f"{d.name}: {code.name}. {code.definition}")
        for d in codebook.dimensions
        for code in d.codes
    ]
    return torch.tensor([column for column, _ in found]), [text for _, text in found]


class Whole(Learning):
    """All linear maps from `recipe.delta.first_layer` on learn themselves, without a delta.

    They are kept in single precision and read in the coder's number format (Micikevicius et al. 2018).
    """

    def encoder(self, model: Any) -> Any:
        """The base encoder with these maps free and all else frozen."""
        first = self.recipe.delta.first_layer
        free = [
            module
            for name, module in model.named_modules()
            if isinstance(module, torch.nn.Linear) and _layer(name) >= first
        ]
        kept = [module.weight.data.clone() for module in free]
        in_format(model.requires_grad_(False), resolve_number_format())
        for module, weight in zip(free, kept, strict=True):
            read_as = _ReadAs(module.weight.dtype)
            module.weight = torch.nn.Parameter(weight)
            parametrize.register_parametrization(module, "weight", read_as, unsafe=True)
        return model


class _ReadAs(torch.nn.Module):
    def __init__(self, dtype: torch.dtype) -> None:
        super().__init__()
        self.dtype = dtype

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return weight.to(self.dtype)


def _layer(name: str) -> int:
    """The number of the layer that a module is in, -1 outside all."""
    return next((int(part) for part in name.split(".") if part.isdigit()), -1)
