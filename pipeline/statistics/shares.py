"""A question's totals by cluster and its audited passages go in, the share that a row gives comes out, and what its limits are.

A share is of all passages, from the model's probabilities, corrected by a blind audit where there is one and it holds enough.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.statistics.corpus import Arrays
from pipeline.statistics.correction import FEWEST_POSITIVES, Audit, Corrected, Modelled, corrected
from pipeline.statistics.groups import Groups
from pipeline.statistics.intervals import FEWEST_CLUSTERS, Estimate, Floats, Integers, clustered_ratio
from pipeline.statistics.questions import Answers, Question, blind

Source = Literal["probabilities", "audit"]
Interval = Literal["", "spread", "archive", "population"]

COVERED = (
    0.95  # of what a group's passages count, the part in interviews that the audit reaches, to speak for the group
)
TOO_FEW = f"counts only: fewer than {FEWEST_CLUSTERS} interviews"
TOO_TIED = f"counts only: fewer than {FEWEST_CLUSTERS} clusters of interviews that share no case or person"
NO_SPREAD = "counts only: the same in every passage, which gives no interval"
FEW_POSITIVES = f"uncorrected, too few to correct: fewer than {FEWEST_POSITIVES} audited passages with the code"
FEW_NEGATIVES = f"uncorrected, too few to correct: fewer than {FEWEST_POSITIVES} audited passages without the code"
NO_RESIDUE = "uncorrected: the audited passages are all alike, which gives no interval"
NOT_REACHED = "uncorrected: the audit does not reach all interviews; draw and code more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A share as a row gives it."""

    estimate: Estimate | None
    source: Source = "probabilities"
    interval: Interval = ""
    audited: int = 0
    positives: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
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
    def of(cls, data: Arrays, asked: Question, known: Answers, *, groups: Groups, weights: Floats) -> "Shares":
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

    def told(self, group: int, *, interviews: int, population: bool) -> Told:
        """What a group's row says."""
        if interviews < FEWEST_CLUSTERS:
            return Told(estimate=None, note=TOO_FEW)
        audit = self._audit(group)
        positives = audit.positives
        found, reason = self._corrected(group, audit, population=population)
        if found is not None and found.estimate is not None:
            interval: Interval = "population" if population else "archive"
            return Told(
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
            return Told(estimate=None, audited=audit.of_base, positives=positives, note=TOO_TIED if tied else NO_SPREAD)
        return Told(estimate=estimate, interval="spread", audited=audit.of_base, positives=positives, note=reason)

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
