"""A trained coder goes in, a folder of safetensors and JSON comes out; nothing is ever pickled (back: loading.py)."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
from safetensors.torch import save_file

from models.decisions import Calibration
from models.lowrank import delta_of
from models.recipe import Recipe
from models.release import CODEBOOK, DECISIONS, DELTA, HEADS, MODEL
from models.training import Trained


def save_release(
    folder: Path,
    *,
    trained: Trained,
    codebook_text: str,
    calibration: Calibration,
    recipe: Recipe,
    about: dict[str, Any],
) -> None:
    """Write a model folder; `about` holds its name, version and what its card states."""
    folder.mkdir(parents=True, exist_ok=True)
    delta = {name: value.half().contiguous() for name, value in delta_of(trained.model).items()}
    save_file(dict(sorted(delta.items())), folder / DELTA)
    save_file({"weight": trained.heads.linear.weight.data, "bias": trained.heads.linear.bias.data}, folder / HEADS)
    (folder / CODEBOOK).write_text(codebook_text, encoding="utf-8")
    (folder / DECISIONS).write_bytes(msgspec.json.format(msgspec.json.encode(calibration), indent=1) + b"\n")
    facts = {**about, "base": recipe.base, "base_sha256": trained.base_sha256, "recipe": asdict(recipe)}
    (folder / MODEL).write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
