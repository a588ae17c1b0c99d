"""Lines and the archive's names go in, findings of those names go out: whole words, any case, possessives outside.

A name that is an ordinary word as well counts only with a capital and where a name may stand.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from data_schemas.records import Finding, Name
from pipeline.pseudonymise.cues import in_names_place, is_titled
from pipeline.pseudonymise.lists import is_ordinary
from pipeline.pseudonymise.tokens import Line, Word
from pipeline.pseudonymise.words import name_parts, without_bare_possessive

_JOINS = (" ", "-", "  ", ". ", "\n")
Table = dict[str, list[tuple[tuple[str, ...], str, bool]]]


def archive_findings(lines: Sequence[Line], names: Sequence[Name]) -> Iterator[Finding]:
    """Every place where a name of the archive stands."""
    table = _table(names)
    for line in lines:
        for i, word in enumerate(line.words):
            for parts, kind, ordinary in table.get(word.folded, ()):
                if _stands(line, i, parts=parts) and (not ordinary or _may_be_name(line, i, parts=parts)):
                    last = line.words[i + len(parts) - 1]
                    end = last.end if kind == "PERSON" else last.stop
                    yield line.finding(word.start, end, kind=kind, layer="archive", confidence=0.8)
            yield from _bare_possessive(line, word, table=table)


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
    return line.words[i].capital and not line.poor and (is_titled(line, i) or in_names_place(line, i))


def _bare_possessive(line: Line, word: Word, *, table: Table) -> Iterator[Finding]:
    bare = without_bare_possessive(word.folded)
    if bare is None or word.folded in table or is_ordinary(word.folded) or is_ordinary(bare):
        return
    if any(len(parts) == 1 and kind == "PERSON" for parts, kind, _ in table.get(bare, ())):
        yield line.finding(word.start, word.end, kind="PERSON", layer="archive", confidence=0.6)
