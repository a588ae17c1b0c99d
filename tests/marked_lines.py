"""Lines with identifiers marked as `{{words|TYPE}}` are read from `tests/data/identifiers/`, and searched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data_schemas.records import Utterance
from pipeline.pseudonymise.addresses import address_findings
from pipeline.pseudonymise.identifiers import identifier_findings
from pipeline.pseudonymise.tokens import lines_of
from pipeline.pseudonymise.written import written_lines

FOLDER = Path(__file__).parent / "data" / "identifiers"
_MARK = re.compile(r"\{\{(.*?)\|([A-Z_]+)\}\}", re.DOTALL)
WORD = re.compile(r"\w+")
Span = tuple[int, int, str]


@dataclass(frozen=True)
class Marked:
    """A text of a family of lines, and the identifiers marked in it."""

    family: str
    text: str
    spans: tuple[Span, ...]


def read_marked(name: str) -> list[Marked]:
    """All texts of a file, without its headings."""
    family, texts = "", []
    for row in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if row.startswith("# "):
            family = row.removeprefix("# ")
        elif row:
            texts.append(_unmarked(family, row.replace("\\n", "\n")))
    return texts


def found_in(text: str) -> list[Span]:
    """What the layers for numbers and addresses find in a text, each of its lines an utterance."""
    rows = text.split("\n")
    starts = [sum(len(row) + 1 for row in rows[:i]) for i in range(len(rows))]
    utterances = [Utterance(speaker=None, start_s=None, end_s=None, text=row) for row in rows]
    written = written_lines(lines_of(utterances))
    findings = [*identifier_findings(written), *address_findings(written)]
    return [(starts[f.utterance] + f.start, starts[f.utterance] + f.end, f.type) for f in findings]


def masked_words(text: str) -> Iterator[tuple[int, str]]:
    """Place and text of every word of which some character is found."""
    covered = {place for start, end, _ in found_in(text) for place in range(start, end)}
    for word in WORD.finditer(text):
        if covered & set(range(word.start(), word.end())):
            yield word.start(), word[0]


def is_covered(marked: Marked, span: Span) -> bool:
    """Whether every character of every word of an identifier is found."""
    covered = {place for start, end, _ in found_in(marked.text) for place in range(start, end)}
    return all(covered >= set(range(w.start(), w.end())) for w in WORD.finditer(marked.text, span[0], span[1]))


def _unmarked(family: str, row: str) -> Marked:
    pieces: list[str] = []
    spans: list[Span] = []
    done = place = 0
    for match in _MARK.finditer(row):
        pieces += [row[done : match.start()], match[1]]
        place += match.start() - done
        spans.append((place, place + len(match[1]), match[2]))
        done, place = match.end(), place + len(match[1])
    return Marked(family, "".join([*pieces, row[done:]]), tuple(spans))
