"""Lines go in, named hospitals, trusts, prisons, bodies and districts of the United Kingdom go out, by the project's lists.

The lists were written from general knowledge, not from any transcript. A name matches with or without its apostrophes,
as `Saint` and as `St`; where capitals mean something its words have them.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from data_schemas.records import Finding
from pipeline.pseudonymise.dictionary import listed
from pipeline.pseudonymise.lists import LEFT_ALONE, first_names, is_ordinary, surnames, word_lines, zipf
from pipeline.pseudonymise.tokens import Line, words_of

_LISTS = (
    ("hospitals", "HOSPITAL"),
    ("trusts", "ORG"),
    ("prisons", "ORG"),
    ("bodies", "ORG"),
    ("charities", "ORG"),
    ("districts", "LOCATION"),
)
_TAILS = (("nhs", "foundation", "trust"), ("nhs", "trust"), ("foundation", "trust"), ("trust",), ("health", "board"))
_SMALL = frozenset(("and", "of", "the", "on", "upon", "in", "le", "by", "with", "under", "for", "at"))
_JOINS = (" ", "-", ". ", ", ", " & ")
_WITH_SIGN = ("charities", "hospitals")  # lists whose single words count with a capital or an article
_RARE_ZIPF = 3.0
_COMMON_ZIPF = 3.9
Parts = tuple[str, ...]


def gazetteer_findings(lines: Sequence[Line]) -> Iterator[Finding]:
    """The longest listed name at every word."""
    table = _table()
    for line in lines:
        taken = 0
        for i, word in enumerate(line.words):
            if i < taken:
                continue
            for parts, kind in table.get(_plain(word.folded), ()):
                if _stands(line, i, parts=parts):
                    taken = i + len(parts)
                    taken += _tail(line, taken) if kind == "ORG" else 0
                    yield line.finding(
                        word.start, line.words[taken - 1].stop, kind=kind, layer="places", confidence=0.85
                    )
                    break


@cache
def _table() -> dict[str, tuple[tuple[Parts, str], ...]]:
    """Names by their first word, the longest first."""
    table: dict[str, list[tuple[Parts, str]]] = {}
    for name, kind in _LISTS:
        for entry in sorted(word_lines(name) - LEFT_ALONE):
            for parts in _variants(entry):
                if len(parts) > 1 or name in _WITH_SIGN or _speaks_for_itself(parts[0]):
                    table.setdefault(parts[0], []).append((parts, kind))
    return {first: tuple(sorted(set(found), key=lambda f: (-len(f[0]), f))) for first, found in table.items()}


def _variants(entry: str) -> set[Parts]:
    words = words_of(entry.removeprefix("the "))
    bare = tuple(_plain(w.folded) for w in words)
    possessive = tuple(_plain(w.folded) + ("s" if w.stop > w.end else "") for w in words)
    return {bare, possessive} - {()}


def _plain(word: str) -> str:
    return "st" if word == "saint" else word.replace("'", "")


def _speaks_for_itself(word: str) -> bool:
    """Whether one word is enough: no word of the language and no person's name."""
    if len(word) < 3 or is_ordinary(word) or word in first_names() or word in surnames():
        return False
    return not listed(word) or zipf(word) < _RARE_ZIPF


def _has_sign(line: Line, i: int) -> bool:
    """Whether word i, a word or a surname otherwise, has a capital inside a sentence or an article: `the Beatson`."""
    word = line.words[i]
    if zipf(word.folded) > _COMMON_ZIPF:
        return False
    article = i > 0 and line.words[i - 1].folded == "the" and line.text[line.words[i - 1].stop : word.start] == " "
    return article if line.poor else word.capital and not word.initial


def _stands(line: Line, i: int, *, parts: Parts) -> bool:
    words = line.words[i : i + len(parts)]
    if len(words) < len(parts) or any(_plain(w.folded) != p for w, p in zip(words, parts, strict=True)):
        return False
    if len(parts) == 1 and not _speaks_for_itself(parts[0]) and not _has_sign(line, i):
        return False
    if not line.poor and not all(w.capital or w.folded in _SMALL for w in words):
        return False
    return all(line.text[a.stop : b.start] in _JOINS for a, b in pairwise(words))


def _tail(line: Line, i: int) -> int:
    """How many of the next words only say that the name is a trust's."""
    following = tuple(w.folded for w in line.words[i : i + 3])
    return next((len(t) for t in _TAILS if following[: len(t)] == t), 0)
