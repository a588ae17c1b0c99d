"""Coded quotes go in; a scorer's figures for our coder and for TF-IDF + logistic regression on the same labels come out.

usage: python scripts/benchmark_codes.py GOLD.jsonl --scorer SCORER.py [--split NAME] [--model FOLDER]
       python scripts/benchmark_codes.py examples/talk --scorer SCORER.py [--model FOLDER]

GOLD has `id`, `text` and, per dimension, its codes (`power_face` may be called `face`); SCORER is run as
`SCORER GOLD PRED` and prints one JSON object. A folder holds passages in the form that `train` reads instead: those in which
more than one dimension is not known are left out, and the mean average precision over codes (`about` left out) is printed
too. The gold is read for scoring only and never trains anything.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.codebook import NONE, Codebook, load_codebook  # noqa: E402
from data_schemas.labels import Label  # noqa: E402
from models.targets import targets_of  # noqa: E402
from pipeline.code_lines import code_texts  # noqa: E402
from pipeline.training_data import load_labels  # noqa: E402
from scripts.ablation_results import LEFT_OUT, average_precision  # noqa: E402

TRAINING = [
    ROOT / "examples" / "training" / kind for kind in ("interviews", "passages", "talk", "more-talk", "contrasts")
]
ALIAS = {"power_face": "face"}  # what the gold calls a dimension, where it differs


def main() -> None:
    """Print one line of figures per coder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="a file of gold, or a folder of passages as `train` reads them")
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--split", help="only rows whose `split` is this")
    parser.add_argument("--model", type=Path, help="model folder; default: the released one")
    options = parser.parse_args()
    codebook = load_codebook()
    labels = known_well([options.gold], codebook=codebook) if options.gold.is_dir() else []
    rows = [gold_of(x, codebook=codebook) for x in labels] or gold_in(options.gold, split=options.split)
    ours = {r["id"]: r["codes"] for r in code_texts(rows, model=options.model)}
    print("ours  ", scored(rows, ours, scorer=options.scorer))
    if labels:
        print(f"ours   AP {mean_average_precision(labels, ours, codebook=codebook):.3f}", flush=True)
    plain = tfidf(load_labels(TRAINING, codebook=codebook), [row["text"] for row in rows], codebook=codebook)
    print("tf-idf", scored(rows, dict(zip((r["id"] for r in rows), plain, strict=True)), scorer=options.scorer))


def gold_in(path: Path, *, split: str | None) -> list[dict[str, Any]]:
    """The rows of a file of gold, or those of one split."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if split in (None, row.get("split"))]


def known_well(paths: list[Path], *, codebook: Codebook) -> list[Label]:
    """Labels in which at most one dimension is not known."""
    return [x for x in load_labels(paths, codebook=codebook) if len(x.complete) >= len(codebook.dimensions) - 1]


def gold_of(label: Label, *, codebook: Codebook) -> dict[str, Any]:
    """A label as a row of gold: a dimension stands there where it is known, and a stance only where a face is coded."""
    row: dict[str, Any] = {"id": label.id, "text": label.text}
    for dimension in codebook.dimensions:
        if dimension.id not in label.complete:
            continue
        given = label.codes.get(dimension.id, [])
        if dimension.kind == "multi":
            row[ALIAS.get(dimension.id, dimension.id)] = list(given)
        elif given or NONE in dimension.values:
            row[dimension.id] = given[0] if given else NONE
    return row


def mean_average_precision(
    labels: list[Label], codes: dict[str, dict[str, dict[str, float]]], *, codebook: Codebook
) -> float:
    """The mean over codes, each among the passages in which its dimension is known and applies."""
    targets, found = targets_of(labels, codebook=codebook), []
    for column, name in enumerate(codebook.columns):
        dimension, _, code = name.partition(".")
        if code == NONE or dimension in LEFT_OUT:
            continue
        rows = np.flatnonzero(targets.known[:, column])
        chances = np.array([codes[labels[row].id][dimension][code] for row in rows])
        found.append(average_precision(chances, targets.values[rows, column], np.ones((1, len(rows)))))
    return float(np.mean(found))


def tfidf(labels: list[Label], texts: list[str], *, codebook: Codebook) -> list[dict[str, dict[str, float]]]:
    """The plain baseline: one classifier a dimension (a code, where `multi`), balanced classes."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectoriser = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    known, wanted = vectoriser.fit_transform(label.text for label in labels), vectoriser.transform(texts)
    targets = targets_of(labels, codebook=codebook)
    out: list[dict[str, dict[str, float]]] = [{} for _ in texts]
    for dimension in codebook.dimensions:
        place = codebook.slice_of(dimension.id)
        rows = targets.known[:, place].sum(1) > 0
        truth = targets.values[rows, place]
        if dimension.kind == "multi":
            chances = np.column_stack(
                [
                    _classifier(LogisticRegression).fit(known[rows], truth[:, i]).predict_proba(wanted)[:, 1]
                    for i in range(truth.shape[1])
                ]
            )
        else:
            chances = _classifier(LogisticRegression).fit(known[rows], truth.argmax(1)).predict_proba(wanted)
        for i in range(len(texts)):
            out[i][dimension.id] = dict(zip(dimension.values, map(float, chances[i]), strict=True))
    return out


def _classifier(kind: Any) -> Any:
    return kind(C=4.0, class_weight="balanced", max_iter=2000)


def scored(rows: list[dict[str, Any]], codes: dict[str, dict[str, dict[str, float]]], *, scorer: Path) -> str:
    """The scorer's own line."""
    with tempfile.TemporaryDirectory() as place:
        gold, pred = Path(place) / "gold.jsonl", Path(place) / "pred.jsonl"
        gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        lines = [{"id": i, **{ALIAS.get(d, d): values for d, values in found.items()}} for i, found in codes.items()]
        pred.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        done = subprocess.run([sys.executable, scorer, gold, pred], capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
