"""Pseudonymised talk goes in, the kinds of things in it by which somebody who knows the person may recognise them come out.

Short word lists and patterns, no model. A listed word with a capital counts only as written (`Polish`, `Black`), any
other in either case. Names already replaced are blanked first; a replacement that still tells something, such as a town
that became `[city]` or a birthday that became `[1970s]`, counts as what it tells.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data_schemas.pseudonyms import WORDS
from data_schemas.records import Mark
from pipeline.ethics.patterns import JOB_FRAME, PATTERNS

KINDS = {
    "job": "a job or post that few people hold",
    "place": "a region, a kind of place or a place made coarser",
    "age": "an age",
    "date": "a year or a date",
    "condition": "a rare or telling illness or disability",
    "family": "an uncommon family",
    "group": "an ethnic, national, religious or other minority",
    "life": "an uncommon life history",
    "public": "something outsiders can look up, or a first or only of its kind",
}
TOLD_BY = {"LOCATION": "place", "POSTCODE": "place", "DATE": "date", "AGE": "age"}  # by types of identifier

_FOLDER = Path(__file__).parent / "word_lists"
_LISTS = {
    "job": "jobs",
    "condition": "conditions",
    "group": "groups",
    "place": "regions",
    "life": "lives",
    "public": "public",
}
_CODE = re.compile(r" [A-Z2-7]{6}\Z")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """A pattern; searched only in talk that has one of its first words, where it is known by which words it begins."""

    kind: str
    pattern: re.Pattern[str]
    first_words: frozenset[str] | None


def kinds_in(text: str, *, redactions: Sequence[Mark], start: int, end: int) -> dict[str, tuple[int, ...]]:
    """The kinds in `text[start:end]` with the places where they stand, in the order of KINDS."""
    found: dict[str, set[int]] = {}
    for kind, place in _told(text, redactions=redactions, start=start, end=end):
        found.setdefault(kind, set()).add(place)
    said = _blanked(text, redactions=redactions, start=start, end=end)
    words = frozenset(_WORD.findall(said.lower()))
    for search in _searches():
        if search.first_words is None or not words.isdisjoint(search.first_words):
            for match in search.pattern.finditer(said):
                found.setdefault(search.kind, set()).add(start + match.start())
    return {kind: tuple(sorted(found[kind])) for kind in KINDS if kind in found}


def _told(text: str, *, redactions: Sequence[Mark], start: int, end: int) -> Iterator[tuple[str, int]]:
    """What replacements still tell."""
    for mark in redactions:
        if start <= mark.start < end and mark.kind in TOLD_BY:
            shown = _CODE.sub("", text[mark.start : mark.end].strip("[]"))
            if _tells(shown, kind=mark.kind):
                yield TOLD_BY[mark.kind], mark.start


def _tells(shown: str, *, kind: str) -> bool:
    """Whether a replacement says more than that something was replaced."""
    if kind == "AGE":  # only great ages are replaced at all
        return True
    if kind == "DATE":  # a season or a month without year tells little, a shifted date nothing
        return any(c.isdigit() for c in shown) and "shifted" not in shown
    return shown.casefold() != WORDS[kind].casefold()


def _blanked(text: str, *, redactions: Sequence[Mark], start: int, end: int) -> str:
    letters = list(text[start:end])
    for mark in redactions:
        first, last = max(mark.start, start) - start, min(mark.end, end) - start
        if first < last:
            letters[first:last] = "\u00b7" * (last - first)
    return "".join(letters).replace("\u2019", "'").replace("\n", " ")


@cache
def _searches() -> tuple[_Search, ...]:
    job = f"(?i:{JOB_FRAME})"
    lists = [_listed(kind, name, after=job if kind == "job" else "") for kind, name in _LISTS.items()]
    patterns = [
        _Search(kind=kind, pattern=re.compile("|".join(own), re.IGNORECASE), first_words=None)
        for kind, own in PATTERNS.items()
    ]
    return (*lists, *patterns)


def _listed(kind: str, name: str, *, after: str) -> _Search:
    """A search for the terms of a list, in the plural too, the longest first, where they stand after a pattern."""
    terms = sorted((_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines(), key=lambda t: (-len(t), t))
    small, capital = [t for t in terms if t == t.lower()], [t for t in terms if t != t.lower()]
    alternatives = [rf"(?i:{'|'.join(map(re.escape, small))})"] + [re.escape(t) for t in capital]
    first = {match[0] for term in terms if (match := _WORD.search(term.lower()))}
    return _Search(
        kind=kind,
        pattern=re.compile(rf"{after}\b(?:{'|'.join(alternatives)})(?:e?s)?\b"),
        first_words=frozenset(word + ending for word in first for ending in ("", "s", "es")),
    )
