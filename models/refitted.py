"""New heads on a model's trunk go in, a model folder comes out whose trunk is that model's, byte for byte."""

import json
from pathlib import Path
from typing import Any

import msgspec
from safetensors.numpy import save_file

from models.quick import Refitted
from models.release import CODEBOOK, DECISIONS, DELTA, HEADS, MODEL, Release, labels_behind

TRUNK = ("base", "base_sha256", "recipe")  # what model.json says of the trunk


def trunk_facts(release: Release) -> dict[str, Any]:
    """Whose trunk it is, and by whom what it had learned from was coded, over all models that it went through."""
    return {"model": release.name, "delta": release.delta_digest, "by_source": learned_from(release)}


def learned_from(release: Release) -> dict[str, int]:
    """How many passages a model's trunk learned from, by who coded them, over all models that it went through."""
    facts = json.loads((release.folder / MODEL).read_text(encoding="utf-8"))
    if "trunk" in facts:
        return dict(facts["trunk"]["by_source"])
    return labels_behind(facts)


def save_refitted(
    folder: Path, *, refitted: Refitted, release: Release, codebook_text: str, about: dict[str, Any]
) -> None:
    """Write a model folder; `about` holds its name, version and what its card states."""
    (folder / DELTA).write_bytes((release.folder / DELTA).read_bytes())
    save_file({"weight": refitted.heads.weight, "bias": refitted.heads.bias}, folder / HEADS)
    (folder / CODEBOOK).write_text(codebook_text, encoding="utf-8")
    calibration = msgspec.json.format(msgspec.json.encode(refitted.calibration), indent=1)
    (folder / DECISIONS).write_bytes(calibration + b"\n")
    facts = json.loads((release.folder / MODEL).read_text(encoding="utf-8"))
    kept = {name: facts[name] for name in TRUNK}
    heads = {"fitted": "logistic regression", "strengths": refitted.heads.strengths}
    text = json.dumps({**about, **kept, "heads": heads}, indent=1, sort_keys=True)
    (folder / MODEL).write_text(text + "\n", encoding="utf-8")
