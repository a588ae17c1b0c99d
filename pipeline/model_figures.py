"""A model's folder goes in, how it fared where it was judged comes out, as its figures say."""

from pathlib import Path

import msgspec

from models.metrics import CodeFigures
from pipeline.model_place import FIGURES


def model_figures(folder: Path) -> tuple[CodeFigures, ...]:
    """The figures of every code, in the codebook's order; nothing where the folder has none that can be read."""
    try:
        return msgspec.json.decode((folder / FIGURES).read_bytes(), type=tuple[CodeFigures, ...])
    except (OSError, msgspec.MsgspecError):
        return ()
