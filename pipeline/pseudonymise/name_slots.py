"""Lines go in, words that stand where names stand go out, told by the fitted model of the words around them.

In talk without capitals every word that could be a name is asked for; otherwise those with a capital.
"""

from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.cues import is_last_initial
from pipeline.pseudonymise.lists import GENERIC, KEPT, LEFT_ALONE, NAME_WORDS, TITLES, word_list, zipf
from pipeline.pseudonymise.slots import KINDS, goes_on, is_candidate, name_odds
from pipeline.pseudonymise.tokens import Line

_TYPES = {"ward": "WARD", **dict.fromkeys(("hospital", "infirmary", "hospice", "general"), "HOSPITAL")}
_ORGANISED = word_list("organised")  # last words of a body's name
_LEAST = 0.2  # probability from which a word is masked; chosen in cross-validation by interview
_LEAST_COMMON = 0.55  # the same for a common word without a capital
_LEAST_DOUBTFUL = 0.6  # the same where a capital opens a sentence or is not always there
_COMMON_ZIPF = 5.9  # `will`, `may`
_SUREST = 0.75  # confidence: lists and rules tell the type better
_LONGEST = 5  # words


def slot_findings(lines: Sequence[Line], *, spoken_small: frozenset[str]) -> Iterator[Finding]:
    """Names by the words around them; `spoken_small` are the folded words that the transcript writes without capital."""
    for line in (line for line in lines if not line.done):
        taken = 0
        for i, word in enumerate(line.words):
            if i < taken or not (line.poor or _is_marked(line, i)) or not is_candidate(word.folded):
                continue
            odds = name_odds(line, i)
            if (
                sum(odds) < _least(line, i, spoken_small=spoken_small)
                or _part_of_pseudonym(line, i)
                or line.text.startswith(":", word.stop)
            ):
                continue
            kind = KINDS[odds[1] > odds[0]]
            last = _last(line, i, kind=kind)
            folded = [w.folded for w in line.words[i : last + 1]]
            taken = last + 1
            if " ".join(folded) in LEFT_ALONE or all(w in GENERIC or w in KEPT for w in folded):
                continue
            end = line.words[last].end if kind == "person" else line.words[last].stop
            found = "PERSON" if kind == "person" else _place_type(folded[-1])
            yield line.finding(word.start, end, kind=found, layer="slots", confidence=round(min(sum(odds), _SUREST), 2))


def _last(line: Line, i: int, *, kind: str) -> int:
    last = i
    while last - i + 1 < _LONGEST and goes_on(line, last, kind=kind):
        last += 1
    while last > i and (line.words[last].folded in KEPT or line.words[last].folded in TITLES):
        last -= 1
    initial = kind == "person" and last + 1 < len(line.words) and is_last_initial(line, last + 1)
    return last + 1 if initial and line.text[line.words[last].stop : line.words[last + 1].start] == " " else last


def _is_marked(line: Line, i: int) -> bool:
    """Whether word i has a capital that is not one of several shouted words."""
    word = line.words[i]
    if not word.capital or not word.text.isupper():
        return word.capital
    around = line.words[max(0, i - 1) : i] + line.words[i + 1 : i + 2]
    return not any(w.text.isupper() and w.folded != "i" for w in around)


def _least(line: Line, i: int, *, spoken_small: frozenset[str]) -> float:
    """How clear the words around word i must be: clearer for a common word or one that its capital marks little."""
    word = line.words[i]
    if line.poor:
        return _LEAST_COMMON if zipf(word.folded) > _COMMON_ZIPF else _LEAST
    return _LEAST_DOUBTFUL if word.folded in spoken_small or (word.initial and word.folded in NAME_WORDS) else _LEAST


def _place_type(head: str) -> str:
    return "ORG" if head in _ORGANISED else _TYPES.get(head, "LOCATION")


def _part_of_pseudonym(line: Line, i: int) -> bool:
    return any(a <= line.words[i].start < b for a, b in line.pseudonyms)
