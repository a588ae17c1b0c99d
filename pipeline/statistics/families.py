"""The p-values of tests made together go in, the same corrected for being many come out."""

from collections.abc import Sequence


def holm(p: Sequence[float]) -> list[float]:
    """Corrected so that below .05 no true null is called different, with 95 % confidence over all tests (Holm 1979)."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    out, before = [0.0] * len(p), 0.0
    for rank, i in enumerate(order):
        before = max(before, min(1.0, (len(p) - rank) * p[i]))
        out[i] = before
    return out


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Corrected so that of those below .05 at most 5 % are expected to be false (Benjamini and Hochberg 1995)."""
    order = sorted(range(len(p)), key=lambda i: p[i], reverse=True)
    out, before = [0.0] * len(p), 1.0
    for rank, i in enumerate(order):
        before = min(before, p[i] * len(p) / (len(p) - rank))
        out[i] = before
    return out
