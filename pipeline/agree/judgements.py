"""Codings on an archive's passages, or label files with the same ids, go in; what each coder decided on each comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data_schemas.codebook import Codebook
from data_schemas.codings import HOLDS, HUMAN_BLIND, SOURCES, Scope
from data_schemas.errors import ConfigError
from data_schemas.labels import Label, read_labels
from pipeline.coded import CodedPassage
from pipeline.codings.current import Placed
from pipeline.codings.decided import decided_on
from pipeline.training_data import load_labels

Masks = npt.NDArray[np.int64]
MOST_BITS = 62  # codes whose sets 64 bits hold; more are held as whole numbers of any size
MISSING = -1  # in a mask: this coder decided nothing there


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One passage that coders are compared on."""

    id: str
    interview: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """By dimension what every coder decided: sets of codes as bits in the codebook's order; shape (coders, units)."""

    coders: tuple[str, ...]
    units: tuple[Unit, ...]
    codebook: Codebook
    masks: dict[str, Masks]

    def codes(self, dimension_id: str, mask: int) -> tuple[str, ...]:
        """The codes of one decision."""
        return tuple(c for i, c in enumerate(self.codebook.dimension(dimension_id).code_ids) if mask >> i & 1)

    def shared(self) -> "Judgements":
        """Confined to units on which at least two coders decided something in the same dimension."""
        several = np.zeros(len(self.units), dtype=np.bool_)
        for masks in self.masks.values():
            several |= (masks != MISSING).sum(axis=0) >= 2
        kept = np.flatnonzero(several)
        return replace(
            self,
            units=tuple(self.units[i] for i in kept),
            masks={d: masks[:, kept] for d, masks in self.masks.items()},
        )


def judged_in_archive(
    passages: Sequence[CodedPassage],
    placed: Sequence[Placed],
    *,
    scopes: Sequence[Scope],
    coders: Sequence[str],
    codebook: Codebook,
    marked: Sequence[Placed] = (),
) -> Judgements:
    """What coders decided on the passages of an archive; in a transcript coded in full, unmarked is none.

    A coding decides on a passage of which it covers most, and gives its codes to a passage that holds most of it; of a
    passage that it merely cuts, nothing is known. `marked` are codings that are not compared; what they stand on is not
    unmarked.
    """
    by_place, marks = _by_place(placed), _by_place([*placed, *marked])
    whole: dict[tuple[str, str], set[str]] = {}
    for scope in scopes:
        whole.setdefault((scope.coder, scope.doc_id), set()).update(scope.complete)
    rows = []
    for coder in coders:
        row = []
        for passage in passages:
            at = (coder, passage.doc_id)
            touching = _touching(passage, by_place.get(at, ()))
            cut = {d for p in _touching(passage, marks.get(at, ())) for d in p.coding.decides}
            found = decided_on(passage.start, passage.end, touching, codebook=codebook).codes
            unmarked = dict.fromkeys(sorted(whole.get(at, set()) - cut), ())
            row.append(unmarked | _held(passage, touching, codebook=codebook) | found)
        rows.append(row)
    units = [Unit(id=p.passage_id, interview=p.document, speaker=p.speaker, text=p.text) for p in passages]
    return _judgements(coders, units, rows, codebook=codebook)


def _by_place(placed: Sequence[Placed]) -> dict[tuple[str, str], list[Placed]]:
    """Codings by coder and transcript."""
    found: dict[tuple[str, str], list[Placed]] = {}
    for p in placed:
        found.setdefault((p.coding.coder, p.coding.doc_id), []).append(p)
    return found


def _touching(passage: CodedPassage, placed: Sequence[Placed]) -> list[Placed]:
    return [p for p in placed if p.start < passage.end and p.end > passage.start]


def _held(passage: CodedPassage, touching: Sequence[Placed], *, codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """The codes of codings that lie in the passage for the most part."""
    inside = [p for p in touching if min(p.end, passage.end) - max(p.start, passage.start) >= HOLDS * (p.end - p.start)]
    held = {}
    for dimension in codebook.dimensions:
        given = {code for p in inside for code in p.coding.codes.get(dimension.id, [])}
        codes = tuple(code for code in dimension.code_ids if code in given)
        if codes and (dimension.kind == "multi" or len(codes) == 1):
            held[dimension.id] = codes
    return held


def judged_in_files(paths: Sequence[Path], *, codebook: Codebook) -> Judgements:
    """What label files say, one coder each; ConfigError where they have no passage in common."""
    files = [load_labels([path], codebook=codebook) for path in paths]
    by_id = [{label.id: label for label in labels} for labels in files]
    ids = sorted({name for labels in by_id for name in labels if sum(name in other for other in by_id) > 1})
    if not ids:
        raise ConfigError(f"{', '.join(p.name for p in paths)}: no id stands in two of them; ids must be the same")
    first = {name: next(labels[name] for labels in by_id if name in labels) for name in ids}
    units = [Unit(id=n, interview=first[n].interview, speaker="", text=first[n].text) for n in ids]
    units.sort(key=lambda unit: (unit.interview, unit.id))
    rows = [[_label_codes(labels.get(unit.id)) for unit in units] for labels in by_id]
    return _judgements(_names(paths), units, rows, codebook=codebook)


def sources_of(paths: Sequence[Path]) -> frozenset[str]:
    """Who coded the labels of these files; what is no known source of people counts as a model."""
    found = {label.source for path in paths for label in read_labels(path)}
    return frozenset(source if source in SOURCES else "model" for source in found)


def blind(placed: Sequence[Placed]) -> list[Placed]:
    """Decisions of which none was seen before by the coder."""
    return [p for p in placed if p.coding.source == HUMAN_BLIND]


def _judgements(
    coders: Sequence[str],
    units: Sequence[Unit],
    rows: Sequence[Sequence[Mapping[str, Sequence[str]]]],
    *,
    codebook: Codebook,
) -> Judgements:
    masks = {}
    for dimension in codebook.dimensions:
        bit = {code: 1 << i for i, code in enumerate(dimension.code_ids)}
        own = np.full((len(coders), len(units)), MISSING, dtype=np.int64 if len(bit) <= MOST_BITS else object)
        for i, row in enumerate(rows):
            for j, found in enumerate(row):
                if dimension.id in found:
                    own[i, j] = sum(bit[code] for code in dict.fromkeys(found[dimension.id]))
        masks[dimension.id] = own
    return Judgements(coders=tuple(coders), units=tuple(units), codebook=codebook, masks=masks)


def _label_codes(label: Label | None) -> dict[str, list[str]]:
    if label is None:
        return {}
    return {d: [] for d in label.complete} | label.codes


def _names(paths: Sequence[Path]) -> list[str]:
    """The files' stems, with their numbers where two are alike."""
    stems = [path.stem for path in paths]
    return [stem if stems.count(stem) == 1 else f"{stem} ({n})" for n, stem in enumerate(stems, start=1)]
