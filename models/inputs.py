"""A passage with its context goes in, the tokens that the trunk reads come out.

The passage is the first segment, the question (its end) the second; vectors are pooled over the passage's own tokens,
so that the question can colour what was said but never speaks for it. Who speaks, and in what role, is no input.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data_schemas.pseudonyms import strip_codes

LENGTHS = (
    32,
    64,
    96,
    128,
    192,
)  # tokens; few fixed shapes, so that a passage's numbers do not depend on its neighbours
BATCH_ROWS = 8  # passages in every batch, whatever its length: small, so that short units waste little
CONTEXT_WORDS = 40  # the end of the question, where it asks
INPUT_VERSION = "passage+question/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderInput:
    """One passage as the coder sees it; `previous` is kept for codebooks whose trunk reads it."""

    text: str
    question: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One tokenised input; `pooled` marks the passage's own tokens. All lists have the same length."""

    ids: list[int]
    types: list[int]
    pooled: list[int]

    @property
    def length(self) -> int:
        """The fixed length that this input is padded to."""
        return next(length for length in LENGTHS if len(self.ids) <= length)


def tokenise(inputs: Sequence[CoderInput], *, tokenizer: Any) -> list[Tokens]:
    """Tokenise each input by itself; a passage too long for the largest length is cut at its end."""
    out = []
    for item in inputs:
        context = _context(item)
        encoded = tokenizer(
            strip_codes(item.text) or " ",
            context,
            truncation="only_first",
            max_length=LENGTHS[-1],
            return_token_type_ids=True,
        )
        sequence = encoded.sequence_ids()
        pooled = [1 if part == 0 else 0 for part in sequence]
        if not any(pooled):
            pooled = [1] * len(pooled)
        out.append(Tokens(ids=encoded["input_ids"], types=encoded["token_type_ids"], pooled=pooled))
    return out


def _context(item: CoderInput) -> str | None:
    words = strip_codes(item.question or "").split()
    return " ".join(words[-CONTEXT_WORDS:]) if words else None
