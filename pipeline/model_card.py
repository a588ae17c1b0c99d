"""What a model was made from and how it fares goes in, its card in Markdown comes out."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from data_schemas.codebook import Codebook
from data_schemas.labels import Label
from pipeline.counted import counted

if TYPE_CHECKING:
    from models.metrics import CodeFigures
    from models.recipe import Recipe
    from pipeline.model_facts import Learnt

WEAK = 0.45  # kappa below which a card names a code as one not to rely on
CODERS = {
    "model": "a language model (no human has coded them)",
    "human_blind": "people who did not see a machine's codes",
    "human_assisted": "people who saw a machine's codes, and may have followed them",
    "unknown": "coders of whom the labels say nothing (no `source`)",
}
FEW = 20  # judged passages below which a figure says little
MADE_ALIKE = (
    "- agreement with codes made by a language model is consistency, not validity",
    "- the table is of interviews made like those that trained it, and hopeful: on talk made otherwise, and on real talk, "
    "expect less (what was measured of the released models stands in models/README.md of the project)",
)


def summary_of(fitted: "Learnt", *, start: dict[str, Any] | None = None) -> str:
    """One sentence for the outputs that a model makes."""
    from models.metrics import macro_f1

    coders = " and ".join(sorted({_coder(label.source) for label in fitted.known}))
    before = (
        f" It began as {start['model']}, which had learned from other passages: {_by_coders(start)}." if start else ""
    )
    return (
        f"Trained on {len(fitted.known)} passages coded by {coders}; macro-F1 {macro_f1(fitted.figures):.2f} over "
        f"{len(fitted.figures)} codes on interviews that the judging models had not seen.{before}"
    )


def card(about: dict[str, Any], *, fitted: "Learnt", codebook: Codebook, recipe: "Recipe | None") -> str:
    """The whole card."""
    figures = fitted.figures
    sources = Counter(_coder(label.source) for label in fitted.known)
    confidential = (
        "**Confidential**: trained on participants' words; it may hold traces of them."
        if about["confidential"]
        else "Trained on invented talk only; it may be shared (Apache-2.0)."
    )
    lines = [
        f"# {about['name']}, version {about['version']}",
        "",
        f"Codes passages of interviews by *{codebook.title}* (`{codebook.id}` {codebook.version}). {confidential}",
        "",
        "*Starter model, not validated on your archive*: until people have coded a random sample of an archive "
        "without seeing the machine's codes, nobody knows how well it does there.",
        "",
        *_made_from(about, sources=sources, judged=fitted.judged, recipe=recipe),
        "",
        *_counted(about["labels"]),
        "",
        *_table(figures),
        "",
        *_weaknesses(figures, by_model=any(label.source == "model" for label in fitted.known)),
        *_met(about["membership"]),
        "",
    ]
    return "\n".join(lines)


def _made_from(
    about: dict[str, Any], *, sources: Counter[str], judged: Sequence[Label], recipe: "Recipe | None"
) -> list[str]:
    return [
        "## Made from",
        "",
        *(f"- {count} passages coded by {who}" for who, count in sorted(sources.items())),
        *(_training(about, recipe=recipe) if recipe else _trunk(about["trunk"])),
        f"- judged and calibrated on {len(judged)} passages ({about['calibrated_on']}); other labels only trained",
        "- it never sees who speaks or in what role, nor the codes of pseudonyms",
    ]


def _training(about: dict[str, Any], *, recipe: "Recipe") -> list[str]:
    return [
        f"- encoder `{recipe.base}`, low-rank delta of rank {recipe.delta.rank}, "
        f"{counted(recipe.epochs, 'epoch')}, seed {recipe.seed}",
        f"- an epoch read all {'new ' if 'start' in about else ''}coded passages, {recipe.uncoded:.0%} of those without a "
        f"code, and {recipe.alone:.0%} of both without their context",
        *begun_as(about, kept=recipe.kept),
        *_teacher(about, recipe=recipe),
    ]


def _trunk(trunk: dict[str, Any]) -> list[str]:
    """What refitted heads stand on."""
    return [
        f"- only the heads were fitted, by logistic regression, on the frozen trunk of `{trunk['model']}`",
        f"- that trunk had learned from other passages: {_by_coders(trunk)}",
    ]


def begun_as(about: dict[str, Any], *, kept: float) -> list[str]:
    """Which model went on learning, what it knew, and how much of its delta and heads was kept."""
    if "start" not in about:
        return []
    start = about["start"]
    again = f"; {start['again']} of those above it had met before, and an epoch read no more of them than of the others"
    return [
        f"- it began as `{start['model']}`, which had learned from other passages: {_by_coders(start)}"
        + (again if start["again"] else ""),
        *([f"- its delta and heads are a mean: {kept:.0%} of those before, the rest of those after"] if kept else []),
    ]


def _by_coders(learned: dict[str, Any]) -> str:
    counts = sorted(learned["by_source"].items())
    return ", ".join(f"{count} coded by {_coder(source)}" for source, count in counts) or "none"


def _teacher(about: dict[str, Any], *, recipe: "Recipe") -> list[str]:
    if not about.get("teacher"):
        return []
    return [f"- taught by `{about['teacher']}`, whose probabilities weighed {recipe.teaching:.0%} against the labels"]


def _counted(labels: dict[str, Any]) -> list[str]:
    """How many labels each dimension and code had to learn from."""
    return [
        "## Labels it learned from",
        "",
        f"{labels['all']} passages of {labels['interviews']} interviews, documents or files of loose passages.",
        "",
        "| dimension | known | passages with each code |",
        "|---|---|---|",
        *(
            f"| {dimension} | {of['known']} | {', '.join(f'{code} {n}' for code, n in of['codes'].items())} |"
            for dimension, of in labels["by_dimension"].items()
        ),
    ]


def _table(figures: "Sequence[CodeFigures]") -> list[str]:
    from models.metrics import in_two

    return [
        "## How it fares on interviews that the judging models had not seen",
        "",
        "| code | n | precision | recall | F1 (95 %, over interviews) | kappa | Brier | skill | ECE (by chance) |",
        "|---|---|---|---|---|---|---|---|---|",
        *(
            f"| {f.code} | {f.n} | {f.precision:.2f} | {f.recall:.2f} | {f.f1:.2f} {_interval(f)} "
            f"| {in_two(f.kappa)} | {f.brier:.3f} | {f.skill:.2f} | {f.ece:.2f}{'!' * f.off} ({f.ece_chance:.2f}) |"
            for f in figures
        ),
        "",
        "*skill*: what the probabilities gain over always saying the code's share; *ECE*: by how much they are off on "
        "average, above .1; in brackets what a perfectly calibrated coder would show on as many passages (median); `!` marks "
        "what only one such coder in twenty would reach.",
    ]


def _interval(f: "CodeFigures") -> str:
    return "" if f.f1_low is None or f.f1_high is None else f"({f.f1_low:.2f}-{f.f1_high:.2f})"


def _weaknesses(figures: "Sequence[CodeFigures]", *, by_model: bool) -> list[str]:
    weak = [f.code for f in figures if f.kappa is not None and f.kappa < WEAK]
    few = [f.code for f in figures if f.n < FEW]
    untested = [f.code for f in figures if f.real < FEW]
    return [
        "## Where it fails",
        "",
        f"- kappa below {WEAK}: {', '.join(weak) or 'none of the table'}",
        f"- fewer than {FEW} judged passages, so hardly tested: {', '.join(few) or 'none of the table'}",
        f"- *untested on real talk* (fewer than {FEW} passages of it that people coded): "
        f"{'every code' if len(untested) == len(figures) else ', '.join(untested) or 'none of the table'}",
        "- thresholds were chosen on the same scores that the table is made from: it is a little hopeful",
        "- passages in which a dimension such as stance does not apply are not counted for it",
        *(MADE_ALIKE if by_model else ["- agreement is with the coders named above"]),
    ]


def _met(membership: float | None) -> list[str]:
    """How far the model gives away what trained it."""
    if membership is None:
        return []
    return [
        f"- membership: in {membership:.0%} of pairs it does better on a passage that trained it than on one that it had "
        "not met (50% is chance); the further above, the more it gives away of who is in its labels"
    ]


def _coder(source: str) -> str:
    return CODERS.get(source, f"people ({source})")
