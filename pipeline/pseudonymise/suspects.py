"""Utterances and what was found in them go in, words that may be identifiers all the same come out, for a person to decide.

A suspect is not masked: each reason's risk is a judgement of how likely an identifier stands open, not a measurement.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from data_schemas.records import Event, Finding, Utterance
from pipeline.pseudonymise import suspect_forms as forms
from pipeline.pseudonymise.lists import (
    GENERIC,
    KEPT,
    LEFT_ALONE,
    NAME_WORDS,
    TITLES,
    first_names,
    is_ordinary,
    places,
    surnames,
    zipf,
)
from pipeline.pseudonymise.suspect_forms import Found, form_suspects
from pipeline.pseudonymise.tokens import Line, Word, lines_of

NAME_WORD = "name that is also a word, where names stand"
UNKNOWN_CAPITAL = "unknown word with a capital"
UNKNOWN = "unknown word"
OPENING_NAME = "name at the start of a sentence"
SURNAME = "surname that is also a word"
PLACE_WORD = "place that is also a word"
CAPITALS = "capitals inside a sentence"
CAPITAL = "capital inside a sentence"

# Why a word is looked at, and the risk that it leaves somebody recognisable: 0..1, the highest first in the review.
RISK = {
    NAME_WORD: 0.8,
    UNKNOWN_CAPITAL: 0.75,
    forms.LONG_NUMBER: 0.7,
    forms.SPELLED: 0.7,
    UNKNOWN: 0.6,
    OPENING_NAME: 0.5,
    SURNAME: 0.5,
    forms.SHORT_NUMBER: 0.5,
    PLACE_WORD: 0.4,
    forms.POST: 0.4,
    CAPITALS: 0.35,
    forms.HEADED: 0.35,
    CAPITAL: 0.3,
}
_KIN = "brother|sister|son|daughter|husband|wife|partner|mate|friend|nurse|worker|manager|cousin|uncle|auntie|aunt"
_NAMING = (
    "told|tell|rang|phoned|texted|called|named|name is|name's|hello|hiya|cheers"
    rf"|(?:my|our|her|his|their|a) (?:{_KIN}),?"
)
_NAMED = re.compile(rf"\b(?:{_NAMING}) \Z", re.IGNORECASE)
_BEFORE_A_NAME = re.compile(
    rf"\b(?:{_NAMING}|ask(?:ed)?|ring|met|saw|see|with|our|for|on|it's|it was|when|because|cos|says?|said) \Z",
    re.IGNORECASE,
)
_AFTER_A_NAME = re.compile(
    r" (?:said|says|told|rang|reckons|goes|phoned|does|did|knew|came (?:in|over|round)|and (?:me|i))\b", re.IGNORECASE
)
_AFTER_AN_OPENING_NAME = re.compile(
    r"(?:['\u2019]s| (?:can|did|does|doesn't|didn't|is|isn't|was|wasn't|has|had|would|and me))(?!\w)"
)
_BEFORE_A_PLACE = re.compile(r"\b(?:in|from|near|round|outside|at|to|down|up) \Z", re.IGNORECASE)
_NAME_ZIPF = 5.0  # a word this frequent is looked at only behind `called`, `told` and the like
_PLACE_ZIPF = 5.4
_OPENING_ZIPF = 4.3
_FORMS_ZIPF = 1.6  # a form at least a fortieth as frequent
_RARE_ZIPF = 2.0  # about one in ten million words
_KNOWN_ZIPF = 3.0  # a stem this frequent makes the word one of its forms
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "ness", "y", "ish", "able", "less", "in")
_BEGINNINGS = ("un", "re", "non", "over", "under", "co", "pre", "mis", "anti", "super", "multi", "micro")
_SHORTEST = 3  # letters
_DRAWN_OUT = re.compile(r"(.)\1\1")  # `sooo`, `hmmm`: a sound
_LONGEST_RUN = 4  # words of one suspect


def suspect_findings(
    utterances: Sequence[Utterance], *, findings: Sequence[Finding], events: Sequence[Event]
) -> tuple[Finding, ...]:
    """Suspects of one transcript that no finding covers and that stand in no transcriber's mark, in order."""
    lines = _with_short_lines(lines_of(utterances))
    small = frozenset(w.folded for line in lines if not line.poor for w in line.words if w.text.islower())
    covered: dict[int, list[tuple[int, int]]] = {}
    both: tuple[Finding | Event, ...] = (*findings, *events)
    for item in both:
        covered.setdefault(item.utterance, []).append((item.start, item.end))
    out: list[Finding] = []
    for line in lines:
        taken = [*covered.get(line.utterance, ()), *line.pseudonyms]
        for start, end, kind, why in (*form_suspects(line), *_word_suspects(line, small=small)):
            if not any(start < b and a < end for a, b in taken):
                taken.append((start, end))
                out.append(line.finding(start, end, kind=kind, layer=why, confidence=RISK[why] / 2))
    return tuple(sorted(out, key=lambda f: (f.utterance, f.start, f.end)))


def _with_short_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines, those too short to show how capitals are used taken for speech-to-text where most others are."""
    poor = sum(line.poor for line in lines) > len([line for line in lines if not line.poor and _has_capital(line)])
    return [replace(line, poor=True) if poor and not _has_capital(line) else line for line in lines]


def _has_capital(line: Line) -> bool:
    return any(word.capital for word in line.words)


def _word_suspects(line: Line, *, small: frozenset[str]) -> Iterator[Found]:
    taken = 0
    for i, word in enumerate(line.words):
        if i < taken or len(word.text) < _SHORTEST or not word.text[0].isalpha():
            continue
        last = i if line.poor else _end_of_capitals(line, i)
        run = line.words[i : last + 1]
        reason = _poor_reason(line, word) if line.poor else _reason(line, i, small=small, run=run)
        if reason is not None:
            taken = last + 1
            yield word.start, line.words[last].end, reason[0], reason[1]


def _reason(line: Line, i: int, *, small: frozenset[str], run: Sequence[Word]) -> tuple[str, str] | None:
    word = line.words[i]
    if not word.capital or word.folded in TITLES:
        return None
    if word.initial:
        return _opening_reason(line, word, small=small)
    naming = [w for w in run if w.folded not in KEPT and w.folded not in GENERIC]
    if not naming or _is_national(line, i):
        return None
    if _is_unknown(word.folded) and not (word.text.isupper() and len(word.text) < 6):
        return "PERSON", UNKNOWN_CAPITAL
    if len(run) > 1:
        return "ORG", CAPITALS
    if word.folded in NAME_WORDS and word.folded not in small:
        return "PERSON", NAME_WORD
    if word.folded in surnames():
        return "PERSON", SURNAME
    return None if word.text.isupper() else ("ORG", CAPITAL)


def _opening_reason(line: Line, word: Word, *, small: frozenset[str]) -> tuple[str, str] | None:
    """Why the first word of a sentence is looked at: its capital says nothing."""
    if word.folded in KEPT or word.folded in GENERIC or word.folded in small:
        return None
    if _is_unknown(word.folded):
        return "PERSON", UNKNOWN
    if word.folded in first_names():
        return "PERSON", OPENING_NAME
    may_be = word.folded in NAME_WORDS or (zipf(word.folded) < _OPENING_ZIPF and not _has_forms(word.folded))
    return ("PERSON", OPENING_NAME) if may_be and _AFTER_AN_OPENING_NAME.match(line.text, word.end) else None


def _poor_reason(line: Line, word: Word) -> tuple[str, str] | None:
    folded, before = word.folded, line.text[: word.start]
    if folded in KEPT or folded in GENERIC or folded in TITLES:
        return None
    if folded in first_names():
        return "PERSON", NAME_WORD
    if folded in NAME_WORDS or (folded in surnames() and is_ordinary(folded)):
        named = _NAMED.search(before)
        stands = _BEFORE_A_NAME.search(before) or _AFTER_A_NAME.match(line.text, word.end)
        if named or (folded in NAME_WORDS and stands and zipf(folded) < _NAME_ZIPF):
            return "PERSON", NAME_WORD
    if folded in places(big=False) and zipf(folded) < _PLACE_ZIPF and _BEFORE_A_PLACE.search(before):
        return "LOCATION", PLACE_WORD
    return ("PERSON", UNKNOWN) if _is_unknown(folded) else None


def _has_forms(word: str) -> bool:
    """Whether a word is inflected as words of the language are and names are not."""
    return max(zipf(word + end) for end in ("s", "ed", "d", "ing", "er", "ly", "y")) > zipf(word) - _FORMS_ZIPF


def _is_unknown(word: str) -> bool:
    """Whether a folded word is in no list and no form of a known word."""
    if not word.isalpha() or zipf(word) >= _RARE_ZIPF or _DRAWN_OUT.search(word):
        return False
    stems = {word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _SHORTEST}
    stems |= {stem + "e" for stem in stems} | {stem[:-1] for stem in stems if stem[-1:] == stem[-2:-1]}
    stems |= {word[len(start) :] for start in _BEGINNINGS if word.startswith(start) and len(word) - len(start) > 3}
    parts = ((word[:at], word[at:]) for at in range(_SHORTEST, len(word) - _SHORTEST + 1))
    compound = any(min(zipf(a), zipf(b)) >= _KNOWN_ZIPF + 1 for a, b in parts)  # `flipchart`, `payslip`
    return not compound and not any(zipf(stem) >= _KNOWN_ZIPF or stem in KEPT or stem in GENERIC for stem in stems)


def _is_national(line: Line, i: int) -> bool:
    """Whether the run of capitals around word i names a national body."""
    first, last = i, _end_of_capitals(line, i)
    while first and line.words[first - 1].capital and _adjoin(line, first - 1):
        first -= 1
    run = [w.folded for w in line.words[first : last + 1]]
    return any(" ".join(run[a:b]) in LEFT_ALONE for a in range(len(run)) for b in range(a + 1, len(run) + 1))


def _end_of_capitals(line: Line, i: int) -> int:
    """The number of the last word of the run of capitalised words that begins with word i."""
    last = i
    while last + 1 < len(line.words) and last - i + 1 < _LONGEST_RUN:
        if not line.words[last + 1].capital or line.words[last + 1].folded == "i" or not _adjoin(line, last):
            break
        last += 1
    return last


def _adjoin(line: Line, i: int) -> bool:
    """Whether nothing but a blank stands between words i and i + 1."""
    return line.text[line.words[i].stop : line.words[i + 1].start] == " "
