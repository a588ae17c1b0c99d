"""An audit's figures and the card of the model before it go in; the audited model's card in Markdown comes out."""

from models.metrics import in_two
from models.release import Release
from pipeline.evaluation.figures import Evaluation

STARTING = "*Starter model"  # how the sentence begins that an audit makes untrue


def card_of(result: Evaluation, *, before: Release, card: str) -> str:
    """What was audited and promised, then the card before without its sentence on not being validated."""
    kept = [line for line in card.splitlines() if not line.startswith(STARTING)]
    lines = [
        f"# {result.model}: audited on one archive",
        "",
        f"The weights of {before.name}; calibration, thresholds and what is left to a person were set by "
        f"{result.passages} passages of {result.interviews} interviews of one archive, which people coded without seeing "
        "the machine's codes. **Confidential**: it comes from participants' words.",
        "",
        "## What is promised for that archive",
        "",
        "Of the passages that it tags with a code, at most this share is wrong, said with 95 % confidence for each code. It "
        "was counted on interviews that did not set what judged them, rests on the audited passages being a random sample, "
        "and holds for no other archive, nor for interviews added since.",
        "",
        "| code | tagged | wrong | interviews | at most wrong | F1 | kappa |",
        "|---|---|---|---|---|---|---|",
    ]
    figures = {f.code: f for f in result.codes}
    for p in result.promises:
        bound = "too few to say" if p.at_most is None else f"{p.at_most:.0%}"
        f = figures[p.code]
        lines.append(
            f"| {p.code} | {p.tagged} | {p.wrong} | {p.interviews} | {bound} | {f.f1:.2f} | {in_two(f.kappa)} |"
        )
    if all(p.at_most is None for p in result.promises):
        lines += [
            "",
            "**Too few tags to promise anything**: the audit set its decisions, and says nothing of its errors.",
        ]
    untested = "every code" if len(result.untested) == len(figures) else ", ".join(result.untested) or "no code"
    lines += ["", f"*Untested on real talk*: {untested}.", "", "---", "", "Before the audit:", "", *kept, ""]
    return "\n".join(lines)
