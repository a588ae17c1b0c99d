"""The lines of a whole file go in; out comes its grammar: the forms its labels take, and which labels there are.

A label is what recurs, is short, starts lines and alternates; a colon in a sentence does none of these.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.colons import COVERED, HALF, MOST, NONE, OFTEN, Keys, accept_colon
from pipeline.readers.evidence import Evidence, gather
from pipeline.readers.forms import FORMS
from pipeline.readers.heads import Head
from pipeline.readers.shapes import WEAK
from pipeline.readers.talk import Line

LONG = 10_000  # characters of a line that are searched for labels within it
NUMBERED = re.compile(r"[qa]\d{0,3}")  # `Q1. ... A1. ...`
FEW = 4  # turns, below which a code that nothing marks is none
MANY = 6  # lines, below which words that begin them may be so by chance
UNMARKED = ("pair", "bare")
WIDE = 0.3  # share of paragraphs that labels without colon or time must begin
BESIDE = {"dot": "colon", "colon": "dot"}  # forms that stand beside each other: courts write `Q.` and `THE COURT:`


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a file names its speakers: the forms of the labels, each with its labels without case."""

    forms: tuple[tuple[str, Keys], ...]

    def head(self, line: Line) -> Head | None:
        """The label a line begins with, if it does."""
        for form, keys in self.forms:
            head = FORMS[form](line)
            if head is not None and head.key in keys:
                return head
        return None

    def has(self, form: str) -> bool:
        """Whether labels take this form."""
        return any(name == form for name, _ in self.forms)


def grammar_of(lines: Sequence[Line]) -> Grammar | None:
    """The form that explains most lines, with its labels; None where nothing in the file is a label."""
    best: tuple[int, str, Keys] | None = None
    for form in FORMS:
        if form in UNMARKED and best is not None:
            break  # nothing marks such labels: they are for files in which no other form is found
        evidence = gather(lines, form)
        keys = _ACCEPT[form](evidence) if evidence.candidates else NONE
        explained = sum(c.head.key in keys for c in evidence.candidates)
        if explained and (best is None or explained > best[0]):
            best = (explained, form, keys)
        if explained >= COVERED * len(lines):
            break
    if best is None:
        return None
    first = (best[1], best[2])
    return Grammar((first, *_beside(lines, first)))


def _beside(lines: Sequence[Line], first: tuple[str, Keys]) -> tuple[tuple[str, Keys], ...]:
    """The second form of a file that lettered questions and answers, and names all others with a colon."""
    other = BESIDE.get(first[0])
    grammar = Grammar((first,))
    left = [line for line in lines if grammar.head(line) is None] if other else []
    if not other or not left:
        return ()
    evidence = gather(left, other)
    if other == "dot":
        return (("dot", frozenset("qa")),) if min(evidence.counts["q"], evidence.counts["a"]) >= OFTEN else ()
    capitals = {
        c.head.key
        for c in evidence.candidates
        if c.head.shape not in WEAK and " " in c.head.label and c.head.label == c.head.label.upper()
    }
    return ((other, frozenset(capitals)),) if capitals and {"q", "a"} <= first[1] else ()


def _accept_timed(evidence: Evidence) -> Keys:
    followed = [c for c in evidence.candidates if c.head.rest or _followed_by_text(evidence, c.index)]
    strong = {c.head.key for c in followed if c.head.shape == "role" or evidence.counts[c.head.key] > 1}
    named = {c.head.key for c in followed if c.head.shape in ("name", "code")}
    solid = strong or (len(named) > 1 and len(followed) >= COVERED * len(evidence.candidates))
    return frozenset(strong | named) if solid else NONE


def _followed_by_text(evidence: Evidence, index: int) -> bool:
    return index + 1 < len(evidence.lines) and index + 1 not in evidence.indices


def _accept_alternating(evidence: Evidence) -> Keys:
    """Labels in a weak form: at least two, which recur, take turns, and begin many of the paragraphs."""
    keys = {c.head.key for c in evidence.candidates if c.head.shape not in WEAK}
    order = [c.head.key for c in evidence.candidates if c.head.key in keys]
    turns = sum(a != b for a, b in pairwise(order))
    wide = len(order) >= WIDE * min(evidence.blocks, len(evidence.lines))
    often = sum(evidence.counts[k] > 1 for k in order)
    recurring = often >= COVERED * len(order) or all(NUMBERED.fullmatch(k) for k in keys)
    return frozenset(keys) if len(keys) > 1 and recurring and turns >= HALF * (len(order) - 1) and wide else NONE


def _accept_heading(evidence: Evidence) -> Keys:
    headings = sum(line.heading for line in evidence.lines)
    every = len(evidence.candidates) >= COVERED * headings
    if every and len(evidence.counts) > 1 and all(c.head.timed for c in evidence.candidates):
        return frozenset(evidence.counts)
    recurring = {k for k, count in evidence.counts.items() if count > 1}
    named = sum(evidence.counts[k] for k in recurring)
    if len(recurring) < 2 or named < HALF * headings:
        return NONE
    return frozenset(evidence.counts if every else recurring)


def _accept_alone(evidence: Evidence) -> Keys:
    """Names that fill the first line of nearly every paragraph, or every few lines with talk between them."""
    sizes = Counter(line.block for line in evidence.lines)
    opening = [c for c in evidence.candidates if c.starts and sizes[evidence.lines[c.index].block] > 1]
    counts = Counter(c.head.key for c in opening)
    if len(counts) < len(opening) and len(opening) >= COVERED * evidence.blocks:
        return frozenset(counts)
    if all(_followed_by_text(evidence, c.index) for c in evidence.candidates):
        return _accept_alternating(evidence)
    return NONE


def _accept_bare(evidence: Evidence) -> Keys:
    """Codes or names before a blank: nothing marks them, so they must begin nearly all paragraphs, recur and alternate.

    Codes, which no sentence begins with, need only do so often.
    """
    recurring = [
        c
        for c in evidence.candidates
        if evidence.counts[c.head.key] > 1 and c.head.shape not in WEAK and not evidence.lines[c.index].cell
    ]
    codes = {c.head.key for c in recurring if _is_code(c.head)}
    codes -= _spoken_of(evidence, codes)
    keys = _alternating(evidence, codes, wide=HALF)
    if keys or len(evidence.lines) < MANY:
        return keys
    return _alternating(evidence, {c.head.key for c in recurring}, wide=MOST)


def _spoken_of(evidence: Evidence, keys: set[str]) -> set[str]:
    """Those of the labels that stand within lines as well, as the names of things and persons do."""
    said = [line.text for i, line in enumerate(evidence.lines) if i not in evidence.indices]
    said += [c.head.rest for c in evidence.candidates]
    within = Counter(word for text in said for word in text[:LONG].casefold().replace(".", " ").split() if word in keys)
    return {k for k in keys if within[k] > (1 - MOST) * evidence.counts[k]}


def _is_code(head: Head) -> bool:
    return len(head.label) > 1 and head.shape in ("code", "role") and (head.label.isupper() or not head.label.isalpha())


def _alternating(evidence: Evidence, keys: set[str], *, wide: float) -> Keys:
    order = [c.head.key for c in evidence.candidates if c.head.key in keys and c.fresh]
    blocks = len({line.block for line in evidence.lines})
    turns = sum(a != b for a, b in pairwise(order))
    enough = len(order) >= max(FEW, wide * min(blocks, len(evidence.lines)))
    return frozenset(order) if enough and len(set(order)) > 1 and turns >= HALF * (len(order) - 1) else NONE


_ACCEPT: dict[str, Callable[[Evidence], Keys]] = {
    "colon": accept_colon,
    "timed": _accept_timed,
    "heading": _accept_heading,
    "alone": _accept_alone,
    "pair": _accept_bare,
    "bare": _accept_bare,
    **dict.fromkeys(("box", "tab", "bold", "pointed", "dash", "dot"), _accept_alternating),
}
