"""The list that holds the talk goes in; when each of its objects was said comes out, in seconds from the start."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.readers.json_keys import plain_key
from pipeline.readers.json_labels import ATTRIBUTES
from pipeline.readers.json_lists import TalkList, words_in
from pipeline.readers.json_moments import EPOCH, NEVER, UNITS, Stretch, When, stretch, unit_of, when_of
from pipeline.readers.json_nodes import Node, text_of

SAMPLES = 1 / 16_000  # seconds; Otter counts `start_offset` in samples of sound
_UNIT_NAMES = {
    1e-3: "milliseconds",
    1e-6: "microseconds",
    1e-7: "ticks of 100 ns",
    1e-9: "nanoseconds",
    SAMPLES: "samples",
}


@dataclass(frozen=True, slots=True)
class Timing:
    """When each object of a list was said, the seconds that a bare number counts, and notes on how that was read."""

    stretches: list[Stretch]
    unit: float
    notes: list[str]


def timing_of(nodes: dict[str, list[Node]], chosen: TalkList) -> Timing:
    """The times of a list: its objects' own, else those of their words, else those of what is around them."""
    whens = [_own(node) for node in chosen.nodes]
    if not any(when.start or when.end for when in whens):
        whens = _of_words(nodes, chosen) or [_around(node) for node in chosen.nodes]
    texts = [text_of(node.fields)[0] for node in chosen.nodes]
    if _counts_characters(whens, texts):
        return Timing([(None, None)] * len(whens), 1.0, ["numbers that count characters, not time, left out"])
    units = (*UNITS, SAMPLES) if any("start_offset" in node.fields for node in chosen.nodes[:1]) else UNITS
    unit = unit_of([(when, words_in(text)) for when, text in zip(whens, texts, strict=True)], units=units)
    stretches = [stretch(when, unit) for when in whens]
    bare = any(when.start is not None and when.start.factor is None for when in whens)
    notes = (
        [f"times read as {_UNIT_NAMES[unit]}, which the pace of the talk shows"] if bare and unit in _UNIT_NAMES else []
    )
    return _from_the_start(Timing(stretches, unit, notes))


def _own(node: Node) -> When:
    """The times of an object, of the list item that it is part of, or of its attributes."""
    for part in node.chain():
        if (when := when_of(part.fields)).start is not None or when.end is not None:
            return when
    for key, value in node.fields.items():
        if isinstance(value, dict) and plain_key(key) in ATTRIBUTES and (when := when_of(value)).start is not None:
            return when
    return NEVER


def _of_words(nodes: dict[str, list[Node]], chosen: TalkList) -> list[When]:
    """From the first to the last time of the words inside each object; empty where there are none."""
    inside = [group for path, group in nodes.items() if path.startswith(f"{chosen.path}/")]
    whens: dict[int, When] = {}
    for word in (word for group in inside for word in group):
        if word.item and (when := _own(word)).start is not None:
            node: Node | None = word.above
            while node is not None:
                first = whens.get(id(node.fields))
                whens[id(node.fields)] = when if first is None else When(first.start, when.end, None)
                node = node.above
    found = [whens.get(id(node.fields), NEVER) for node in chosen.nodes]
    return found if any(when is not NEVER for when in found) else []


def _around(node: Node) -> When:
    outer = node.list_item().above
    return _own(outer) if outer is not None and outer.list_item().item else NEVER


def _counts_characters(whens: Sequence[When], texts: Sequence[str]) -> bool:
    """Whether start and end are places in a text: then they differ by its length."""
    lengths = [
        (when.end.number - when.start.number, len(text))
        for when, text in zip(whens, texts, strict=True)
        if when.start is not None and when.end is not None and when.start.factor is None
    ]
    return len(lengths) > 1 and all(reach == length for reach, length in lengths)


def _from_the_start(timing: Timing) -> Timing:
    """Dates become seconds from the first of them."""
    starts = [start_s for start_s, _ in timing.stretches if start_s is not None]
    if not starts or min(starts) < EPOCH:
        return timing
    first = min(starts)
    moved = [
        (
            None if start_s is None else round(start_s - first, 3),
            None if end_s is None or end_s < first else round(end_s - first, 3),
        )
        for start_s, end_s in timing.stretches
    ]
    return Timing(moved, timing.unit, [*timing.notes, "dates: times counted from the first utterance"])
