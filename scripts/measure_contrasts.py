"""Sets of passages that say nearly the same go in; how often a coder sees which of two carries a code comes out.

usage: python scripts/measure_contrasts.py [examples/contrasts] [--model FOLDER]

The passages of a set share speaker, matter and manner and differ in what is going on (`examples/contrasts`). Of two in a
set of which one carries a code and the other does not, the one that does should have the higher probability: counted is
the share of such pairs in which it has (a tie is half), for each code and pooled over the codes of a dimension. Topic,
tone and length, which are alike within a set, help little; guessing gives .5. Sets after Gardner et al. 2020 (*contrast
sets*); intervals are of 95 %, bootstrapped over sets. Needs no threshold.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.codebook import NONE, Dimension, load_codebook  # noqa: E402
from data_schemas.labels import Label  # noqa: E402
from pipeline.code_lines import code_texts  # noqa: E402
from pipeline.training_data import load_labels  # noqa: E402

REPLICATES = 1000
SEED = 20261201
Chances = Mapping[str, Mapping[str, Mapping[str, float]]]  # of a label's id, a dimension and a code
Pairs = dict[str, list[float]]  # by set: 1 where the passage with the code ranks first, 0 where it does not


def main() -> None:
    """Print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "examples" / "contrasts")
    parser.add_argument("--model", type=Path, help="model folder or name; default: the small released one")
    options = parser.parse_args()
    codebook = load_codebook()
    labels = load_labels([options.folder], codebook=codebook)
    rows = code_texts([{"id": label.id, "text": label.text} for label in labels], model=options.model)
    chances = {row["id"]: row["codes"] for row in rows}
    print(f"{len(labels)} passages in {len({set_of(label) for label in labels})} sets\n")
    print("| code | pairs | right (95 %, over sets) |\n|---|---|---|")
    for dimension in codebook.dimensions:
        found = {code: pairs_of(labels, chances, dimension=dimension, code=code) for code in dimension.code_ids}
        if len(found) > 1:
            found["any of them"] = pooled(list(found.values()))
        for code, pairs in found.items():
            if pairs:
                print(f"| {dimension.id}, {code} | {sum(map(len, pairs.values()))} | {told(pairs)} |")


def set_of(label: Label) -> str:
    """The set that a label belongs to: its id without what follows the last hyphen."""
    return label.id.rpartition("-")[0]


def pairs_of(labels: Sequence[Label], chances: Chances, *, dimension: Dimension, code: str) -> Pairs:
    """Every pair within a set of which one passage is known to carry the code and the other not to.

    Of a dimension that has no *none*, such as stance, passages to which it does not apply are left out.
    """
    sides: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for label in labels:
        given = label.codes.get(dimension.id, [])
        applies = dimension.kind == "multi" or NONE in dimension.values or given
        if applies and dimension.id in label.complete:
            sides[set_of(label)][code in given].append(chances[label.id][dimension.id][code])
    pairs = {name: [_first(yes, no) for no, yes in product(*both)] for name, both in sides.items()}
    return {name: found for name, found in pairs.items() if found}


def pooled(parts: Sequence[Pairs]) -> Pairs:
    """The pairs of several codes together."""
    together: Pairs = defaultdict(list)
    for part in parts:
        for name, pairs in part.items():
            together[name] += pairs
    return dict(together)


def _first(yes: float, no: float) -> float:
    return 0.5 if yes == no else float(yes > no)


def told(pairs: Pairs) -> str:
    """The share of pairs that are right, with its interval."""
    sums = np.array([[sum(found), len(found)] for found in pairs.values()])
    drawn = np.random.default_rng(SEED).integers(0, len(sums), (REPLICATES, len(sums)))
    right, of = sums[drawn].sum(axis=1).T
    low, high = np.quantile(right / of, [0.025, 0.975])
    return f"{sums[:, 0].sum() / sums[:, 1].sum():.2f} ({low:.2f}-{high:.2f})"


if __name__ == "__main__":
    main()
