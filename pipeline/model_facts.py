"""What trained a model and how it fared go in, what its folder says of itself comes out: counts, mark, membership."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from data_schemas.codebook import Codebook
from data_schemas.labels import Label
from pipeline.model_card import summary_of
from pipeline.onward import Onward

if TYPE_CHECKING:
    from models.decisions import Calibration
    from models.metrics import CodeFigures


class Learnt(Protocol):
    """What full training and refitted heads have in common."""

    @property
    def known(self) -> list[Label]: ...
    @property
    def judged(self) -> list[Label]: ...
    @property
    def calibration(self) -> "Calibration": ...
    @property
    def figures(self) -> "list[CodeFigures]": ...
    @property
    def scores(self) -> np.ndarray: ...


def about(
    fitted: Learnt, *, codebook: Codebook, name: str, confidential: bool, begun: Onward | None = None
) -> dict[str, Any]:
    """What every model folder says of itself; `begun` is the model that learned on to become this one."""
    start = begun.facts(fitted.known) if begun else None
    return {
        **({"start": start} if start else {}),
        "name": name,
        "version": "1",
        "confidential": confidential,
        "validated": False,
        "summary": summary_of(fitted, start=start),
        "labels": counts(fitted.known, codebook=codebook),
        "calibrated_on": fitted.calibration.calibrated_on,
    }


def counts(labels: Sequence[Label], *, codebook: Codebook) -> dict[str, Any]:
    """Labels by who coded them; by dimension how many are known, and how many carry each code."""
    by_dimension = {}
    for dimension in codebook.dimensions:
        given = Counter(code for label in labels for code in set(label.codes.get(dimension.id, [])))
        known = sum(dimension.id in label.codes or dimension.id in label.complete for label in labels)
        by_dimension[dimension.id] = {"known": known, "codes": {code: given[code] for code in dimension.code_ids}}
    return {
        "all": len(labels),
        "interviews": len({label.interview for label in labels}),
        "by_source": dict(sorted(Counter(label.source for label in labels).items())),
        "by_dimension": by_dimension,
    }


def membership_of(fitted: Learnt, *, met: Sequence[Label], met_scores: np.ndarray, codebook: Codebook) -> float | None:
    """How well passages that trained the model are told from those that a judging model had not met; None without any."""
    from models.membership import losses, membership
    from models.targets import targets_of

    lost = [
        losses(scores, targets=targets_of(of, codebook=codebook), codebook=codebook, calibration=fitted.calibration)
        for of, scores in ((met, met_scores), (fitted.judged, fitted.scores))
    ]
    told = membership(*lost)
    return None if math.isnan(told) else told
