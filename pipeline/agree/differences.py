"""Judgements go in, the passages on which coders differ come out, with what each of them decided, interview by interview."""

from collections.abc import Collection
from dataclasses import dataclass

from data_schemas.codebook import Code, Dimension
from pipeline.agree.judgements import MISSING, Judgements, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one coder decided: codes, none of them, or (`missing`) nothing."""

    coder: str
    codes: tuple[Code, ...]
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """One dimension on which coders differ, side by side."""

    dimension: Dimension
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One passage with every dimension on which coders differ."""

    unit: Unit
    differing: tuple[Differing, ...]


def differences(judged: Judgements, *, wanted: Collection[str]) -> list[Difference]:
    """In the order of interviews and, within them, of the talk."""
    found = []
    for at in sorted(range(len(judged.units)), key=lambda i: (judged.units[i].interview, i)):
        differing = [d for dimension in judged.codebook.dimensions if (d := _differing(judged, dimension, at, wanted))]
        if differing:
            found.append(Difference(unit=judged.units[at], differing=tuple(differing)))
    return found


def _differing(judged: Judgements, dimension: Dimension, at: int, wanted: Collection[str]) -> Differing | None:
    masks = [int(m) for m in judged.masks[dimension.id][:, at]]
    within = sum(1 << i for i, code in enumerate(dimension.code_ids) if f"{dimension.id}.{code}" in wanted)
    if len({mask & within for mask in masks if mask != MISSING}) < 2:
        return None
    by_id = {code.id: code for code in dimension.codes}
    sides = (
        Side(
            coder=coder,
            codes=tuple(by_id[c] for c in judged.codes(dimension.id, mask)) if mask != MISSING else (),
            missing=mask == MISSING,
        )
        for coder, mask in zip(judged.coders, masks, strict=True)
    )
    return Differing(dimension=dimension, sides=tuple(sides))
