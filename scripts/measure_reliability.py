"""A released model goes in, the interviews held out from it are read anew, and its figures gain their reliability bins.

usage: python scripts/measure_reliability.py minilm|mpnet [--check]      (a minute for the small one, five for the larger)

Nothing is trained and no decision changes. The passages are dealt as `make train` and `make train-base` dealt them, and none
of them may have trained the model; the number of passages with each code must be the one that its figures state. All other
figures stay as they were measured when the model was made. With --check nothing is written; both ways print by how much
what is read here differs from them, which rounding by another processor explains.
"""

import sys
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.evaluation.judged import judge  # noqa: E402
from models.fit import judged_among  # noqa: E402
from models.metrics import CodeFigures, code_figures  # noqa: E402
from models.release import Release, model_folder, read_release  # noqa: E402
from pipeline.evaluate import score_labels  # noqa: E402
from pipeline.model_place import FIGURES  # noqa: E402
from pipeline.training_data import load_labels  # noqa: E402

LABELS = ROOT / "examples" / "training" / "interviews"
FOLDS = 5  # as in the Makefile: the first is held out
COMPARED = ("kappa", "brier", "skill", "ece")


def main() -> None:
    """Read, compare, and write the bins beside the figures that stand there."""
    names = [argument for argument in sys.argv[1:] if argument != "--check"]
    if len(names) != 1:
        sys.exit(__doc__)
    release = read_release(model_folder(Path(names[0])))
    path = release.folder / FIGURES
    before = msgspec.json.decode(path.read_bytes(), type=list[CodeFigures])
    now = read_anew(release)
    counts = [[(f.code, f.n, f.known) for f in figures] for figures in (before, now)]
    if counts[0] != counts[1]:
        sys.exit(f"{release.name}: the interviews dealt here are not those that its figures were measured on")
    for measure in COMPARED:
        apart = max(
            abs((getattr(a, measure) or 0) - (getattr(b, measure) or 0)) for a, b in zip(before, now, strict=True)
        )
        print(f"{measure}: at most {apart:.4f} from what stands there, code by code")
    if "--check" in sys.argv:
        return
    joined = [msgspec.structs.replace(a, bins=b.bins) for a, b in zip(before, now, strict=True)]
    path.write_bytes(msgspec.json.format(msgspec.json.encode(joined), indent=1) + b"\n")
    print(f"Written: {path.relative_to(ROOT)}")


def read_anew(release: Release) -> list[CodeFigures]:
    """Its figures on the interviews that were held out from it, by its own decisions."""
    held = judged_among(load_labels([LABELS], codebook=release.codebook), folds=FOLDS, hold_out=True)
    scored = score_labels(held, release=release)
    return code_figures(
        judge(scored.scores, labels=scored.labels, codebook=release.codebook, calibration=release.calibration)
    )


if __name__ == "__main__":
    main()
