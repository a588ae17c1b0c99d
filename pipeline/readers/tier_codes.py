"""Tiers beside one another go in; those that code, number, quote or annotate what others say are left out of what comes out."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.readers.tier_names import layer_of, speaker_part
from pipeline.readers.tiers import Annotation, Tier

MOST = 0.8
FEW = 3  # annotations, below which what they look like says nothing
MIN_QUOTED = 5  # annotations, below which a listener may repeat the speaker by chance
MAX_PAIRS = 2500  # pairs of tiers, beyond which they are not compared
SENTENCE = 2.0  # words an annotation on average, from which a tier holds more than single words

_COUNTED = re.compile(r"(\d+)[\s.:)_-]?[^\W\d]\S*(?:\s.*)?", re.DOTALL)
_GLUED = re.compile(r"\d+[^\W\d]")
_CODE = re.compile(
    r"[A-Z][A-Z0-9]*(?:[-_+*%!/:.][A-Z0-9*%!-]+)+|[A-Z]?\S*[*%_=+|<>^]\S*|[A-Z]{1,4}\d*|[A-Z][A-Z0-9]{4,}"
)
_WORD = re.compile(r"[^\W\d]+")
_NUMBERS = frozenset({"one", "two", "three", "four", "five", "six"})  # `Speaker two`
_MARK_OF_TIER = "_@:/("  # between a person and a kind of annotation; a hyphen or a blank may stand in a name


def without_counted(tiers: Sequence[Tier]) -> list[Tier]:
    """Without tiers whose values are numbered through, such as `1present`, `2absent`."""
    return [t for t in tiers if not _is_counted(t)]


def without_codes(tiers: Sequence[Tier]) -> list[Tier]:
    """Without tiers of codes in capitals or signs (`H*`, `INFORM`, `sv_1`), where others hold sentences in small letters."""
    if not any(words_each(t) >= SENTENCE and any(text != text.upper() for text in t.texts) for t in tiers):
        return list(tiers)
    return [t for t in tiers if not _is_coded(t)]


def without_quotes(tiers: Sequence[Tier]) -> list[Tier]:
    """Without tiers whose values stand, at the same time, in the longer annotations of another."""
    if len(tiers) ** 2 > MAX_PAIRS:
        return list(tiers)
    by_length = sorted(tiers, key=_size, reverse=True)
    left = {id(t) for i, t in enumerate(by_length) if any(_quotes(t, c) for c in by_length[:i])}
    return [t for t in tiers if id(t) not in left]


def without_dependants(tiers: Sequence[Tier]) -> list[Tier]:
    """Without tiers named after another: `Anna_DA` beside `Anna` or `Anna-tx`; `Speaker_2` beside `Speaker` stays."""
    plain = {t.name.strip() for t in tiers}
    bases = plain | {speaker_part(t.name) for t in tiers if layer_of(t.name) == "speech"}
    kinds = {t.name.strip(): list(_kinds(t.name.strip(), bases)) for t in tiers if layer_of(t.name) != "speech"}
    shared = [kind.casefold() for found in kinds.values() for _, kind in found]
    left = {
        name
        for name, found in kinds.items()
        for mark, kind in found
        if mark in _MARK_OF_TIER or shared.count(kind.casefold()) > 1 or _is_noted(name, mark=mark, kind=kind)
    }
    return [t for t in tiers if t.name.strip() not in left]


def _is_noted(name: str, *, mark: str, kind: str) -> bool:
    """Whether a word in small letters follows a name in others (`Anna head`), as no surname does."""
    return mark.isspace() and kind.islower() and not name[0].islower() and kind not in _NUMBERS


def _kinds(name: str, bases: set[str]) -> Iterator[tuple[str, str]]:
    """The marks and words that follow the name of another tier in a name."""
    for place in range(1, len(name) - 2):
        kind = name[place + 1 :].strip(" )")
        if not name[place].isalnum() and name[:place].rstrip() in bases and len(kind) > 1 and not kind.isdigit():
            yield name[place], kind


def _is_counted(tier: Tier) -> bool:
    found = [m for text in tier.texts if (m := _COUNTED.fullmatch(text))]
    numbers = [int(m[1][:9]) for m in found]
    rising = sum(b > a for a, b in pairwise(numbers))
    glued = sum(_GLUED.match(m[0]) is not None for m in found)
    enough = len(found) >= max(FEW, MOST * len(tier.texts))
    return enough and rising >= MOST * (len(numbers) - 1) and glued >= MOST * len(found)


def _is_coded(tier: Tier) -> bool:
    codes = sum(_CODE.fullmatch(text) is not None for text in tier.texts)
    return len(tier.texts) >= FEW and codes >= MOST * len(tier.texts)


def words_each(tier: Tier) -> float:
    """Words an annotation on average."""
    return sum(len(text.split()) for text in tier.texts) / max(1, len(tier.texts))


def _size(tier: Tier) -> int:
    return sum(len(text) for text in tier.texts)


def _quotes(tier: Tier, coarse: Tier) -> bool:
    """Whether nearly all annotations of a tier are a part of what another says at that time."""
    if len(tier.annotations) < MIN_QUOTED or words_each(tier) >= words_each(coarse):
        return False
    starts = [a.start_s or 0.0 for a in coarse.annotations]
    there = sum(_is_part(a, coarse.annotations[i]) for a in tier.annotations if (i := _place(a, starts)) >= 0)
    return there >= MOST * len(tier.annotations)


def _place(annotation: Annotation, starts: Sequence[float]) -> int:
    return bisect_right(starts, (annotation.start_s or 0.0) + 0.05) - 1


def _is_part(annotation: Annotation, whole: Annotation) -> bool:
    inside = whole.end_s is None or annotation.start_s is None or annotation.start_s < whole.end_s
    part, text = (" ".join(_WORD.findall(a.text.casefold())) for a in (annotation, whole))
    return inside and bool(part) and f" {part} " in f" {text} "
