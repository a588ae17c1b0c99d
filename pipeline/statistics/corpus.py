"""Coded passages go in, the arrays that every table counts from come out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data_schemas.codebook import Codebook, Dimension
from data_schemas.records import DOCUMENT
from pipeline.coded import CodedPassage
from pipeline.statistics.intervals import Floats, Integers, numbered

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrays:
    """The coded passages in their order: probabilities (passages, columns), who spoke and where (passages,).

    `assigned` and `abstained` say for each (dimension, code) which passages carry it; shapes (passages,).
    """

    codebook: Codebook
    passages: tuple[CodedPassage, ...]
    probabilities: Floats
    speakers: Integers
    interviews: Integers
    assigned: dict[tuple[str, str], Mask]
    abstained: dict[tuple[str, str], Mask]

    def holds(self, dimension: Dimension) -> Mask:
        """Where the dimension applies: everywhere, or where one of those it applies to has a code; (passages,)."""
        held = np.full(len(self.passages), not dimension.applies_to, dtype=np.bool_)
        for target in dimension.applies_to:
            for code in self.codebook.dimension(target).code_ids:
                held |= self.assigned[target, code]
        return held

    def probability(self, dimension: Dimension, code: str) -> Floats:
        """The code's probability in every passage; shape (passages,)."""
        start = self.codebook.slice_of(dimension.id).start
        column: Floats = self.probabilities[:, start + dimension.values.index(code)]
        return column


def arrays(passages: Sequence[CodedPassage], codebook: Codebook, *, documents: bool = False) -> Arrays:
    """The coded passages of people's talk, or of written documents, in the corpus's order: the two are never mixed."""
    coded = tuple(p for p in in_order(passages) if p.coded and (p.kind == DOCUMENT) == documents)
    shape = (len(coded), len(codebook.columns))
    values = np.array([passage.probabilities for passage in coded], dtype=np.float64).reshape(shape)
    return Arrays(
        codebook=codebook,
        passages=coded,
        probabilities=values,
        speakers=numbered([passage.speaker for passage in coded]),
        interviews=numbered([passage.doc_id for passage in coded]),
        assigned=_masks([passage.assigned for passage in coded], codebook),
        abstained=_masks([passage.abstained for passage in coded], codebook),
    )


def in_order(passages: Iterable[CodedPassage]) -> list[CodedPassage]:
    """Passages as every output lists them: by document, then as they were said."""
    return sorted(passages, key=lambda p: (p.document, p.doc_id, p.turn, p.start, p.passage_id))


def codes_of(passage: CodedPassage, dimension: Dimension) -> tuple[str, ...]:
    """The codes of one dimension that a passage carries, in the codebook's order, without `none`."""
    held = passage.assigned.get(dimension.id, ())
    return tuple(code for code in dimension.code_ids if code in held)


def _masks(held: Sequence[Mapping[str, tuple[str, ...]]], codebook: Codebook) -> dict[tuple[str, str], Mask]:
    masks = {}
    for dimension in codebook.dimensions:
        for code in dimension.code_ids:
            flags = (code in codes.get(dimension.id, ()) for codes in held)
            masks[dimension.id, code] = np.fromiter(flags, dtype=np.bool_, count=len(held))
    return masks
