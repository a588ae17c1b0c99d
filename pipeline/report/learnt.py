"""The finished archive goes in, the parts of the report on the model itself come out: what it learnt, and its probabilities."""

from pipeline.export.facts import Archive, Facts
from pipeline.figures.learning import LEARNING, TOLD_ABOVE
from pipeline.figures.reliability import FEW, RELIABILITY
from pipeline.report.figure_part import none_of, section_of
from pipeline.report.section import Section
from pipeline.statistics.corpus import Arrays

CONSISTENCY = "Agreement with labels that a language model gave is consistency, not validity."


def learning(archive: Archive, data: Arrays) -> Section | None:
    """How the model fares where it was judged."""
    return section_of(
        archive,
        LEARNING,
        title="How far the model has learnt each code",
        sentence=(
            f"{judged_on(archive.facts)} Left, how far it agrees with its labels beyond chance; right, how far its "
            f"probabilities are off where it says more than {TOLD_ABOVE}: a dot inside the bar is no more than chance "
            f"would show, a diamond beyond it is. {CONSISTENCY}"
        ),
    )


def reliability(archive: Archive, data: Arrays) -> Section | None:
    """Whether what the model says with a probability is so as often."""
    title = "When the model says .7, how often is it so"
    made = section_of(
        archive,
        RELIABILITY,
        title=title,
        sentence=(
            f"{judged_on(archive.facts)} One panel for each code: passages are gathered by tenths of the probability that the "
            "model gave; across, what it said on average; upwards, the share of them that has the code. On the dashed line "
            "it is so as often as it says; below, less often. The larger the dot, the more passages; a hollow one has fewer "
            f"than {FEW} and tells little. {_set_by(archive.facts)} {CONSISTENCY}"
        ),
    )
    return made or none_of(
        f"figures-{RELIABILITY}",
        title=title,
        line=(
            "The folder of this model does not tell: it was made before it was kept there, or has no figures at all. A model "
            "that is trained or audited now does tell."
        ),
    )


def judged_on(facts: Facts) -> str:
    """On what the model's own figures were measured, in a sentence."""
    if facts.audited:
        return "These figures are of the passages of this archive that were coded blind for its audit."
    return (
        "These figures are of the model's own held-out interviews, not of this archive, on which nobody has tested it."
    )


def _set_by(facts: Facts) -> str:
    if facts.audited:
        return "Every interview was judged by decisions that others had set."
    return "The same interviews set the model's probabilities and decisions, so the picture is a little hopeful."
