"""Prevalence rows go in, one shaded table of codes against groups comes out, ready for a template."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from data_schemas.codebook import Code, Dimension
from pipeline.export.links import passages_link
from pipeline.statistics.intervals import FEWEST_CLUSTERS
from pipeline.statistics.prevalence import Prevalence
from pipeline.statistics.shares import Interval

Link = Callable[[Prevalence], str]

DEEPEST = 28  # per cent of a code's colour behind the largest share: the figures on it stay legible
STEP = 0.05  # the scale of a block's bars ends at a multiple of this

LIMITS: dict[Interval, str] = {  # what the limits of a share are of
    "": "",
    "spread": "spread between interviews (uncorrected)",
    "archive": "95 % interval for this archive",
    "population": "95 % interval for the population",
}
ROUNDING = 1e-9  # a share of exactly 0.15 ends the scale at 0.15, whatever 0.15 / 0.05 is in floating point


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """One code in one group; lengths in per cent of the scale, `low` and `high` None without an interval.

    `interval` is of what `limits` says. `link` is the fragment of the report that shows the passages counted, `passages`
    how many they are, `part` says of how many. `counts` says it with the interviews. A cell without a share has no bar,
    since a count is not to be measured against shares. `note` says why there is no share, or why it is uncorrected.
    """

    share: str
    interval: str
    limits: str
    counts: str
    part: str
    bar: str
    low: str | None
    high: str | None
    depth: int
    passages: int
    link: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One code, `column` as `dimension.code`, apart for one code of another dimension (`of`) where there is a split."""

    code: Code
    column: str
    of: str
    cells: tuple[HeatCell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatBlock:
    """The rows of one dimension, the passages it is reported `among`, and where bars end in per cent."""

    name: str
    among: str
    scale: int
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What the figures of one group rest on, and whether these are too few interviews for any share."""

    passages: int
    interviews: int
    few: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """A whole table: its groups in order, what is behind each, its blocks, and whether any cell has counts only."""

    groups: tuple[str, ...]
    behind: tuple[Behind, ...]
    blocks: tuple[HeatBlock, ...]
    few: bool


def heat_of(rows: Sequence[Prevalence], *, dimensions: Sequence[Dimension], by: str, kind: str = "") -> Heat:
    """Arrange prevalence rows by dimension, code and split against groups, in the order they come in.

    `by` is the factor that the groups are labels of; `kind` what is counted where an archive holds both talk and documents.
    """
    groups = tuple(dict.fromkeys(row.group for row in rows))
    names = {dimension.id: dimension.name for dimension in dimensions}
    blocks: dict[tuple[str, str], dict[tuple[str, str], dict[str, Prevalence]]] = {}
    for row in rows:
        crossed = row.split is not None and row.split[0].id in row.dimension.applies_to
        block = (row.dimension.id, row.split[1].id if crossed and row.split else "")
        apart = row.split[1].id if row.split and not crossed else ""
        blocks.setdefault(block, {}).setdefault((row.code.id, apart), {})[row.group] = row
    link = partial(_link, by=by, kind=kind)
    made = tuple(_block(list(block.values()), groups=groups, names=names, link=link) for block in blocks.values())
    few = any(row.estimate is None for row in rows)
    return Heat(groups=groups, behind=tuple(_behind(rows, group=group) for group in groups), blocks=made, few=few)


def _behind(rows: Sequence[Prevalence], *, group: str) -> Behind:
    bases = [row.base for row in rows if row.group == group]
    interviews = max(base.interviews for base in bases)
    return Behind(
        passages=max(base.passages for base in bases), interviews=interviews, few=interviews < FEWEST_CLUSTERS
    )


def _block(
    block: Sequence[dict[str, Prevalence]], *, groups: Sequence[str], names: dict[str, str], link: Link
) -> HeatBlock:
    sample = next(iter(block[0].values()))
    shown = [row for by_group in block for row in by_group.values()]
    longest = max((row.estimate.high for row in shown if row.estimate), default=0.0)
    scale = max(STEP, math.ceil(longest / STEP - ROUNDING) * STEP)
    rows = []
    for by_group in block:
        row = next(iter(by_group.values()))
        kind = (
            ""
            if row.split is None or row.split[0].id in row.dimension.applies_to
            else f"{row.split[0].name}: {row.split[1].name}"
        )
        cells = tuple(_cell(by_group[g], scale=scale, link=link) if g in by_group else None for g in groups)
        rows.append(HeatRow(code=row.code, column=f"{row.dimension.id}.{row.code.id}", of=kind, cells=cells))
    return HeatBlock(
        name=sample.dimension.name, among=_among(sample, names), scale=round(100 * scale), rows=tuple(rows)
    )


def _among(row: Prevalence, names: dict[str, str]) -> str:
    if row.split is not None and row.split[0].id in row.dimension.applies_to:
        return f"among passages with {row.split[0].name}: {row.split[1].name}"
    if not row.dimension.applies_to:
        return ""
    return f"among passages with a code of {' or '.join(names[d] for d in row.dimension.applies_to)}"


def _link(row: Prevalence, *, by: str, kind: str) -> str:
    codes = [f"{row.dimension.id}.{row.code.id}"]
    codes += [f"{row.split[0].id}.{row.split[1].id}"] if row.split else []
    return passages_link(*codes, group=(by, row.group), kind=kind)


def _cell(row: Prevalence, *, scale: float, link: Link) -> HeatCell:
    part = f"{row.found.passages:,} of {row.base.passages:,}"
    where = f"{row.found.interviews:,} of {row.base.interviews:,} interview{'' if row.base.interviews == 1 else 's'}"
    counted = f"{part} passages · in {where}"
    estimate = row.estimate
    if estimate is None:
        return HeatCell(
            share="",
            interval="",
            limits="",
            counts=counted,
            part=part,
            bar="",
            low=None,
            high=None,
            depth=0,
            passages=row.found.passages,
            link=link(row),
            note=row.note,
        )
    return HeatCell(
        share=f"{100 * estimate.share:.1f} %",
        limits=LIMITS[row.interval],
        interval=f"{100 * estimate.low:.1f} \u2013 {100 * estimate.high:.1f}",
        counts=counted,
        part=part,
        bar=_percent(estimate.share, scale),
        low=_percent(estimate.low, scale),
        high=_percent(estimate.high, scale),
        depth=round(DEEPEST * estimate.share / scale),
        passages=row.found.passages,
        link=link(row),
        note=row.note,
    )


def _percent(share: float, scale: float) -> str:
    return f"{100 * share / scale:.2f}"
