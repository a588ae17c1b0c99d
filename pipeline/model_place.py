"""Where a model folder is to stand goes in; what speaks against it comes out, and a whole one is put in its place.

Only a model folder is ever replaced, and only one to which nobody has added anything.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from data_schemas.troubles import Trouble
from models.release import CODEBOOK, DECISIONS, DELTA, HEADS, MODEL, RELEASED

FIGURES, TRAINED_ON, CARD, IGNORED = "figures.json", "trained_on.json", "README.md", ".gitignore"
OURS = frozenset({DELTA, HEADS, DECISIONS, MODEL, CODEBOOK, FIGURES, TRAINED_ON, CARD, IGNORED})
MADE = (MODEL, HEADS, DELTA)  # what every model folder has


def place_troubles(out: Path, *, released: bool, also: Iterable[str] = ()) -> list[Trouble]:
    """Why a model may not be written there; `also` are patterns of files beside a model's that may be replaced."""
    if out.resolve() in {folder.resolve() for folder in RELEASED.iterdir()} and not released:
        return [_trouble(out, "it is a released model, and these labels are not said to be --released; give another")]
    if not out.exists():
        return []
    if not out.is_dir():
        return [_trouble(out, "it is a file; give a folder")]
    there = {path.relative_to(out).as_posix() for path in out.rglob("*")}
    if there and not there.issuperset(MADE):
        return [_trouble(out, "it holds something else than a model, which would be lost; give a new folder")]
    added = [name for name in there - OURS if not any(fnmatchcase(name, pattern) for pattern in also)]
    if added:
        return [
            _trouble(
                out, f"{len(added)} files in it were not written by training and would be lost; move them elsewhere"
            )
        ]
    return []


def put(out: Path, *, write: Callable[[Path], None], confidential: bool) -> None:
    """Write the whole folder beside its place, then put it there; a confidential one keeps itself out of Git."""
    out = out.resolve()
    fresh, old = (out.with_name(f".{out.name}.{os.getpid()}.{state}") for state in ("new", "old"))
    fresh.mkdir(parents=True)
    try:
        write(fresh)
        if confidential:
            (fresh / IGNORED).write_text("*\n", encoding="utf-8")
        if out.exists():
            os.replace(out, old)
        os.replace(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _trouble(out: Path, what: str) -> Trouble:
    return Trouble(f"--out {out.name}", what)
