"""Coded passages and their clusters go in, how far groups of speakers differ in each code comes out, tested where it may be.

Shares are ratios of sums of the model's probabilities, as in every table of codes before correction; so is what is tested.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from data_schemas.codebook import Code, Dimension
from pipeline.roster import ROLE_GROUPS, UNKNOWN
from pipeline.statistics.corpus import ROLE_GROUP, Arrays, Mask
from pipeline.statistics.families import benjamini_hochberg, holm
from pipeline.statistics.homogeneity import RaoScott, half_width, rao_scott
from pipeline.statistics.intervals import Floats, Integers
from pipeline.statistics.people import People, people_of
from pipeline.statistics.questions import applies, probability

FEWEST_IN_GROUP = 4  # clusters; fewer leave next to nothing for a variance to rest on (scripts/simulate_roles.py)
FEWEST_BESIDE, TIMES_MORE = (
    20,
    3.5,
)  # clusters below which no other group may have over so many times as many, for a test
FEWEST_FOUND = 5.0  # passages expected to carry the code, and to be without it, over all groups
TOO_FEW_GROUPS = f"not compared: fewer than two groups with {FEWEST_IN_GROUP} independent interviews"
TOO_RARE = f"not tested: fewer than {FEWEST_FOUND:g} passages expected to carry the code"
TOO_COMMON = f"not tested: fewer than {FEWEST_FOUND:g} passages expected to be without the code"
TOO_UNEQUAL = (
    f"no chi-square test: one group has fewer than {FEWEST_BESIDE} independent interviews and another over {TIMES_MORE:g} times "
    "as many; only all groups together are tested, by dealing roles out, uncorrected for many tests"
)
FLAT = "not tested: the same everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One code in two groups or more. `speakers` and `clusters` are of all of them, `fewest` the people of the smallest.

    `shares` stand in the groups' order; `half` is half the 95 % interval of the difference of two shares. `holm` and
    `benjamini_hochberg` are p-values corrected for the `family` of all tests made together, in which the two codes of a
    dimension that always has one of them are one. `left_out` are groups with too few clusters; `note` says why there is no
    comparison or test where there is none.
    """

    dimension: Dimension
    code: Code
    groups: tuple[str, ...]
    left_out: tuple[str, ...]
    passages: int
    speakers: int
    fewest: int
    clusters: int
    shares: tuple[float, ...] = ()
    v: float | None = None
    half: float | None = None
    test: RaoScott | None = None
    permuted: float | None = None
    holm: float | None = None
    benjamini_hochberg: float | None = None
    family: int = 0
    note: str = ""


def differences(data: Arrays, *, by: str, clusters: Integers, test: bool) -> list[Difference]:
    """Every code compared between all groups of a factor together; shape of clusters (passages,).

    In a conditional dimension a passage counts as much as it is likely to apply there; people, clusters and passages are
    counted where it is assigned to apply. People whose role nobody recorded are in no group.
    """
    rows: list[Difference] = []
    for dimension in data.codebook.dimensions:
        base = data.holds(dimension)
        able, rest = _groups(data, base, by=by, clusters=clusters)
        known = _known(data, base, by=by, clusters=clusters, dimension=dimension, groups=able)
        known = replace(known, left_out=rest, note=TOO_FEW_GROUPS if len(able) < 2 else "")
        rows += _codes(data, known, by=by, clusters=clusters, test=test, permute=test)
    return _corrected(rows)


def pairs(data: Arrays, *, by: str, clusters: Integers, test: bool) -> list[Difference]:
    """Every code compared between each two groups of a factor, without permutations."""
    rows: list[Difference] = []
    for dimension in data.codebook.dimensions:
        base = data.holds(dimension)
        for two in combinations(_groups(data, base, by=by, clusters=clusters)[0], 2):
            known = _known(data, base, by=by, clusters=clusters, dimension=dimension, groups=two)
            rows += _codes(data, known, by=by, clusters=clusters, test=test, permute=False)
    return _corrected(rows)


def _groups(data: Arrays, base: Mask, *, by: str, clusters: Integers) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The groups with enough clusters in their order, and those with too few."""
    factor = data.factors[by]
    rank = {group: number for number, group in enumerate(ROLE_GROUPS)} if by == ROLE_GROUP else {}
    able: list[str] = []
    rest: list[str] = []
    for name in sorted(factor.names, key=lambda name: (rank.get(name, 0), name)):
        inside = base & factor.where(name)
        if name not in ("", UNKNOWN) and inside.any():
            enough = len(np.unique(clusters[inside])) >= FEWEST_IN_GROUP
            (able if enough else rest).append(name)
    return tuple(able), tuple(rest)


def _known(
    data: Arrays, base: Mask, *, by: str, clusters: Integers, dimension: Dimension, groups: tuple[str, ...]
) -> Difference:
    """What is the same for every code of a dimension; its code is the first."""
    inside = [base & data.factors[by].where(group) for group in groups]
    everyone = np.logical_or.reduce([np.zeros(len(data), dtype=np.bool_), *inside])
    return Difference(
        dimension=dimension,
        code=dimension.codes[0],
        groups=groups,
        left_out=(),
        passages=int(everyone.sum()),
        speakers=len(np.unique(data.speakers[everyone])),
        fewest=min((len(np.unique(data.speakers[mask])) for mask in inside), default=0),
        clusters=len(np.unique(clusters[everyone])),
    )


def _codes(
    data: Arrays, known: Difference, *, by: str, clusters: Integers, test: bool, permute: bool
) -> Iterator[Difference]:
    """The codes of one dimension in the groups given."""
    if len(known.groups) < 2:
        yield from (replace(known, code=code) for code in known.dimension.codes)
        return
    people, of = people_of(data, applies(data, known.dimension), by=by, clusters=clusters, groups=known.groups)
    for code in known.dimension.codes:
        values = probability(data, known.dimension, code.id)
        found: Floats = np.bincount(of[of >= 0], weights=values[of >= 0], minlength=len(people.groups)).astype(
            np.float64
        )
        row = _compared(replace(known, code=code), people, found, test=test)
        yield (
            replace(row, permuted=people.permuted(found)) if permute and (row.test or row.note == TOO_UNEQUAL) else row
        )


def _compared(row: Difference, people: People, found: Floats, *, test: bool) -> Difference:
    """The shares and Cramer's V of one code, and the test where one is wanted and can be made."""
    table = people.table(found, people.groups[None]).first
    defined = bool(np.isfinite(table.chi2))
    row = replace(
        row, shares=tuple(float(share) for share in table.shares), v=float(table.cramers_v) if defined else None
    )
    if not test:
        return row
    if found.sum() < FEWEST_FOUND:
        return replace(row, note=TOO_RARE)
    if people.passages.sum() - found.sum() < FEWEST_FOUND:
        return replace(row, note=TOO_COMMON)
    counts = people.clusters_of_groups()
    if counts.min() < FEWEST_BESIDE and counts.max() > TIMES_MORE * counts.min():
        return replace(row, note=TOO_UNEQUAL)
    result = rao_scott(table)
    if result is None:
        return replace(row, note=FLAT)
    return replace(row, test=result, half=half_width(table) if len(row.groups) == 2 else None)


def _corrected(rows: Sequence[Difference]) -> list[Difference]:
    """The rows with their p-values corrected for the family of all that were tested here."""
    asked = {_comparison(row): row.test.p for row in rows if row.test}
    p = list(asked.values())
    corrected = dict(zip(asked, zip(holm(p), benjamini_hochberg(p), strict=True), strict=True))
    out = []
    for row in rows:
        if row.test:
            first, second = corrected[_comparison(row)]
            row = replace(row, holm=first, benjamini_hochberg=second, family=len(p))
        out.append(row)
    return out


def _comparison(row: Difference) -> tuple[str, str, tuple[str, ...]]:
    """What a row compares: where a dimension always has one of two codes, more of one is less of the other."""
    two = row.dimension.kind == "single" and not row.dimension.none and len(row.dimension.codes) == 2
    return row.dimension.id, "" if two else row.code.id, row.groups
