"""A sentence of any length goes in, pieces of at most `MAX_WORDS` words come out, cut where a clause opens.

Speech-to-text without punctuation gives "sentences" of hundreds of words; a reader would pause before "but" or "so".
"""

import re

from pipeline.segment.marks import FixedSpans

MAX_WORDS = 45  # words; of written-down speech, few sentences are longer
TYPICAL_WORDS = 16  # words of a spoken sentence that is not a fragment
SPREAD_WORDS = 10  # words away from the typical that cost as much as one step of `OPENERS`
NO_OPENER = 6.0  # cost of a cut where no clause opens: only where nothing else keeps to the limit
DANGLING = 4.0  # cost added where the piece before would end in a word that leans on the next
PAUSE = 1.0  # what a comma or dash before a cut takes off its cost

_SUBJECTS = "i he she we they you it there that's it's i'm i've he's she's they're"
_LEANING = "and but or so because if when that which who the a an to of in on at with for my your"

# Words that open a clause, and what a cut before them costs: 0 nearly always a new clause, 3 often none.
OPENERS = {
    **dict.fromkeys(("but", "so", "because", "cause", "cos", "'cause", "anyway", "and then", "and so", "i mean"), 0.0),
    **{f"and {who}": 0.0 for who in _SUBJECTS.split()},
    **dict.fromkeys(("and", "then", "well", "when", "if", "now", "or"), 1.5),
    **dict.fromkeys(("i", "he", "she", "we", "they", "which", "while", "although", "though", "until"), 2.5),
    **dict.fromkeys(("you", "it", "there", "that", "who", "where", "as", "to"), 4.0),
}
LEANING = frozenset(_LEANING.split())
_WORD = re.compile(r"\S+")


def words_in(text: str) -> int:
    """How many words, parted by blanks, a text has: the measure of every limit of this stage."""
    return len(text.split())


def cut_long(text: str, span: tuple[int, int], *, fixed: FixedSpans) -> list[tuple[int, int]]:
    """The pieces `(start, end)` of one sentence, none over `MAX_WORDS` words unless a fixed stretch alone is longer."""
    words = [m.span() for m in _WORD.finditer(text, *span)]
    if len(words) <= MAX_WORDS:
        return [span]
    free = [i for i, (start, _) in enumerate(words) if i and not fixed.splits(start)]
    costs = {i: _cut_cost([text[slice(*w)] for w in words[i - 1 : i + 2]]) for i in free}
    firsts = _cheapest([0, *free, len(words)], costs=costs)
    return [(words[a][0], words[b - 1][1]) for a, b in zip(firsts, [*firsts[1:], len(words)], strict=True)]


def _cut_cost(around: list[str]) -> float:
    """Cost of a cut before the second of the words given: the one before, it, and the next if there is one."""
    opening = [word.lower().replace("\u2019", "'").strip(",.;:-\u2013\u2014") for word in around[1:]]
    cost = min(OPENERS.get(opening[0], NO_OPENER), OPENERS.get(" ".join(opening), NO_OPENER))
    if around[0][-1] in ",;:-\u2013\u2014":
        return cost - PAUSE
    return cost + DANGLING if around[0].lower() in LEANING else cost


def _cheapest(places: list[int], *, costs: dict[int, float]) -> list[int]:
    """The word at which each piece begins, by dynamic programming over the places where a piece may begin or end."""
    best = [0.0] + [float("inf")] * (len(places) - 1)
    back = [0] * len(places)
    for j in range(1, len(places)):
        i = j - 1
        while i >= 0 and (i == j - 1 or places[j] - places[i] <= MAX_WORDS):
            length = (places[j] - places[i] - TYPICAL_WORDS) / SPREAD_WORDS
            cost = best[i] + length * length + costs.get(places[j], 0.0)
            if cost < best[j]:
                best[j], back[j] = cost, i
            i -= 1
    firsts, at = [], len(places) - 1
    while at > 0:
        at = back[at]
        firsts.append(places[at])
    return firsts[::-1]
