"""Files of labels and a model folder go in; how well the model codes them comes out. What trained it is never used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data_schemas.labels import Label
from models.coder import Coder
from models.evaluation.judged import judge
from models.numbers import resolve_number_format
from models.release import Release, model_folder, read_release
from models.training import inputs_of
from pipeline.evaluation.figures import Evaluation, evaluation_of
from pipeline.met import refuse_met
from pipeline.training_data import load_labels


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredLabels:
    """Labels with the raw scores that a model gives them, shape (labels, columns)."""

    release: Release
    labels: tuple[Label, ...]
    scores: np.ndarray


def evaluate_model(
    *, labels: Sequence[Path], model: Path | None, advance: Callable[[float], None] | None = None
) -> Evaluation:
    """All figures; ConfigError if any of the passages trained the model."""
    release = read_release(model_folder(model))
    scored = score_labels(load_labels(labels, codebook=release.codebook), release=release, advance=advance)
    return evaluation_of(
        judge(
            scored.scores,
            labels=scored.labels,
            codebook=release.codebook,
            calibration=release.calibration,
        ),
        release=release,
    )


def score_labels(
    labels: Sequence[Label], *, release: Release, advance: Callable[[float], None] | None = None
) -> ScoredLabels:
    """Score every label's passage; ConfigError if any of them trained the model."""
    refuse_met(labels, release=release)
    coder = Coder(release, number_format=resolve_number_format())
    done = 0

    def count(passages: int) -> None:
        nonlocal done
        done += passages
        if advance is not None:
            advance(done / len(labels))

    scores = coder.score(coder.encode(inputs_of(labels), advance=count))
    return ScoredLabels(release=release, labels=tuple(labels), scores=scores)
