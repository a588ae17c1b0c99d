"""A larger model and labels go in; the probabilities that it gives every label's passage come out, to teach a smaller one.

The teacher reads each passage with its context, as it would in use. What the smaller one is judged on may not have
trained it: held out alike, by the digest of an interview's name, both leave out the same interviews.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError
from data_schemas.labels import Label

if TYPE_CHECKING:
    from models.release import Release


def taught_by(
    release: "Release", *, labels: Sequence[Label], codebook: Codebook, advance: Callable[[float], None] | None = None
) -> dict[str, np.ndarray]:
    """Probabilities over the columns of the codebook by the id of a label; ConfigError if the codebooks differ."""
    from models.coder import Coder
    from models.numbers import resolve_number_format
    from models.training import inputs_of

    if release.codebook.columns != codebook.columns:
        raise ConfigError(
            f"teacher {release.name}: its codebook has other codes than {codebook.id}; take one of the same"
        )
    coder, done = Coder(release, number_format=resolve_number_format()), 0

    def count(passages: int) -> None:
        nonlocal done
        done += passages
        if advance is not None:
            advance(done / len(labels))

    chances = coder.probabilities(coder.score(coder.encode(inputs_of(labels), advance=count)))
    return {label.id: row for label, row in zip(labels, chances, strict=True)}
