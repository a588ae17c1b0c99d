"""A number of replicates goes in, how often each kind of interval covers what it is of comes out.

Archives are made up: interviews of unequal length, in which people speak of a code more or less often, and a model that
sees more of it in some interviews than in others. Of each, an audit is drawn as `threefaces label` draws it, and the
program's own functions estimate the code's share from it: of the archive, and of the population that its interviews are
drawn from. Beside them stand what is often done instead: counting assigned codes, and prediction-powered inference,
both as if passages were independent.

    python scripts/simulate_intervals.py --replicates 2000
"""

import argparse
import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from pipeline.statistics.correction import Audit, Corrected, Modelled, corrected
from pipeline.statistics.intervals import NORMAL_QUANTILE, Floats, Integers

CLUSTERS = (8, 12, 30, 69)
SHARES = (0.02, 0.03, 0.1, 0.3)
AUDITED = 300  # passages
PASSAGES, UNEQUAL = 60, 0.6  # in an interview on the average; standard deviation of the logarithm
BETWEEN = 0.8  # standard deviation of an interview's share, on the logit scale
SEEN, SEEN_BETWEEN = 0.75, 0.5  # of the code's passages the part that the model sees, and its spread on the logit scale
FALSE, FALSE_BETWEEN = 0.05, 0.5  # of all others the part where it sees the code, and its spread
SURE, UNSURE = (6.0, 2.0), (1.0, 12.0)  # beta distributions of the model's probability where it sees the code, or not
AMONG = ((0.3, 0.6), (0.15, 0.5))  # the share of a code, and that of another among its passages
APPLIED = (1.2, 0.3)  # how far the model tells the other, on the logit scale, and the spread between interviews
WIDER = 1.05  # an interval that is so much wider than that of the labels alone has lost by the model
KINDS = ("counting", "i.i.d. PPI", "labels alone", "ours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One archive with its audit; shapes (passages,), but `sizes` and `drawn` (interviews,)."""

    sizes: Integers
    drawn: Integers
    interviews: Integers
    truth: Floats
    model: Floats
    audited: Integers


@dataclass(slots=True)
class Told:
    """What came of one kind of interval in all replicates of a cell: whether it was printed, whether it covers, its width."""

    covers: list[bool] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)


def middle_of(share: float) -> float:
    """The mean on the logit scale that gives the share on the average."""
    points, weights = np.polynomial.hermite_e.hermegauss(61)
    weights /= weights.sum()
    found: float = brentq(lambda m: float((weights * expit(m + BETWEEN * points)).sum()) - share, -12, 5)
    return found


def made(rng: np.random.Generator, *, clusters: int, middle: float) -> Made:
    """An archive of so many interviews, coded by people and by the model, with its audit."""
    normal = rng.standard_normal((4, clusters))
    sizes = np.maximum(5, np.round(PASSAGES * np.exp(UNEQUAL * normal[0] - UNEQUAL**2 / 2))).astype(np.int64)
    interviews = np.repeat(np.arange(clusters), sizes)
    truth = (rng.random(len(interviews)) < expit(middle + BETWEEN * normal[1])[interviews]).astype(np.float64)
    seen = expit(logit(SEEN) + SEEN_BETWEEN * normal[2])[interviews]
    wrongly = expit(logit(FALSE) + FALSE_BETWEEN * normal[3])[interviews]
    sees = rng.random(len(interviews)) < np.where(truth > 0, seen, wrongly)
    model = np.where(sees, rng.beta(*SURE, len(interviews)), rng.beta(*UNSURE, len(interviews)))
    drawn = apportioned(sizes, of=min(AUDITED, len(interviews)))
    order = np.lexsort((rng.random(len(interviews)), interviews))
    place = np.empty(len(interviews), dtype=np.int64)
    place[order] = np.arange(len(interviews)) - (np.cumsum(sizes) - sizes)[interviews]
    audited = np.flatnonzero(place < drawn[interviews])
    return Made(sizes=sizes, drawn=drawn, interviews=interviews, truth=truth, model=model, audited=audited)


def apportioned(sizes: Integers, *, of: int) -> Integers:
    """How many passages of each interview an audit draws: one of each, then always where the part drawn is smallest."""
    drawn = np.ones(len(sizes), dtype=np.int64)
    shares = [(2 / size, number) for number, size in enumerate(sizes) if size > 1]
    heapq.heapify(shares)
    for _ in range(of - len(sizes)):
        _, number = heapq.heappop(shares)
        drawn[number] += 1
        if drawn[number] < sizes[number]:
            heapq.heappush(shares, ((drawn[number] + 1) / sizes[number], number))
    return drawn


def ours(archive: Made, *, scope: str, tuned: bool, among: Made | None = None) -> Corrected | None:
    """What the program prints: of all passages or, of a code that applies to another, among the passages with that one."""
    at, own = archive.audited, archive.interviews[archive.audited]
    everywhere = np.ones(len(archive.interviews))
    human, model = (among.truth, among.model) if among else (everywhere, everywhere)
    size = archive.sizes.astype(np.float64)
    audit = Audit(
        human_code=archive.truth[at],
        human_base=human[at],
        model_code=archive.model[at],
        model_base=model[at],
        weights=(archive.sizes / archive.drawn)[own],
        interviews=own,
        clusters=own,
        drawn=archive.drawn,
        frame=archive.sizes,
    )
    code, base = (np.bincount(archive.interviews, weights=values) for values in (archive.model, model))
    return corrected(Modelled(code=code, base=base, size=size), audit, scope=scope, tuned=tuned)


def applied(rng: np.random.Generator, among: Made, *, share: float) -> Made:
    """A code that applies to the archive's code and is found in a share of its passages, seen by a model that errs."""
    clusters, of = len(among.sizes), among.interviews
    held = rng.random(len(of)) < expit(middle_of(share) + BETWEEN * rng.standard_normal(clusters))[of]
    seen = (held - 0.5) * 2 * rng.normal(*APPLIED, clusters)[of] + rng.standard_normal(len(of))
    return replace(among, truth=among.truth * held, model=among.model * expit(seen))


def conditional(rng: np.random.Generator, *, clusters: int, of: float, share: float, replicates: int) -> Iterator[str]:
    """A line for each thing that is estimated of a code that applies to another."""
    told = {(scope, tuned): Told() for scope in ("archive", "population") for tuned in (False, True)}
    middle = middle_of(of)
    for _ in range(replicates):
        among = made(rng, clusters=clusters, middle=middle)
        archive = applied(rng, among, share=share)
        truths = {"archive": float(archive.truth.sum() / among.truth.sum()), "population": share}
        for (scope, tuned), one in told.items():
            found = ours(archive, scope=scope, tuned=tuned, among=among)
            if found and found.estimate:
                one.covers.append(found.estimate.low <= truths[scope] <= found.estimate.high)
                one.widths.append(found.estimate.high - found.estimate.low)
    for scope in ("archive", "population"):
        parts = [f"{scope:10s} {clusters:3d} {share:5.2f} of {of:4.2f}"]
        parts += [f"{np.mean(told[scope, t].covers):.3f} {np.median(told[scope, t].widths):.3f}" for t in (False, True)]
        yield " | ".join([*parts, f"{len(told[scope, True].covers) / replicates:.2f}"])


def counted(archive: Made) -> tuple[float, float]:
    """Assigned codes counted, passages taken for independent."""
    assigned = archive.model >= 0.5
    share = float(assigned.mean())
    half = NORMAL_QUANTILE * math.sqrt(share * (1 - share) / len(assigned))
    return share - half, share + half


def independent(archive: Made) -> tuple[float, float]:
    """PPI++ with passages taken for independent (Angelopoulos, Duchi and Zrnic 2024)."""
    truth, model, every = archive.truth[archive.audited], archive.model[archive.audited], archive.model
    n, count = len(truth), len(every)
    both = np.cov(truth, model)
    trust = float(np.clip(both[0, 1] / ((1 + n / count) * every.var(ddof=1)), 0, 1))
    share = trust * every.mean() + (truth - trust * model).mean()
    error = math.sqrt(trust**2 * every.var(ddof=1) / count + (truth - trust * model).var(ddof=1) / n)
    return share - NORMAL_QUANTILE * error, share + NORMAL_QUANTILE * error


def limits(archive: Made, scope: str) -> Iterator[tuple[float, float] | None]:
    """The interval of each kind, in the order of `KINDS`; None where it is not printed."""
    yield counted(archive)
    yield independent(archive)
    for tuned in (False, True):
        found = ours(archive, scope=scope, tuned=tuned)
        yield (found.estimate.low, found.estimate.high) if found and found.estimate else None


def cell(rng: np.random.Generator, *, clusters: int, share: float, replicates: int) -> dict[tuple[str, str], Told]:
    """All replicates of a number of interviews and a share; by what is estimated and the kind of interval."""
    told = {(scope, kind): Told() for scope in ("archive", "population") for kind in KINDS}
    middle = middle_of(share)
    for _ in range(replicates):
        archive = made(rng, clusters=clusters, middle=middle)
        for scope, truth in (("archive", float(archive.truth.mean())), ("population", share)):
            for kind, found in zip(KINDS, limits(archive, scope), strict=True):
                if found is not None:
                    told[scope, kind].covers.append(found[0] <= truth <= found[1])
                    told[scope, kind].widths.append(found[1] - found[0])
    return told


def printed(told: dict[tuple[str, str], Told], *, clusters: int, share: float, replicates: int) -> Iterator[str]:
    """A line of the table for each thing that is estimated."""
    for scope in ("archive", "population"):
        parts = [f"{scope:10s} {clusters:3d} {share:5.2f}"]
        for kind in KINDS:
            one = told[scope, kind]
            covers = f"{np.mean(one.covers):.3f}" if one.covers else "  -  "
            width = f"{np.median(one.widths):.3f}" if one.widths else "  -  "
            parts.append(f"{covers} {width}")
        own, alone = told[scope, "ours"], told[scope, "labels alone"]
        widths = [
            (w, a) for w, a in zip(own.widths, alone.widths, strict=True) if a > 0.0
        ]  # 0: every passage was audited
        ratio = np.array([w / a for w, a in widths] or [np.nan])
        parts.append(f"{np.median(ratio):.2f} {np.mean(ratio > WIDER):.3f}")
        parts.append(f"{len(own.covers) / replicates:.2f}")
        yield " | ".join(parts)


def main() -> None:
    """Print the table, cell by cell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--replicates", type=int, default=2000, help="archives made up for each cell")
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    print(
        "coverage of nominal 95 %, median width; of intervals printed. wider: part more than 5 % wider than labels alone"
    )
    print("of           J share | counting    | i.i.d. PPI  | labels only | ours        | ratio wider | printed")
    for number, (clusters, share) in enumerate((j, p) for j in CLUSTERS for p in SHARES):
        rng = np.random.default_rng([asked.seed, number])
        told = cell(rng, clusters=clusters, share=share, replicates=asked.replicates)
        for line in printed(told, clusters=clusters, share=share, replicates=asked.replicates):
            print(line, flush=True)
    print("\na code among the passages with another")
    print("of           J share of    | labels only | ours        | printed")
    for number, (clusters, (of, share)) in enumerate((j, pair) for j in (12, 30) for pair in AMONG):
        rng = np.random.default_rng([asked.seed, 100 + number])
        for line in conditional(rng, clusters=clusters, of=of, share=share, replicates=asked.replicates):
            print(line, flush=True)


if __name__ == "__main__":
    main()
