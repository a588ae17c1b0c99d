"""The words of two copies of one text go in; for each word of the first comes out which of the second it is, if any.

First the whole in one piece; where that fails, words between threes that stand once in each (after patience diff, B. Cohen).
A match is kept only among neighbours that match as well: a word by itself proves nothing.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

GRAM = 3  # words that stand together
WIDEST = 4_000_000  # pairs of words between two anchors that are still compared
NEAR = 12  # words of the first copy between neighbours of the second
BESIDE = 2  # neighbours on either side
Match = list[int | None]


def occurrences(wanted: Sequence[str], held: Sequence[str]) -> list[int]:
    """Where all of these words stand in one piece."""
    if not wanted:
        return []
    length, first = len(wanted), wanted[0]
    target = list(wanted)
    return [i for i in range(len(held) - length + 1) if held[i] == first and list(held[i : i + length]) == target]


def aligned(theirs: Sequence[str], ours: Sequence[str]) -> Match:
    """Which word of ours each of theirs is; None where it is none, or where that is not sure."""
    whole = occurrences(theirs, ours)
    if len(whole) == 1:
        return [whole[0] + i for i in range(len(theirs))]
    if whole:
        return [None] * len(theirs)
    found: Match = [None] * len(theirs)
    low, low_ours = 0, 0
    for i, j in [*_anchors(theirs, ours), (len(theirs), len(ours))]:
        if i < low or j < low_ours:
            continue
        _fill(found, theirs, ours, within=(low, i, low_ours, j))
        low, low_ours = i, j
        while low < len(theirs) and low_ours < len(ours) and theirs[low] == ours[low_ours]:
            found[low] = low_ours
            low, low_ours = low + 1, low_ours + 1
    return _sure(found)


def grams(words: Sequence[str]) -> set[tuple[str, ...]]:
    """All threes of words that stand together; all of a shorter text."""
    size = min(GRAM, len(words))
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)} if size else set()


def _anchors(theirs: Sequence[str], ours: Sequence[str]) -> list[tuple[int, int]]:
    """Threes that stand once in each copy, as many as stand in the same order in both."""
    places = [_once(words) for words in (theirs, ours)]
    pairs = sorted((i, places[1][gram]) for gram, i in places[0].items() if gram in places[1])
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):  # the longest increasing sequence
        at = bisect_left(tails, j)
        tails[at : at + 1] = [j]
        ends[at : at + 1] = [number]
        before.append(ends[at - 1] if at else -1)
    chain = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    all_grams = [tuple(words[i : i + GRAM]) for i in range(len(words) - GRAM + 1)]
    counts = Counter(all_grams)
    return {gram: i for i, gram in enumerate(all_grams) if counts[gram] == 1}


def _fill(found: Match, theirs: Sequence[str], ours: Sequence[str], *, within: tuple[int, int, int, int]) -> None:
    """Match the words between two anchors."""
    low, high, low_ours, high_ours = within
    if (high - low) * (high_ours - low_ours) > WIDEST:
        return
    blocks = SequenceMatcher(None, theirs[low:high], ours[low_ours:high_ours], autojunk=False).get_matching_blocks()
    for a, b, size in blocks:
        for k in range(size):
            found[low + a + k] = low_ours + b + k


def _sure(found: Match) -> Match:
    """Only matches with matched neighbours: near in theirs, next in ours."""
    of = {j: i for i, j in enumerate(found) if j is not None}
    return [j if j is None or _in_company(i, j, of=of) else None for i, j in enumerate(found)]


def _in_company(i: int, j: int, *, of: dict[int, int]) -> bool:
    beside = [j + step for step in range(-BESIDE, BESIDE + 1) if step]
    return sum(n in of and abs(of[n] - i) <= NEAR for n in beside) >= BESIDE
