"""A model folder goes in, its delta and heads come out, as tensors on the base encoder; nothing is ever unpickled."""

from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from data_schemas.errors import ConfigError
from models.heads import Heads
from models.lowrank import merge_delta, set_delta
from models.release import DELTA, HEADS, Release
from models.trunk import DeltaShape, with_delta


def load_delta(model: Any, *, release: Release) -> Any:
    """The base encoder with the release's delta merged into its weights."""
    return merge_delta(apart_delta(model, release=release))


def shape_of(release: Release) -> DeltaShape:
    """Rank, scale and place of a release's delta."""
    return DeltaShape(rank=release.rank, alpha=release.alpha, first_layer=release.first_layer)


def apart_delta(model: Any, *, release: Release) -> Any:
    """The base encoder with the release's delta beside its weights, in single precision, so that it can learn on."""
    encoder = with_delta(model, shape=shape_of(release))
    if not set_delta(encoder, _tensors(release.folder / DELTA)):
        raise ConfigError(f"{release.folder.name}/{DELTA}: it does not fit encoder {release.base!r}")
    return encoder


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
