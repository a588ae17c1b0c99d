"""A word in its line goes in, how likely a name stands in its place goes out: read off the words around it alone.

The word itself says only of what kind it is (in a list of first names, an ordinary word, unknown, ...), never which it
is. `slots.json` is written by `scripts/fit_slots.py` and says what it was made from.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from pipeline.pseudonymise.cues import KINSHIP
from pipeline.pseudonymise.dictionary import listed
from pipeline.pseudonymise.lists import (
    GENERIC,
    KEPT,
    NAME_WORDS,
    TITLES,
    first_names,
    is_city,
    is_ordinary,
    places,
    surnames,
    word_list,
    zipf,
)
from pipeline.pseudonymise.tokens import Line, Word

FILE = Path(__file__).with_name("slots.json")
KINDS = ("person", "place")
_FREQUENT_ZIPF = 4.9  # a word around this frequent stands for itself, a rarer one for its kind
_COMMON_ZIPF = 5.6  # a word more frequent is asked for only if it is a name as well
_KIN = KINSHIP | frozenset(("mums", "dads", "man", "men", "people", "somebody", "everybody", "anybody"))
HEADS = word_list("heads")  # last words of places' and bodies' names
_ENDINGS = ("ing", "ed", "ly", "tion", "ness", "ment", "ies", "s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """A multinomial logistic model: what each feature adds to the log odds of a person's and of a place's name."""

    made: dict[str, str]
    intercepts: tuple[float, float]
    weights: dict[str, tuple[float, float]]
    join_intercept: float  # of the second model: whether a name goes on with the next word
    joins: dict[str, float]


@cache
def load_slots() -> Slots:
    """The model that ships with the program."""
    return msgspec.json.decode(FILE.read_bytes(), type=Slots)


def name_odds(line: Line, i: int) -> tuple[float, float]:
    """Probabilities that a person's or a place's name begins with word i."""
    model = load_slots()
    person, place = model.intercepts
    for feature in features_of(line, i):
        more = model.weights.get(feature)
        if more is not None:
            person, place = person + more[0], place + more[1]
    top = max(person, place, 0.0)
    exp = [math.exp(v - top) for v in (person, place, 0.0)]
    return exp[0] / sum(exp), exp[1] / sum(exp)


def goes_on(line: Line, i: int, *, kind: str) -> bool:
    """Whether a name of that kind, which holds word i, holds the word after it too."""
    if i + 1 >= len(line.words) or not _adjoin(line, i, kind=kind):
        return False
    model = load_slots()
    odds = model.join_intercept + sum(model.joins.get(f, 0.0) for f in join_features(line, i, kind=kind))
    return odds > 0


@cache
def is_candidate(folded: str) -> bool:
    """Whether a folded word could be a name in talk without capitals."""
    if len(folded) < 3 or not folded.replace("'", "").isalpha() or folded in KEPT or folded in TITLES or folded in _KIN:
        return folded in NAME_WORDS
    if folded in NAME_WORDS or folded in first_names() or folded in surnames() or folded in places(big=False):
        return True
    return folded not in GENERIC and zipf(folded) < _COMMON_ZIPF - 1.6


def features_of(line: Line, i: int) -> Iterator[str]:
    """What the model knows of word i: its kind and the words around it."""
    words = line.words
    kind = kind_of(words[i].folded)
    yield f"k={kind}"
    yield f"z={kind[0]}{min(int(zipf(words[i].folded)), 5)}"
    yield f"d={kind.split('-')[0]} {listed(words[i].folded)}"
    before = [_around(line, i - k) for k in (1, 2, 3)]
    after = [_around(line, i + k) for k in (1, 2, 3)]
    gap, following = _gap(line, i), _gap(line, i + 1)
    yield from (f"-{k}={w}" for k, w in enumerate(before, 1))
    yield from (f"+{k}={w}" for k, w in enumerate(after, 1))
    yield f"-21={before[1]} {before[0]}"
    yield f"+12={after[0]} {after[1]}"
    yield f"-+={before[0]} {after[0]}"
    yield f"-1k={before[0]} {kind[0]}"
    yield f"+1k={after[0]} {kind[0]}"
    if gap or following:
        yield f"gaps={gap} {following}"
        yield f"gap-1={gap} {before[0]}"
        yield f"gap+1={following} {after[0]}"


def _adjoin(line: Line, i: int, *, kind: str) -> bool:
    """Whether nothing but a blank, a hyphen or an initial's full stop parts word i from the next."""
    word, following = line.words[i], line.words[i + 1]
    if following.initial or (kind == "person" and word.stop != word.end):
        return False
    return line.text[word.stop : following.start] in (" ", "-", ". ")


def join_features(line: Line, i: int, *, kind: str) -> Iterator[str]:
    """What the second model knows of word i and the next, both of which may belong to one name."""
    here, following, later = kind_of(line.words[i].folded), _around(line, i + 1), _around(line, i + 2)
    after = line.words[i + 1]
    yield f"{kind} {here.split('-')[0]} {kind_of(after.folded)}"
    yield f"{kind} +1={following}"
    yield f"{kind} z={min(int(zipf(after.folded)), 6)}"
    yield f"{kind} head={after.folded if after.folded in HEADS else ''}"
    yield f"{kind} +2={later}"
    yield f"{kind} z={min(int(zipf(after.folded)), 6)} +2={later}"
    if not line.poor:
        yield f"{kind} capital={after.capital}"
        yield f"{kind} capital={after.capital} z={min(int(zipf(after.folded)), 6)}"


@cache
def kind_of(folded: str) -> str:
    """Of what kind a folded word is, as far as lists and frequency tell."""
    if folded in NAME_WORDS:
        return "word-name"
    if folded in first_names():
        return "first-name"
    place = "-city" if is_city(folded) else "-place" if folded in places(big=False) else ""
    if folded in surnames():
        return ("ordinary-surname" if is_ordinary(folded) else "surname") + place
    if place:
        return ("ordinary" if is_ordinary(folded) else "clear") + place
    frequency = zipf(folded)
    how_often = "used" if frequency >= 3.2 else "seldom" if frequency >= 2.2 else "rare" if frequency else "unknown"
    ending = next((e for e in _ENDINGS if folded.endswith(e)), "")
    return f"{how_often}-{listed(folded) or ending}"


def _around(line: Line, i: int) -> str:
    if not 0 <= i < len(line.words):
        return "<" if i < 0 else ">"
    return _class(line.words[i])


def _class(word: Word) -> str:
    folded = word.folded
    if folded in _KIN or folded in TITLES or zipf(folded) >= _FREQUENT_ZIPF:
        return folded if zipf(folded) >= _FREQUENT_ZIPF or folded in TITLES else "KIN"
    if folded in GENERIC:
        return "SERVICE"
    if folded[0].isdigit():
        return "NUMBER"
    return kind_of(folded).upper()


def _gap(line: Line, i: int) -> str:
    """What punctuation stands right before word i."""
    if not 0 < i < len(line.words):
        return ""
    between = line.text[line.words[i - 1].stop : line.words[i].start].strip()
    return between[:1]
