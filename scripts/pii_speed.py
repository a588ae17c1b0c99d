"""Texts and systems go in, words per CPU-second come out: all systems in turn, several times over, the median of each."""

import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from pii_gold import Row  # noqa: E402
from pii_rivals import System, Texts  # noqa: E402

WARM_UP = [("warm", "Jane Smith of Leeds rang 0113 496 0123 on 4 May 2020, or wrote to jane@example.org.")]


def speeds(rows: Sequence[Row], systems: Mapping[str, System], *, repeats: int, least: int) -> dict[str, float]:
    """Words per second of processor time, loading of models left out; systems are interleaved.

    Texts of fewer words than `least` are read several times over in one measurement.
    """
    texts = [(row["id"], row["text"]) for row in rows]
    words = sum(len(text.split()) for _, text in texts)
    passes = max(1, round(least / max(1, words)))
    taken: dict[str, list[float]] = {name: [] for name in systems}
    for system in systems.values():
        system(WARM_UP)
    for _ in range(repeats):
        for name, system in systems.items():
            taken[name].append(_cpu_seconds(system, texts, passes=passes))
    return {name: passes * words / statistics.median(seconds) for name, seconds in taken.items()}


def first_words(rows: Sequence[Row], *, words: int) -> list[Row]:
    """The first rows that hold so many words together, at least one."""
    out: list[Row] = []
    held = 0
    for row in rows:
        if held >= words:
            break
        out.append(row)
        held += len(row["text"].split())
    return out


def _cpu_seconds(system: System, texts: Texts, *, passes: int) -> float:
    started = time.process_time()
    for _ in range(passes):
        system(texts)
    return time.process_time() - started
