"""Findings go in, those that are part of a saying or a name everybody knows are left out: `Bob's your uncle`, `Yorkshire tea`."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from data_schemas.records import Finding
from pipeline.pseudonymise.lists import word_lines
from pipeline.pseudonymise.tokens import Line, words_of


def outside_idioms(findings: Iterable[Finding], *, lines: Sequence[Line]) -> Iterator[Finding]:
    """The findings that do not lie inside an idiom of their line."""
    spans = {line.utterance: tuple(_idioms(line)) for line in lines}
    for finding in findings:
        if not any(start <= finding.start and finding.end <= end for start, end in spans[finding.utterance]):
            yield finding


def _idioms(line: Line) -> Iterator[tuple[int, int]]:
    table = _table()
    for i, word in enumerate(line.words):
        for parts in table.get(word.folded, ()):
            words = line.words[i : i + len(parts)]
            if tuple(w.folded for w in words) == parts:
                yield word.start, words[-1].stop


@cache
def _table() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Idioms by their first word."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for idiom in sorted(word_lines("idioms")):
        parts = tuple(w.folded for w in words_of(idiom))
        table.setdefault(parts[0], []).append(parts)
    return {first: tuple(found) for first, found in table.items()}
