"""The arrays of an archive go in; passages, exchanges or pairs of neighbouring turns come out as units with their codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.codebook import Code, Dimension
from pipeline.statistics.corpus import Arrays, Mask
from pipeline.statistics.groups import clusters_of
from pipeline.statistics.intervals import Integers

Coded = tuple[Dimension, Code]

ADJOINING = 2  # turns on, at most: one turn may stand between, as an interviewer's prompt or a listener's "mm" does


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """What two codes can meet in. `codes` are the columns of all masks.

    Shapes: `first`, `second`, `first_holds`, `second_holds` (units, codes): which codes the unit carries as the first
    and as the second of a pair, and which its dimension is put to; `interviews` (units,), ascending, and the `clusters`
    that those make which share a case or a person. Each speaker of a unit is a row of `voice_units`, `voice_speakers`
    (voices,), with what they said of it in `said_first`, `said_second` (voices, codes).
    """

    codes: tuple[Coded, ...]
    first: Mask
    second: Mask
    first_holds: Mask
    second_holds: Mask
    interviews: Integers
    clusters: Integers
    voice_units: Integers
    voice_speakers: Integers
    said_first: Mask
    said_second: Mask


def passages(data: Arrays, inside: Mask | None = None) -> Units:
    """Every coded passage, or those of a mask (passages,), as a unit of its own."""
    kept = np.arange(len(data)) if inside is None else np.flatnonzero(inside)
    codes, carried, holds = _columns(data, kept)
    return Units(
        codes=codes,
        first=carried,
        second=carried,
        first_holds=holds,
        second_holds=holds,
        interviews=data.interviews[kept],
        clusters=clusters_of(data)[kept],
        voice_units=np.arange(len(kept)),
        voice_speakers=data.speakers[kept],
        said_first=carried,
        said_second=carried,
    )


def exchanges(data: Arrays) -> Units:
    """Every exchange, with the codes of all its passages, whoever spoke."""
    codes, carried, holds = _columns(data, np.arange(len(data)))
    order, starts = _runs(data.interviews, data.exchanges)
    unit = np.empty(len(data), dtype=np.int64)
    unit[order] = np.repeat(np.arange(len(starts)), np.diff([*starts, len(data)]))
    by_voice, voice_starts = _runs(unit, data.speakers)
    said = _any(carried[by_voice], voice_starts)
    whole = _any(carried[order], starts)
    held = _any(holds[order], starts)
    return Units(
        codes=codes,
        first=whole,
        second=whole,
        first_holds=held,
        second_holds=held,
        interviews=data.interviews[order[starts]],
        clusters=clusters_of(data)[order[starts]],
        voice_units=unit[by_voice[voice_starts]],
        voice_speakers=data.speakers[by_voice[voice_starts]],
        said_first=said,
        said_second=said,
    )


def next_turns(data: Arrays) -> Units:
    """Every coded turn with the next coded turn of its interview, where another speaks it within `ADJOINING` turns."""
    codes, carried, holds = _columns(data, np.arange(len(data)))
    order, starts = _runs(data.interviews, data.turns)
    heads = order[starts]
    interviews, turns, speakers = data.interviews[heads], data.turns[heads], data.speakers[heads]
    met = (interviews[1:] == interviews[:-1]) & (speakers[1:] != speakers[:-1])
    before = np.flatnonzero(met & (turns[1:] - turns[:-1] <= ADJOINING))
    after = before + 1
    whole, held = _any(carried[order], starts), _any(holds[order], starts)
    nothing = np.zeros((len(before), len(codes)), dtype=np.bool_)
    return Units(
        codes=codes,
        first=whole[before],
        second=whole[after],
        first_holds=held[before],
        second_holds=held[after],
        interviews=interviews[before],
        clusters=clusters_of(data)[heads][before],
        voice_units=np.tile(np.arange(len(before)), 2),
        voice_speakers=np.concatenate([speakers[before], speakers[after]]),
        said_first=np.concatenate([whole[before], nothing]),
        said_second=np.concatenate([nothing, whole[after]]),
    )


def _columns(data: Arrays, kept: Integers) -> tuple[tuple[Coded, ...], Mask, Mask]:
    """All codes in the codebook's order, who carries each, and where its dimension is put; (kept, codes)."""
    codes = tuple((d, code) for d in data.codebook.dimensions for code in d.codes)
    put = {d.id: data.holds(d)[kept] for d in data.codebook.dimensions}
    holds = _side_by_side([put[d.id] for d, _ in codes], rows=len(kept))
    carried = _side_by_side([data.assigned[d.id, code.id][kept] for d, code in codes], rows=len(kept))
    return codes, carried & holds, holds


def _side_by_side(columns: Sequence[Mask], *, rows: int) -> Mask:
    return np.column_stack(columns) if rows else np.zeros((0, len(columns)), dtype=np.bool_)


def _runs(outer: Integers, inner: Integers) -> tuple[Integers, Integers]:
    """The order by two keys, and where in it each distinct pair of keys begins."""
    order = np.lexsort((inner, outer))
    if not len(order):
        return order, order
    changed = (np.diff(outer[order]) != 0) | (np.diff(inner[order]) != 0)
    return order, np.concatenate([[0], np.flatnonzero(changed) + 1])


def _any(columns: Mask, starts: Integers) -> Mask:
    """Whether any row of each run carries the column; shape (runs, columns)."""
    if not len(starts):
        return columns
    found: Mask = np.logical_or.reduceat(columns, starts, axis=0)
    return found
