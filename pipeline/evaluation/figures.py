"""Judged passages and the model that coded them go in; one record with all that is said of them comes out."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from data_schemas.codebook import Codebook
from models.evaluation.abstention import Abstention, abstention_of
from models.evaluation.audit import Promise
from models.evaluation.confusion import Confusion, confusions_of
from models.evaluation.groups import FEWEST, GroupFigures, groups_of
from models.evaluation.judged import Judged
from models.evaluation.reliability import ReliabilityBin, reliability_of
from models.metrics import FEW_REAL, REAL, CodeFigures, code_figures, macro_f1
from models.release import Release
from pipeline.counted import counted
from pipeline.export.facts import STARTER, UNPROMISED
from pipeline.model_place import FIGURES


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """What `threefaces evaluate --json` prints; docs/evaluating.md says what each key means."""

    model: str
    model_digest: str
    codebook: str
    passages: int
    interviews: int
    by_source: dict[str, int]
    macro_f1: float
    codes: tuple[CodeFigures, ...]
    untested: tuple[str, ...]
    abstention: Abstention
    confusions: tuple[Confusion, ...]
    groups: tuple[GroupFigures, ...]
    reliability: tuple[ReliabilityBin, ...]
    promises: tuple[Promise, ...]
    notes: tuple[str, ...]


def evaluation_of(judged: Judged, *, release: Release, promises: Sequence[Promise] = ()) -> Evaluation:
    """All figures; `promises` only of a model that was audited on the archive that these labels are from."""
    codes = tuple(code_figures(judged))
    tested = tested_before(release)
    sources = Counter(label.source for label in judged.labels)
    interviews = len({label.interview for label in judged.labels})
    untested = untested_of(codes, tested=tested)
    return Evaluation(
        model=f"{release.name} {release.version}",
        model_digest=release.digest,
        codebook=f"{release.codebook.id} {release.codebook.version}",
        passages=len(judged.labels),
        interviews=interviews,
        by_source=dict(sorted(sources.items())),
        macro_f1=macro_f1(codes),
        codes=codes,
        untested=untested,
        abstention=abstention_of(judged),
        confusions=confusions_of(judged),
        groups=groups_of(judged),
        reliability=reliability_of(judged),
        promises=tuple(promises),
        notes=(
            *(() if promises else (_standing(release),)),
            *_notes(codes, untested=untested, interviews=interviews, sources=sources),
        ),
    )


def tested_before(release: Release) -> dict[str, int]:
    """On how many passages of real talk each code was judged when the model was made; codes it does not tell of lack."""
    try:
        rows: Any = json.loads((release.folder / FIGURES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    told = rows.get("codes", []) if isinstance(rows, dict) else rows
    return {str(row["code"]): int(row.get("real", 0)) for row in told if isinstance(row, dict) and "code" in row}


def untested_of(codes: Sequence[CodeFigures], *, tested: Mapping[str, int]) -> tuple[str, ...]:
    """The codes that fewer than FEW_REAL passages of real talk have tested, now or before; the same ones may be meant twice."""
    return tuple(f.code for f in codes if max(f.real, tested.get(f.code, 0)) < FEW_REAL)


def names_of(codebook: Codebook) -> dict[str, str]:
    """What people call a dimension, by its id, and a code, by `dimension.code`."""
    names = {d.id: d.name for d in codebook.dimensions}
    return names | {f"{d.id}.{c.id}": c.name for d in codebook.dimensions for c in d.codes}


def _standing(release: Release) -> str:
    """Why figures without an audit of their own carry no promise."""
    if release.audited and not release.validated:
        return f"{UNPROMISED[0].upper()}{UNPROMISED[1:]}: no error is promised for any archive."
    if release.validated:
        return "Audited on one archive: what it promises there is promised for no other passages, nor for these."
    return f"{STARTER[0].upper()}{STARTER[1:]}: no error is promised for any archive."


def _notes(
    codes: Sequence[CodeFigures],
    *,
    untested: Sequence[str],
    interviews: int,
    sources: Mapping[str, int],
) -> tuple[str, ...]:
    """What a reader must know before using the figures, one sentence each."""
    off = [f.code for f in codes if f.off]
    invented = sum(number for source, number in sources.items() if source not in REAL)
    notes = []
    if interviews < FEWEST:
        notes.append(f"{counted(interviews, 'interview')}: intervals from fewer than {FEWEST} are too narrow.")
    notes.append(
        f"Probabilities off by more than chance alone would show (ECE above its 95th percentile): {', '.join(off)}."
        if off
        else "No code's probabilities are off by more than chance alone would show."
    )
    if untested:
        which = "all codes" if len(untested) == len(codes) else ", ".join(untested)
        notes.append(f"Untested on real talk (fewer than {FEW_REAL} passages of it that people coded): {which}.")
    if invented:
        notes.append(
            f"{invented} of {sum(sources.values())} labels are not people's codes of real talk: agreement with them is "
            "consistency, not validity."
        )
    return tuple(notes)
