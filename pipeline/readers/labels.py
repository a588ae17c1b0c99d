"""The lines of a whole file go in; out comes its grammar: the form its labels take, and which labels there are.

A label is what recurs, is short, starts lines and alternates; a colon in a sentence does none of these. Labels seen
once are taken where the file labels every paragraph, or where they are marked as all other labels are.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.evidence import Evidence, gather
from pipeline.readers.heads import FORMS, Head
from pipeline.readers.shapes import is_single_letter
from pipeline.readers.talk import Line

OFTEN = 3  # occurrences that make a label without further evidence of its marking
MOST = 0.9  # share of labels that must be marked alike before marking counts as evidence
COVERED = 0.8  # share of paragraphs with a head, from which a file is taken to label every one
HALF = 0.5
WIDE = 0.3  # share of paragraphs that labels without colon or time must begin

Mark = Callable[[Head], bool]
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a file names its speakers: the form of the labels, and the labels without case."""

    form: str
    keys: frozenset[str]

    def head(self, line: Line) -> Head | None:
        """The label a line begins with, if it does."""
        head = FORMS[self.form](line)
        return head if head is not None and head.key in self.keys else None


def grammar_of(lines: Sequence[Line]) -> Grammar | None:
    """The form that explains most lines, with its labels; None where nothing in the file is a label."""
    best: tuple[int, Grammar] | None = None
    for form in FORMS:
        evidence = gather(lines, form)
        keys = _ACCEPT[form](evidence) if evidence.candidates else frozenset()
        explained = sum(c.head.key in keys for c in evidence.candidates)
        if explained and (best is None or explained > best[0]):
            best = (explained, Grammar(form, frozenset(keys)))
    return best[1] if best else None


def _accept_colon(evidence: Evidence) -> frozenset[str]:
    if len(evidence.counts) >= OFTEN and all(is_single_letter(k) and n == 1 for k, n in evidence.counts.items()):
        return _NONE  # a lettered list
    certain = _recurring(evidence)
    if not certain:
        return _all_labelled(evidence)
    certain = _marked_alike(evidence, certain)
    return _at_block_starts(evidence, certain | _once(evidence, certain))


def _recurring(evidence: Evidence) -> frozenset[str]:
    roles = sum(c.head.shape == "role" for c in evidence.candidates)
    keys = set()
    for c in evidence.candidates:
        count = evidence.counts[c.head.key]
        if c.head.shape == "role":
            accepted = roles > 1 or evidence.share(evidence.counts) >= COVERED
        elif c.head.shape == "lower":
            accepted = count >= OFTEN and evidence.share(evidence.counts) >= HALF
        else:
            accepted = count > 1 or c.head.timed
        if accepted:
            keys.add(c.head.key)
    return frozenset(keys)


def _all_labelled(evidence: Evidence) -> frozenset[str]:
    named = {c.head.key for c in evidence.candidates if c.head.shape != "lower"}
    every_line = len(evidence.candidates) >= COVERED * len(evidence.lines)
    covered = every_line or evidence.share(named) >= COVERED
    return frozenset(named) if len(named) > 1 and covered else frozenset()


def _marked_alike(evidence: Evidence, keys: frozenset[str]) -> frozenset[str]:
    marks = _shared_marks(evidence, keys)
    odd = {c.head.key for c in evidence.candidates if not _carries(c.head, marks)}
    return frozenset(k for k in keys if k not in odd or evidence.counts[k] >= OFTEN)


def _shared_marks(evidence: Evidence, keys: frozenset[str]) -> tuple[Mark, ...]:
    """What nearly all accepted labels are: bold, timed, capital."""
    accepted = [c.head for c in evidence.candidates if c.head.key in keys]
    return tuple(
        mark for mark in (_is_bold, _is_timed, _is_capital) if sum(map(mark, accepted)) >= MOST * len(accepted)
    )


def _carries(head: Head, marks: tuple[Mark, ...]) -> bool:
    return all(mark(head) or (mark is _is_capital and head.shape == "role") for mark in marks)


def _is_bold(head: Head) -> bool:
    return head.bold


def _is_timed(head: Head) -> bool:
    return head.timed


def _is_capital(head: Head) -> bool:
    return head.label.upper() == head.label


def _once(evidence: Evidence, certain: frozenset[str]) -> frozenset[str]:
    rare = [c for c in evidence.candidates if c.head.key not in certain and c.head.shape in ("name", "code", "role")]
    if not rare:
        return frozenset()
    every = evidence.share({*certain, *(c.head.key for c in rare)}) >= MOST
    lower = {word for line in evidence.lines for word in line.text.split() if word.islower()} if not every else set()
    marks = _shared_marks(evidence, certain)
    keys = set()
    for c in rare:
        plain = " " not in c.head.label and c.head.shape == "name" and not _is_capital(c.head)
        if _carries(c.head, marks) and not (plain and not every and (not c.starts or c.head.key in lower)):
            keys.add(c.head.key)
    return frozenset(keys)


def _at_block_starts(evidence: Evidence, keys: frozenset[str]) -> frozenset[str]:
    """Without the labels that stand only inside paragraphs, where the others begin them."""
    accepted = [c for c in evidence.candidates if c.head.key in keys]
    if sum(c.starts for c in accepted) < COVERED * len(accepted):
        return keys
    starting = {c.head.key for c in accepted if c.starts}
    return frozenset(k for k in keys if k in starting)


def _accept_timed(evidence: Evidence) -> frozenset[str]:
    followed = [c for c in evidence.candidates if c.head.rest or _followed_by_text(evidence, c.index)]
    strong = {c.head.key for c in followed if c.head.shape == "role" or evidence.counts[c.head.key] > 1}
    named = {c.head.key for c in followed if c.head.shape in ("name", "code")}
    solid = strong or (len(named) > 1 and len(followed) >= COVERED * len(evidence.candidates))
    return frozenset(strong | named) if solid else frozenset()


def _followed_by_text(evidence: Evidence, index: int) -> bool:
    return index + 1 < len(evidence.lines) and index + 1 not in evidence.indices


def _accept_alternating(evidence: Evidence) -> frozenset[str]:
    """Labels in a weak form: at least two, which recur, take turns, and begin many of the paragraphs."""
    keys = {c.head.key for c in evidence.candidates if c.head.shape != "lower"}
    order = [c.head.key for c in evidence.candidates if c.head.key in keys]
    turns = sum(a != b for a, b in pairwise(order))
    wide = len(order) >= WIDE * min(evidence.blocks, len(evidence.lines))
    often = sum(evidence.counts[k] > 1 for k in order)
    recurring = often >= COVERED * len(order) or keys == {"q", "a"}
    return frozenset(keys) if len(keys) > 1 and recurring and turns >= HALF * (len(order) - 1) and wide else frozenset()


def _accept_heading(evidence: Evidence) -> frozenset[str]:
    headings = sum(line.heading for line in evidence.lines)
    recurring = {k for k, count in evidence.counts.items() if count > 1}
    named = sum(evidence.counts[k] for k in recurring)
    solid = len(recurring) > 1 and named >= HALF * headings
    return (
        frozenset(evidence.counts if len(evidence.candidates) >= COVERED * headings else recurring) if solid else _NONE
    )


def _accept_alone(evidence: Evidence) -> frozenset[str]:
    """Names that fill the first line of nearly every paragraph, or every few lines with talk between them."""
    sizes = Counter(line.block for line in evidence.lines)
    opening = [c for c in evidence.candidates if c.starts and sizes[evidence.lines[c.index].block] > 1]
    counts = Counter(c.head.key for c in opening)
    if len(counts) < len(opening) and len(opening) >= COVERED * evidence.blocks:
        return frozenset(counts)
    if all(_followed_by_text(evidence, c.index) for c in evidence.candidates):
        return _accept_alternating(evidence)
    return _NONE


_ACCEPT = {
    "colon": _accept_colon,
    "timed": _accept_timed,
    "tab": _accept_alternating,
    "bold": _accept_alternating,
    "heading": _accept_heading,
    "dot": _accept_alternating,
    "alone": _accept_alone,
}
