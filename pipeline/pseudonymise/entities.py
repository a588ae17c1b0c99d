"""Lines go in, what a spaCy entity model takes for people, bodies and places goes out, soberly filtered.

A line whose case says nothing is read with capitals on words that are likely names.
"""

import importlib
import importlib.util
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from data_schemas.records import Finding
from pipeline.pseudonymise.lists import (
    GENERIC,
    KEPT,
    LEFT_ALONE,
    TITLES,
    first_names,
    is_ordinary,
    places,
    surnames,
    zipf,
)
from pipeline.pseudonymise.tokens import Line, Word

_DETERMINED = re.compile(
    r"\b(?:an?|the|this|that|these|those|his|her|my|your|our|their|its|some|any|no|one of|all|of)(?: \w+)? \Z",
    re.IGNORECASE,
)
TYPES = {"PERSON": "PERSON", "ORG": "ORG", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION"}
_NEEDED = ("tok2vec", "ner")
_BATCH = 64  # utterances
_COMMON_ZIPF = 3.5  # a single word this frequent is a name only with a capital inside a sentence
_VERY_COMMON_ZIPF = 4.6
_LIKELY_ZIPF = 2.6  # in speech-to-text, a word rarer than this is read with a capital


@cache
def entity_model(package: str) -> Any:
    """The entity recogniser of a model package or folder, loaded once in each process."""
    import spacy

    path = package
    if importlib.util.find_spec(package) is not None:
        module = importlib.import_module(package)
        path = module.model_path() if hasattr(module, "model_path") else package
    names = spacy.util.load_config(spacy.util.ensure_path(path) / "config.cfg")["nlp"]["pipeline"]
    return spacy.load(path, exclude=[name for name in names if name not in _NEEDED])


def entity_findings(lines: Sequence[Line], *, model: str, spoken_small: frozenset[str]) -> Iterator[Finding]:
    """Entities of every line that holds no coded pseudonym: around one, the model's guesses would depend on the key.

    Only sentences with a likely name are read; talk without capitals, which has no sentences, is read by the line.
    """
    pieces = [piece for line in lines if not line.done for piece in _worth_reading(line, spoken_small=spoken_small)]
    texts = (recased(line) if line.poor else line.text[start:end] for line, start, end in pieces)
    docs = entity_model(model).pipe(texts, batch_size=_BATCH)
    for (line, start, _), doc in zip(pieces, docs, strict=True):
        for entity in doc.ents:
            kind = TYPES.get(entity.label_)
            if kind is not None:
                first, last = entity.start_char + start, entity.end_char + start
                words = [w for w in line.words if w.start < last and first < w.end]
                yield from _accepted(line, words, kind=kind, spoken_small=spoken_small)


def recased(line: Line) -> str:
    """The text with capitals on sentence starts and likely names, of the same length; all capitals become small."""
    letters = list(line.text.lower() if len(line.text.lower()) == len(line.text) else line.text)
    for word in line.words:
        if word.initial or _likely_name(word.folded):
            letters[word.start] = line.text[word.start].upper()[:1]
    return "".join(letters)


def _is_listed(word: str) -> bool:
    return word in first_names() or ((word in places(big=True) or word in surnames()) and not is_ordinary(word))


def _likely_name(word: str) -> bool:
    return _is_listed(word) or word == "i" or (len(word) > 3 and word.isalpha() and zipf(word) < _LIKELY_ZIPF)


def _worth_reading(line: Line, *, spoken_small: frozenset[str]) -> Iterator[tuple[Line, int, int]]:
    """The sentences in which a word could make an entity believable: most turns have none and need no model."""
    starts = [0] if line.poor else [0, *(w.start for w in line.words[1:] if w.initial)]
    for start, end in pairwise([*starts, len(line.text)]):
        inside = (w for w in line.words if start <= w.start < end)
        if any(_is_evidence(word, alone=False, line=line, spoken_small=spoken_small) for word in inside):
            yield line, start, end


def _accepted(line: Line, words: list[Word], *, kind: str, spoken_small: frozenset[str]) -> Iterator[Finding]:
    later = next((i for i, w in enumerate(words) if i and w.initial), len(words))
    words = _trim(words[:later], kind=kind, poor=line.poor)
    if not words or " ".join(w.folded for w in words) in LEFT_ALONE:
        return
    if any(_is_evidence(word, alone=len(words) == 1, line=line, spoken_small=spoken_small) for word in words):
        kind = "PERSON" if all(w.folded in first_names() for w in words) else kind
        end = words[-1].end if kind == "PERSON" else words[-1].stop
        yield line.finding(words[0].start, end, kind=kind, layer="entities", confidence=0.8)


def _trim(words: list[Word], *, kind: str, poor: bool) -> list[Word]:
    """Without titles, kinship, articles and small words at either end."""

    def at_edge(word: Word) -> bool:
        if word.folded in KEPT or not word.text[0].isalnum():
            return True
        return not poor and word.text[0].isalpha() and not word.capital

    while words and (at_edge(words[0]) or (kind == "PERSON" and words[0].folded in TITLES)):
        words = words[1:]
    while words and at_edge(words[-1]):
        words = words[:-1]
    return words


def _is_evidence(word: Word, *, alone: bool, line: Line, spoken_small: frozenset[str]) -> bool:
    """Whether a word makes an entity believable."""
    folded = word.folded
    if folded in KEPT or folded in GENERIC or len(folded) < 2 or not word.text[0].isalpha():
        return False
    if folded in first_names():
        return True
    if line.poor:
        return not is_ordinary(folded) and (_is_listed(folded) or not _DETERMINED.search(line.text, 0, word.start))
    if not word.capital or (word.text.isupper() and len(word.text) <= 3):
        return False
    if folded in spoken_small and (alone or word.initial):
        return False
    frequency = zipf(folded)
    if word.initial:
        return frequency < _COMMON_ZIPF - 0.5 or (not alone and frequency < _COMMON_ZIPF)
    return frequency < _VERY_COMMON_ZIPF if alone else True
