"""Segmented transcripts go in, vectors and then raw scores of every passage come out.

Every speaker's passages are encoded, interviewers' too, so that nothing here depends on roles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from data_schemas.records import Encoded, Scored, Segmented
from pipeline.segment.context import contexts, spoken
from pipeline.stage import PLACE

if TYPE_CHECKING:
    from models.coder import Coder
    from models.numbers import NumberFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Encode:
    """The trunk: one vector a passage."""

    name: ClassVar[str] = "encode"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Encode passages"
    model: Path = field(metadata=PLACE)
    number_format: "NumberFormat" = field(metadata=PLACE)
    trunk: str  # digest of base, delta, input form and number format

    def many(self, items: Sequence[Segmented]) -> Iterator[Encoded]:
        """Vectors of several transcripts, batched together."""
        from models.inputs import CoderInput

        inputs = []
        for record in items:
            around = contexts(record)
            inputs += [
                CoderInput(text=spoken(record, p.start, p.end), question=c.question, previous=c.previous)
                for p, c in zip(record.passages, around, strict=True)
            ]
        coder = _coder(self.model, self.number_format)
        vectors, first = coder.encode(inputs), 0
        for record in items:
            own = vectors[first : first + len(record.passages)]
            first += len(record.passages)
            yield Encoded(doc_id=record.doc_id, width=vectors.shape[1], vectors=own.astype("<f4").tobytes())


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The heads: one raw score a passage and value of the codebook."""

    name: ClassVar[str] = "score"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Score codes"
    model: Path = field(metadata=PLACE)
    number_format: "NumberFormat" = field(metadata=PLACE)
    heads: str  # digest of the heads
    codebook: str  # digest of the codebook they score

    def many(self, items: Sequence[Encoded]) -> Iterator[Scored]:
        """Raw scores of several transcripts."""
        coder = _coder(self.model, self.number_format)
        columns = coder.release.codebook.columns
        for record in items:
            vectors = np.frombuffer(record.vectors, dtype="<f4").reshape(-1, record.width)
            scores = coder.score(vectors)
            yield Scored(doc_id=record.doc_id, columns=columns, scores=scores.astype("<f4").tobytes())


def _coder(model: Path, number_format: "NumberFormat") -> "Coder":
    from models.coder import load_coder

    return load_coder(model, number_format)
