"""The evidence for labels with a colon goes in; out come the labels, without case.

A colon stands in any prose, so more is asked of it: a label recurs, is marked as the others are, and begins paragraphs
where they do. Labels seen once are taken where the file labels every paragraph, or marks them as all others.
"""

from collections import Counter
from collections.abc import Callable
from difflib import get_close_matches
from itertools import groupby, pairwise

from pipeline.readers.evidence import Candidate, Evidence
from pipeline.readers.heads import Head
from pipeline.readers.shapes import WEAK, is_plain, is_single_letter

OFTEN = 3  # occurrences that make a label without further evidence of its marking
MOST = 0.9  # share of labels that must be marked alike before marking counts as evidence
COVERED = 0.8  # share of paragraphs with a head, from which a file is taken to label every one
HALF = 0.5
FAR_RARER = 8  # times as often as a word seen twice or less, from which another label makes that word doubtful
ALIKE = 0.85  # likeness of a misspelt label to the right one; `Interveiwer` has .91, `Ann` and `Anna` .86
MOST_COMPARED = 200  # labels seen once that are compared with frequent ones: beyond it they are no slips

Mark = Callable[[Head], bool]
Keys = frozenset[str]
NONE: Keys = frozenset()


def accept_colon(evidence: Evidence) -> Keys:
    """The labels of the form `NAME: text`."""
    if len(evidence.counts) >= OFTEN and all(is_single_letter(k) and n == 1 for k, n in evidence.counts.items()):
        return NONE  # a lettered list
    certain = _recurring(evidence)
    if not certain:
        return _all_labelled(evidence)
    certain = _without_doubtful(evidence, _marked_alike(evidence, certain))
    return _at_block_starts(evidence, certain | _once(evidence, certain))


def _recurring(evidence: Evidence) -> Keys:
    roles = sum(c.head.shape == "role" for c in evidence.candidates)
    weak = _take_turns(evidence)
    keys = set()
    for c in evidence.candidates:
        if c.head.shape == "role":
            accepted = roles > 1 or evidence.share(evidence.counts) >= COVERED
        elif c.head.shape in WEAK:
            accepted = weak and evidence.counts[c.head.key] > 1
        else:
            accepted = evidence.counts[c.head.key] > 1 or c.head.timed
        if accepted:
            keys.add(c.head.key)
    return frozenset(keys)


def _take_turns(evidence: Evidence) -> bool:
    """Whether words in lower case or numbers before a colon begin most paragraphs or lines, and alternate."""
    order = [c.head.key for c in evidence.candidates]
    turns = sum(a != b for a, b in pairwise(order))
    wide = evidence.share(evidence.counts) >= HALF or len(order) >= HALF * len(evidence.lines)
    return wide and turns >= HALF * (len(order) - 1) and len(set(order)) <= HALF * len(order)


def _all_labelled(evidence: Evidence) -> Keys:
    named = {c.head.key for c in evidence.candidates if c.head.shape not in WEAK}
    every_line = len(evidence.candidates) >= COVERED * len(evidence.lines)
    covered = every_line or evidence.share(named) >= COVERED
    return frozenset(named) if len(named) > 1 and covered else NONE


def _marked_alike(evidence: Evidence, keys: Keys) -> Keys:
    apart = _in_one_run(evidence, keys)
    marks = _shared_marks(evidence, keys - apart or keys)
    odd = {c.head.key for c in evidence.candidates if not _carries(c.head, marks)}
    return frozenset(k for k in keys if k not in odd or (evidence.counts[k] >= OFTEN and k not in apart))


def _in_one_run(evidence: Evidence, keys: Keys) -> Keys:
    """The labels that never take turns: all in a row, as `Implication:` in an essay."""
    order = [c.head.key for c in evidence.candidates]
    runs = Counter(key for key, _ in groupby(order))
    return frozenset(k for k in keys if runs[k] == 1 and OFTEN <= evidence.counts[k] < len(order))


def _without_doubtful(evidence: Evidence, keys: Keys) -> Keys:
    """Without plain words seen twice, where others are far more frequent and the file uses the word as a word."""
    if _are_set_off(_shared_marks(evidence, keys)):
        return keys
    most = max((evidence.counts[k] for k in keys), default=0)
    rare = {k for k in keys if evidence.counts[k] * FAR_RARER <= most and evidence.counts[k] < OFTEN}
    plain = {
        c.head.key
        for c in evidence.candidates
        if c.head.key in rare and c.head.shape == "name" and is_plain(c.head.label)
    }
    return keys - evidence.in_lower_case(plain)


def _shared_marks(evidence: Evidence, keys: Keys) -> tuple[Mark, ...]:
    """What nearly all accepted labels are: bold, timed, capital."""
    accepted = [c.head for c in evidence.candidates if c.head.key in keys]
    return tuple(
        mark for mark in (_is_bold, _is_timed, _is_capital) if sum(map(mark, accepted)) >= MOST * len(accepted)
    )


def _are_set_off(marks: tuple[Mark, ...]) -> bool:
    """Whether labels are bold or timed, which no word before a colon is by chance."""
    return _is_bold in marks or _is_timed in marks


def _carries(head: Head, marks: tuple[Mark, ...]) -> bool:
    return all(mark(head) or (mark is _is_capital and head.shape == "role") for mark in marks)


def _is_bold(head: Head) -> bool:
    return head.bold


def _is_timed(head: Head) -> bool:
    return head.timed


def _is_capital(head: Head) -> bool:
    return head.label.upper() == head.label


def _once(evidence: Evidence, certain: Keys) -> Keys:
    rare = [c for c in evidence.candidates if c.head.key not in certain and c.head.shape not in WEAK]
    if not rare:
        return NONE
    marks = _shared_marks(evidence, certain)
    every = _are_set_off(marks) or evidence.share({*certain, *(c.head.key for c in rare)}) >= MOST
    words = NONE if every else evidence.in_lower_case({c.head.key for c in rare})
    sentences = _begin_as_sentences(evidence, certain)
    slips = _slips(evidence, rare, certain)
    return frozenset(
        c.head.key
        for c in rare
        if c.head.key in slips
        or _is_fuller(c.head, certain)
        or (_carries(c.head, marks) and (every or not _may_be_a_word(c, words, sentences=sentences)))
    )


def _may_be_a_word(candidate: Candidate, words: Keys, *, sentences: bool) -> bool:
    head = candidate.head
    runs_on = sentences and head.rest[:1].islower()
    plain = head.shape == "name" and is_plain(head.label)
    return plain and (not candidate.starts or runs_on or head.key in words)


def _begin_as_sentences(evidence: Evidence, keys: Keys) -> bool:
    """Whether nearly all turns begin with a capital, so that a small letter after a colon is a doubt."""
    texts = [c.head.rest for c in evidence.candidates if c.head.key in keys and c.head.rest]
    return sum(text[0].islower() for text in texts) <= (1 - MOST) * len(texts)


def _slips(evidence: Evidence, rare: list[Candidate], certain: Keys) -> Keys:
    """Labels seen once that are frequent ones misspelt."""
    once = {c.head.key for c in rare if evidence.counts[c.head.key] == 1 and len(c.head.key) >= 4}
    frequent = [k for k in certain if evidence.counts[k] >= OFTEN and len(k) >= 4]
    if len(once) > MOST_COMPARED or len(frequent) > MOST_COMPARED:
        return NONE
    return frozenset(k for k in once if get_close_matches(k, frequent, n=1, cutoff=ALIKE))


def _is_fuller(head: Head, certain: Keys) -> bool:
    """Whether a label seen once is the full name of one that recurs: `Ann Lee`, where `AL` or `Lee` speaks after that."""
    words = head.label.casefold().split()
    parts = (
        {"".join(word[0] for word in words), words[0], words[-1]} if head.shape == "name" and len(words) > 1 else set()
    )
    return not certain.isdisjoint(parts)


def _at_block_starts(evidence: Evidence, keys: Keys) -> Keys:
    """Without the labels that stand only in mid-sentence within paragraphs, where frequent ones begin paragraphs."""
    accepted = [c for c in evidence.candidates if c.head.key in keys]
    frequent = [c for c in accepted if evidence.counts[c.head.key] > 1] or accepted
    if sum(c.starts for c in frequent) < COVERED * len(frequent):
        return keys
    fresh = {c.head.key for c in accepted if c.fresh}
    return frozenset(k for k in keys if k in fresh)
