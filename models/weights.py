"""A trained coder goes in, a folder of safetensors and JSON comes out, and back; nothing is ever unpickled."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from data_schemas.errors import ConfigError
from models.decisions import Calibration
from models.heads import Heads
from models.lowrank import delta_of, merge_delta, set_delta
from models.release import CODEBOOK, DECISIONS, DELTA, HEADS, MODEL, Release
from models.training import Recipe, Trained
from models.trunk import DeltaShape, with_delta


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


def load_delta(model: Any, *, release: Release) -> Any:
    """The base encoder with the release's delta merged into its weights."""
    shape = DeltaShape(rank=release.rank, alpha=release.alpha, first_layer=release.first_layer)
    encoder = with_delta(model, shape=shape)
    if not set_delta(encoder, _tensors(release.folder / DELTA)):
        raise ConfigError(f"{release.folder.name}/{DELTA}: it does not fit encoder {release.base!r}")
    return merge_delta(encoder)


def load_heads(release: Release, *, width: int) -> Heads:
    """The release's heads; ConfigError if they do not fit its codebook or encoder."""
    heads = Heads(width, columns=len(release.codebook.columns))
    tensors = _tensors(release.folder / HEADS)
    if tensors["weight"].shape != heads.linear.weight.shape:
        raise ConfigError(f"{release.folder.name}/{HEADS}: shape differs from codebook and encoder; train it again")
    heads.linear.load_state_dict(tensors)
    return heads.eval()


def _tensors(path: Path) -> dict[str, torch.Tensor]:
    try:
        return {name: value.float() for name, value in load_file(path).items()}
    except (OSError, SafetensorError) as error:
        raise ConfigError(
            f"{path.parent.name}/{path.name}: not a readable safetensors file; train or fetch it again"
        ) from error
