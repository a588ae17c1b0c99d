"""A base encoder and a low-rank delta go in, one vector per passage comes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from data_schemas.errors import ConfigError
from models.batching import Batch, batches
from models.inputs import CoderInput, tokenise
from models.lock import file_sha256, is_pinned, pinned
from models.lowrank import add_delta, is_delta
from models.numbers import NumberFormat

WEIGHTS = "model.safetensors"
# The linear maps of attention and feed-forward, as each family of encoders calls them; most are called as in BERT.
BERT_LIKE = ("query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense")
DELTA_TARGETS = {"mpnet": ("attn.q", "attn.k", "attn.v", "attn.o", "intermediate.dense", "output.dense")}
TYPED = ("bert",)  # families that are told which segment a token belongs to


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaShape:
    """Rank and scale of a low-rank delta (Hu et al. 2021); layers below `first_layer` stay as they are."""

    rank: int = 16
    alpha: int = 32
    first_layer: int = 0


@dataclass(frozen=True, slots=True)
class Base:
    """A base encoder as loaded from disk, and the digest of its weights."""

    model: Any
    tokenizer: Any
    sha256: str


def load_base(name: str) -> Base:
    """Load an encoder: a name of models.lock, a folder, or a Hugging Face id that is already on this machine."""
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    folder, sha = base_folder(name)
    try:
        model = AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True, dtype=torch.float32)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"encoder {name!r}: cannot be loaded; expected a folder with {WEIGHTS} and a tokenizer"
        ) from error
    return Base(model.eval(), tokenizer, sha)


def base_folder(name: str) -> tuple[str, str]:
    """Where an encoder lies, and the SHA-256 of its weights."""
    if is_pinned("encoders", name):
        artefact = pinned("encoders", name)
        return str(artefact.folder), artefact.sha256
    folder = Path(name)
    if not folder.is_dir():
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

        try:
            folder = Path(snapshot_download(name, local_files_only=True))
        except (LocalEntryNotFoundError, HfHubHTTPError, ValueError) as error:
            raise ConfigError(f"encoder {name!r}: not in models.lock, no folder, and not on this machine") from error
    return str(folder), file_sha256(folder / WEIGHTS)


def with_delta(model: Any, *, shape: DeltaShape) -> Any:
    """The same encoder with a fresh trainable low-rank delta on attention and feed-forward; all else is frozen."""
    layers = range(shape.first_layer, model.config.num_hidden_layers)
    targets = DELTA_TARGETS.get(model.config.model_type, BERT_LIKE)
    if not add_delta(model, targets=targets, layers=layers, rank=shape.rank, alpha=shape.alpha):
        raise ConfigError(
            f"encoder family {model.config.model_type!r}: its layers are named in a way that is not known here; "
            "take one that is built like BERT or MPNet"
        )
    return model


class Trunk:
    """The encoder in use: one thread, fixed shapes, no gradient."""

    def __init__(self, model: Any, tokenizer: Any, *, number_format: NumberFormat) -> None:
        self.model = in_format(model, number_format).eval()
        self.tokenizer = tokenizer
        self.width = int(model.config.hidden_size)

    def encode(self, inputs: Sequence[CoderInput], *, advance: Callable[[int], None] | None = None) -> np.ndarray:
        """Vectors of shape (inputs, width), float32; `advance` hears how many passages each batch had."""
        tokens = tokenise(inputs, tokenizer=self.tokenizer)
        out = np.zeros((len(tokens), self.width), dtype=np.float32)
        with torch.inference_mode():
            for batch in batches(tokens):
                out[batch.rows] = pool(self.model, batch)[: len(batch.rows)].numpy()
                if advance is not None:
                    advance(len(batch.rows))
        return out


def in_format(model: Any, number_format: NumberFormat) -> Any:
    """The model with its frozen weights in a number format; a delta in training stays in single precision."""
    dtype = torch.bfloat16 if number_format == "bf16" else torch.float32
    for name, value in [*model.named_parameters(), *model.named_buffers()]:
        if value.is_floating_point() and not is_delta(name):
            value.data = value.data.to(dtype)
    return model


def pool(model: Any, batch: Batch) -> torch.Tensor:
    """Mean of the passage's own token vectors in single precision, shape (rows, width)."""
    arguments = {"input_ids": batch.ids, "attention_mask": batch.attention}
    if model.config.model_type in TYPED:
        arguments["token_type_ids"] = batch.types
    hidden = model(**arguments).last_hidden_state.float()
    weights = batch.pooled.unsqueeze(-1)
    pooled: torch.Tensor = (hidden * weights).sum(1) / weights.sum(1)
    return pooled
