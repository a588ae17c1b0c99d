"""Whether each tag was wrong, its interview and its weight go in; what a user may be promised of further tags comes out.

A tag weighs what it stands for: one over the chance with which its passage was drawn. Without weights all weigh the same.
"""

import numpy as np
from scipy.stats import beta, t

LEVEL = 0.95  # of an upper bound
FEWEST = 8  # interviews with tags of a code, below which nothing is promised


def design_effect(wrong: np.ndarray, *, interviews: np.ndarray, weights: np.ndarray | None = None) -> float | None:
    """How much more the share of wrong tags varies than if each were drawn alone (Kish 1965); None where it cannot be told.

    Shapes (tags,) all. What unequal weights cost is not in it, but in the number of tags that they leave (`_worth`).
    None with one interview, and where all tags or none are wrong.
    """
    weighs, number = np.ones(len(wrong)) if weights is None else weights, np.unique(interviews)
    if len(number) < 2 or wrong.all() or not wrong.any():
        return None
    share = float(np.average(wrong, weights=weighs))
    apart = weighs * (wrong - share)
    residuals = np.array([float(apart[interviews == one].sum()) for one in number])
    clustered = len(number) / (len(number) - 1) * float((residuals**2).sum()) / float(weighs.sum()) ** 2
    return clustered / (share * (1 - share) / _worth(weighs))


def upper_share(
    wrong: np.ndarray, *, interviews: np.ndarray, otherwise: float = 1.0, weights: np.ndarray | None = None
) -> float:
    """A one-sided upper 95 % bound of the share of wrong tags where tags cluster in interviews; shapes (tags,) all.

    Clopper and Pearson's bound at the effective number of tags, which the design effect and the few interviews lower
    (Korn and Graubard 1998). `otherwise` is the design effect taken where the tags themselves do not tell it.
    """
    n, number = len(wrong), len(np.unique(interviews))
    weighs = np.ones(n) if weights is None else weights
    if number < 2:
        return 1.0
    effect = design_effect(wrong, interviews=interviews, weights=weighs)
    few = (t.ppf(LEVEL, n - 1) / t.ppf(LEVEL, number - 1)) ** 2
    worth = _worth(weighs)
    effective = min(worth, worth / max(1.0, otherwise if effect is None else effect) * few)
    share = float(np.average(wrong, weights=weighs))
    return 1.0 if wrong.all() else float(beta.ppf(LEVEL, share * effective + 1, (1 - share) * effective))


def _worth(weights: np.ndarray) -> float:
    """How many tags of equal weight tell as much as these (Kish 1965)."""
    return float(weights.sum()) ** 2 / float((weights**2).sum())
