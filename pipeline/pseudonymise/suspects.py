"""Utterances and what was found in them go in, words that may be identifiers all the same come out, for a person to decide.

A suspect is not masked: each reason's risk is a judgement of how likely an identifier stands open, not a measurement.
"""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Event, Finding, Utterance
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
    word_list,
    zipf,
)
from pipeline.pseudonymise.tokens import Line, Word, lines_of

# Why a word is looked at, and the risk that it leaves somebody recognisable: 0..1, highest first in the review.
RISK = {
    "name that is also a word, where names stand": 0.8,
    "unknown word with a capital": 0.75,
    "six digits or more": 0.7,
    "unknown word": 0.6,
    "surname that is also a word": 0.5,
    "four or five digits": 0.5,
    "place that is also a word": 0.4,
    "rare post": 0.4,
    "capital inside a sentence": 0.3,
}
_POSTS = word_list("single_posts")
_HEADED_POST = re.compile(
    r"\b(?:head|director|dean|warden|lead|commander|editor|founder|professor|chief) (?:of|for) (?:the )?"
    r"(?:[a-z]+ (?:and )?){0,2}[a-z]{4,}|\bchief \w+ officer\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\d£$€.,/:])\d(?:[ \-]?\d){3,}(?![\d/:%]|[.,]\d)")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[ \-](?:19|20)?\d\d)?\Z")
_AMOUNT = re.compile(
    r" ?(?:quid|pounds?|euros?|p|k|miles?|mg|ml|metres?|hours?|people|patients?|words?|steps|calories|percent|per cent)\b",
    re.IGNORECASE,
)
_SAID_DIGITS = re.compile(
    r"\b(?:(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|treble)[ \-]){3,}"
    r"(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine)\b",
    re.IGNORECASE,
)
_LONG_NUMBER = 6  # digits
_KIN = "brother|sister|son|daughter|husband|wife|partner|mate|friend|nurse|worker|manager|cousin|uncle|auntie|aunt"
_BEFORE_A_NAME = re.compile(
    r"\b(?:told|tell|asked?|rang|ring|phoned?|texted|met|saw|with|called|named|name is|name's|hello|hiya|cheers|our"
    rf"|(?:my|our|her|his|their) (?:{_KIN}),?) \Z",
    re.IGNORECASE,
)
_AFTER_A_NAME = re.compile(r" (?:said|says|told|rang|reckons|goes|phoned|came (?:in|over|round)|and (?:me|i)\b)\b")
_BEFORE_A_PLACE = re.compile(r"\b(?:in|from|near|round|outside|over in|up in|down in) \Z", re.IGNORECASE)
_GENERAL_ZIPF = 5.6  # a word this frequent (`will` as a verb) is looked at only behind `called`, `told` and the like
_PLACE_ZIPF = 4.8
_RARE_ZIPF = 2.0  # about one in ten million words
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "ness", "y", "ish", "able", "less", "in")
_BEGINNINGS = ("un", "re", "non", "over", "under", "co", "pre", "mis", "anti", "super", "multi", "micro")
_SHORTEST = 3  # letters
_LETTERS_AGAIN = re.compile(r"(.)\1\1")  # `sooo`, `hmmm`: a sound
_LONGEST_RUN = 4  # words of one suspect


def suspect_findings(
    utterances: Sequence[Utterance], *, findings: Sequence[Finding], events: Sequence[Event]
) -> tuple[Finding, ...]:
    """Suspects of one transcript that no finding covers and that stand in no transcriber's mark, in order."""
    lines = lines_of(utterances)
    small = frozenset(w.folded for line in lines if not line.poor for w in line.words if w.text.islower())
    covered: dict[int, list[tuple[int, int]]] = {}
    both: tuple[Finding | Event, ...] = (*findings, *events)
    for item in both:
        covered.setdefault(item.utterance, []).append((item.start, item.end))
    out: list[Finding] = []
    for line in lines:
        taken = [*covered.get(line.utterance, ()), *line.pseudonyms]
        for start, end, kind, why in _of_line(line, small=small):
            if not any(start < b and a < end for a, b in taken):
                taken.append((start, end))
                out.append(line.finding(start, end, kind=kind, layer=why, confidence=RISK[why] / 2))
    return tuple(sorted(out, key=lambda f: (f.utterance, f.start, f.end)))


def _of_line(line: Line, *, small: frozenset[str]) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, type and reason; of two that overlap the first stands."""
    yield from _numbers(line)
    yield from _posts(line)
    taken = 0
    for i, word in enumerate(line.words):
        reason = None if i < taken or not word.text[0].isalpha() else _reason(line, i, small=small)
        if reason is not None:
            last = i if line.poor else _run_of_capitals(line, i)
            taken = last + 1
            yield word.start, line.words[last].end, reason[0], reason[1]


def _numbers(line: Line) -> Iterator[tuple[int, int, str, str]]:
    for match in _DIGITS.finditer(line.bare):
        digits = sum(c.isdigit() for c in match[0])
        if _YEAR.match(match[0]) or _AMOUNT.match(line.text, match.end()):
            continue
        yield *match.span(), "ID", "six digits or more" if digits >= _LONG_NUMBER else "four or five digits"
    for match in _SAID_DIGITS.finditer(line.bare):
        long = len(re.split("[ -]", match[0])) >= _LONG_NUMBER
        yield *match.span(), "ID", "six digits or more" if long else "four or five digits"


def _posts(line: Line) -> Iterator[tuple[int, int, str, str]]:
    for match in _HEADED_POST.finditer(line.bare):
        yield *match.span(), "PERSON", "rare post"
    for word in line.words:
        if word.folded in _POSTS:
            yield word.start, word.end, "PERSON", "rare post"


def _reason(line: Line, i: int, *, small: frozenset[str]) -> tuple[str, str] | None:
    word = line.words[i]
    if len(word.text) < _SHORTEST or word.folded in KEPT or word.folded in GENERIC or word.folded in TITLES:
        return None
    if line.poor:
        return _poor_reason(line, word)
    if not word.capital or _in_a_known_name(line, i):
        return None
    if _is_unknown(word.folded) and not (word.text.isupper() and len(word.text) < 6):
        return "PERSON", "unknown word with a capital" if not word.initial else "unknown word"
    if word.initial:
        named = word.folded in NAME_WORDS or word.folded in first_names()
        after = _AFTER_A_NAME.match(line.text, word.end) if named else None
        return ("PERSON", "name that is also a word, where names stand") if after else None
    if word.folded in NAME_WORDS and word.folded not in small:
        return "PERSON", "name that is also a word, where names stand"
    if word.folded in surnames():
        return "PERSON", "surname that is also a word"
    return None if word.text.isupper() else ("ORG", "capital inside a sentence")


def _poor_reason(line: Line, word: Word) -> tuple[str, str] | None:
    folded, before = word.folded, line.text[: word.start]
    if folded in NAME_WORDS or (folded in surnames() and is_ordinary(folded)):
        told = _BEFORE_A_NAME.search(before)
        said = _AFTER_A_NAME.match(line.text, word.end) and zipf(folded) < _GENERAL_ZIPF
        if told or said:
            return "PERSON", "name that is also a word, where names stand"
    if folded in places(big=False) and zipf(folded) < _PLACE_ZIPF and _BEFORE_A_PLACE.search(before):
        return "LOCATION", "place that is also a word"
    return ("PERSON", "unknown word") if _is_unknown(folded) else None


def _is_unknown(word: str) -> bool:
    """Whether a folded word is in no list and no form of a known word."""
    if not word.isalpha() or zipf(word) >= _RARE_ZIPF or _LETTERS_AGAIN.search(word):
        return False
    stems = {word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _SHORTEST}
    stems |= {stem + "e" for stem in stems} | {stem[:-1] for stem in stems if stem[-1:] == stem[-2:-1]}
    stems |= {word[len(start) :] for start in _BEGINNINGS if word.startswith(start) and len(word) - len(start) > 3}
    return not any(zipf(stem) >= _RARE_ZIPF + 1 or stem in KEPT or stem in GENERIC for stem in stems)


def _in_a_known_name(line: Line, i: int) -> bool:
    """Whether the word belongs to a run of capitals that names a national body, or is headed by a general word."""
    first, last = i, _run_of_capitals(line, i)
    while first and line.words[first - 1].capital and _adjoin(line, first - 1):
        first -= 1
    run = [w.folded for w in line.words[first : last + 1]]
    listed = any(" ".join(run[a:b]) in LEFT_ALONE for a in range(len(run)) for b in range(a + 1, len(run) + 1))
    return listed or (len(run) > 1 and not _is_unknown(line.words[i].folded) and any(w in GENERIC for w in run))


def _run_of_capitals(line: Line, i: int) -> int:
    """The number of the last word of the run of capitalised words that begins with word i."""
    last = i
    while last + 1 < len(line.words) and last - i + 1 < _LONGEST_RUN:
        if not line.words[last + 1].capital or not _adjoin(line, last):
            break
        last += 1
    return last


def _adjoin(line: Line, i: int) -> bool:
    """Whether nothing but a blank stands between words i and i + 1."""
    return line.text[line.words[i].stop : line.words[i + 1].start] == " "
