"""Pseudonymised transcripts go in; what was replaced, by type, layer and transcript, comes out as counts, never words."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_schemas.pseudonyms import PSEUDONYM
from data_schemas.records import Pseudonymised, Redaction

SEARCH = frozenset(
    ("archive", "slip", "spelled")
)  # these search every transcript for names found in any: no evidence of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What redactions have in common for counting: millions of them have a few dozen shapes."""

    type: str
    layers: tuple[str, ...]
    types: tuple[str, ...]
    flag: str

    @property
    def own_layers(self) -> frozenset[str]:
        """The layers with evidence of their own."""
        return frozenset(self.layers) - SEARCH


Shapes = Mapping[Shape, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeCount:
    """One type of identifier: how often it was replaced, and how often each layer found it."""

    type: str
    total: int
    found_by: dict[str, int]
    one_layer_only: int
    search_only: int
    flagged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerCount:
    """One layer: how much of what was replaced it found, and as what that was replaced."""

    layer: str
    total: int
    replaced_as: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Layers took the same words for different things: what they were replaced as, and what else they were taken for."""

    replaced_as: str
    also_taken_for: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptCount:
    """What was replaced in one transcript, under its safe name."""

    document: str
    words: int
    total: int
    by_type: dict[str, int]
    one_layer_only: int
    disagreements: int
    flagged: int
    check: str = ""  # how far it was checked, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything that was replaced in the archive; `flags` counts mentions by reason, `flagged` those with any.

    `one_layer_only` rest on one layer's evidence, the search of the archive not counted; `search_only` were found at
    their place by that search alone.
    """

    total: int
    by_type: tuple[TypeCount, ...]
    by_layer: tuple[LayerCount, ...]
    one_layer_only: int
    search_only: int
    disagreeing: int
    disagreements: tuple[Disagreement, ...]
    flagged: int
    flags: dict[str, int]
    by_transcript: tuple[TranscriptCount, ...]


def transcript_count(record: Pseudonymised, *, document: str, words: int, check: str = "") -> TranscriptCount:
    """The counts of one transcript."""
    redactions = record.redactions
    return TranscriptCount(
        document=document,
        words=words,
        total=len(redactions),
        by_type=_ordered(Counter(r.type for r in redactions)),
        one_layer_only=sum(len(shape_of(r).own_layers) == 1 for r in redactions),
        disagreements=sum(len(r.types) > 1 for r in redactions),
        flagged=sum(bool(r.flag) for r in redactions),
        check=check,
    )


def shape_of(redaction: Redaction) -> Shape:
    """The shape of one redaction."""
    return Shape(type=redaction.type, layers=redaction.layers, types=redaction.types, flag=redaction.flag)


def reasons_of(flag: str) -> tuple[str, ...]:
    """The reasons that a flag gives, without the pseudonym of another person that may follow one."""
    bare = (PSEUDONYM.sub("", reason).strip(" :") for reason in flag.split(";"))
    return tuple(dict.fromkeys(reason for reason in bare if reason))


def found_in(shapes: Shapes, *, transcripts: Sequence[TranscriptCount]) -> Found:
    """The counts of the whole archive."""
    pairs: Counter[tuple[str, str]] = Counter()
    for shape, count in shapes.items():
        pairs.update({(shape.type, other): count for other in shape.types if other != shape.type})
    by_type = _summed(shapes, of=lambda s: (s.type,))
    return Found(
        total=sum(shapes.values()),
        by_type=tuple(_type_count(kind, shapes) for kind in by_type),
        by_layer=tuple(_layer_count(layer, shapes) for layer in _summed(shapes, of=lambda s: s.layers)),
        one_layer_only=_where(shapes, lambda s: len(s.own_layers) == 1),
        search_only=_where(shapes, lambda s: not s.own_layers),
        disagreeing=_where(shapes, lambda s: len(s.types) > 1),
        disagreements=tuple(
            Disagreement(replaced_as=one, also_taken_for=other, count=count)
            for (one, other), count in _ordered(pairs).items()
        ),
        flagged=_where(shapes, lambda s: bool(s.flag)),
        flags=_summed(shapes, of=lambda s: reasons_of(s.flag)),
        by_transcript=tuple(sorted(transcripts, key=lambda t: t.document)),
    )


def _type_count(kind: str, shapes: Shapes) -> TypeCount:
    own = {shape: count for shape, count in shapes.items() if shape.type == kind}
    return TypeCount(
        type=kind,
        total=sum(own.values()),
        found_by=_summed(own, of=lambda s: s.layers),
        one_layer_only=_where(own, lambda s: len(s.own_layers) == 1),
        search_only=_where(own, lambda s: not s.own_layers),
        flagged=_where(own, lambda s: bool(s.flag)),
    )


def _layer_count(layer: str, shapes: Shapes) -> LayerCount:
    own = {shape: count for shape, count in shapes.items() if layer in shape.layers}
    return LayerCount(layer=layer, total=sum(own.values()), replaced_as=_summed(own, of=lambda s: (s.type,)))


def _where(shapes: Shapes, holds: Callable[[Shape], bool]) -> int:
    return sum(count for shape, count in shapes.items() if holds(shape))


def _summed(shapes: Shapes, *, of: Callable[[Shape], Iterable[str]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for shape, count in shapes.items():
        total.update(dict.fromkeys(of(shape), count))
    return _ordered(total)


def _ordered(counts: Counter[Any]) -> dict[Any, int]:
    """The most frequent first, then by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
