"""The sentences of one turn go in; its passages come out: one to five consecutive sentences that make one point.

The cheapest way to part the turn, by dynamic programming: a passage costs what its length is worth away from the
typical one, a boundary what `cohesion` says. Every sentence is in exactly one passage.
"""

import math
from collections.abc import Sequence

from pipeline.segment.clauses import words_in
from pipeline.segment.sentences import Sentence

MAX_SENTENCES = 5  # the codebook's passage
MAX_WORDS = 90  # words; above all but a few coded passages, and within what the encoder reads
TYPICAL_WORDS = 25  # words; below the mean of coded passages (33), whose lengths are skewed to the right
LENGTH = 0.6  # cost of a passage e times longer or shorter than the typical one
SENTENCE = 0.2  # cost of every further sentence: of two ways to the same length, the one with fewer


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
            cost = best[start] + _length_cost(words, sentences=end - start) + (bonds[start - 1] if start else 0.0)
            if cost < best[end]:
                best[end], back[end] = cost, start
    passages, end = [], len(sentences)
    while end > 0:
        passages.append((sentences[back[end]].start, sentences[end - 1].end))
        end = back[end]
    return passages[::-1]


def _length_cost(words: int, *, sentences: int) -> float:
    away = math.log(words / TYPICAL_WORDS)
    return LENGTH * away * away + SENTENCE * (sentences - 1)
