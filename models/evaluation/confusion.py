"""Judged passages go in; which codes, constructions and framings are taken for which others comes out, by the codebook.

Nothing here knows a code's name. *Framings* are dimensions whose codes have the same names; which of those codes a framing
takes is its *construction*.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np

from data_schemas.codebook import NONE, Code, Codebook, Dimension
from models.evaluation.judged import Judged

Kind = Literal["likeliest", "found", "value", "construction", "framing"]


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """Passages by what they have (rows of `counts`) and what the coder says (columns), both in the order of `values`.

    Values are ids of codes, or of dimensions for framings; `names` are what the codebook calls them.

    - `likeliest`: passages with one code of a `multi` dimension, and the code that the coder finds likeliest;
    - `found`: passages with one code or `none`, and every code that reaches its threshold: a passage may count twice;
    - `value`: the values of a `single` dimension, `none` among them;
    - `construction`: passages that have a framing, and the construction likeliest for it, all framings together;
    - `framing`: passages with one framing, and the framing that is likeliest.

    `right` is the share on the diagonal of passages; None where nothing could be compared.
    """

    kind: Kind
    dimensions: tuple[str, ...]
    values: tuple[str, ...]
    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    passages: int
    right: float | None


def confusions_of(judged: Judged) -> tuple[Confusion, ...]:
    """Every confusion that the codebook and the labels allow, in the codebook's order."""
    out: list[Confusion] = []
    for dimension in judged.codebook.dimensions:
        if len(dimension.values) < 2 or not judged.known[:, judged.codebook.slice_of(dimension.id)].any():
            continue
        out += [_likeliest(judged, dimension), _found(judged, dimension)] if dimension.kind == "multi" else []
        out += [_value(judged, dimension)] if dimension.kind == "single" else []
    for group in framings(judged.codebook):
        out.append(_construction(judged, group))
        if all(d.kind == "multi" or d.none for d in group):
            out.append(_framing(judged, group))
    return tuple(one for one in out if one.passages)


def framings(codebook: Codebook) -> tuple[tuple[Dimension, ...], ...]:
    """Groups of two or more dimensions whose codes have the same names."""
    groups: dict[frozenset[str], list[Dimension]] = {}
    for dimension in codebook.dimensions:
        if len(dimension.codes) > 1:
            groups.setdefault(frozenset(code.name for code in dimension.codes), []).append(dimension)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _likeliest(judged: Judged, dimension: Dimension) -> Confusion:
    rows, place = _one_code(judged, dimension), judged.codebook.slice_of(dimension.id)
    gold, said = judged.truth[rows, place].argmax(axis=1), judged.chances[rows, place].argmax(axis=1)
    return _counted("likeliest", dimensions=(dimension,), codes=dimension.codes, gold=gold, said=said)


def _found(judged: Judged, dimension: Dimension) -> Confusion:
    place, size = judged.codebook.slice_of(dimension.id), len(dimension.codes)
    known = judged.known[:, place].all(axis=1)
    truth, taken = judged.truth[known, place], judged.taken[known, place]
    counts = np.zeros((size + 1, size + 1), dtype=int)
    alone = truth.sum(axis=1) <= 1
    gold = np.where(truth.any(axis=1), truth.argmax(axis=1), size)
    said = np.column_stack([taken, ~taken.any(axis=1)])
    np.add.at(counts, gold[alone], said[alone].astype(int))
    exact = (said[alone].sum(axis=1) == 1) & said[alone][np.arange(alone.sum()), gold[alone]]
    return _confusion(
        "found",
        dimensions=(dimension,),
        values=_values(dimension.codes, none=True),
        counts=counts,
        passages=int(alone.sum()),
        right=float(exact.mean()) if alone.any() else None,
    )


def _value(judged: Judged, dimension: Dimension) -> Confusion:
    place = judged.codebook.slice_of(dimension.id)
    rows = judged.known[:, place].all(axis=1)
    gold, taken = judged.truth[rows, place].argmax(axis=1), judged.taken[rows, place]
    said = np.where(taken.any(axis=1), taken.argmax(axis=1), len(dimension.values) - 1)
    return _counted("value", dimensions=(dimension,), codes=dimension.codes, none=dimension.none, gold=gold, said=said)


def _construction(judged: Judged, group: Sequence[Dimension]) -> Confusion:
    names = [code.name for code in group[0].codes]
    gold, said = [], []
    for dimension in group:
        columns = _code_columns(judged.codebook, dimension)
        order = [columns[[code.name for code in dimension.codes].index(name)] for name in names]
        rows = _one_code(judged, dimension)
        gold.append(judged.truth[rows][:, order].argmax(axis=1))
        said.append(judged.chances[rows][:, order].argmax(axis=1))
    return _counted(
        "construction",
        dimensions=group,
        codes=group[0].codes,
        gold=np.concatenate(gold),
        said=np.concatenate(said),
    )


def _framing(judged: Judged, group: Sequence[Dimension]) -> Confusion:
    has, chance, known = [], [], np.ones(len(judged.labels), dtype=bool)
    for dimension in group:
        columns, place = _code_columns(judged.codebook, dimension), judged.codebook.slice_of(dimension.id)
        has.append(judged.truth[:, columns].any(axis=1))
        own = judged.chances[:, columns]
        chance.append(own.sum(axis=1) if dimension.kind == "single" else own.max(axis=1))
        known &= judged.known[:, place].all(axis=1)
    truth, chances = np.column_stack(has), np.column_stack(chance)
    rows = known & (truth.sum(axis=1) == 1)
    gold, said = truth[rows].argmax(axis=1), chances[rows].argmax(axis=1)
    return _counted("framing", dimensions=group, codes=group, gold=gold, said=said)


def _one_code(judged: Judged, dimension: Dimension) -> np.ndarray:
    """The passages that have exactly one code of a dimension, numbered."""
    columns = _code_columns(judged.codebook, dimension)
    known = judged.known[:, columns].all(axis=1)
    return np.flatnonzero(known & (judged.truth[:, columns].sum(axis=1) == 1))


def _code_columns(codebook: Codebook, dimension: Dimension) -> list[int]:
    start = codebook.slice_of(dimension.id).start
    return [start + i for i, value in enumerate(dimension.values) if value != NONE]


def _values(codes: Sequence[Code | Dimension], *, none: bool) -> list[tuple[str, str]]:
    return [*((code.id, code.name) for code in codes), *([(NONE, "None")] if none else [])]


def _counted(
    kind: Kind,
    *,
    dimensions: Sequence[Dimension],
    codes: Sequence[Code | Dimension],
    gold: np.ndarray,
    said: np.ndarray,
    none: bool = False,
) -> Confusion:
    values = _values(codes, none=none)
    counts = np.zeros((len(values), len(values)), dtype=int)
    np.add.at(counts, (gold, said), 1)
    right = float((gold == said).mean()) if len(gold) else None
    return _confusion(kind, dimensions=dimensions, values=values, counts=counts, passages=len(gold), right=right)


def _confusion(
    kind: Kind,
    *,
    dimensions: Sequence[Dimension],
    values: Sequence[tuple[str, str]],
    counts: np.ndarray,
    passages: int,
    right: float | None,
) -> Confusion:
    ids, names = tuple(value for value, _ in values), tuple(name for _, name in values)
    return Confusion(
        kind=kind,
        dimensions=tuple(d.id for d in dimensions),
        values=ids,
        names=names,
        counts=tuple(tuple(int(n) for n in row) for row in counts),
        passages=passages,
        right=None if right is None else round(right, 4),
    )
