"""What a model's folder says of one code goes in, plain sentences come out: how far the code can be trusted."""

from collections.abc import Sequence

from models.metrics import FEW_REAL, CodeFigures
from pipeline.export.facts import Archive
from pipeline.figures.learning import TOLD_ABOVE
from pipeline.report.learnt import CONSISTENCY, judged_on
from pipeline.report.trust import by_models_alone

FEW = 20  # judged passages with a code, below which it is hardly tested (as in the model's card)


def figures_of(archive: Archive, column: str) -> CodeFigures | None:
    """How the model fared with a code, `dimension.code`, where its folder tells."""
    return next((figures for figures in archive.model_figures if figures.code == column), None)


def trust_in(archive: Archive, figures: CodeFigures | None) -> list[str]:
    """How well the model tells the code, how true its probabilities are, and what that was measured on."""
    if figures is None:
        return ["The folder of the model does not say how it fares with this code: nothing is known of its errors."]
    said = [judged_on(archive.facts), _agreement(figures), _errors(figures), _probabilities(figures)]
    if figures.n < FEW:
        said.append(f"Fewer than {FEW} passages have the code there: it is hardly tested.")
    if figures.real < FEW_REAL and not archive.facts.audited:
        said.append("It was never tested on real talk that people coded.")
    if by_models_alone(archive.facts):
        said.append(CONSISTENCY)
    return said


def left_open(archive: Archive, *, dimension: str, code: str) -> int:
    """In how many passages of the archive the model was not sure enough to give the code."""
    return sum(code in passage.abstained.get(dimension, ()) for passage in archive.passages if passage.coded)


def _agreement(f: CodeFigures) -> str:
    there = f"Of {f.known:,} passages there {f.n:,} {_has(f.n)} the code"
    if f.kappa is None:
        return f"{there}; how far the model agrees with that beyond chance cannot be said."
    limits = (
        ""
        if f.kappa_low is None or f.kappa_high is None
        else f", 95 % interval {f.kappa_low:.2f} to {f.kappa_high:.2f}"
    )
    return f"{there}; beyond chance the model agrees with that by {f.kappa:.2f} of what is possible (kappa{limits})."


def _errors(f: CodeFigures) -> str:
    return (
        f"Where it says that a passage has the code, {100 * f.precision:.0f} % have it; of those that have it, it finds "
        f"{100 * f.recall:.0f} %."
    )


def _probabilities(f: CodeFigures) -> str:
    off = "more than" if f.off else "no more than"
    return (
        f"Where it says more than {TOLD_ABOVE}, its probabilities are off by {f.ece:.2f} on average, {off} chance would show "
        f"({f.ece_chance_high:.2f})."
    )


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def bins_told(figures: CodeFigures | None) -> Sequence[tuple[str, str, str]]:
    """Tenth by tenth: what the model said, the share that has the code, and of how many passages."""
    bins = figures.bins if figures else ()
    return [(f"{b.low:.1f} to {b.high:.1f}", f"{100 * b.was:.0f} %", f"{b.n:,}") for b in bins]
