"""Two codings of the same units go in; kappa per code and alpha, with intervals over interviews, come out.

usage: python scripts/measure_consistency.py [examples/consistency/codings.jsonl]

A line is {"interview", "unit", "text", "first": codes, "second": codes}. Both coders are language models, so what is
measured is consistency, not the reliability of human coding. Kappa is Cohen's (1960) per code over all units; alpha is
Krippendorff's, nominal for `single` dimensions and with MASI distance over sets (Passonneau 2006) for `multi` ones.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.codebook import load_codebook  # noqa: E402
from models.metrics import kappa  # noqa: E402

DEFAULT = ROOT / "examples" / "consistency" / "codings.jsonl"
REPLICATES = 1000
SEED = 20260101
Codes = tuple[str, ...]
Pair = tuple[Codes, Codes]


def main(path: Path) -> None:
    """Print a table in Markdown."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    interviews = sorted({row["interview"] for row in rows})
    groups = [[row for row in rows if row["interview"] == name] for name in interviews]
    print(f"{len(rows)} units of {len(interviews)} interviews; two codings by language models (consistency)\n")
    print("| code | first | second | kappa (95 %, over interviews) |\n|---|---|---|---|")
    for dimension in load_codebook().dimensions:
        for code in dimension.code_ids:
            counts = [[_has(row, dimension.id, code) for row in group] for group in groups]
            value, low, high = with_interval(counts, _kappa)
            first, second = (sum(pair[i] for group in counts for pair in group) for i in (0, 1))
            print(f"| {dimension.id}.{code} | {first} | {second} | {value:.2f} ({low:.2f}-{high:.2f}) |")
    print("\n| dimension | alpha (95 %, over interviews) | distance |\n|---|---|---|")
    for dimension in load_codebook().dimensions:
        sets = [[_sets(row, dimension.id) for row in group] for group in groups]
        distance = masi if dimension.kind == "multi" else nominal
        value, low, high = with_interval(sets, lambda pairs, d=distance: alpha(pairs, distance=d))
        print(f"| {dimension.id} | {value:.2f} ({low:.2f}-{high:.2f}) | {distance.__name__} |")


def with_interval(
    groups: Sequence[Sequence[Any]], statistic: Callable[[list[Any]], float]
) -> tuple[float, float, float]:
    """A statistic over all items with its percentile bootstrap interval over groups."""
    generator = np.random.default_rng(SEED)
    drawn = [
        statistic([item for i in generator.integers(0, len(groups), len(groups)) for item in groups[i]])
        for _ in range(REPLICATES)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return statistic([item for group in groups for item in group]), float(low), float(high)


def alpha(pairs: Sequence[Pair], *, distance: Callable[[Codes, Codes], float]) -> float:
    """Krippendorff's alpha of two coders without missing values; 1 where nothing varies."""
    counts = Counter(value for pair in pairs for value in pair)
    total = sum(counts.values())
    observed = sum(distance(a, b) for a, b in pairs) / len(pairs)
    between = sum(counts[a] * counts[b] * distance(a, b) for a, b in product(counts, counts))
    expected = between / (total * (total - 1))
    return 1 - observed / expected if expected else 1.0


def nominal(a: Codes, b: Codes) -> float:
    """0 for the same codes, else 1."""
    return float(a != b)


def masi(a: Codes, b: Codes) -> float:
    """1 - Jaccard x monotonicity of two sets."""
    one, two = set(a), set(b)
    if one == two:
        return 0.0
    shared = one & two
    weight = 2 / 3 if shared in (one, two) else (1 / 3 if shared else 0.0)
    return 1 - weight * len(shared) / len(one | two)


def _kappa(pairs: list[tuple[bool, bool]]) -> float:
    first, second = np.array(pairs, dtype=bool).T
    return kappa(first, second)


def _has(row: dict[str, dict[str, list[str]]], dimension: str, code: str) -> tuple[bool, bool]:
    return code in row["first"].get(dimension, []), code in row["second"].get(dimension, [])


def _sets(row: dict[str, dict[str, list[str]]], dimension: str) -> Pair:
    return tuple(sorted(row["first"].get(dimension, []))), tuple(sorted(row["second"].get(dimension, [])))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
