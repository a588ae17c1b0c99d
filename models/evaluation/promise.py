"""Whether each tag was wrong, and its interview, go in; what a user may be promised of further tags comes out."""

import numpy as np
from scipy.stats import beta, t

LEVEL = 0.95  # of an upper bound
FEWEST = 8  # interviews with tags of a code, below which nothing is promised


def design_effect(wrong: np.ndarray, *, interviews: np.ndarray) -> float | None:
    """How much more the share of wrong tags varies than if each were drawn alone (Kish 1965); None where it cannot be told.

    Shapes (tags,) both. None with one interview, and where all tags or none are wrong.
    """
    share, number = float(wrong.mean()), np.unique(interviews)
    if len(number) < 2 or share in (0.0, 1.0):
        return None
    residuals = np.array([float((wrong[interviews == one] - share).sum()) for one in number])
    clustered = len(number) / (len(number) - 1) * float((residuals**2).sum()) / len(wrong) ** 2
    return clustered / (share * (1 - share) / len(wrong))


def upper_share(wrong: np.ndarray, *, interviews: np.ndarray, otherwise: float = 1.0) -> float:
    """A one-sided upper 95 % bound of the share of wrong tags where tags cluster in interviews; shapes (tags,) both.

    Clopper and Pearson's bound at the effective number of tags, which the design effect and the few interviews lower
    (Korn and Graubard 1998). `otherwise` is the design effect taken where the tags themselves do not tell it.
    """
    n, number = len(wrong), len(np.unique(interviews))
    if number < 2:
        return 1.0
    effect = design_effect(wrong, interviews=interviews)
    few = (t.ppf(LEVEL, n - 1) / t.ppf(LEVEL, number - 1)) ** 2
    effective = min(float(n), n / max(1.0, otherwise if effect is None else effect) * few)
    share = float(wrong.mean())
    return 1.0 if share == 1 else float(beta.ppf(LEVEL, share * effective + 1, (1 - share) * effective))
