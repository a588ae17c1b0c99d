"""The codings on one transcript and a passage go in; what the audit's blind coding decided on it, and its chance, come out.

Where several coders coded one passage blind, the decision that stands is the latest, as in every output: a consensus
reached later takes the place of what went before. How far coders agree is `agree`'s to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from data_schemas.codebook import Codebook
from data_schemas.codings import AUDIT, HUMAN_BLIND
from pipeline.codings.current import Placed
from pipeline.codings.decided import decided_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """Codes by dimension decided in full, and the chance with which the passage was drawn; None where it was not."""

    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chance: float | None = None


def audited_on(start: int, end: int, placed: Sequence[Placed], *, codebook: Codebook) -> Audited:
    """What the audit decided on `text[start:end]`.

    A dimension counts only where its coding says that it was decided in full, whatever was found: were a code enough,
    passages would come into the sample for what they hold. One that applies to others is decided where these were and none
    of them has a code. A coding without a chance is no part of a sample.
    """
    here = [in_full(p) for p in placed if p.start < end and p.end > start and _of_the_audit(p)]
    codes = decided_on(start, end, here, codebook=codebook).codes
    for dimension in codebook.dimensions:
        if dimension.applies_to and all(t in codes and not codes[t] for t in dimension.applies_to):
            codes[dimension.id] = ()
    if not codes:
        return Audited()
    return Audited(codes=codes, chance=max(p.coding.probability for p in here if p.coding.probability is not None))


def in_full(placed: Placed) -> Placed:
    """The coding without the dimensions that it leaves open."""
    coding = placed.coding
    codes = {dimension: coding.codes.get(dimension, []) for dimension in coding.complete}
    return replace(placed, coding=replace(coding, codes=codes))


def _of_the_audit(placed: Placed) -> bool:
    coding = placed.coding
    return coding.queue == AUDIT and coding.source == HUMAN_BLIND and bool(coding.probability)
