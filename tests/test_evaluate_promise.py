"""Thresholds promise a share of right tags: on other interviews it is kept where scores tell, and not by noise."""

import numpy as np

from data_schemas.labels import Label
from models.calibration import TRUST
from scripts.test_promise import promise_kept
from tests.test_evaluate import FACE


def test_a_promise_is_kept_by_scores_that_tell_and_broken_by_noise() -> None:
    generator = np.random.default_rng(8)
    truth = generator.random((400, 2)) < 0.25
    scores = np.column_stack([np.where(truth[:, 0], 3.0, -3.0), np.zeros(400)]) + generator.normal(0, 1, (400, 2))
    labels = [
        Label(
            id=str(i),
            interview=f"i{i % 20}",
            text="x",
            codes={"face": [code for code, has in zip(("open", "hidden"), row, strict=True) if has]},
        )
        for i, row in enumerate(truth)
    ]
    opened, hidden = promise_kept(scores, labels=labels, codebook=FACE, splits=6)
    assert (opened.code, opened.tested, opened.held) == ("face.open", 6, 6)
    assert opened.right > 0.9 * opened.tags > 100
    assert hidden.tested == 6
    assert hidden.held == 0
    assert hidden.right < TRUST * hidden.tags
    assert (opened, hidden) == tuple(promise_kept(scores, labels=labels, codebook=FACE, splits=6))
