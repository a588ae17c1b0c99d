"""Utterances go in, guesses at role groups come out, each with its kind of evidence and never a quotation."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from data_schemas.records import Utterance
from pipeline.vault import write_private

LABELS = {  # what a label alone says, in small letters
    "interviewer": re.compile(r"(i|int|iv|inter|interviewer|interviewer ?\d|q|moderator|facilitator|researcher)\.?\Z"),
    "service_user_or_peer": re.compile(r"(psw|peer|peer support worker|su|service user|patient|member)( ?\d+)?\Z"),
    "carer": re.compile(r"carer( ?\d+)?\Z"),
    "professional": re.compile(r"(nurse|cpn|dr|doctor|psychologist|psychiatrist|ot|manager|social worker)( ?\d+)?\Z"),
    "volunteer": re.compile(r"(vol|volunteer)( ?\d+)?\Z"),
}
ASKS = 0.4  # share of an interviewer's utterances that hold a question; respondents rarely pass 0.15
FEWEST = 4  # utterances below which a share says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A guess at one speaker's role group; `evidence` is a category, `sure` is high or low."""

    file: str
    label: str
    role_group: str
    evidence: str
    sure: str


def guess_roles(file: str, utterances: Sequence[Utterance]) -> list[Guess]:
    """Guess from labels, and from who asks the questions."""
    guesses = []
    labels = list(dict.fromkeys(u.speaker for u in utterances if u.speaker is not None))
    for label in labels:
        group = next((g for g, pattern in LABELS.items() if pattern.match(label.casefold())), None)
        if group is not None:
            guesses.append(Guess(file=file, label=label, role_group=group, evidence="label", sure="high"))
    if not any(g.role_group == "interviewer" for g in guesses) and len(labels) > 1:
        shares = {label: _asks(label, utterances) for label in labels}
        asker = max(shares, key=lambda label: shares[label])
        others = max(share for label, share in shares.items() if label != asker)
        if shares[asker] >= ASKS and shares[asker] >= 2 * others:
            guesses.append(
                Guess(file=file, label=asker, role_group="interviewer", evidence="asks the questions", sure="low")
            )
    return guesses


def write_guesses(path: Path, guesses: Sequence[Guess]) -> None:
    """Write the guesses beside speakers.csv, for a person to look at."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["file", "label", "role_group", "evidence", "sure"])
    rows.writerows([g.file, g.label, g.role_group, g.evidence, g.sure] for g in guesses)
    write_private(path, out.getvalue().encode("utf-8"))


def _asks(label: str, utterances: Sequence[Utterance]) -> float:
    own = [u.text for u in utterances if u.speaker == label]
    return sum("?" in text for text in own) / len(own) if len(own) >= FEWEST else 0.0
