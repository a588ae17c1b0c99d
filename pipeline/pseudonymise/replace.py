"""An utterance and its stretches to be replaced go in; its new text, redactions, moved marks and originals come out."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.records import Event, Original, Redaction
from pipeline.pseudonymise.spans import Stretch


@dataclass(frozen=True, slots=True)
class Replaced:
    """One utterance after replacement."""

    text: str
    redactions: tuple[Redaction, ...]
    originals: tuple[Original, ...]
    events: tuple[Event, ...]


def replaced(
    text: str, *, spans: Sequence[Stretch], surrogates: Sequence[tuple[str, str]], events: Sequence[Event]
) -> Replaced:
    """Put a surrogate, which comes with its flag, in the place of every span.

    Spans are disjoint, in order and cut at the borders of marks.
    """
    pieces, redactions, originals = [], [], []
    done = shift = 0
    for span, (surrogate, flag) in zip(spans, surrogates, strict=True):
        pieces += [text[done : span.start], surrogate]
        start, end = span.start + shift, span.start + shift + len(surrogate)
        at = span.utterance
        redactions.append(
            Redaction(
                utterance=at,
                start=start,
                end=end,
                type=span.type,
                surrogate=surrogate,
                layers=span.layers,
                types=span.types if len(span.types) > 1 else (),
                confidence=span.confidence,
                flag=flag,
            )
        )
        originals.append(Original(utterance=at, start=start, end=end, text=text[span.start : span.end]))
        done, shift = span.end, shift + len(surrogate) - (span.end - span.start)
    ends = [span.end for span in spans]
    shifts = [0, *(r.end - span.end for r, span in zip(redactions, spans, strict=True))]
    moved = tuple(
        Event(
            utterance=e.utterance,
            start=e.start + shifts[bisect_right(ends, e.start)],
            end=e.end + shifts[bisect_right(ends, e.end)],
            kind=e.kind,
        )
        for e in events
    )
    return Replaced("".join([*pieces, text[done:]]), tuple(redactions), tuple(originals), moved)


def restored(text: str, originals: Sequence[Original]) -> str:
    """The text with every original back in its place, replaced from the end."""
    for original in sorted(originals, key=lambda o: o.start, reverse=True):
        text = text[: original.start] + original.text + text[original.end :]
    return text
