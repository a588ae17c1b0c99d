"""Labelled interviews that trained nothing go in; per code the share of right tags promised, and the share kept, come out.

usage: python scripts/test_promise.py [--model FOLDER] [--splits 100] [--part 0.5]

Thresholds promise that a share TRUST of a code's tags is right. Here interviews are dealt in two at random, again and again:
calibration and thresholds are set on one part, and tags counted on the other. Scores are computed once. The interviews are
those of the example archive and the fifth of the training interviews that was held out from the released models; `refuse_met`
checks that none trained the model.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.codebook import Codebook  # noqa: E402
from data_schemas.labels import Label  # noqa: E402
from models.calibration import TRUST, calibrate  # noqa: E402
from models.evaluation.judged import Judged, judge  # noqa: E402
from models.fit import judged_among  # noqa: E402
from models.release import model_folder, read_release  # noqa: E402
from models.targets import targets_of  # noqa: E402
from pipeline.evaluate import score_labels  # noqa: E402
from pipeline.training_data import load_labels  # noqa: E402

SEED = 20260101
FOLDS = 5  # of which the first was held out from the released models
ENOUGH = 10  # tags of a code in the other part, below which a split's share is no test of a promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One code over all splits: tags in the other part and how many were right, and how often the share reached TRUST.

    `tested` counts the splits with at least ENOUGH tags in the other part, `held` those of them that kept the promise.
    """

    code: str
    tags: int
    right: int
    tested: int
    held: int


def main() -> None:
    """Print one line per code, and the mean over codes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="model folder, or mpnet; default: the small released one")
    parser.add_argument("--splits", type=int, default=100)
    parser.add_argument("--part", type=float, default=0.5, help="share of interviews that set thresholds")
    options = parser.parse_args()
    release = read_release(model_folder(options.model))
    archive = load_labels([ROOT / "examples" / "archive" / "sources"], codebook=release.codebook)
    training = load_labels([ROOT / "examples" / "training" / "interviews"], codebook=release.codebook)
    labels = [*archive, *judged_among(training, folds=FOLDS, hold_out=True)]
    scored = score_labels(labels, release=release)
    kept = promise_kept(
        scored.scores, labels=labels, codebook=release.codebook, splits=options.splits, part=options.part
    )
    print(f"{'code':32}  promised  observed  held in  of splits  tags a split")
    for one in kept:
        share = one.right / max(1, one.tags)
        held = f"{one.held / one.tested:7.0%}" if one.tested else "      -"
        print(f"{one.code:32}  {TRUST:8.2f}  {share:8.2f}  {held}  {one.tested:9}  {one.tags / options.splits:12.1f}")
    told = [one for one in kept if one.tags]
    below = [one.code for one in told if one.right < TRUST * one.tags]
    print(
        f"mean over codes: {np.mean([one.right / one.tags for one in told]):.2f}; below {TRUST}: {', '.join(below) or 'none'}"
    )


def promise_kept(
    scores: np.ndarray, *, labels: Sequence[Label], codebook: Codebook, splits: int, part: float = 0.5
) -> list[Kept]:
    """Deal interviews in two `splits` times; raw scores of shape (labels, columns)."""
    names = sorted({label.interview for label in labels})
    generator = np.random.default_rng(SEED)
    counts = np.zeros((len(codebook.columns), 4), dtype=int)
    seen: set[int] = set()
    for _ in range(splits):
        setting = {names[i] for i in generator.permutation(len(names))[: max(1, round(part * len(names)))]}
        chosen = np.array([label.interview in setting for label in labels])
        other = _decided(scores, labels=labels, codebook=codebook, setting=chosen)
        tags, checkable = other.tagged & other.checkable, other.code_columns
        seen.update(checkable)
        total = tags.sum(axis=0)
        right = (tags & other.truth).sum(axis=0)
        enough = total >= ENOUGH
        counts += np.column_stack([total, right, enough, enough & (right >= TRUST * total)]).astype(int)
    return [
        Kept(code=codebook.columns[c], tags=counts[c, 0], right=counts[c, 1], tested=counts[c, 2], held=counts[c, 3])
        for c in sorted(seen)
    ]


def _decided(scores: np.ndarray, *, labels: Sequence[Label], codebook: Codebook, setting: np.ndarray) -> Judged:
    """The other part, judged by what the setting part calibrates."""
    known = [label for label, here in zip(labels, setting, strict=True) if here]
    others = [label for label, here in zip(labels, setting, strict=True) if not here]
    calibration = calibrate(
        scores[setting], targets=targets_of(known, codebook=codebook), codebook=codebook, calibrated_on="a split"
    )
    return judge(scores[~setting], labels=others, codebook=codebook, calibration=calibration)


if __name__ == "__main__":
    main()
