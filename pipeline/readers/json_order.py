"""Utterances as a file lists them go in; they come out in order of time where it lists one channel after the other."""

from collections.abc import Sequence
from itertools import pairwise

from data_schemas.records import Utterance

SIDE_BY_SIDE = "several channels one after the other: put in order of time"
SEVERAL = "time starts over: several recordings in one file, read one after the other; better split the file"


def restarts(starts: Sequence[float | None]) -> list[int]:
    """Where time starts over: it falls back by more than half of what it has covered since it last did."""
    found: list[int] = []
    first: float | None = None
    reached = 0.0
    for i, start in enumerate(starts):
        if start is None:
            continue
        if first is None or reached - start > (reached - first) / 2 > 0:
            found += [] if first is None else [i]
            first = reached = start
        reached = max(reached, start)
    return found


def are_side_by_side(starts: Sequence[float | None], speakers: Sequence[str | None]) -> bool:
    """Whether each stretch between two restarts has one speaker of its own: then they are channels of one recording."""
    bounds = [0, *restarts(starts), len(starts)]
    parts = [set(speakers[a:b]) for a, b in pairwise(bounds)]
    speaking = {next(iter(part)) for part in parts if len(part) == 1}
    return len(parts) > 1 and len(speaking) == len(parts) and None not in speaking


def in_time(utterances: list[Utterance]) -> list[Utterance]:
    """The utterances, one without a time after the one before it."""
    keyed: list[tuple[float, Utterance]] = []
    last = 0.0
    for utterance in utterances:
        last = last if utterance.start_s is None else utterance.start_s
        keyed.append((last, utterance))
    return [utterance for _, utterance in sorted(keyed, key=lambda pair: pair[0])]
