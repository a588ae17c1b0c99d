"""Lines go in, places go out: British towns and villages by list, and rare capitalised words after a word of place."""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.lists import GENERIC, KEPT, NAME_WORDS, first_names, is_ordinary, places, zipf
from pipeline.pseudonymise.tokens import Line

_PLACED = re.compile(
    r"\b(?:in|from|near|around|round|outside|at|to|up|down|over|off|towards|through|out|via) \Z", re.IGNORECASE
)
_INSIDE = re.compile(r"\b(?:in|near|around|outside|into) \Z", re.IGNORECASE)
_ON = re.compile(r"\b(?:on|onto|over to|across to) \Z")
_RARE_ZIPF = 3.0  # about one in a million words
_UNLISTED_ZIPF = 3.5  # an unlisted word rarer than this may be a ward or a village
_LONGEST_PLACE = 4  # words
_SHORTEST_PLACE = 3  # letters


def town_findings(lines: Sequence[Line], *, spoken_small: frozenset[str]) -> Iterator[Finding]:
    """Places of every line; `spoken_small` are the folded words that the transcript writes without capital."""
    for line in lines:
        taken = 0
        for i, word in enumerate(line.words):
            if i < taken or not (word.capital or line.poor) or len(word.text) < _SHORTEST_PLACE:
                continue
            length = _listed_length(line, i, spoken_small=spoken_small)
            if length:
                taken = i + length
                end = line.words[taken - 1].end
                yield line.finding(word.start, end, kind="LOCATION", layer="places", confidence=0.8)
            elif not line.poor and _is_unlisted_place(line, i, spoken_small=spoken_small):
                kind = "WARD" if _ON.search(line.text, 0, word.start) else "LOCATION"
                yield line.finding(word.start, word.end, kind=kind, layer="rare", confidence=0.5)


def _listed_length(line: Line, i: int, *, spoken_small: frozenset[str]) -> int:
    """How many words from word i on are the longest listed place that stands there, 0 if none does."""
    for length in range(min(_LONGEST_PLACE, len(line.words) - i), 0, -1):
        name = " ".join(w.folded for w in line.words[i : i + length])
        if name in places(big=False) and _is_place(line, i, name=name, spoken_small=spoken_small):
            return length
    return 0


def _is_place(line: Line, i: int, *, name: str, spoken_small: frozenset[str]) -> bool:
    if name in KEPT or name in GENERIC or name in first_names():
        return False
    initial, place = line.words[i].initial, line.words[i].start
    placed = _PLACED.search(line.text, 0, place) is not None
    rare = zipf(name.split()[0]) < _RARE_ZIPF
    if line.poor:
        return not is_ordinary(name) and (name in places(big=True) or " " in name or (placed and rare))
    if name in NAME_WORDS:
        return _INSIDE.search(line.text, 0, place) is not None
    if " " in name:
        return True
    if name in spoken_small or is_ordinary(name):
        return placed and not initial
    return name in places(big=True) or placed or (rare and not initial)


def _is_unlisted_place(line: Line, i: int, *, spoken_small: frozenset[str]) -> bool:
    """Whether an unlisted rare capitalised word stands after a word of place."""
    word = line.words[i]
    if word.initial or word.folded in KEPT or word.folded in GENERIC or word.folded in spoken_small:
        return False
    if word.text.isupper() or word.folded in first_names() or zipf(word.folded) >= _UNLISTED_ZIPF:
        return False
    return any(p.search(line.text, 0, word.start) for p in (_PLACED, _ON))
