"""The codings on one transcript and a passage go in; what people decided on that passage comes out, dimension by dimension.

Blind decisions go before assisted ones, later before earlier ones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from data_schemas.codebook import Codebook, Dimension
from data_schemas.codings import HOLDS, HUMAN_BLIND
from pipeline.codings.current import Placed
from pipeline.codings.lines import when


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Codes by dimension, in the codebook's order, and for each of these dimensions the source of the decision."""

    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    unfinished: frozenset[str] = frozenset()  # of these dimensions, those of which the rest is not decided
    open_codes: tuple[str, ...] = ()
    memos: tuple[str, ...] = ()


def decided_on(start: int, end: int, placed: Sequence[Placed], *, codebook: Codebook) -> Decided:
    """What was decided on `text[start:end]`; open codes and memos stand where most of their coding does."""
    near = [p for p in placed if p.start < end and p.end > start]
    here = [p for p in near if _shared(p, start, end) >= HOLDS * (end - start)]
    codes, by, unfinished = {}, {}, set[str]()
    for dimension in codebook.dimensions:
        candidates = [p for p in here if _decides(p, dimension)]
        if candidates:
            best = max(candidates, key=standing)
            codes[dimension.id] = _codes(dimension, best, candidates)
            by[dimension.id] = best.coding.source
            unfinished.update({dimension.id} & set(best.coding.unfinished))
    touching = [p for p in near if p in here or 2 * _shared(p, start, end) > p.end - p.start]
    return Decided(
        codes=codes,
        by=by,
        unfinished=frozenset(unfinished),
        open_codes=_unique(code for p in touching for code in p.coding.open_codes),
        memos=_unique(p.coding.memo for p in touching),
    )


def _decides(placed: Placed, dimension: Dimension) -> bool:
    """Whether it decides on the dimension; codes that only another codebook has decide nothing in this one."""
    given = placed.coding.codes.get(dimension.id, [])
    return dimension.id in placed.coding.decides and (not given or any(code in dimension.code_ids for code in given))


def _codes(dimension: Dimension, best: Placed, candidates: Sequence[Placed]) -> tuple[str, ...]:
    """The codes of the best coding; of a `multi` dimension with those that the same coder gave in the same moment."""
    given = list(best.coding.codes.get(dimension.id, []))
    if dimension.kind == "multi":
        together = (p for p in candidates if _moment(p) == _moment(best))
        given += (code for p in together for code in p.coding.codes.get(dimension.id, []))
    held = tuple(code for code in dimension.code_ids if code in given)
    return held if dimension.kind == "multi" else held[:1]


def standing(placed: Placed) -> tuple[bool, float, int, str, str]:
    """The order in which one decision gives way to another; the last stands."""
    coding = placed.coding
    blind = coding.source == HUMAN_BLIND
    return blind, when(coding.made), placed.end - placed.start, coding.coder, coding.id


def _moment(placed: Placed) -> tuple[str, str, str]:
    return placed.coding.coder, placed.coding.source, placed.coding.made


def _shared(placed: Placed, start: int, end: int) -> int:
    return max(0, min(placed.end, end) - max(placed.start, start))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
