"""Judgements go in, agreement comes out: by code and by dimension, on all units and on coded material only."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from data_schemas.codebook import NONE, Dimension
from pipeline.agree.alpha import Figure, Integers, alpha, kappa, masi
from pipeline.agree.judgements import MISSING, Judgements
from pipeline.statistics.intervals import numbered

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAgreement:
    """One code: `units` that two coders or more decided on; each figure with uncoded units, and on coded material only.

    Coded material are the units to which at least one coder gave a code of the dimension. `kappa` is of two coders.
    """

    code: str
    units: int
    coded: int
    kappa: Figure
    alpha: Figure
    kappa_coded: Figure
    alpha_coded: Figure
    given: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionAgreement:
    """One dimension as a whole: nominal alpha where it takes one code, alpha over sets with MASI's distance where many."""

    dimension: str
    distance: str
    units: int
    coded: int
    alpha: Figure
    alpha_coded: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Confused:
    """How often one coder gave one code where the other gave the other; parts where several codes stand for one."""

    dimension: str
    first: str
    second: str
    first_code: str
    second_code: str
    units: float


def by_code(judged: Judgements, *, wanted: Collection[str]) -> list[CodeAgreement]:
    """Every code in `wanted` (`dimension.code`)."""
    interviews = numbered([unit.interview for unit in judged.units])
    found = []
    for dimension in judged.codebook.dimensions:
        masks = judged.masks[dimension.id]
        several, coded = _several(masks), _coded(masks)
        for place, code in enumerate(dimension.code_ids):
            if f"{dimension.id}.{code}" not in wanted:
                continue
            values = np.where(masks == MISSING, MISSING, masks >> place & 1).astype(np.int64)
            two = len(judged.coders) == 2
            found.append(
                CodeAgreement(
                    code=f"{dimension.id}.{code}",
                    units=int(several.sum()),
                    coded=int((several & coded).sum()),
                    kappa=kappa(values, interviews) if two else Figure(value=None),
                    alpha=alpha(values, interviews),
                    kappa_coded=kappa(values[:, coded], interviews[coded]) if two else Figure(value=None),
                    alpha_coded=alpha(values[:, coded], interviews[coded]),
                    given={c: int((row[several] == 1).sum()) for c, row in zip(judged.coders, values, strict=True)},
                )
            )
    return found


def by_dimension(judged: Judgements, *, wanted: Collection[str]) -> list[DimensionAgreement]:
    """Every dimension of which all codes are wanted."""
    interviews = numbered([unit.interview for unit in judged.units])
    found = []
    for dimension in judged.codebook.dimensions:
        if not {f"{dimension.id}.{code}" for code in dimension.code_ids} <= set(wanted):
            continue
        masks = judged.masks[dimension.id]
        coded, several = _coded(masks), _several(masks)
        sets = sorted({int(m) for m in masks[masks != MISSING]})
        numbers = {mask: number for number, mask in enumerate(sets)} | {MISSING: MISSING}
        values = np.array([[numbers[int(m)] for m in row] for row in masks], dtype=np.int64)
        multi = dimension.kind == "multi"
        distances = np.array([[masi(a, b) for b in sets] for a in sets]) if multi and sets else None
        found.append(
            DimensionAgreement(
                dimension=dimension.id,
                distance="MASI" if multi else "nominal",
                units=int(several.sum()),
                coded=int((several & coded).sum()),
                alpha=alpha(values, interviews, distances=distances),
                alpha_coded=alpha(values[:, coded], interviews[coded], distances=distances),
            )
        )
    return found


def confusion(judged: Judgements, *, wanted: Collection[str]) -> list[Confused]:
    """By dimension and pair of coders: codes that both gave, one for another, and to what the other gave nothing."""
    found = []
    for dimension in judged.codebook.dimensions:
        if not any(f"{dimension.id}.{code}" in wanted for code in dimension.code_ids):
            continue
        masks = judged.masks[dimension.id]
        for (i, first), (j, second) in combinations(enumerate(judged.coders), 2):
            cells: dict[tuple[str, str], float] = {}
            for one, other in zip(masks[i].tolist(), masks[j].tolist(), strict=True):
                if MISSING not in (one, other):
                    for pair, part in _pairs(judged.codes(dimension.id, one), judged.codes(dimension.id, other)):
                        cells[pair] = cells.get(pair, 0.0) + part
            found += [
                Confused(dimension=dimension.id, first=first, second=second, first_code=a, second_code=b, units=n)
                for (a, b), n in sorted(cells.items(), key=lambda cell: _order(dimension, cell[0]))
            ]
    return found


def _pairs(one: tuple[str, ...], other: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], float]]:
    """Which code of one stands against which of the other: codes of both against themselves, the rest in equal parts."""
    left, right = [c for c in one if c not in other], [c for c in other if c not in one]
    yield from (((code, code), 1.0) for code in one if code in other)
    if not one and not other:
        yield (NONE, NONE), 1.0
    elif not right:
        yield from (((code, NONE), 1.0) for code in left)
    elif not left:
        yield from (((NONE, code), 1.0) for code in right)
    else:
        part = max(len(left), len(right)) / (len(left) * len(right))
        yield from (((a, b), part) for a in left for b in right)


def _order(dimension: Dimension, pair: tuple[str, str]) -> tuple[int, int]:
    places = {code: i for i, code in enumerate((*dimension.code_ids, NONE))}
    return places[pair[0]], places[pair[1]]


def _several(masks: Integers) -> Flags:
    several: Flags = (masks != MISSING).sum(axis=0) >= 2
    return several


def _coded(masks: Integers) -> Flags:
    return np.asarray((masks > 0).any(axis=0), dtype=np.bool_)
