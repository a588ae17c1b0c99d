"""Words or segments without a speaker and the spans of a diarisation go in; who speaks in each comes out."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.readers.json_keys import plain_key
from pipeline.readers.json_labels import Labels
from pipeline.readers.json_moments import NEVER, UNITS, Stretch, When, stretch, when_of
from pipeline.readers.json_nodes import Node, text_of

LOOKED_BACK = 16  # spans before a moment among which one may still last: as many speak at once at most
MANY = 256  # spans looked at for one stretch of talk


class Span(NamedTuple):
    """From when to when one speaker is heard; seconds."""

    start_s: float
    end_s: float
    speaker: str


def spans_of(nodes: dict[str, list[Node]], labels: Labels, *, until_s: float) -> list[Span]:
    """The spans of the coarsest list that says who spoke when without words, in order; `until_s`: the last word's end."""
    lists = [found for group in nodes.values() if len(found := _spans(group, labels)) > 0]
    if not lists:
        return []
    heard = max(len({speaker for _, speaker in found}) for found in lists)
    full = [found for found in lists if len({speaker for _, speaker in found}) == heard]
    return _in_seconds(min(full, key=len), until_s=until_s)


def _spans(group: Sequence[Node], labels: Labels) -> list[tuple[When, str]]:
    found: list[tuple[When, str]] = []
    for node in group:
        text, key = text_of(node.fields)
        if text.strip() and plain_key(key) != "name":
            return []  # a list with words of its own
        when = when_of(node.fields) if node.item else NEVER
        if when.start is None or (when.end is None and when.duration is None):
            continue
        if label := labels.own(node):
            found.append((when, label[1]))
    return found


def _in_seconds(found: Sequence[tuple[When, str]], *, until_s: float) -> list[Span]:
    """Spans in seconds: a bare number counts what makes the spans end where the words do."""
    last = max(when.start.number for when, _ in found if when.start is not None)
    unit = min(UNITS, key=lambda u: abs(math.log(max(last * u, 1e-3) / max(until_s, 1e-3))))
    spans: list[Span] = []
    for when, speaker in found:
        start_s, end_s = stretch(when, unit)
        if start_s is not None and end_s is not None:
            spans.append(Span(start_s, end_s, speaker))
    return sorted(spans)


def spans_at(stretches: Iterable[Stretch], spans: Sequence[Span]) -> list[int | None]:
    """The number of the span whose [start, end) holds each word's start, else of the nearest; None for no time."""
    starts = [span.start_s for span in spans]
    return [_span_at(start_s, end_s, spans=spans, starts=starts) for start_s, end_s in stretches]


def _span_at(
    start_s: float | None, end_s: float | None, *, spans: Sequence[Span], starts: Sequence[float]
) -> int | None:
    if start_s is None:
        return None
    last = bisect_right(starts, start_s) - 1
    before = range(last, max(-1, last - LOOKED_BACK), -1)
    for i in before:
        if start_s < spans[i].end_s:
            return i
    away = {i: start_s - spans[i].end_s for i in before}
    if last + 1 < len(spans):
        away[last + 1] = spans[last + 1].start_s - max(start_s, end_s or start_s)
    return min(away, key=lambda i: away[i], default=None)


def speakers_during(stretches: Iterable[Stretch], spans: Sequence[Span]) -> list[str | None]:
    """Who speaks most of each stretch; None where nobody does."""
    starts = [span.start_s for span in spans]
    return [_speaker_during(start_s, end_s, spans=spans, starts=starts) for start_s, end_s in stretches]


def _speaker_during(
    start_s: float | None, end_s: float | None, *, spans: Sequence[Span], starts: Sequence[float]
) -> str | None:
    if start_s is None:
        return None
    end_s = start_s if end_s is None else end_s
    first = max(0, bisect_right(starts, start_s) - LOOKED_BACK)
    shared: dict[str, float] = {}
    for span in spans[first : min(bisect_right(starts, end_s), first + MANY)]:
        time = min(end_s, span.end_s) - max(start_s, span.start_s)
        if time > 0 or (time == 0 and start_s == end_s):
            shared[span.speaker] = shared.get(span.speaker, 0.0) + time
    return max(shared, key=lambda speaker: shared[speaker], default=None)
