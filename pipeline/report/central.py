"""The passages of one interview go in, the few that together show most of what it is coded for come out."""

import math
from collections import Counter
from collections.abc import Sequence

from data_schemas.codebook import Codebook
from pipeline.coded import CodedPassage
from pipeline.statistics.corpus import codes_of, in_order

MOST = 5  # passages that a person reads at a glance
FEWEST_WORDS = 15  # shorter passages are seldom understood by themselves; taken only where there is no longer one
FADES = 0.5  # what a code still weighs each time that a chosen passage has shown it
RULE = (
    "Chosen one after another: each time the passage whose codes weigh most together, where a code weighs as much as there "
    "are passages with it in this interview, and half as much each time a chosen passage has shown it. Codes that only "
    "qualify others do not weigh; between equals the more probable codes decide. "
    f"Passages under {FEWEST_WORDS} words are left out where there are longer ones."
)

Column = tuple[str, str]  # dimension and code


def central(passages: Sequence[CodedPassage], codebook: Codebook) -> list[CodedPassage]:
    """Up to five passages with codes, in the order in which they were said, chosen as `RULE` states.

    A greedy cover whose weights fade, after the choice of sentences by what they add (Lin and Bilmes 2011).
    """
    waiting = [p for p in in_order(passages) if p.coded and _columns(p, codebook)]
    waiting = [p for p in waiting if p.words >= FEWEST_WORDS] or waiting
    weights = {column: float(n) for column, n in Counter(c for p in waiting for c in _columns(p, codebook)).items()}
    chosen: list[CodedPassage] = []
    while waiting and len(chosen) < MOST:
        best = max(waiting, key=lambda p: (sum(weights[c] for c in _columns(p, codebook)), _chance(p, codebook)))
        waiting.remove(best)
        chosen.append(best)
        for column in _columns(best, codebook):
            weights[column] *= FADES
    return in_order(chosen)


def _columns(passage: CodedPassage, codebook: Codebook) -> list[Column]:
    """Its codes of dimensions that stand by themselves."""
    return [(d.id, code) for d in codebook.dimensions if not d.applies_to for code in codes_of(passage, d)]


def _chance(passage: CodedPassage, codebook: Codebook) -> float:
    """The sum of the probabilities of its codes."""
    places = (
        codebook.slice_of(d.id).start + d.values.index(code)
        for d in codebook.dimensions
        if not d.applies_to
        for code in codes_of(passage, d)
    )
    return math.fsum(passage.probabilities[place] for place in places)
