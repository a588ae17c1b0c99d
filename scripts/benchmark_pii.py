"""Compare our redactions with plain spaCy's: files of `{"id", "text", ...}` go in, a table comes out.

usage: python scripts/benchmark_pii.py --scorer PATH IN.jsonl ...
The scorer is run as `PATH GOLD.jsonl PRED.jsonl` and prints one JSON object on one line. Each file is one archive.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.key import Key  # noqa: E402
from pipeline.pseudonymise.entities import entity_model  # noqa: E402
from pipeline.pseudonymise.lines import MODEL, pseudonymise_texts  # noqa: E402

Texts = Sequence[tuple[str, str]]
SPACY_TYPES = {
    "PERSON": "PERSON",
    "ORG": "ORG",
    "GPE": "LOCATION",
    "LOC": "LOCATION",
    "FAC": "LOCATION",
    "DATE": "DATE",
}
KEY = Key(b"a fixed key: figures do not depend on it")


def ours(texts: Texts) -> list[dict[str, Any]]:
    """Our redactions."""
    return pseudonymise_texts(texts, key=KEY, model=MODEL)


def spacy(texts: Texts) -> list[dict[str, Any]]:
    """What the entity model alone would mask."""
    docs = entity_model(MODEL).pipe((text for _, text in texts), batch_size=64)
    return [
        {
            "id": text_id,
            "redactions": [
                {"start": e.start_char, "end": e.end_char, "type": SPACY_TYPES[e.label_]}
                for e in doc.ents
                if e.label_ in SPACY_TYPES
            ],
        }
        for (text_id, _), doc in zip(texts, docs, strict=True)
    ]


SYSTEMS: dict[str, Callable[[Texts], list[dict[str, Any]]]] = {"ours": ours, "spacy": spacy}


def main(arguments: Sequence[str]) -> int:
    """Score every system on every file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--scorer", required=True, type=Path)
    options = parser.parse_args(arguments)
    ours([("warm", "Warm up: Jane Smith of Leeds rang 0113 496 0123 on 4 May 2020.")])
    for file in options.files:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        texts = [(row["id"], row["text"]) for row in rows]
        words = sum(len(text.split()) for _, text in texts)
        for name, system in SYSTEMS.items():
            started = time.process_time()
            predicted = system(texts)
            seconds = time.process_time() - started
            print(f"{file.stem:14} {name:6} {words / seconds:6.0f} words/s  {_score(file, predicted, options.scorer)}")
    return 0


def _score(gold: Path, predicted: Sequence[dict[str, Any]], scorer: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "predicted.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in predicted), encoding="utf-8")
        command = [sys.executable, str(scorer), str(gold), str(path)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
