"""An ELAN file's root element goes in; its root tiers come out, each with its words, wherever they stand below it.

A root tier may hold only names of stretches (`ref@AB`: `story-001`), or nothing, while a child tier holds the words,
once for each stretch or cut into words. Times in seconds; a time slot without a value gives None.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element  # types; `parse_xml` parses

from pipeline.readers.eaf_hierarchy import RawTier, hierarchy
from pipeline.readers.talk import squeeze
from pipeline.readers.tier_names import layer_of
from pipeline.readers.tiers import Annotation, Tier, is_one_word
from pipeline.readers.xml_file import children

MOST = 0.8
_REFERENCE = re.compile(r"\S*\d\S*")
_RANK = {"speech": 0, None: 1, "who": 1, "words": 2}
_INHERITED = frozenset({"Symbolic_Subdivision", "Time_Subdivision"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """One annotation: its text, its times, and the number of the annotation of the root tier that it belongs to."""

    root: int
    start_s: float | None
    end_s: float | None
    text: str


@dataclass(slots=True)
class _Family:
    """A root tier and those below it, with their annotations; `by_id` finds them, `starts` orders those of the root."""

    tiers: list[tuple[RawTier, list[_Mark]]]
    by_id: dict[str, _Mark]
    starts: list[tuple[float, int]]


def tiers_of(root: Element) -> list[Tier]:
    """The root tiers in order, each with the annotations that hold its words."""
    slots = {s.get("TIME_SLOT_ID", ""): _seconds(s.get("TIME_VALUE")) for s in root.iter("TIME_SLOT")}
    tiers = hierarchy(root)
    families = {tier.name: _Family([], {}, []) for tier in tiers if len(tier.path) == 1}
    for tier in sorted(tiers, key=lambda t: len(t.path)):
        family = families[tier.path[-1]]
        family.tiers.append((tier, list(_marks(tier, slots=slots, family=family))))
        if len(family.tiers) == 1:
            marks = family.tiers[0][1]
            family.starts = sorted((m.start_s, m.root) for m in marks if m.start_s is not None)
    return [_resolved(family) for family in families.values()]


def _seconds(value: str | None) -> float | None:
    try:
        return None if value is None else round(int(value) / 1000, 3)
    except ValueError:
        return None


def _marks(tier: RawTier, *, slots: dict[str, float | None], family: _Family) -> Iterator[_Mark]:
    """A tier's annotations; those tied to another annotation take its times, those cut out of one its number."""
    last = 0
    holders = [a for holder in children(tier.element, "ANNOTATION") for a in holder]
    for number, a in enumerate(holders):
        text = squeeze(a.findtext("{*}ANNOTATION_VALUE") or "")
        parent = family.by_id.get(a.get("ANNOTATION_REF", ""))
        if parent is not None:
            mark = _Mark(root=parent.root, start_s=parent.start_s, end_s=parent.end_s, text=text)
        else:
            start, end = slots.get(a.get("TIME_SLOT_REF1", "")), slots.get(a.get("TIME_SLOT_REF2", ""))
            if start is not None and family.starts:
                last = family.starts[max(0, bisect_right(family.starts, (start, len(family.starts))) - 1)][1]
            mark = _Mark(root=last if family.tiers else number, start_s=start, end_s=end, text=text)
        family.by_id.setdefault(a.get("ANNOTATION_ID", ""), mark)
        yield mark


def _resolved(family: _Family) -> Tier:
    """A root tier with its own values, or with the words of the tier below it that best holds them."""
    (root, own), *below = family.tiers
    source, marks = root, own
    if _holds_no_words(own):
        usable = [(t, m) for t, m in below if not t.coded and _layer(t) in _RANK and any(mark.text for mark in m)]
        source, marks = min(usable, key=lambda pair: (_RANK[_layer(pair[0])], len(pair[0].path)), default=(root, own))
    if source is not root and (_layer(source) == "words" or _is_cut_into_words(source, marks)):
        marks = _joined(own, marks)
    return Tier(
        name=root.name,
        kind=source.name if source is not root and layer_of(source.name) else source.kind,
        participant=_participant(root, [t for t, _ in below]),
        coded=source is root and (root.coded or root.is_stray),
        annotations=tuple(Annotation(start_s=m.start_s, end_s=m.end_s, text=m.text) for m in marks),
    )


def _participant(root: RawTier, below: Sequence[RawTier]) -> str:
    """The root tier's participant, or the only one of the tiers below it."""
    others = {tier.participant for tier in below} - {""}
    return root.participant or (others.pop() if len(others) == 1 else "")


def _layer(tier: RawTier) -> str | None:
    return layer_of(tier.name) or layer_of(tier.kind)


def _holds_no_words(marks: Sequence[_Mark]) -> bool:
    filled = [mark.text for mark in marks if mark.text]
    names = sum(_REFERENCE.fullmatch(text) is not None for text in filled)
    return names >= MOST * len(filled)


def _is_cut_into_words(tier: RawTier, marks: Sequence[_Mark]) -> bool:
    texts = [mark.text for mark in marks if mark.text]
    return tier.constraint in _INHERITED and sum(is_one_word(text) for text in texts) >= MOST * len(texts)


def _joined(own: Sequence[_Mark], words: Sequence[_Mark]) -> list[_Mark]:
    """The annotations of a root tier, each with the words below it."""
    said: dict[int, list[str]] = {}
    for word in words:
        said.setdefault(word.root, []).append(word.text)
    return [replace(mark, text=" ".join(said[mark.root])) for mark in own if mark.root in said]
