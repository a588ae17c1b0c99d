"""A larger model and labels go in; the probabilities that it gives every label's passage come out, to teach a smaller one.

The teacher reads each passage with its context, as it would in use. What the smaller one is judged on may not have
trained it: held out alike, by the digest of an interview's name, both leave out the same interviews.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError
from data_schemas.labels import Label

if TYPE_CHECKING:
    from models.release import Release

PART = 128  # passages that a process reads at a time


def taught_by(
    release: "Release",
    *,
    labels: Sequence[Label],
    codebook: Codebook,
    processes: int = 1,
    advance: Callable[[float], None] | None = None,
) -> dict[str, np.ndarray]:
    """Probabilities over the columns of the codebook by the id of a label; ConfigError if the codebooks differ."""
    if release.codebook.columns != codebook.columns:
        raise ConfigError(
            f"teacher {release.name}: its codebook has other codes than {codebook.id}; take one of the same"
        )
    parts = [labels[start : start + PART] for start in range(0, len(labels), PART)]
    found: dict[str, np.ndarray] = {}
    for part, chances in zip(parts, _read(release.folder, parts, processes=processes), strict=True):
        found |= {label.id: row for label, row in zip(part, chances, strict=True)}
        if advance is not None:
            advance(len(found) / len(labels))
    return found


def _read(folder: Path, parts: Sequence[Sequence[Label]], *, processes: int) -> Iterator[np.ndarray]:
    """The probabilities of each part, in order; a passage's are the same whatever it is read beside."""
    if min(processes, len(parts)) <= 1:
        yield from map(partial(_chances, folder), parts)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, len(parts)), mp_context=context) as pool:
        yield from pool.map(partial(_chances, folder), parts)


def _chances(folder: Path, labels: Sequence[Label]) -> np.ndarray:
    from models.coder import load_coder
    from models.numbers import resolve_number_format
    from models.training import inputs_of

    coder = load_coder(folder, resolve_number_format())
    return coder.probabilities(coder.score(coder.encode(inputs_of(labels))))
