"""Counts go in, shares with exact intervals and the rule of three come out."""

from scipy.special import betaincinv

from pipeline.statistics.intervals import LEVEL, Estimate


def exact_share(found: int, trials: int) -> Estimate:
    """A share with its exact 95 % interval (Clopper and Pearson 1934), which is never too narrow."""
    if not 0 <= found <= trials or trials < 1:
        raise ValueError(f"expected 0 <= found <= trials and at least one trial, not {found} of {trials}")
    tail = (1 - LEVEL) / 2
    low = float(betaincinv(found, trials - found + 1, tail)) if found else 0.0
    high = float(betaincinv(found + 1, trials - found, 1 - tail)) if found < trials else 1.0
    return Estimate(share=found / trials, low=low, high=high)


def rule_of_three(trials: int) -> float:
    """The share that lies above the truth with 95 % confidence when none was found in `trials` (Hanley 1983)."""
    return min(1.0, 3 / trials)
