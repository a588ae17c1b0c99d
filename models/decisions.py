"""Raw scores go in, calibrated probabilities, assigned codes and abstentions come out; no inference is re-run for them."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import numpy as np

from data_schemas.codebook import NONE, Codebook, Dimension


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """Per column: probability = sigmoid or softmax of scale * score + shift; `threshold` assigns, `sure` tags.

    A code whose probability reaches `threshold` but not `sure` is abstained from: it is left to a person.
    """

    scale: tuple[float, ...]
    shift: tuple[float, ...]
    threshold: tuple[float, ...]
    sure: tuple[float, ...]
    calibrated_on: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The codes of one passage by dimension: given, and left to a person."""

    assigned: dict[str, tuple[str, ...]]
    abstained: dict[str, tuple[str, ...]]


def uncalibrated(codebook: Codebook) -> Calibration:
    """Scores taken at their word: half for `multi`, the largest for `single`, no abstention."""
    n = len(codebook.columns)
    halves = tuple(0.5 if codebook.dimension(c.split(".")[0]).kind == "multi" else 0.0 for c in codebook.columns)
    return Calibration(scale=(1.0,) * n, shift=(0.0,) * n, threshold=halves, sure=halves)


def probabilities(scores: np.ndarray, *, codebook: Codebook, calibration: Calibration) -> np.ndarray:
    """Calibrated probabilities of shape (passages, columns); those of a `single` dimension sum to 1."""
    logits = scores.astype(np.float64) * np.array(calibration.scale) + np.array(calibration.shift)
    out: np.ndarray = np.empty_like(logits)
    for dimension in codebook.dimensions:
        place = codebook.slice_of(dimension.id)
        part = logits[:, place]
        if dimension.kind == "multi":
            out[:, place] = 1.0 / (1.0 + np.exp(-np.clip(part, -40, 40)))
        else:
            exp = np.exp(part - part.max(axis=1, keepdims=True))
            out[:, place] = exp / exp.sum(axis=1, keepdims=True)
    return out


def decide(
    row: np.ndarray,
    *,
    codebook: Codebook,
    calibration: Calibration,
    given: Mapping[str, tuple[str, ...]] | None = None,
) -> Decision:
    """One passage's codes from its probabilities, shape (columns,); a conditional dimension only where it applies.

    `given` are dimensions on which somebody has decided already: these stand, and others that depend on them follow.
    """
    assigned: dict[str, tuple[str, ...]] = {}
    abstained: dict[str, tuple[str, ...]] = {}
    for dimension in codebook.dimensions:
        assigned[dimension.id], abstained[dimension.id] = (given or {}).get(dimension.id, ()), ()
        if given and dimension.id in given:
            continue
        if dimension.applies_to and not any(assigned[d] or abstained[d] for d in dimension.applies_to):
            continue
        place = codebook.slice_of(dimension.id)
        chosen = _chosen(row[place], dimension=dimension, threshold=calibration.threshold[place])
        sure = calibration.sure[place]
        only_maybe = bool(dimension.applies_to) and not any(assigned[d] for d in dimension.applies_to)
        certain = [i for i in chosen if row[place][i] >= sure[i] and not only_maybe]
        assigned[dimension.id] = tuple(dimension.values[i] for i in certain)
        abstained[dimension.id] = tuple(dimension.values[i] for i in chosen if i not in certain)
    return Decision(assigned, abstained)


def _chosen(row: np.ndarray, *, dimension: Dimension, threshold: tuple[float, ...]) -> list[int]:
    if dimension.kind == "multi":
        return [i for i in range(len(row)) if row[i] >= threshold[i]]
    codes = [i for i, value in enumerate(dimension.values) if value != NONE]
    best = max(codes, key=lambda i: (row[i], -i))
    if not dimension.none:
        return [best]
    return [best] if row[best] >= threshold[best] else []
