"""A number of replicates goes in, how often shares over words, speakers and interviews are covered by their intervals comes out.

Archives are made up of two kinds. In one a third of the interviews are with two people, who talk unequally much; in the
other every person is interviewed once, twice or three times, and is a cluster. Long passages and long interviews speak of
the code more often, so that a share over words, over speakers or over interviews is another than over passages. The model
errs as in `simulate_intervals.py`, an audit is drawn as there, and the whole way goes through the program's own table.

    python scripts/simulate_measures.py --replicates 1000
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from data_schemas.codebook import Code, Codebook, Dimension
from pipeline.statistics.corpus import CASE, ROLE_GROUP, Arrays, Factor
from pipeline.statistics.groups import Measure, everyone
from pipeline.statistics.intervals import Estimate, Floats, Integers
from pipeline.statistics.prevalence import prevalence
from scripts.simulate_intervals import (
    AUDITED,
    BETWEEN,
    FALSE,
    FALSE_BETWEEN,
    PASSAGES,
    SEEN,
    SEEN_BETWEEN,
    SURE,
    UNEQUAL,
    UNSURE,
    Told,
    apportioned,
)

Kind = Literal["two people", "seen again"]
KINDS: tuple[Kind, ...] = ("two people", "seen again")
MEASURES: tuple[Measure, ...] = ("passages", "words", "speakers", "interviews")
CLUSTERS = (12, 30, 69)
SHARES = (0.03, 0.1, 0.3)
DYADS = 1 / 3  # of the interviews, where two people speak
TALK = (2.0, 2.0)  # beta distribution of the first person's part of the passages of two
TIMES = (0.5, 0.3, 0.2)  # the chances that a person is interviewed once, twice, three times
WITHIN = 0.4  # standard deviation on the logit scale between two people of an interview, or two interviews of a person
WORDS, WORDS_UNEQUAL = 35, 0.8  # of a passage on the average; standard deviation of the logarithm
LONGER, TALKATIVE = 0.35, 0.2  # logits that a standard deviation of a passage's, an interview's logarithm adds
MANY = 20_000  # clusters of the archive whose shares are those of the population
CODED = Codebook(
    id="made-up",
    version="1",
    title="Made up",
    source="",
    dimensions=(
        Dimension(
            id="asked",
            name="Asked",
            kind="multi",
            definition="Made up.",
            codes=(Code(id="code", name="Code", definition="Made up."),),
        ),
    ),
)
KEY = ("asked", "code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Who says how much where, and how likely it is to be of the code; shapes (passages,)."""

    interviews: Integers
    speakers: Integers
    words: Integers
    chance: Floats


def spoken(rng: np.random.Generator, *, kind: Kind, clusters: int, middle: float) -> Spoken:
    """So many clusters of talk: interviews with one person or two, or people with one interview or several."""
    times = rng.choice(3, clusters, p=TIMES) + 1 if kind == "seen again" else np.ones(clusters, dtype=np.int64)
    cluster_of = np.repeat(np.arange(clusters), times)
    length = rng.standard_normal(len(cluster_of))
    sizes = np.maximum(5, np.round(PASSAGES * np.exp(UNEQUAL * length - UNEQUAL**2 / 2))).astype(np.int64)
    interviews = np.repeat(np.arange(len(sizes)), sizes)
    cluster = cluster_of[interviews]
    if kind == "seen again":
        speakers, within = cluster, WITHIN * rng.standard_normal(len(sizes))[interviews]
    else:
        part = np.where(rng.random(len(sizes)) < DYADS, rng.beta(*TALK, len(sizes)), 1.0)
        speakers = 2 * interviews + (rng.random(len(interviews)) > part[interviews])
        within = WITHIN * rng.standard_normal(2 * len(sizes))[speakers]
        speakers = np.unique(speakers, return_inverse=True)[1].astype(np.int64)
    longer = rng.standard_normal(len(interviews))
    words = np.maximum(3, np.round(WORDS * np.exp(WORDS_UNEQUAL * longer - WORDS_UNEQUAL**2 / 2))).astype(np.int64)
    logits = middle + BETWEEN * rng.standard_normal(clusters)[cluster] + within + LONGER * longer
    chance: Floats = expit(logits + TALKATIVE * length[interviews])
    return Spoken(interviews=interviews, speakers=speakers, words=words, chance=chance)


def middle_of(share: float) -> float:
    """The mean on the logit scale that gives the share of passages in the long run, but for rounding.

    A long interview has more passages: among passages the mean logarithm of lengths is higher by its variance.
    """
    points, weights = np.polynomial.hermite_e.hermegauss(61)
    apart = np.sqrt(BETWEEN**2 + WITHIN**2 + LONGER**2 + TALKATIVE**2)

    def missed(middle: float) -> float:
        return float((weights * expit(middle + TALKATIVE * UNEQUAL + apart * points)).sum() / weights.sum()) - share

    found: float = brentq(missed, -12, 5)
    return found


def archive_of(rng: np.random.Generator, talk: Spoken) -> tuple[Arrays, Floats]:
    """The talk coded by the model and audited blind, and what coding all of it blind would give; (passages,)."""
    count, of = len(talk.chance), talk.interviews
    sizes = np.bincount(of)
    truth = (rng.random(count) < talk.chance).astype(np.float64)
    seen = expit(logit(SEEN) + SEEN_BETWEEN * rng.standard_normal(len(sizes)))[of]
    wrongly = expit(logit(FALSE) + FALSE_BETWEEN * rng.standard_normal(len(sizes)))[of]
    sees = rng.random(count) < np.where(truth > 0, seen, wrongly)
    model = np.where(sees, rng.beta(*SURE, count), rng.beta(*UNSURE, count))
    drawn = apportioned(sizes, of=min(AUDITED, count))
    order = np.lexsort((rng.random(count), of))
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count) - (np.cumsum(sizes) - sizes)[of]
    audited = place < drawn[of]
    nothing = np.zeros(count, dtype=np.bool_)
    data = replace(
        arrays_of(talk),
        probabilities=model[:, None],
        assigned={KEY: model >= 0.5},
        chances=np.where(audited, (drawn / sizes)[of], np.nan),
        judged={KEY[0]: audited},
        blind={KEY: audited & (truth > 0)},
        abstained={KEY: nothing},
    )
    return data, truth


def arrays_of(talk: Spoken) -> Arrays:
    """The talk before anybody coded it: the probabilities are what is true in the long run."""
    count = len(talk.chance)
    numbers, nothing = np.arange(count), np.zeros(count, dtype=np.bool_)
    everywhere = np.zeros(count, dtype=np.int64)
    return Arrays(
        codebook=CODED,
        probabilities=talk.chance[:, None],
        words=talk.words,
        turns=numbers,
        exchanges=numbers,
        speakers=talk.speakers,
        interviews=talk.interviews,
        factors={ROLE_GROUP: Factor(numbers=everywhere, names=("",)), CASE: Factor(numbers=everywhere, names=("",))},
        assigned={KEY: nothing},
        abstained={KEY: nothing},
        by_people={KEY[0]: nothing},
        chances=np.full(count, np.nan),
        judged={KEY[0]: nothing},
        blind={KEY: nothing},
    )


def share_over(data: Arrays, values: Floats, over: Measure) -> float:
    """The share that values, shape (passages,), have over a measure."""
    weights = everyone(data).weights(data, over)
    return float((weights * values).sum() / weights.sum())


def printed(data: Arrays, *, over: Measure, population: bool) -> Estimate | None:
    """The corrected share as the table prints it; None where it prints none."""
    row = prevalence(data, by="", over=over, population=population)[0]
    return row.estimate if row.source == "audit" else None


def cell(rng: np.random.Generator, *, kind: Kind, clusters: int, share: float, replicates: int) -> Iterator[str]:
    """A line for each measure and each thing that is estimated."""
    middle = middle_of(share)
    many = arrays_of(spoken(rng, kind=kind, clusters=MANY, middle=middle))
    long_run = {over: share_over(many, many.probabilities[:, 0], over) for over in MEASURES}
    told = {(population, over): Told() for population in (False, True) for over in MEASURES}
    for _ in range(replicates):
        data, truth = archive_of(rng, spoken(rng, kind=kind, clusters=clusters, middle=middle))
        for (population, over), one in told.items():
            found = printed(data, over=over, population=population)
            if found is not None:
                true = long_run[over] if population else share_over(data, truth, over)
                one.covers.append(found.low <= true <= found.high)
                one.widths.append(found.high - found.low)
    for (population, over), one in told.items():
        parts = [f"{kind} | {'population' if population else 'archive'} | {clusters} | {share} | {over}"]
        parts += [f"{long_run[over]:.3f}", f"{np.mean(one.covers):.3f} ({np.median(one.widths):.3f})"]
        yield f"| {' | '.join([*parts, f'{len(one.covers) / replicates:.0%}'])} |"


def main() -> None:
    """Print the table, cell by cell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--replicates", type=int, default=1000, help="archives made up for each cell")
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    print("| archive | of | clusters | share of passages | over | long run | printed covers (width) | printed in |")
    print("|---|---|---|---|---|---|---|---|")
    cells = [(kind, clusters, share) for kind in KINDS for clusters in CLUSTERS for share in SHARES]
    for number, (kind, clusters, share) in enumerate(cells):
        rng = np.random.default_rng([asked.seed, number])
        for line in cell(rng, kind=kind, clusters=clusters, share=share, replicates=asked.replicates):
            print(line, flush=True)


if __name__ == "__main__":
    main()
