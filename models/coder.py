"""A release goes in, a coder comes out: passages to vectors, vectors to scores, scores to probabilities and codes."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch

from data_schemas.errors import ConfigError
from models.decisions import Decision, decide, probabilities
from models.inputs import CoderInput
from models.loading import load_delta, load_heads
from models.numbers import NumberFormat
from models.release import Release, read_release
from models.trunk import Trunk, load_base

THREADS = 1  # per process: workers share the machine, and one thread gives the same sums however many workers there are


class Coder:
    """One release on one number format; weights load when first needed."""

    def __init__(self, release: Release, *, number_format: NumberFormat) -> None:
        self.release = release
        self.number_format = number_format
        self._trunk: Trunk | None = None

    def encode(self, inputs: Sequence[CoderInput], *, advance: Callable[[int], None] | None = None) -> np.ndarray:
        """Vectors, float32, shape (inputs, width)."""
        torch.set_num_threads(THREADS)
        return self._loaded().encode(inputs, advance=advance)

    def score(self, vectors: np.ndarray) -> np.ndarray:
        """Raw scores, float32, shape (passages, columns)."""
        torch.set_num_threads(THREADS)
        heads = load_heads(self.release, width=vectors.shape[1])
        weight, bias = heads.linear.weight.data.numpy(), heads.linear.bias.data.numpy()
        scores: np.ndarray = np.einsum("pw,cw->pc", vectors, weight, optimize=False) + bias
        return scores

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """Calibrated probabilities, shape (passages, columns)."""
        return probabilities(scores, codebook=self.release.codebook, calibration=self.release.calibration)

    def decide(self, row: np.ndarray) -> Decision:
        """One passage's codes from its probabilities, shape (columns,)."""
        return decide(row, codebook=self.release.codebook, calibration=self.release.calibration)

    def _loaded(self) -> Trunk:
        if self._trunk is None:
            base = load_base(self.release.base)
            if base.sha256 != self.release.base_sha256:
                raise ConfigError(
                    f"model {self.release.name}: it was trained on another version of {self.release.base!r}"
                )
            model = load_delta(base.model, release=self.release)
            self._trunk = Trunk(model, base.tokenizer, number_format=self.number_format)
        return self._trunk


@lru_cache(maxsize=2)
def load_coder(folder: Path, number_format: NumberFormat) -> Coder:
    """The coder of a model folder, once per process."""
    return Coder(read_release(folder), number_format=number_format)
