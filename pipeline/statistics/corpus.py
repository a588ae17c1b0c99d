"""Coded passages go in, the arrays that every table counts from come out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data_schemas.codebook import Codebook, Dimension
from data_schemas.records import DOCUMENT
from pipeline.coded import MODEL, CodedPassage
from pipeline.statistics.intervals import Floats, Integers, numbered

Mask = npt.NDArray[np.bool_]


ROLE_GROUP, ROLE, CASE, DOCUMENT_NAME, SPEAKER, KIND = "role_group", "role", "case", "document", "speaker", "kind"
LABELS = (ROLE_GROUP, ROLE, CASE, DOCUMENT_NAME, SPEAKER, KIND)  # by which passages are told apart in any archive
ATTRIBUTE = "attr_"  # before the name of a further column of speakers.csv, as in the exported corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A label for every passage: `numbers`, shape (passages,), count into `names`, which stand as they first appear."""

    numbers: Integers
    names: tuple[str, ...]

    def where(self, name: str) -> Mask:
        """The passages that carry a label; shape (passages,)."""
        mask: Mask = self.numbers == self.names.index(name)
        return mask


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arrays:
    """The coded passages in the corpus's order, without their words; one object is one archive, as `Archive` is.

    Shapes: `probabilities` (passages, columns of the codebook); `words`, `turns`, `exchanges`, `speakers` and
    `interviews` (passages,), the last two small integers from 0; `speakers` are people, whatever names are shown. `factors`
    holds the label of every passage by what it is told apart by: those of `LABELS`, the name shown among them, and, with
    `attr_` before its name, each further column of speakers.csv ("" where it is empty). `assigned` and `abstained` say for
    each (dimension, code) which passages carry it, `by_people` for each dimension where people decided; shapes (passages,).
    The audit, coded blind: `chances` of a passage to be drawn, NaN outside it; `judged` says for each dimension where it was
    decided in full, `blind` the codes given there.
    """

    codebook: Codebook
    probabilities: Floats
    words: Integers
    turns: Integers
    exchanges: Integers
    speakers: Integers
    interviews: Integers
    factors: dict[str, Factor]
    assigned: dict[tuple[str, str], Mask]
    abstained: dict[tuple[str, str], Mask]
    by_people: dict[str, Mask]
    chances: Floats
    judged: dict[str, Mask]
    blind: dict[tuple[str, str], Mask]

    def __len__(self) -> int:
        return len(self.words)

    def holds(self, dimension: Dimension) -> Mask:
        """Where the dimension applies: everywhere, or where one of those it applies to has a code; (passages,)."""
        held = np.full(len(self), not dimension.applies_to, dtype=np.bool_)
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
    coded = coded_in_order(passages, documents=documents)
    shape = (len(coded), len(codebook.columns))
    values = np.array([passage.probabilities for passage in coded], dtype=np.float64).reshape(shape)
    attributes = sorted({name for passage in coded for name in passage.attributes})
    factors = {label: _factor(str(getattr(passage, label)) for passage in coded) for label in LABELS}
    for name in attributes:
        factors[f"{ATTRIBUTE}{name}"] = _factor(passage.attributes.get(name, "") for passage in coded)
    return Arrays(
        codebook=codebook,
        probabilities=values,
        words=np.array([passage.words for passage in coded], dtype=np.int64),
        turns=np.array([passage.turn for passage in coded], dtype=np.int64),
        exchanges=np.array([passage.exchange for passage in coded], dtype=np.int64),
        speakers=numbered([passage.who for passage in coded]),
        interviews=numbered([passage.doc_id for passage in coded]),
        factors=factors,
        assigned=_masks([passage.assigned for passage in coded], codebook),
        abstained=_masks([passage.abstained for passage in coded], codebook),
        by_people={d: _flags(p.decided_by.get(d, "") not in ("", MODEL) for p in coded) for d in codebook.ids},
        chances=np.array([np.nan if p.chance is None else p.chance for p in coded], dtype=np.float64),
        judged={d: _flags(d in p.blind for p in coded) for d in codebook.ids},
        blind=_masks([passage.blind for passage in coded], codebook),
    )


def coded_in_order(passages: Iterable[CodedPassage], *, documents: bool = False) -> list[CodedPassage]:
    """The passages that the rows of `arrays` are of, row by row."""
    return [p for p in in_order(passages) if p.coded and (p.kind == DOCUMENT) == documents]


def in_order(passages: Iterable[CodedPassage]) -> list[CodedPassage]:
    """Passages as every output lists them: by document, then as they were said."""
    return sorted(passages, key=lambda p: (p.document, p.doc_id, p.turn, p.start, p.passage_id))


def codes_of(passage: CodedPassage, dimension: Dimension) -> tuple[str, ...]:
    """The codes of one dimension that a passage carries, in the codebook's order, without `none`."""
    held = passage.assigned.get(dimension.id, ())
    return tuple(code for code in dimension.code_ids if code in held)


def _factor(labels: Iterable[str]) -> Factor:
    given = list(labels)
    return Factor(numbers=numbered(given), names=tuple(dict.fromkeys(given)))


def _masks(held: Sequence[Mapping[str, tuple[str, ...]]], codebook: Codebook) -> dict[tuple[str, str], Mask]:
    masks = {}
    for dimension in codebook.dimensions:
        for code in dimension.code_ids:
            masks[dimension.id, code] = _flags(code in codes.get(dimension.id, ()) for codes in held)
    return masks


def _flags(flags: Iterable[bool]) -> Mask:
    return np.fromiter(flags, dtype=np.bool_)
