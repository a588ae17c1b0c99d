"""Who speaks how much in which interview goes in; codes drawn over it, and what their V is in the long run, come out.

For `simulate_roles.py`, which says what differs by how much.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from pipeline.statistics.people import People

BETWEEN_INTERVIEWS, BETWEEN_PEOPLE, BETWEEN_CASES = 0.8, 0.4, 0.3  # standard deviations, logits

# case, interview, group, passages of each person of the example archive; groups: 0 service users and peers, 1 professionals,
# 2 other staff, 3 volunteers, 4 carers
EXAMPLE = (
    *((0, 0, 1, 76), (1, 1, 4, 58), (1, 1, 2, 59), (2, 2, 1, 62), (2, 2, 0, 60), (3, 3, 0, 47), (3, 3, 2, 55)),
    *((4, 4, 0, 17), (4, 4, 0, 48), (4, 4, 0, 28), (4, 4, 0, 29), (5, 5, 1, 69), (6, 6, 1, 75), (7, 7, 0, 70)),
    *((8, 8, 0, 65), (0, 9, 0, 72), (9, 10, 0, 73), (10, 11, 0, 69), (0, 12, 2, 75), (11, 13, 3, 80)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Who speaks how much where; shapes (people,), passages apart."""

    name: str
    cases: np.ndarray
    interviews: np.ndarray
    groups: np.ndarray
    passages: np.ndarray

    def compared(self, fewest: int) -> tuple["Structure", People]:
        """Confined to groups with so many clusters, and the same as a comparison takes it."""
        held = [g for g in np.unique(self.groups) if len(np.unique(self.cases[self.groups == g])) >= fewest]
        here = np.isin(self.groups, held)
        others = np.bincount(self.cases, weights=~here)
        part = Structure(
            name=self.name,
            cases=np.unique(self.cases[here], return_inverse=True)[1],
            interviews=np.unique(self.interviews[here], return_inverse=True)[1],
            groups=np.searchsorted(held, self.groups[here]),
            passages=self.passages[here],
        )
        people = People(
            clusters=part.cases,
            groups=part.groups,
            kinds=others[self.cases[here]].astype(np.int64),
            passages=part.passages.astype(np.float64),
        )
        return part, people

    @property
    def deviation(self) -> float:
        """Of one person's logit, over everything that differs."""
        cases = BETWEEN_CASES if self.cases_repeat else 0.0
        return float(np.sqrt(BETWEEN_INTERVIEWS**2 + BETWEEN_PEOPLE**2 + cases**2))

    @property
    def cases_repeat(self) -> bool:
        """Whether any case has more than one interview."""
        return len(np.unique(self.cases)) < len(np.unique(self.interviews))

    def draw(
        self, dice: np.random.Generator, *, share: float, effect: float, draws: int, groups: np.ndarray
    ) -> np.ndarray:
        """Passages with the code, (draws, people)."""
        logits = np.full((draws, len(self.passages)), logit(share)) + effect * (groups == 0)
        logits += BETWEEN_INTERVIEWS * dice.normal(size=(draws, self.interviews.max() + 1))[:, self.interviews]
        logits += BETWEEN_PEOPLE * dice.normal(size=logits.shape)
        if self.cases_repeat:
            logits += BETWEEN_CASES * dice.normal(size=(draws, self.cases.max() + 1))[:, self.cases]
        return dice.binomial(self.passages, expit(logits)).astype(np.float64)

    def true_v(self, *, share: float, effect: float) -> float:
        """Cramer's V of the shares that the groups have in the long run (Gauss-Hermite over everything that differs)."""
        nodes, weights = np.polynomial.hermite_e.hermegauss(60)
        shift = effect * (np.arange(self.groups.max() + 1) == 0)
        means = (expit(logit(share) + shift[:, None] + self.deviation * nodes) * weights).sum(axis=1) / weights.sum()
        parts = np.bincount(self.groups, weights=self.passages) / self.passages.sum()
        mean = parts @ means
        return float(np.sqrt(parts @ (means - mean) ** 2 / (mean * (1 - mean))))


def hub(seed: int) -> Structure:
    """69 interviews of about 60 passages: 34 peer support workers, 23 professionals, 11 others, 3 volunteers; two dyads."""
    dice = np.random.default_rng(seed + 2)
    groups = dice.permutation(np.repeat([0, 1, 2, 3], [34, 23, 11, 3]))
    interviews = np.concatenate([np.arange(69), [0, 1]])
    passages = np.maximum(8, np.round(np.exp(dice.normal(np.log(55), 0.45, 71)))).astype(np.int64)
    return Structure(name="hub", cases=interviews, interviews=interviews, groups=groups, passages=passages)


def example() -> Structure:
    """The example archive as it is cut and coded."""
    cases, interviews, groups, passages = np.array(EXAMPLE, dtype=np.int64).T
    return Structure(name="example", cases=cases, interviews=interviews, groups=groups, passages=passages)


def two_groups(few: int, many: int, *, seed: int) -> Structure:
    """So many interviews of about 60 passages, with one person each, in the smaller and in the larger of two groups."""
    dice = np.random.default_rng(seed + 3)
    count = few + many
    passages = np.maximum(8, np.round(np.exp(dice.normal(np.log(55), 0.45, count)))).astype(np.int64)
    interviews, groups = np.arange(count), (np.arange(count) >= many).astype(np.int64)
    return Structure(name="uneven", cases=interviews, interviews=interviews, groups=groups, passages=passages)
