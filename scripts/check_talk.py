"""Checks on the invented talk as training data: annotated interviews go in, a table and the faults found come out.

usage: python scripts/check_talk.py      (exit code 1 if a bar is not kept)

  shared words   no stretch of `SHARED` words stands in two interviews, and no interview in both parts
  length, place  what a classifier that sees only how many words a passage has and where in interview and turn it stands
                 makes of each code (AUC, cross-validated by interview), among passages of at least `FEWEST_WORDS` words:
                 a code that can be told by them is told by the way we write
  eight words    log-odds of the words that name our codes and themes, between coded and uncoded passages: they must
                 give nothing away
"""

import math
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("OMP_NUM_THREADS", "1")  # more threads than free cores take many times as long
sys.path.insert(0, str(ROOT))

from data_schemas.annotated import Annotated, read_annotated  # noqa: E402
from data_schemas.codebook import Codebook, load_codebook  # noqa: E402
from data_schemas.records import Segmented  # noqa: E402
from pipeline.training_data import gold_transcript  # noqa: E402

PARTS = {"archive": "examples/archive/sources/*.md", "training": "examples/training/interviews/*.md"}
SHARED = 12  # words in a row; two people who say that alike were written by one hand
AIM = 0.60  # of AUC: near chance; not reached, see examples/README.md
HIGHEST_AUC = 0.82  # what stands: no code may come to be told more easily
HIGHEST_LOG_ODDS = math.log(
    3.5
)  # a word at most so many times as likely in coded passages as in others, or as unlikely
FOLDS = 5
FEWEST_WORDS = 8  # shorter turns, such as "Yeah, I did.", carry a code in nobody's talk
FEWEST = 20  # coded passages below which an AUC says nothing
EIGHT = ("voice", "expert", "experience", "identity", "power", "decision", "meeting", "professional")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage: its words, their number and its place in interview and turn, and its codes as `dimension.code`."""

    interview: str
    words: tuple[str, ...]
    place: tuple[float, ...]
    codes: frozenset[str]


def main() -> int:
    """Print what was measured, then every fault."""
    sources = {part: [read_annotated(path) for path in sorted(ROOT.glob(where))] for part, where in PARTS.items()}
    codebook = load_codebook()
    units = [unit for part in sources.values() for source in part for unit in units_of(source)]
    faults = [*_in_both(sources), *shared_stretches([s for part in sources.values() for s in part])]
    print(f"{len(units)} passages of respondents, {sum(bool(u.codes) for u in units)} of them coded")
    print("\n| code | passages | AUC, length | place | both |\n|---|---|---|---|---|")
    for code in (f"{d.id}.{c}" for d in codebook.dimensions for c in d.code_ids):
        length, place, both = (
            auc_of(code, units=units, codebook=codebook, seen=seen) for seen in ((0,), (1, 2), (0, 1, 2))
        )
        print(f"| {code} | {sum(code in u.codes for u in units)} | {length:.2f} | {place:.2f} | {both:.2f} |")
        if both > HIGHEST_AUC:
            faults.append(
                f"{code}: told from length and place alone with AUC {both:.2f}, at most {HIGHEST_AUC} (aim {AIM})"
            )
    print("\n| word | coded | others | log-odds |\n|---|---|---|---|")
    for word in EIGHT:
        coded, others, odds = log_odds(word, units=units)
        print(f"| {word} | {coded} | {others} | {odds:+.2f} |")
        if abs(odds) > HIGHEST_LOG_ODDS:
            faults.append(
                f"{word!r}: log-odds {odds:+.2f} of coded against other passages, within {HIGHEST_LOG_ODDS:.2f}"
            )
    print("\n".join(faults))
    return 1 if faults else 0


def units_of(source: Annotated) -> Iterator[Unit]:
    """A respondent's coded passages as they are marked, and the passages of our cutting that touch none."""
    transcript = gold_transcript(source)
    record = transcript.record
    interviewers = {label for label, s in source.head.speakers.items() if s.role_group == "interviewer"}
    for gold in transcript.gold:
        codes = frozenset(f"{dimension}.{code}" for dimension, held in gold.codes.items() for code in held)
        yield _unit(source.head.id, record, (gold.start, gold.end), codes)
    for passage in record.passages:
        touched = any(gold.start < passage.end and gold.end > passage.start for gold in transcript.gold)
        if not touched and record.turns[passage.turn].speaker not in interviewers:
            yield _unit(source.head.id, record, (passage.start, passage.end), frozenset())


def _unit(interview: str, record: Segmented, span: tuple[int, int], codes: frozenset[str]) -> Unit:
    """A passage with its length in words, its place in the interview and its place in the turn (0 to 1)."""
    start, end = span
    turn = next(turn for turn in record.turns if turn.start <= start < turn.end)
    words = _words(record.text[start:end])
    place = (start / len(record.text), (start - turn.start) / (turn.end - turn.start))
    return Unit(interview, words, (float(len(words)), *place), codes)


def shared_stretches(sources: Sequence[Annotated]) -> list[str]:
    """Every stretch of `SHARED` words that two interviews have in common, the longest way it is said only once."""
    where: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for source in sources:
        for utterance in source.utterances:
            words = _words(utterance.text)
            for i in range(len(words) - SHARED + 1):
                where[words[i : i + SHARED]].add(source.head.id)
    pairs = {tuple(sorted(ids)) for ids in where.values() if len(ids) > 1}
    return [f"{', '.join(pair)}: share a stretch of {SHARED} words or more" for pair in sorted(pairs)]


def _in_both(sources: dict[str, list[Annotated]]) -> list[str]:
    ids = {part: {source.head.id for source in found} for part, found in sources.items()}
    return [f"{name}: stands in both parts" for name in sorted(ids["archive"] & ids["training"])]


def auc_of(code: str, *, units: Sequence[Unit], codebook: Codebook, seen: Sequence[int]) -> float:
    """Area under the curve of a classifier on what is `seen` of length and place; .5 is chance, or too few to say.

    A dimension that applies only to some passages is judged among those to which it applies.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold, cross_val_predict

    needs = codebook.dimension(code.split(".")[0]).applies_to
    held = [u for u in units if not needs or any(c.split(".")[0] in needs for c in u.codes)]
    among = [u for u in held if len(u.words) >= FEWEST_WORDS]
    truth: NDArray[np.bool_] = np.array([code in u.codes for u in among])
    if truth.sum() < FEWEST:
        return 0.5
    model = HistGradientBoostingClassifier(max_depth=3, max_iter=60, learning_rate=0.05, random_state=0)
    features = np.array([[u.place[i] for i in seen] for u in among])
    groups = [u.interview for u in among]
    scores = cross_val_predict(
        model, features, truth, groups=groups, cv=GroupKFold(FOLDS), method="predict_proba", n_jobs=1
    )
    return float(roc_auc_score(truth, scores[:, 1]))


def log_odds(word: str, *, units: Sequence[Unit]) -> tuple[int, int, float]:
    """How many coded and other passages have the word in any form, and the log-odds ratio (half added to each count)."""
    have = [
        [any(w.startswith(word[:-1] if word.endswith("y") else word) for w in u.words), bool(u.codes)] for u in units
    ]
    cells = [[sum(h == [a, b] for h in have) for a in (True, False)] for b in (True, False)]
    (yes, no), (other_yes, other_no) = cells
    odds = math.log((yes + 0.5) / (no + 0.5)) - math.log((other_yes + 0.5) / (other_no + 0.5))
    return yes, other_yes, odds


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))


if __name__ == "__main__":
    sys.exit(main())
