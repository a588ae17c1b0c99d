"""Gold rows and redactions go in, figures come out: an outside scorer's, and false masks in talk without identifiers."""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from pii_gold import WORD, Row  # noqa: E402


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseMasks:
    """Masked words in utterances without any identifier; `by_layer` counts them by the layer that decided."""

    words: int
    masked: int
    by_layer: dict[str, int] = field(default_factory=dict)

    @property
    def per_1000(self) -> float:
        """Masked words in 1,000 words."""
        return 1000 * self.masked / max(1, self.words)


def scored(gold: Sequence[Row], predicted: Sequence[Row], *, scorer: Path) -> dict[str, Any]:
    """What `SCORER GOLD PRED` prints: one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("gold.jsonl", "predicted.jsonl")]
        for path, rows in zip(paths, (gold, predicted), strict=True):
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, str(scorer), *map(str, paths)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def false_masks(gold: Sequence[Row], predicted: Sequence[Row]) -> FalseMasks:
    """False masks over all lines of which no stretch is marked."""
    found = {row["id"]: row["redactions"] for row in predicted}
    words, layers = 0, Counter[str]()
    for row in gold:
        at = 0
        redactions = found[row["id"]]
        for line in row["text"].split("\n"):
            end = at + len(line)
            if not any(s["start"] < end and s["end"] > at for s in row["spans"]):
                spans = [(m.start() + at, m.end() + at) for m in WORD.finditer(line)]
                here = [r for r in redactions if r["start"] < end and r["end"] > at]
                words += len(spans)
                layers.update(filter(None, (_layer(start, stop, here) for start, stop in spans)))
            at = end + 1
    return FalseMasks(words=words, masked=layers.total(), by_layer=dict(layers.most_common()))


def _layer(start: int, end: int, redactions: Sequence[Row]) -> str | None:
    """The layer that decided on what masks a word (`?` where the system names none), None where nothing does.

    Every name found is searched in the archive again, so that layer counts only where no other found it in this place.
    """
    for r in redactions:
        if r["start"] < end and r["end"] > start:
            layers = list(r.get("layers") or ["?"])
            return str(next((layer for layer in layers if layer != "archive"), layers[0]))
    return None
