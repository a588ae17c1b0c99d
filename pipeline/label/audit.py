"""The frame and what was drawn before go in, the audit with so many more passages comes out, every chance known.

A sample stratified by interview, about equal shares of all and never none of one (Särndal, Swensson and Wretman 1992,
section 3.7). Within an interview it is the first so many of a fixed random order, so that drawing twice is drawing once
a larger sample: all chances are then the larger ones.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import replace

from data_schemas.codings import AUDIT, INSTRUCTIVE, Point
from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from pipeline.counted import be, counted
from pipeline.key import Key
from pipeline.label.frame import Candidate, lot
from pipeline.label.queues import Drawn

RESERVED = 0.5  # share of each interview's random order, from its beginning, that only the audit may draw from


def draw_audit(
    frame: Mapping[str, Sequence[Candidate]], drawn: Sequence[Drawn], *, more: int, key: Key
) -> tuple[Drawn, ...]:
    """All of both queues with `more` passages added to the audit; ConfigError where there are not so many."""
    held = {d.stretch for d in drawn if d.queue == AUDIT}
    sizes = _sizes(frame, drawn, held=held, more=more, key=key)
    new, chances = [], {}
    for doc_id, own in frame.items():
        for candidate in own[: sizes[doc_id]]:
            chances[candidate.stretch] = sizes[doc_id] / len(own)
            if candidate.stretch not in held:
                new.append(candidate)
    kept = [replace(d, probability=chances.get(d.stretch, d.probability)) if d.queue == AUDIT else d for d in drawn]
    return (*kept, *entries(new, queue=AUDIT, chances=[chances[c.stretch] for c in new], key=key))


def entries(candidates: Sequence[Candidate], *, queue: str, chances: Sequence[float | None], key: Key) -> list[Drawn]:
    """Passages as a queue holds them, in a random order that has nothing to do with why they were drawn."""
    draw = digest([queue, sorted([c.passage.doc_id, c.anchor, *_numbers(c)] for c in candidates)])
    pairs = sorted(
        zip(candidates, chances, strict=True), key=lambda pair: lot(f"order {draw}", *pair[0].stretch, key=key)
    )
    return [
        Drawn(
            id=key.code(f"passage of {queue}", c.passage.doc_id, *map(str, _numbers(c)), symbols=12),
            queue=queue,
            doc_id=c.passage.doc_id,
            start=c.start,
            end=c.end,
            probability=chance,
            draw=draw,
            place=place,
            anchor=c.anchor,
        )
        for place, (c, chance) in enumerate(pairs)
    ]


def _sizes(
    frame: Mapping[str, Sequence[Candidate]],
    drawn: Sequence[Drawn],
    *,
    held: set[tuple[str, Point, Point]],
    more: int,
    key: Key,
) -> dict[str, int]:
    """How many of each interview, so that all shares are about equal and no interview is without."""
    taught = {d.stretch for d in drawn if d.queue == INSTRUCTIVE}
    room = {d: next((c.rank for c in own if c.stretch in taught), len(own)) for d, own in frame.items()}
    reached = {d: max((c.rank + 1 for c in own if c.stretch in held), default=0) for d, own in frame.items()}
    sizes = {d: max(reached[d], min(1, room[d])) for d in frame}
    needed = sum(sizes.values()) - sum(c.stretch in held for own in frame.values() for c in own)
    if more < needed:
        raise ConfigError(
            f"--n {more}: an audit holds a passage of every interview, and some have none yet; draw at least {needed}"
        )
    shares = [((sizes[d] + 1) / len(frame[d]), key.code("tie", d, symbols=8), d) for d in frame if sizes[d] < room[d]]
    heapq.heapify(shares)
    for added in range(more - needed):
        if not shares:
            left = needed + added
            raise ConfigError(
                f"--n {more}: only {counted(left, 'passage')} {be(left)} left that nobody was taught with"
            )
        _, tie, doc_id = heapq.heappop(shares)
        sizes[doc_id] += 1
        if sizes[doc_id] < room[doc_id]:
            heapq.heappush(shares, ((sizes[doc_id] + 1) / len(frame[doc_id]), tie, doc_id))
    return sizes


def _numbers(candidate: Candidate) -> list[int]:
    return [candidate.start.utterance, candidate.start.at, candidate.end.utterance, candidate.end.at]
