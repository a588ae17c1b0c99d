"""Labels as read go in, everything that keeps a model from being trained on them comes out, before any training."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from data_schemas.codebook import Codebook, Dimension
from data_schemas.errors import ConfigError
from data_schemas.labels import Gathered, Label, Placed, label_troubles, repeated
from data_schemas.troubles import Trouble
from pipeline.traces import OWN_WORDS, trace
from pipeline.training_data import gather_labels

MOST_IDS = 6  # of labels that contradict each other, named in one message


def gather(paths: Sequence[Path], *, codebook: Codebook) -> Gathered:
    """Labels of files, or none with the reason why the files cannot be found."""
    try:
        return gather_labels(paths, codebook=codebook)
    except ConfigError as error:
        return Gathered([], [Trouble("", str(error))])


def with_coded(own: Gathered, coded: Sequence[Label], *, codebook: Codebook) -> Gathered:
    """Labels of files with those that a project's codings give, and what is wrong with them."""
    placed = [Placed(label=label, at=f"codings, {label.id}") for label in coded]
    return Gathered([*own.placed, *placed], [*own.troubles, *label_troubles(placed, codebook=codebook)])


def troubles_of(own: Gathered, extra: Gathered, *, codebook: Codebook, folds: int) -> list[Trouble]:
    """What is wrong with the labels that judge and those that only train, file by file and taken together."""
    from models.fit import MIN_INTERVIEWS, MIN_POSITIVES
    from models.targets import learning_troubles

    placed = [*own.placed, *extra.placed]
    labels = [one.label for one in placed if set(one.label.codes) <= set(codebook.ids)]
    found = [*own.troubles, *extra.troubles, *repeated(placed), *contradictions(labels, codebook=codebook)]
    interviews = len({label.interview for label in own.labels})
    if placed and interviews < folds:
        found.append(
            Trouble("", f"{interviews} interviews with labels: at least {folds} are needed for {folds} folds (--folds)")
        )
    if placed:
        found += _untaught(labels, codebook=codebook)
        found += learning_troubles(
            labels, codebook=codebook, min_positives=MIN_POSITIVES, min_interviews=MIN_INTERVIEWS
        )
    return found


def _untaught(labels: Sequence[Label], *, codebook: Codebook) -> list[Trouble]:
    """What to do where nobody gave a code of some dimensions, as who coded for faces alone."""
    coded = {dimension for label in labels for dimension, codes in label.codes.items() if codes}
    without = [dimension for dimension in codebook.ids if dimension not in coded]
    if not without or len(without) == len(codebook.ids):
        return []
    what = (
        f"no code of {', '.join(without)} was given to any passage: to train without these, copy the codebook "
        f"({codebook.id}), take them out of the copy, and give it as --codebook"
    )
    return [Trouble("", what)]


def contradictions(labels: Sequence[Label], *, codebook: Codebook) -> Iterator[Trouble]:
    """The same passage with different codes where each coder said all that there is to say of a dimension."""
    passages: dict[tuple[str, str], list[Label]] = {}
    for label in labels:
        passages.setdefault(_known_by(label), []).append(label)
    for same in passages.values():
        for dimension in codebook.dimensions if len(same) > 1 else ():
            said = {label.id: codes for label in same if (codes := _said(label, dimension=dimension)) is not None}
            if len(set(said.values())) > 1:
                ids = ", ".join(list(said)[:MOST_IDS]) + (" ..." if len(said) > MOST_IDS else "")
                places = ", ".join(sorted({label.interview for label in same if label.id in said}))
                yield Trouble(
                    "",
                    f"labels {ids}: the same passage of {places} with different codes of dimension {dimension.id!r}; see "
                    "both in threefaces agree or review and settle on one, or train on one coder's alone (of a project: "
                    "--coders Ann)",
                )


def _known_by(label: Label) -> tuple[str, str]:
    """What makes two labels one passage: its words, and its question where they are so few that anybody may say them."""
    short = len(label.text.split()) < OWN_WORDS
    return trace(label.text), trace(f"{label.interview} {label.question}") if short else ""


def _said(label: Label, *, dimension: Dimension) -> frozenset[str] | None:
    """The codes of a dimension that is coded in full, None where more may apply or nothing is known."""
    codes = label.codes.get(dimension.id)
    if dimension.id in label.complete or codes == [] or (codes and dimension.kind == "single"):
        return frozenset(codes or [])
    return None
