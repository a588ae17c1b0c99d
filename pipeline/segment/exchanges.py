"""A segmented transcript goes in; the number of the exchange that each passage belongs to comes out.

An exchange is talk of several speakers that belongs together: a question with its answer, or a turn that a short
interjection cut in two, with that interjection. Roles play no part. It is read off the record and stored nowhere.
"""

import re
from itertools import pairwise

from data_schemas.records import Segmented
from pipeline.segment.context import spoken

INTERJECTION_WORDS = 6  # words; "Really? On your own, all day?" and not yet a contribution of its own
_STOPS = ".?!\u2026"
_CLOSERS = " \"'\u2019\u201d)]*_"
_REQUEST = re.compile(r"\b(?:tell (?:me|us)|talk (?:me|us) through|(?:say|go on) (?:a bit )?(?:more )?about)\b", re.I)
_ASKING = re.compile(  # in speech-to-text that knows no question mark
    r"\b(?:(?:can|could|would|do|did|have|had|are|were) (?:you|they|people)"
    r"|(?:what|how|why|where|who)(?:'?s| is| are| was| were| do| did| does| about| would| made| sort| kind| long| many))\b",
    re.I,
)
REQUEST_WORDS = 30  # words at the end of a turn in which it asks to be told something


def exchanges(record: Segmented) -> tuple[int, ...]:
    """The exchange of every passage, counted from 0, in the order of `record.passages`.

    A turn goes on with the exchange before it if another speaker's turn just before ends by asking (or requesting), or
    if its speaker was cut off: what they said before the turn in between, which is short, has no full stop, or this
    turn begins in lower case. The short turn in between is part of that exchange too. A turn's passages stay together.
    """
    turns = sorted({p.turn for p in record.passages})
    said = {turn: spoken(record, record.turns[turn].start, record.turns[turn].end) for turn in turns}
    goes_on = {b for a, b in pairwise(turns) if _answers(record, a, then=b, said=said[a])}
    for first, between, second in zip(turns, turns[1:], turns[2:], strict=False):
        if _cut_in_two(record, (first, between, second), said=said):
            goes_on |= {between, second}
    numbers, number = {}, -1
    for turn in turns:
        number += turn not in goes_on
        numbers[turn] = number
    return tuple(numbers[p.turn] for p in record.passages)


def _answers(record: Segmented, turn: int, *, then: int, said: str) -> bool:
    return record.turns[turn].speaker != record.turns[then].speaker and asks(said)


def asks(said: str) -> bool:
    """Whether what was said ends by asking, or by asking to be told, with a question mark or without."""
    last = said.rstrip(_CLOSERS)[-1:]
    end = " ".join(said.split()[-REQUEST_WORDS:])
    return last == "?" or _REQUEST.search(end) is not None or (last not in _STOPS and _ASKING.search(end) is not None)


def _cut_in_two(record: Segmented, around: tuple[int, int, int], *, said: dict[int, str]) -> bool:
    """Whether the third of three turns goes on with the first, which the second, short, broke into."""
    first, between, second = around
    speakers = [record.turns[turn].speaker for turn in around]
    if speakers[0] != speakers[2] or speakers[0] == speakers[1]:
        return False
    if len(said[between].split()) > INTERJECTION_WORDS:
        return False
    ended = said[first].rstrip(_CLOSERS)[-1:] in _STOPS
    return not ended or said[second].lstrip(_CLOSERS)[:1].islower()
