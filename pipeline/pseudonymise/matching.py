"""Lines and the archive's names go in, findings of those names go out: whole words, any case, possessives outside.

A name that is an ordinary word as well counts only where a name may stand. A word that no list and no dictionary knows
and that is one letter off a person's name is taken for a slip of it.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from data_schemas.records import Finding, Name
from pipeline.pseudonymise.cues import in_names_place, is_titled
from pipeline.pseudonymise.dictionary import listed
from pipeline.pseudonymise.lists import GENERIC, KEPT, is_ordinary, zipf
from pipeline.pseudonymise.near import SHORTEST, deletions, one_letter_off
from pipeline.pseudonymise.slots import name_odds
from pipeline.pseudonymise.tokens import Line, Word
from pipeline.pseudonymise.words import name_parts, without_bare_possessive

_JOINS = (" ", "-", "  ", ". ", "\n")
_LEAST_ODDS = 0.15  # of standing in a name's place, for a word that is known to be somebody's name in the archive
_LEAST_DOUBTFUL = 0.4  # the same for a common word, and where a capital opens the sentence
_COMMON_ZIPF = 5.4  # `will`, `may`, `hope`
_SLIP_ZIPF = 2.5  # a word more frequent than that is no slip
Table = dict[str, list[tuple[tuple[str, ...], str, bool]]]


def archive_findings(lines: Sequence[Line], names: Sequence[Name]) -> Iterator[Finding]:
    """Every place where a name of the archive stands."""
    table = _table(names)
    slips = _slips(names)
    for line in lines:
        for i, word in enumerate(line.words):
            for parts, kind, ordinary in table.get(word.folded, ()):
                if _stands(line, i, parts=parts) and (not ordinary or _may_be_name(line, i, parts=parts)):
                    last = line.words[i + len(parts) - 1]
                    end = last.end if kind == "PERSON" else last.stop
                    yield line.finding(word.start, end, kind=kind, layer="archive", confidence=0.8)
            yield from _bare_possessive(line, word, table=table)
            if word.folded not in table and _is_slip(word.folded, slips=slips):
                yield line.finding(word.start, word.end, kind="PERSON", layer="slip", confidence=0.4)


def _table(names: Sequence[Name]) -> Table:
    """Names by their first word, the longest first."""
    table: Table = {}
    for name in sorted(set(names), key=lambda n: (-len(n.text), n.type, n.text)):
        parts = name_parts(name.text)
        if parts:
            table.setdefault(parts[0], []).append((parts, name.type, all(is_ordinary(p) for p in parts)))
    return table


def _stands(line: Line, i: int, *, parts: tuple[str, ...]) -> bool:
    words = line.words[i : i + len(parts)]
    if tuple(w.folded for w in words) != parts:
        return False
    gaps = (line.text[a.stop : b.start] for a, b in pairwise(words))
    return all(gap in _JOINS for gap in gaps)


def _may_be_name(line: Line, i: int, *, parts: tuple[str, ...]) -> bool:
    if len(parts) > 1:
        return line.poor or all(w.capital or not w.text[0].isalpha() for w in line.words[i : i + len(parts)])
    if not (line.poor or line.words[i].capital):
        return False
    by_rule = not line.poor and (is_titled(line, i) or in_names_place(line, i))
    doubtful = zipf(line.words[i].folded) > _COMMON_ZIPF or (line.words[i].initial and not line.poor)
    least = _LEAST_DOUBTFUL if doubtful else _LEAST_ODDS
    return by_rule or (not line.done and sum(name_odds(line, i)) >= least)


def _slips(names: Sequence[Name]) -> dict[str, frozenset[str]]:
    """People's names of one word, by themselves and by what is left of them without any one letter."""
    single = {parts[0] for n in names if n.type == "PERSON" and len(parts := name_parts(n.text)) == 1}
    table: dict[str, set[str]] = {}
    for name in single:
        if len(name) >= SHORTEST and not is_ordinary(name):
            for form in (name, *deletions(name)):
                table.setdefault(form, set()).add(name)
    return {form: frozenset(found) for form, found in table.items()}


def _is_slip(word: str, *, slips: dict[str, frozenset[str]]) -> bool:
    """Whether a word of no list and no dictionary is one letter off a name."""
    if not slips or len(word) < SHORTEST - 1 or zipf(word) >= _SLIP_ZIPF or word in KEPT or word in GENERIC:
        return False
    forms = {name for form in (word, *deletions(word)) for name in slips.get(form, ())}
    return any(one_letter_off(word, name) for name in forms) and not listed(word)


def _bare_possessive(line: Line, word: Word, *, table: Table) -> Iterator[Finding]:
    bare = without_bare_possessive(word.folded)
    if bare is None or word.folded in table or is_ordinary(word.folded) or is_ordinary(bare):
        return
    if any(len(parts) == 1 and kind == "PERSON" for parts, kind, _ in table.get(bare, ())):
        yield line.finding(word.start, word.end, kind="PERSON", layer="archive", confidence=0.6)
