"""Labels go in, arrays to learn from come out; what a coder did not say is masked, never taken for a no."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.codebook import NONE, Codebook, Dimension
from data_schemas.labels import Label
from data_schemas.troubles import Trouble, refuse


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets and whether they are known, both of shape (labels, columns of the codebook), values 0 or 1."""

    values: np.ndarray
    known: np.ndarray


def targets_of(labels: Sequence[Label], *, codebook: Codebook) -> Targets:
    """One row per label; a dimension is known where it was coded or where the coding is complete."""
    values = np.zeros((len(labels), len(codebook.columns)), dtype=np.float32)
    known = np.zeros_like(values)
    for row, label in enumerate(labels):
        for dimension in codebook.dimensions:
            coded = label.codes.get(dimension.id)
            if coded is None and dimension.id not in label.complete:
                continue
            place = codebook.slice_of(dimension.id)
            given = _given(coded or [], dimension=dimension)
            if given is not None:
                values[row, place] = given
                known[row, place] = 1.0
    return Targets(values, known)


def shares_of(targets: Targets, *, rows: np.ndarray) -> np.ndarray:
    """The share of the named rows that has each value, where it is known; shape (columns,)."""
    known = targets.known[rows]
    shares: np.ndarray = (targets.values[rows] * known).sum(axis=0) / np.maximum(1, known.sum(axis=0))
    return shares


def _given(coded: list[str], *, dimension: Dimension) -> list[float] | None:
    if dimension.kind == "multi":
        return [float(code in coded) for code in dimension.code_ids]
    wanted = coded[0] if coded else NONE
    if wanted not in dimension.values:
        return None  # a single dimension without `none`, not coded: it did not apply
    return [float(value == wanted) for value in dimension.values]


def check_learnable(labels: Sequence[Label], *, codebook: Codebook, min_positives: int, min_interviews: int) -> None:
    """ConfigError that lists each code with too few positives, all from too few interviews, or no known negative."""
    refuse(learning_troubles(labels, codebook=codebook, min_positives=min_positives, min_interviews=min_interviews))


def learning_troubles(
    labels: Sequence[Label], *, codebook: Codebook, min_positives: int, min_interviews: int
) -> list[Trouble]:
    """Codes that these labels cannot teach, and why."""
    targets = targets_of(labels, codebook=codebook)
    interviews = np.array([label.interview for label in labels])
    out = []
    for column, name in enumerate(codebook.columns):
        positive = (targets.values[:, column] > 0) & (targets.known[:, column] > 0)
        negative = (targets.values[:, column] == 0) & (targets.known[:, column] > 0)
        count, places = int(positive.sum()), len(set(interviews[positive]))
        if count < min_positives or places < min_interviews:
            dimension, _, code = name.partition(".")
            less = (
                f"label more passages of dimension {dimension} that carry none of its codes"
                if code == NONE
                else "label more, or leave the code out of the codebook"
            )
            out.append(
                f"code {name}: {count} labelled passages from {places} interviews; at least {min_positives} from "
                f"{min_interviews} are needed: {less}"
            )
        elif not negative.any():
            out.append(
                f"code {name}: no passage is known to be without it; state in `complete` which dimensions were coded "
                "in full"
            )
    return [Trouble("", what) for what in out]
