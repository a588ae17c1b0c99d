"""Scores and labels go in; what was the case, what the coder says of it and what it leaves open come out as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.codebook import NONE, Codebook
from data_schemas.labels import Label
from models.decisions import Calibration, decide, probabilities
from models.targets import targets_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Labelled passages beside the coder's word on them.

    All arrays have the shape (passages, columns of the codebook). `taken` codes reach their threshold, `sure` ones are
    surer than their other threshold too; both judge a dimension that applies only where another is coded wherever the
    labels say that it applies. `tagged` and `left_open` are what a run tags and leaves to a person, whatever the labels say.
    """

    codebook: Codebook
    labels: tuple[Label, ...]
    truth: np.ndarray
    known: np.ndarray
    chances: np.ndarray
    taken: np.ndarray
    sure: np.ndarray
    tagged: np.ndarray
    left_open: np.ndarray

    @property
    def interviews(self) -> np.ndarray:
        """The interview of each passage as a number from 0; shape (passages,)."""
        return np.unique([label.interview for label in self.labels], return_inverse=True)[1]

    @property
    def checkable(self) -> np.ndarray:
        """Where a tag can be told right or wrong: as `known`, and where a dimension is known not to apply."""
        out = self.known.copy()
        for dimension in self.codebook.dimensions:
            parents = [self._codes_of(parent) for parent in dimension.applies_to]
            if parents:
                columns = [column for parent in parents for column in parent]
                outside = self.known[:, columns].all(axis=1) & ~self.truth[:, columns].any(axis=1)
                out[outside, self.codebook.slice_of(dimension.id)] = True
        return out

    def _codes_of(self, dimension_id: str) -> list[int]:
        start = self.codebook.slice_of(dimension_id).start
        return [start + i for i, v in enumerate(self.codebook.dimension(dimension_id).values) if v != NONE]

    @property
    def code_columns(self) -> list[int]:
        """The columns that are codes (not `none`) and that some label knows."""
        names = enumerate(self.codebook.columns)
        return [i for i, name in names if not name.endswith(f".{NONE}") and self.known[:, i].any()]

    def only(self, rows: np.ndarray) -> "Judged":
        """The passages that `rows`, a boolean array, names."""
        return Judged(
            codebook=self.codebook,
            labels=tuple(label for label, keep in zip(self.labels, rows, strict=True) if keep),
            truth=self.truth[rows],
            known=self.known[rows],
            chances=self.chances[rows],
            taken=self.taken[rows],
            sure=self.sure[rows],
            tagged=self.tagged[rows],
            left_open=self.left_open[rows],
        )


def judge(scores: np.ndarray, *, labels: Sequence[Label], codebook: Codebook, calibration: Calibration) -> Judged:
    """Raw scores, shape (passages, columns), decided as a run would decide them, beside their labels."""
    targets = targets_of(labels, codebook=codebook)
    chances = probabilities(scores, codebook=codebook, calibration=calibration)
    taken, sure = taken_codes(chances, codebook=codebook, calibration=calibration)
    tagged, left_open = _in_use(chances, codebook=codebook, calibration=calibration)
    return Judged(
        codebook=codebook,
        labels=tuple(labels),
        truth=targets.values > 0,
        known=targets.known > 0,
        chances=chances,
        taken=taken,
        sure=sure,
        tagged=tagged,
        left_open=left_open,
    )


def joined(parts: Sequence[Judged]) -> Judged:
    """Passages that were decided apart, such as fold by fold, as one."""
    return Judged(
        codebook=parts[0].codebook,
        labels=tuple(label for part in parts for label in part.labels),
        truth=np.concatenate([part.truth for part in parts]),
        known=np.concatenate([part.known for part in parts]),
        chances=np.concatenate([part.chances for part in parts]),
        taken=np.concatenate([part.taken for part in parts]),
        sure=np.concatenate([part.sure for part in parts]),
        tagged=np.concatenate([part.tagged for part in parts]),
        left_open=np.concatenate([part.left_open for part in parts]),
    )


def taken_codes(chances: np.ndarray, *, codebook: Codebook, calibration: Calibration) -> tuple[np.ndarray, np.ndarray]:
    """Which codes reach their threshold, and which are tagged; both boolean, (passages, columns)."""
    taken = np.zeros(chances.shape, dtype=bool)
    sure = np.zeros(chances.shape, dtype=bool)
    for row in range(len(chances)):
        decision = decide(chances[row], codebook=codebook, calibration=calibration)
        for dimension in codebook.dimensions:
            place = codebook.slice_of(dimension.id)
            if dimension.applies_to:
                best = place.start + int(np.argmax(chances[row, place]))
                taken[row, best] = True
                sure[row, best] = chances[row, best] >= calibration.sure[best]
                continue
            for value in (*decision.assigned[dimension.id], *decision.abstained[dimension.id]):
                taken[row, place.start + dimension.values.index(value)] = True
            for value in decision.assigned[dimension.id]:
                sure[row, place.start + dimension.values.index(value)] = True
    return taken, sure


def _in_use(chances: np.ndarray, *, codebook: Codebook, calibration: Calibration) -> tuple[np.ndarray, np.ndarray]:
    """What a run tags and what it leaves to a person; both boolean, (passages, columns)."""
    tagged, left = np.zeros(chances.shape, dtype=bool), np.zeros(chances.shape, dtype=bool)
    for row in range(len(chances)):
        decision = decide(chances[row], codebook=codebook, calibration=calibration)
        for given, out in ((decision.assigned, tagged), (decision.abstained, left)):
            for dimension in codebook.dimensions:
                start = codebook.slice_of(dimension.id).start
                for value in given[dimension.id]:
                    out[row, start + dimension.values.index(value)] = True
    return tagged, left
