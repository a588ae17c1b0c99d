"""Marked interviews and snippets go in; `pipeline/pseudonymise/slots.json`, the fitted model of a name's place, comes out.

usage: python scripts/fit_slots.py [--folds N]

Every marked name is an example, and so are copies of it with another word in its place (a name that is an ordinary word,
an unknown one, a town that is a word), so that the words around it decide; all other words that could be names are
counter-examples. Each text is read twice: as it stands, and as speech-to-text writes it, without capitals and
punctuation. The same files and versions give the same model. With --folds nothing is written: for words of each kind,
the share found and the words wrongly found in 1,000 are printed, on texts that the model was not fitted on.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import sklearn
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.annotated import read_annotated  # noqa: E402
from pipeline.pseudonymise import slots  # noqa: E402
from pipeline.pseudonymise.lists import NAME_WORDS, TITLES, first_names, is_ordinary, places, surnames  # noqa: E402
from pipeline.pseudonymise.slots import FILE, KINDS, Slots, features_of, is_candidate, join_features, kind_of, name_odds  # noqa: E402
from pipeline.pseudonymise.tokens import Line, line_of  # noqa: E402

INTERVIEWS = "examples/training/interviews/*.md"
SNIPPETS = ("development", "development_second", "names")  # of examples/identifiers; the held-out sets are not read
PLACES = ("LOCATION", "HOSPITAL", "WARD", "ORG")
UNKNOWN = "qzyx"  # a word that no list knows
COPIES, RARE, SHRUNK = 4, 3, 0.3  # copies of a name; a feature met less often is left out; scikit-learn's C
LEAST_WEIGHT, DECIMALS = 0.04, 2
_SILENT = re.compile(r"[.,;:!?\"()\u2026\u201c\u201d\u2018]|(?<!\w)[-'\u2019]|[-'\u2019](?!\w)|[\u2013\u2014]")
_LABEL = re.compile(r"[^:\n]{1,30}: ")

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Text:
    """One utterance or line with its names: start, end, kind."""

    group: str
    text: str
    names: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A word that could begin a name, and of which kind the name is, if any."""

    line: Line
    word: int
    last: int
    kind: str | None


def main(arguments: Sequence[str]) -> int:
    """Fit and write the model, or cross-validate it by interview."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, help="cross-validate by interview in so many folds")
    folds = parser.parse_args(arguments).folds
    texts = [*interview_texts(), *snippet_texts()]
    texts += [as_speech_to_text(t) for t in texts]
    if folds:
        cross_validate(texts, folds=folds)
        return 0
    made = {"scikit-learn": sklearn.__version__, "texts": sha256(repr(texts).encode()).hexdigest()}
    FILE.write_text(written(fit(texts), made=made), encoding="utf-8")
    print(f"written: {FILE.relative_to(ROOT)}")
    return 0


def interview_texts() -> list[Text]:
    """The utterances of the annotated training interviews."""
    sources = [read_annotated(path) for path in sorted(ROOT.glob(INTERVIEWS))]
    return [
        Text(s.head.id, u.text, tuple((i.start, i.end, k) for i in u.identifiers if (k := _kind(i.type))))
        for s in sources
        for u in s.utterances
    ]


def snippet_texts() -> list[Text]:
    """The lines of the marked snippets, without speaker labels."""
    texts = []
    paths = [ROOT / f"examples/identifiers/{name}.jsonl" for name in SNIPPETS]
    for row in map(json.loads, (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())):
        place = 0
        for line in row["text"].split("\n"):
            label = _LABEL.match(line)
            skip = place + (label.end() if label else 0)
            end = place + len(line)
            names = (
                (s["start"] - skip, s["end"] - skip, k)
                for s in row["spans"]
                if skip <= s["start"] < end and (k := _kind(s["type"]))
            )
            texts.append(Text(row["id"], row["text"][skip:end], tuple(names)))
            place = end + 1
    return texts


def as_speech_to_text(text: Text) -> Text:
    """The same words without capitals and punctuation."""
    low = text.text.lower()
    if len(low) != len(text.text):
        return text
    kept = [i for i in range(len(low)) if not _SILENT.match(low, i)]
    shift = np.cumsum([0, *(0 if i in set(kept) else 1 for i in range(len(low)))])
    names = tuple((int(a - shift[a]), int(b - shift[b]), k) for a, b, k in text.names)
    return Text(text.group, "".join(low[i] for i in kept), names)


def examples_of(text: Text) -> Iterator[Example]:
    """Every name's first word, and every other word that could be one."""
    line = line_of(text.text)
    for i, word in enumerate(line.words):
        span = next(((a, b, k) for a, b, k in text.names if a <= word.start < b), None)
        if span is not None:
            inside = [j for j, w in enumerate(line.words) if span[0] <= w.start < span[1]]
            if i == next((j for j in inside if line.words[j].folded not in TITLES), None):
                yield Example(line, i, inside[-1], span[2])
        elif is_candidate(word.folded):
            yield Example(line, i, i, None)


def fit(texts: Sequence[Text]) -> Slots:
    """Both models on these texts."""
    chance = random.Random(7)
    pools = _pools()
    features, kinds, weights = [], [], []
    joins, joined = [], []
    for text in texts:
        for example in examples_of(text):
            variants = [example.line]
            if example.kind:
                variants += [_other(example, chance.choice(chance.choice(pools[example.kind]))) for _ in range(COPIES)]
                for i in range(example.word, min(example.last + 1, len(example.line.words) - 1)):
                    joins.append(list(join_features(example.line, i, kind=example.kind)))
                    joined.append(i < example.last)
            for n, line in enumerate(v for v in variants if v is not None):
                features.append(list(features_of(line, example.word)))
                kinds.append(KINDS.index(example.kind) + 1 if example.kind else 0)
                weights.append(1 / COPIES if n else 1.0)
    names, main_model = _logistic(features, kinds, weights)
    coefficients = main_model.coef_[1:] - main_model.coef_[0]
    intercepts = main_model.intercept_[1:] - main_model.intercept_[0]
    join_names, join_model = _logistic(joins, joined, [1.0] * len(joins))
    return Slots(
        made={},
        intercepts=(float(intercepts[0]), float(intercepts[1])),
        weights={n: (float(coefficients[0, j]), float(coefficients[1, j])) for n, j in names.items()},
        join_intercept=float(join_model.intercept_[0]),
        joins={n: float(join_model.coef_[0, j]) for n, j in join_names.items()},
    )


def cross_validate(texts: Sequence[Text], *, folds: int) -> None:
    """Print, by style and by kind of word, the share found and the words wrongly found in 1,000."""
    groups = sorted({t.group for t in texts})
    found: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    words: Counter[str] = Counter()
    for fold in range(folds):
        out = {g for n, g in enumerate(groups) if n % folds == fold}
        model = fit([t for t in texts if t.group not in out])
        slots.load_slots = lambda model=model: model  # type: ignore[assignment]
        for text in texts:
            if text.group in out:
                style = "small" if text.text.islower() else "written"
                words[style] += len(text.text.split())
                for e in examples_of(text):
                    if style == "small" or e.line.words[e.word].capital:
                        kind = kind_of(e.line.words[e.word].folded).split("-")[0]
                        found[style, kind].append((sum(name_odds(e.line, e.word)), e.kind is not None))
    for (style, kind), values in sorted(found.items()):
        names = [p for p, name in values if name]
        others = [p for p, name in values if not name]
        row = [
            f"{t:.2f}: {np.mean([p >= t for p in names] or [0]):.2f} {1000 * sum(p >= t for p in others) / words[style]:.2f}"
            for t in (0.1, 0.15, 0.2, 0.3, 0.5, 0.7)
        ]
        print(f"{style:8}{kind:10}{len(names):5} names {len(others):6} others   {'   '.join(row)}")


def written(model: Slots, *, made: dict[str, str]) -> str:
    """The model as JSON, small weights left out, one feature a line."""
    weights = {
        n: [round(w, DECIMALS) for w in pair]
        for n, pair in sorted(model.weights.items())
        if max(map(abs, pair)) >= LEAST_WEIGHT
    }
    joins = {n: round(w, DECIMALS) for n, w in sorted(model.joins.items()) if abs(w) >= LEAST_WEIGHT}
    content = {
        "made": made,
        "intercepts": [round(v, DECIMALS) for v in model.intercepts],
        "join_intercept": round(model.join_intercept, DECIMALS),
        "weights": weights,
        "joins": joins,
    }
    return json.dumps(content, ensure_ascii=False, indent=0, separators=(",", ":")).replace(",\n", ",\n") + "\n"


def _kind(kind: str) -> str | None:
    return "person" if kind == "PERSON" else "place" if kind in PLACES else None


def _pools() -> dict[str, list[list[str]]]:
    single = sorted(p for p in places(big=False) if " " not in p)
    return {
        "person": [sorted(NAME_WORDS), [UNKNOWN], sorted(first_names()), sorted(surnames()), sorted(NAME_WORDS)],
        "place": [[p for p in single if is_ordinary(p)], [UNKNOWN], single],
    }


def _other(example: Example, new: str) -> Line | None:
    """The line with another word in the place of the name's first."""
    word = example.line.words[example.word]
    shown = new.capitalize() if word.capital else new
    line = line_of(example.line.text[: word.start] + shown + example.line.text[word.end :])
    same = len(line.words) == len(example.line.words) and line.words[example.word].start == word.start
    return line if same else None


def _logistic(
    features: Sequence[Sequence[str]], classes: Sequence[int], weights: Sequence[float]
) -> tuple[dict[str, int], LogisticRegression]:
    counts = Counter(f for row in features for f in row)
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform([{f: 1.0 for f in row if counts[f] >= RARE} for row in features])
    model = LogisticRegression(C=SHRUNK, max_iter=400).fit(table, classes, sample_weight=weights)
    return dict(vectorizer.vocabulary_), model


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
