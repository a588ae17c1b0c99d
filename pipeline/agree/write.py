"""What was found goes in, a folder comes out: figures as JSON and CSV, and the passages on which coders differ as a page."""

import json
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from data_schemas.codebook import NONE
from pipeline.agree.alpha import Figure
from pipeline.agree.desk import Compared
from pipeline.agree.differences import Difference, differences
from pipeline.export.pages import page
from pipeline.export.write import Cell, write_csv, write_text
from pipeline.vault import write_own

FIGURES, BY_CODE, CONFUSION, DIFFERING, PAGE = (
    "figures.json",
    "by_code.csv",
    "confusion.csv",
    "differences.csv",
    "differences.html",
)


def write_compared(folder: Path, found: Compared) -> list[Path]:
    """Write all files, those with participants' words for their owner alone; the same judgements give the same bytes."""
    apart = differences(found.judged, wanted=found.wanted)
    for words in (folder / DIFFERING, folder / PAGE):
        write_own(words, b"")  # what participants said is only their owner's to read, from its first byte
    text = json.dumps(as_json(found), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return [
        write_text(folder / FIGURES, text),
        write_csv(folder / BY_CODE, columns=CODE_COLUMNS, rows=code_rows(found)),
        write_csv(
            folder / CONFUSION,
            columns=("dimension", "first", "second", "first_code", "second_code", "passages"),
            rows=[[c.dimension, c.first, c.second, c.first_code, c.second_code, c.units] for c in found.confused],
        ),
        write_csv(
            folder / DIFFERING,
            columns=("interview", "id", "speaker", "text", "dimension", *found.judged.coders),
            rows=_difference_rows(apart),
        ),
        write_text(folder / PAGE, differences_page(found, apart)),
    ]


def as_json(found: Compared) -> dict[str, Any]:
    """All figures as one JSON object."""
    return {
        "measure": found.measure,
        "coders": list(found.judged.coders),
        "passages": len(found.judged.units),
        "interviews": found.interviews,
        "differ": len(differences(found.judged, wanted=found.wanted)),
        "left_out_not_blind": found.left_out,
        "codes": msgspec.to_builtins(found.codes),
        "dimensions": msgspec.to_builtins(found.dimensions),
        "stretches": msgspec.to_builtins(found.stretches),
        "confusion": msgspec.to_builtins(found.confused),
    }


_FIGURE_NAMES = ("kappa", "alpha", "kappa_coded", "alpha_coded")
CODE_COLUMNS = (
    "measure",
    "code",
    "passages",
    "coded_passages",
    *(f"{name}{end}" for name in _FIGURE_NAMES for end in ("", "_low", "_high")),
    "shared_characters",
    "stretches_f1",
)


def code_rows(found: Compared) -> list[list[Cell]]:
    """One row for each code."""
    stretches = {o.code: o for o in found.stretches}
    rows: list[list[Cell]] = []
    for c in found.codes:
        row: list[Cell] = [found.measure, c.code, c.units, c.coded]
        for figure in (c.kappa, c.alpha, c.kappa_coded, c.alpha_coded):
            row += [figure.value, figure.low, figure.high]
        overlap = stretches.get(c.code)
        rows.append([*row, overlap.characters if overlap else None, overlap.f1 if overlap else None])
    return rows


def in_words(figure: Figure) -> str:
    """A coefficient with its interval, or a dash where it is not defined."""
    if figure.value is None:
        return "-"
    interval = f" ({figure.low:.2f} to {figure.high:.2f})" if figure.low is not None and figure.high is not None else ""
    return f"{figure.value:.2f}{interval}"


def differences_page(found: Compared, apart: list[Difference]) -> str:
    """The figures and the differing passages as a page of HTML."""
    interviews = [(name, list(of)) for name, of in groupby(apart, key=lambda d: d.unit.interview)]
    names = {f"{d.id}.{c.id}": (d.name, c.name) for d in found.judged.codebook.dimensions for c in d.codes}
    return page(
        "differences",
        title=f"{found.measure.capitalize()} of {len(found.judged.coders)} coders",
        measure=found.measure,
        coders=found.judged.coders,
        passages=len(found.judged.units),
        in_interviews=found.interviews,
        left_out=found.left_out,
        codes=found.codes,
        stretches={o.code: o for o in found.stretches},
        dimensions=[(found.judged.codebook.dimension(d.dimension).name, d) for d in found.dimensions],
        names=names,
        grids=_grids(found),
        differ=len(apart),
        interviews=interviews,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """What one coder gave against what another gave, in the codebook's order with none last."""

    dimension: str
    first: str
    second: str
    names: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]

    @property
    def differ(self) -> bool:
        """Whether anything stands off the diagonal."""
        return any(n for i, row in enumerate(self.rows) for j, n in enumerate(row) if i != j)


def _grids(found: Compared) -> list[Grid]:
    grids = []
    by_pair = groupby(found.confused, key=lambda c: (c.dimension, c.first, c.second))
    for (dimension_id, first, second), cells in by_pair:
        dimension = found.judged.codebook.dimension(dimension_id)
        units = {(c.first_code, c.second_code): c.units for c in cells}
        values = (*dimension.code_ids, NONE)
        grids.append(
            Grid(
                dimension=dimension.name,
                first=first,
                second=second,
                names=(*(code.name for code in dimension.codes), NONE),
                rows=tuple(tuple(units.get((a, b), 0.0) for b in values) for a in values),
            )
        )
    return grids


def _difference_rows(apart: list[Difference]) -> list[list[Cell]]:
    return [
        [
            d.unit.interview,
            d.unit.id,
            d.unit.speaker,
            d.unit.text,
            of.dimension.id,
            *("" if s.missing else "; ".join(c.id for c in s.codes) or NONE for s in of.sides),
        ]
        for d in apart
        for of in d.differing
    ]
