"""Coded passages go in, how often each group speaks of each code comes out: counts, and shares with intervals that say of what.

Counts are of assigned codes. Shares are of all passages, from the model's probabilities, corrected by a blind audit where
there is one and it holds enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from data_schemas.codebook import Code, Codebook, Dimension
from pipeline.statistics.corpus import ATTRIBUTE, Arrays
from pipeline.statistics.correction import FEWEST_POSITIVES, Audit, Corrected, Modelled, corrected
from pipeline.statistics.groups import EVERYONE as EVERYONE
from pipeline.statistics.groups import NOT_RECORDED as NOT_RECORDED
from pipeline.statistics.groups import Counts, Groups, Measure, everyone, groups_by
from pipeline.statistics.intervals import FEWEST_CLUSTERS, Estimate, Floats, Integers, clustered_ratio
from pipeline.statistics.questions import Answers, Question, Split, answers, blind, questions

Source = Literal["probabilities", "audit"]
Interval = Literal["", "spread", "archive", "population"]

COVERED = (
    0.95  # of what a group's passages count, the part in interviews that the audit reaches, to speak for the group
)
TOO_FEW = f"counts only: fewer than {FEWEST_CLUSTERS} interviews"
TOO_TIED = f"counts only: fewer than {FEWEST_CLUSTERS} clusters of interviews that share no case or person"
NO_SPREAD = "counts only: the same in every passage, which gives no interval"
FEW_POSITIVES = f"uncorrected: fewer than {FEWEST_POSITIVES} audited passages with the code"
FEW_NEGATIVES = f"uncorrected: fewer than {FEWEST_POSITIVES} audited passages without the code"
NO_RESIDUE = "uncorrected: the audited passages are all alike, which gives no interval"
NOT_REACHED = "uncorrected: the audit does not reach all interviews; draw and code more"


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
    shares = _Shares.of(data, asked, known, groups=groups, weights=weights)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A share as a row gives it."""

    estimate: Estimate | None
    source: Source = "probabilities"
    interval: Interval = ""
    audited: int = 0
    positives: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shares:
    """One question's totals by cluster, shapes (pairs of group and cluster,), and its audited passages, (audited,)."""

    groups: Groups
    code: Floats
    base: Floats
    size: Floats
    rows: Integers
    human: tuple[Floats, Floats]
    model: tuple[Floats, Floats]
    weights: Floats
    interviews: Integers
    drawn: Integers  # (interviews,), audited passages of each, and below all of them
    frame: Integers
    counts: Floats  # (pairs of group and interview,), what their passages count together

    @classmethod
    def of(cls, data: Arrays, asked: Question, known: Answers, *, groups: Groups, weights: Floats) -> "_Shares":
        rows = np.flatnonzero(known.judged)
        frame = np.bincount(data.interviews)
        return cls(
            groups=groups,
            code=groups.clusters.totals(weights * known.code),
            base=groups.clusters.totals(weights * known.base),
            size=groups.clusters.totals(weights),
            rows=rows,
            human=blind(data, asked, rows=rows),
            model=(known.code[rows], known.base[rows]),
            weights=weights[rows] / data.chances[rows],
            interviews=data.interviews[rows],
            drawn=np.bincount(data.interviews[rows], minlength=len(frame)),
            frame=frame,
            counts=groups.interviews.totals(weights),
        )

    def told(self, group: int, *, interviews: int, population: bool) -> _Told:
        """What a group's row says."""
        if interviews < FEWEST_CLUSTERS:
            return _Told(estimate=None, note=TOO_FEW)
        audit = self._audit(group)
        positives = audit.positives
        found, reason = self._corrected(group, audit, population=population)
        if found is not None and found.estimate is not None:
            interval: Interval = "population" if population else "archive"
            return _Told(
                estimate=found.estimate,
                source="audit",
                interval=interval,
                audited=audit.of_base,
                positives=positives,
            )
        place = self.groups.clusters.of(group)
        estimate = clustered_ratio(self.code[place], self.base[place])
        if estimate is None:
            tied = np.count_nonzero(self.size[place]) < FEWEST_CLUSTERS
            return _Told(
                estimate=None, audited=audit.of_base, positives=positives, note=TOO_TIED if tied else NO_SPREAD
            )
        return _Told(estimate=estimate, interval="spread", audited=audit.of_base, positives=positives, note=reason)

    def _corrected(self, group: int, audit: Audit, *, population: bool) -> tuple[Corrected | None, str]:
        """The corrected share, or why there is none."""
        if not len(self.rows):
            return None, ""
        own = self.groups.interviews.of(group)
        counts, members = self.counts[own], self.groups.interviews.members[own]
        if counts[self.drawn[members] > 0].sum() < COVERED * counts.sum():
            return None, NOT_REACHED
        place = self.groups.clusters.of(group)
        modelled = Modelled(code=self.code[place], base=self.base[place], size=self.size[place])
        found = corrected(modelled, audit, scope="population" if population else "archive")
        if found is not None:
            return found, "" if found.estimate else NO_RESIDUE
        return None, FEW_POSITIVES if audit.positives < FEWEST_POSITIVES else FEW_NEGATIVES

    def _audit(self, group: int) -> Audit:
        """The audited passages of a group."""
        at = np.flatnonzero(self.groups.numbers[self.rows] == group)
        members, interviews = np.unique(self.interviews[at], return_inverse=True)
        return Audit(
            human_code=self.human[0][at],
            human_base=self.human[1][at],
            model_code=self.model[0][at],
            model_base=self.model[1][at],
            weights=self.weights[at],
            interviews=interviews,
            clusters=self.groups.clusters.places[self.rows[at]] - self.groups.clusters.of(group).start,
            drawn=self.drawn[members],
            frame=self.frame[members],
        )
