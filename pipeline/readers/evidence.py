"""The lines of a file and one form of label go in; out comes every line that may bear one, and how often it does."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.readers.forms import FORMS
from pipeline.readers.heads import Head
from pipeline.readers.talk import Line

TAIL = 8  # characters in which a line shows whether it ends a sentence
ENDED = re.compile(r"[.?!…:\u2013\u2014-][\"'”\u2019)\]]*\s*\Z|[\])]\s*\Z")
_LOWER = re.compile(r"\b[^\W\d_A-Z]+\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A line that may begin with a label."""

    index: int
    starts: bool  # first line of its paragraph
    fresh: bool  # so, or after a line that ends a sentence: not set there by the margin alone
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All candidates of one form; `blocks` counts the paragraphs that are neither headings nor cells."""

    lines: Sequence[Line]
    candidates: list[Candidate]
    counts: Counter[str]
    blocks: int
    indices: frozenset[int]

    def share(self, keys: Iterable[str]) -> float:
        """The share of paragraphs that begin with one of these labels."""
        wanted = frozenset(keys)
        return sum(c.starts and c.head.key in wanted for c in self.candidates) / max(1, self.blocks)

    def in_lower_case(self, keys: Iterable[str]) -> frozenset[str]:
        """Those of the keys that the file also writes as words in lower case."""
        wanted = frozenset(keys)
        if not wanted:
            return frozenset()
        return frozenset(w for line in self.lines for m in _LOWER.finditer(line.text) if (w := m[0]) in wanted)


def gather(lines: Sequence[Line], form: str) -> Evidence:
    """Every line that may begin with a label of this form."""
    candidates = []
    for index, line in enumerate(lines):
        head = FORMS[form](line)
        if head is not None and (form == "heading") == line.heading:
            starts = index == 0 or lines[index - 1].block != line.block
            fresh = starts or ENDED.search(lines[index - 1].text[-TAIL:]) is not None
            candidates.append(Candidate(index=index, starts=starts, fresh=fresh, head=head))
    blocks = len({line.block for line in lines if not line.heading and not line.cell})
    return Evidence(
        lines=lines,
        candidates=candidates,
        counts=Counter(c.head.key for c in candidates),
        blocks=blocks,
        indices=frozenset(c.index for c in candidates),
    )
