"""Runs go in, a table in Markdown comes out: a row for each idea and encoder, its seeds averaged."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from data_schemas.errors import ConfigError
from models.metrics import in_two
from scripts.ablation_results import Run, difference, kept, mean_ap

PLACES = {"held": "held out", "archive": "archive"}
QUOTES = {  # what the scorer of quotes calls a figure, and what the table does
    "face_top1": "face",
    "framing_top1": "framing",
    "construct_acc": "construction",
    "stance_acc": "stance",
}


def table(folder: Path, *, against: str | None = None) -> str:
    """All runs of a folder beside those called `against`, or the first; ConfigError if there is none of that name."""
    runs = kept(folder)
    names = list(dict.fromkeys(run.name for run in runs))
    against = against or names[0]
    if against not in names:
        raise ConfigError(f"--against {against!r}: no such run; there are {', '.join(map(repr, names))}")
    groups = {name: [run for run in runs if run.name == name] for name in names}
    measures = ("AP", f"above {against} (95 %)", "macro-F1", "kappa (lowest)")
    head = ["coder", "seeds", *(f"{place}: {name}" for place in PLACES.values() for name in measures), *QUOTES.values()]
    lines = [head, ["---"] * len(head)]
    for name, own in groups.items():
        lines.append([name, *_row(folder, own, against=groups[against] if name != against else None)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(folder: Path, runs: Sequence[Run], *, against: Sequence[Run] | None) -> list[str]:
    seeds = ", ".join(str(run.seed) for run in runs if run.recipe)
    judged = [cell for place in PLACES for cell in _judged(folder, runs, against=against, place=place)]
    quotes = [_mean([run.quotes[name] for run in runs if name in run.quotes]) for name in QUOTES]
    return [seeds, *judged, *quotes]


def _judged(folder: Path, runs: Sequence[Run], *, against: Sequence[Run] | None, place: str) -> list[str]:
    """AP, from the lowest to the highest of several seeds; the difference; macro-F1; kappa."""
    aps = [float(mean_ap(folder, run, place=place)[0]) for run in runs]
    spread = f" ({min(aps):.3f} to {max(aps):.3f})" if len(aps) > 1 else ""
    apart = difference(folder, runs, against=against, place=place) if against else None
    reached = [run.held if place == "held" else run.archive for run in runs]
    f1, kappa, lowest = (_mean([one[name] for one in reached]) for name in ("macro_f1", "kappa", "kappa_lowest"))
    return [
        f"{np.mean(aps):.3f}{spread}",
        f"{apart.figure:+.3f} ({apart.low:+.3f} to {apart.high:+.3f})" if apart else "",
        f1,
        f"{kappa} ({lowest})",
    ]


def _mean(values: Sequence[float]) -> str:
    return in_two(float(np.mean(values)) if values else None)
