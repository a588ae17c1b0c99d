"""Arrays go in, how evenly each code is spread over interviews and over speakers comes out."""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammaln

from data_schemas.codebook import Code, Dimension
from pipeline.statistics.corpus import Arrays, Mask
from pipeline.statistics.intervals import Floats, Integers

CARRIED = 0.5  # of a code's passages: a part that holds as much carries it


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How evenly a code is spread over parts of the corpus, 0 to 1; None where it is not defined.

    `deviation` is Gries' DP, normalised: 0 is even, 1 all in the smallest part. `by_chance` is what it would be on
    average had the same number of passages fallen anywhere. `juilland` is Juilland's D: 1 is even. `largest` is the
    share of the code's passages in the part that has most of them, the part numbered `where`.
    """

    parts: int
    of_parts: int
    deviation: float | None
    by_chance: float | None
    juilland: float | None
    largest: float | None
    where: int | None

    @property
    def carried(self) -> bool:
        """Whether one part has at least half of the code's passages, though there are more parts."""
        return self.largest is not None and self.of_parts > 1 and self.largest >= CARRIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersion:
    """One code, with its spread over interviews and over speakers, among the passages to which its dimension is put."""

    dimension: Dimension
    code: Code
    passages: int
    of_passages: int
    interviews: Spread
    speakers: Spread


def dispersion(data: Arrays) -> list[Dispersion]:
    """Every code, in the codebook's order."""
    found = []
    for dimension in data.codebook.dimensions:
        base = data.holds(dimension)
        for code in dimension.codes:
            carried = data.assigned[dimension.id, code.id] & base
            found.append(
                Dispersion(
                    dimension=dimension,
                    code=code,
                    passages=int(carried.sum()),
                    of_passages=int(base.sum()),
                    interviews=_over(data.interviews, carried=carried, base=base),
                    speakers=_over(data.speakers, carried=carried, base=base),
                )
            )
    return found


def _over(parts: Integers, *, carried: Mask, base: Mask) -> Spread:
    sizes = np.bincount(parts[base])
    present = np.flatnonzero(sizes)
    counts = np.bincount(parts[carried], minlength=len(sizes))[present]
    spread = spread_of(counts.astype(np.float64), sizes=sizes[present].astype(np.float64))
    return spread if spread.where is None else replace(spread, where=int(present[spread.where]))


def spread_of(counts: Floats, *, sizes: Floats) -> Spread:
    """The spread of `counts` over parts of these `sizes` (passages, none empty); shapes (parts,) both.

    DP is half the sum of the differences between where the passages are and where the corpus is (Gries 2008), over
    its largest possible value (Lijffijt and Gries 2012). D is 1 - V / sqrt(parts - 1), V being the coefficient of
    variation of the rates in the parts (Juilland 1970; rates, since parts differ in size).
    """
    total, parts = math.fsum(counts), len(counts)
    there = int(np.count_nonzero(counts))
    if not total or parts < 2:
        largest = 1.0 if total else None
        where = 0 if total else None
        return Spread(
            parts=there, of_parts=parts, deviation=None, by_chance=None, juilland=None, largest=largest, where=where
        )
    shares = sizes / math.fsum(sizes)
    most = 1.0 - float(shares.min())
    rates = counts / sizes
    mean = math.fsum(rates) / parts
    variation = math.sqrt(math.fsum((rates - mean) ** 2) / parts) / mean
    return Spread(
        parts=there,
        of_parts=parts,
        deviation=math.fsum(np.abs(counts / total - shares)) / 2 / most,
        by_chance=math.fsum(_mean_deviation(total, shares)) / total / 2 / most,
        juilland=1.0 - variation / math.sqrt(parts - 1),
        largest=float(counts.max()) / total,
        where=int(counts.argmax()),
    )


def _mean_deviation(total: float, shares: Floats) -> Floats:
    """The mean absolute deviation of a binomial count from its mean, in closed form (de Moivre 1730); shape (parts,)."""
    above = np.floor(total * shares) + 1.0
    chosen = gammaln(total + 1) - gammaln(above + 1) - gammaln(total - above + 1)
    log = chosen + above * np.log(shares) + (total - above + 1) * np.log1p(-shares)
    deviation: Floats = 2 * above * np.exp(log)
    return deviation
