"""Coded passages go in, how often each group speaks of each code comes out: counts, and shares with intervals that say of what.

Counts are of assigned codes. Shares are of all passages, from the model's probabilities, corrected by a blind audit where
there is one and it holds enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data_schemas.codebook import Code, Codebook, Dimension
from pipeline.statistics.corpus import ATTRIBUTE, Arrays
from pipeline.statistics.groups import EVERYONE as EVERYONE
from pipeline.statistics.groups import NOT_RECORDED as NOT_RECORDED
from pipeline.statistics.groups import Counts, Groups, Measure, everyone, groups_by
from pipeline.statistics.intervals import Estimate
from pipeline.statistics.questions import Question, Split, answers, questions
from pipeline.statistics.shares import Interval, Shares, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevalence:
    """One code in one group; `estimate` is None where there can be no interval, as `note` says.

    `split` is the dimension and code that the row is confined to or crossed with, where there is one. `found` are
    assigned codes, `verified` those that people decided. `interval` says what the estimate's limits are: `spread`
    between interviews, uncorrected, without any promise; or what blind coding of the whole `archive`, or of the
    `population` that it was drawn from, would give. `audited` passages were coded blind, `positives` of them with it.
    `abstained` passages, of `abstaining` speakers, are those on which the model would not decide.
    """

    group: str
    dimension: Dimension
    code: Code
    split: Split | None
    over: Measure
    found: Counts
    verified: Counts
    abstained: int
    abstaining: int
    base: Counts
    estimate: Estimate | None
    source: Source
    interval: Interval
    audited: int
    positives: int
    note: str


def prevalence(data: Arrays, *, by: str, over: Measure = "passages", population: bool = False) -> list[Prevalence]:
    """Every code in every group of a factor, everyone first; a conditional dimension among the passages where it applies.

    `over` says what a share is a part of: passages, words, or passages so that each speaker or interview counts alike.
    `population` asks for intervals that hold beyond this archive; only a sampling design can support them.
    """
    return _rows(data, questions(data.codebook), by=by, over=over, population=population)


def splits(codebook: Codebook) -> list[Dimension]:
    """The dimensions that say of which kind several others are, such as a framing being of the speaker or another."""
    return [dimension for dimension in codebook.dimensions if len(dimension.applies_to) > 1]


def crossings(codebook: Codebook) -> list[tuple[Dimension, Dimension]]:
    """The pairs of a dimension and the one dimension it applies to."""
    return [(d, codebook.dimension(d.applies_to[0])) for d in codebook.dimensions if len(d.applies_to) == 1]


def framings(data: Arrays, *, split: Dimension, by: str, population: bool = False) -> list[Prevalence]:
    """Every code that `split` applies to, apart for each of its codes, among all coded passages."""
    asked = [
        Question(dimension=target, code=code, split=(split, kind))
        for target in (data.codebook.dimension(name) for name in split.applies_to)
        for code in target.codes
        for kind in split.codes
    ]
    return _rows(data, asked, by=by, over="passages", population=population)


def crossed(data: Arrays, *, dimension: Dimension, by: str, population: bool = False) -> list[Prevalence]:
    """Every code of a conditional dimension among the passages that carry each code of the one it applies to."""
    target = data.codebook.dimension(dimension.applies_to[0])
    asked = [
        Question(dimension=dimension, code=code, split=(target, given))
        for given in target.codes
        for code in dimension.codes
    ]
    return _rows(data, asked, by=by, over="passages", population=population)


def attributes_of(data: Arrays) -> list[str]:
    """The further columns of speakers.csv that tell coded speakers apart, as `factors` names them."""
    return [name for name, factor in data.factors.items() if name.startswith(ATTRIBUTE) and len(factor.names) > 1]


def _rows(data: Arrays, asked: Sequence[Question], *, by: str, over: Measure, population: bool) -> list[Prevalence]:
    rows: list[Prevalence] = []
    for groups in (everyone(data), groups_by(data, by)):
        if groups.names:
            each = [list(_cells(data, q, groups=groups, over=over, population=population)) for q in asked]
            rows += [cells[number] for number in range(len(groups.names)) for cells in each]
    return rows


def _cells(data: Arrays, asked: Question, *, groups: Groups, over: Measure, population: bool) -> Iterator[Prevalence]:
    """One question's row for each group."""
    known = answers(data, asked)
    masks = (known.found, known.verified, known.within, known.abstained)
    found, verified, base, abstained = (groups.counts(mask) for mask in masks)
    weights = groups.weights(data, over)
    shares = Shares.of(data, asked, known, groups=groups, weights=weights)
    for number, group in enumerate(groups.names):
        told = shares.told(number, interviews=base[number].interviews, population=population)
        yield Prevalence(
            group=group,
            dimension=asked.dimension,
            code=asked.code,
            split=asked.split,
            over=over,
            found=found[number],
            verified=verified[number],
            abstained=abstained[number].passages,
            abstaining=abstained[number].speakers,
            base=base[number],
            estimate=told.estimate,
            source=told.source,
            interval=told.interval,
            audited=told.audited,
            positives=told.positives,
            note=told.note,
        )
