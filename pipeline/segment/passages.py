"""The sentences of one turn go in; its passages come out: one to five consecutive sentences that make one point.

The cheapest way to part the turn, by dynamic programming: a passage costs what its length is away from the typical
one, a boundary its negative log odds by `cohesion`. Every sentence is in exactly one passage.

The three weights were chosen in cross-validation on the training interviews. They settle how two errors trade: cutting
a point in two, and joining two. A higher `BOUNDARY` cuts fewer and joins more.
"""

import math
from collections.abc import Sequence

from pipeline.segment.clauses import words_in
from pipeline.segment.sentences import Sentence

MAX_SENTENCES = 5  # the codebook's passage
MAX_WORDS = 90  # words; above all but a few coded passages, and within what the encoder reads
TYPICAL_WORDS = 30  # words; a little below the mean of coded passages (34), whose lengths are skewed
LENGTH = 0.6  # cost of a passage e times longer or shorter than the typical one
BOUNDARY = 0.25  # cost of every boundary, whatever the odds


def group(sentences: Sequence[Sentence], *, text: str, bonds: Sequence[float]) -> list[tuple[int, int]]:
    """The passages as `(start, end)` in the text; `bonds[i]` is the cost of a boundary before sentence `i + 1`.

    A sentence over `MAX_WORDS` words, which only a fixed stretch of that length can make, is a passage of its own.
    """
    best = [0.0] + [math.inf] * len(sentences)
    back = [0] * (len(sentences) + 1)
    for end in range(1, len(sentences) + 1):
        for start in range(end - 1, max(-1, end - 1 - MAX_SENTENCES), -1):
            words = words_in(text[sentences[start].start : sentences[end - 1].end])
            if words > MAX_WORDS and start < end - 1:
                break
            cost = best[start] + _length_cost(words) + (bonds[start - 1] + BOUNDARY if start else 0.0)
            if cost < best[end]:
                best[end], back[end] = cost, start
    passages, end = [], len(sentences)
    while end > 0:
        passages.append((sentences[back[end]].start, sentences[end - 1].end))
        end = back[end]
    return passages[::-1]


def _length_cost(words: int) -> float:
    away = math.log(words / TYPICAL_WORDS)
    return LENGTH * away * away
