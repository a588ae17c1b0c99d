"""All tiers of a file go in, those that hold what its speakers said come out, each talk once.

Left out are tiers of codes, gestures, notes and translations, an aligner's sounds, its words where the utterances stand
beside them, and tiers that only say who speaks. A tier's name and linguistic type say most; what it holds, the rest.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from pipeline.readers.tier_codes import (
    SENTENCE,
    without_codes,
    without_counted,
    without_dependants,
    without_quotes,
    words_each,
)
from pipeline.readers.tier_names import layer_of, speaker_part
from pipeline.readers.tiers import Annotation, Tier, is_word_by_word, without_silences

MOST = 0.8
FEW_LETTERS = 0.2  # share of values with a letter, below which a tier beside tiers of talk holds figures
REPEATED = 0.2  # distinct values for each annotation, below which a tier holds labels
MIN_VALUES = 10  # annotations, below which repetition says nothing
MIN_ALIKE = 5  # annotations, below which tiers may share their times by chance
MAX_PAIRS = 2500  # tiers of words times tiers of utterances, beyond which names alone say what belongs together
SHORT_SOUND = 3  # characters of an aligner's sound without digits
_LISTENER = re.compile(
    r"(?:m+-?h?m*|h+m+|u+h+|a+h+|o+h+|yeah|yes|yep|ja|oui|si|no|ok|okay|right|sure|xx+)\b", re.IGNORECASE
)


def speech_tiers(tiers: Sequence[Tier]) -> list[Tier]:
    """The tiers that hold talk, without silences; none if no tier may."""
    filled = [tier for tier in map(without_silences, tiers) if tier.annotations]
    names = {key for tier in filled for key in _names(tier)}
    words = any(_layer(t) in ("words", "speech") or (not _layer(t) and words_each(t) >= SENTENCE) for t in filled)
    open_tiers = [t for t in filled if not t.coded and _layer(t) != "aside" and not _is_sounds(t, beside_words=words)]
    kept = [t for t in open_tiers if not _names_speakers(t, names) and not _is_numbered(t)] or open_tiers
    for rule in (
        _without_figures,
        without_counted,
        _without_labels,
        without_codes,
        _without_notes_on_speakers,
        without_dependants,
        _without_words_again,
        without_quotes,
        _without_parallels,
    ):
        kept = rule(kept) or kept
    return kept


def who_tier(tiers: Sequence[Tier], *, chosen: Tier) -> Tier | None:
    """The tier that says who speaks in the only tier of talk, if there is one."""
    filled = [tier for tier in map(without_silences, tiers) if tier.annotations and tier.name != chosen.name]
    who = [t for t in filled if layer_of(t.name) == "who" and 2 * len(set(t.texts)) <= len(t.texts)]
    return who[0] if len(who) == 1 else None


def speaker_at(annotation: Annotation, *, who: Tier, starts: Sequence[float]) -> str | None:
    """Who speaks at the middle of an annotation; `starts` are those of the tier `who`."""
    if annotation.start_s is None or annotation.end_s is None:
        return None
    middle = (annotation.start_s + annotation.end_s) / 2
    place = bisect_right(starts, middle) - 1
    if place < 0:
        return None
    there = who.annotations[place]
    return there.text if there.end_s is None or middle < there.end_s else None


def _layer(tier: Tier) -> str | None:
    named, kind = layer_of(tier.name), layer_of(tier.kind)
    return named if named not in (None, "who") else kind or named


def _names(tier: Tier) -> set[str]:
    return {key.casefold() for key in (tier.name.strip(), speaker_part(tier.name), tier.participant.strip()) if key}


def _is_sounds(tier: Tier, *, beside_words: bool) -> bool:
    """Whether a tier is named as one of sounds, and either its values are short or words stand elsewhere in the file."""
    short = sum(" " not in t and len(re.sub(r"\d", "", t)) <= SHORT_SOUND for t in tier.texts)
    return _layer(tier) == "sounds" and (beside_words or short >= MOST * len(tier.texts))


def _names_speakers(tier: Tier, names: set[str]) -> bool:
    """Whether a tier's values are other tiers' names or participants, or it says `speaker` and repeats a few."""
    own = _names(tier)
    values = [text.casefold() for text in tier.texts]
    if layer_of(tier.name) == "who" and len(values) > 2 * len(set(values)) and not any(" " in v for v in values):
        return True
    return all(value in names and value not in own for value in values)


def _is_numbered(tier: Tier) -> bool:
    """Whether a tier numbers stretches of the recording: `random1`, `random2`."""
    shapes = {re.sub(r"\d+", "0", text) for text in tier.texts}
    return (
        _layer(tier) != "speech" and len(tier.texts) > 2 and len(shapes) == 1 and _lettered(tier) == 1 and _digits(tier)
    )


def _digits(tier: Tier) -> bool:
    return all(re.search(r"\d", text) for text in tier.texts)


def _lettered(tier: Tier) -> float:
    return sum(any(map(str.isalpha, text)) for text in tier.texts) / len(tier.texts)


def _without_figures(tiers: Sequence[Tier]) -> list[Tier]:
    if not any(_lettered(tier) >= MOST for tier in tiers):
        return list(tiers)
    return [t for t in tiers if _layer(t) == "speech" or _lettered(t) >= FEW_LETTERS]


def _without_labels(tiers: Sequence[Tier]) -> list[Tier]:
    return [t for t in tiers if _layer(t) == "speech" or not _repeats(t)]


def _repeats(tier: Tier) -> bool:
    counts = Counter(text.casefold() for text in tier.texts)
    if len(tier.texts) < MIN_VALUES or len(counts) > REPEATED * len(tier.texts) or not _lettered(tier):
        return False
    return not is_word_by_word(tier) and not any(_LISTENER.match(text) for text, _ in counts.most_common(5))


def _without_notes_on_speakers(tiers: Sequence[Tier]) -> list[Tier]:
    """Where a participant has a tier that is named as speech, that one's other tiers are about the speech."""
    named = {t.participant.strip().casefold() for t in tiers if _layer(t) == "speech"} - {""}
    return [t for t in tiers if _layer(t) == "speech" or t.participant.strip().casefold() not in named]


def _without_words_again(tiers: Sequence[Tier]) -> list[Tier]:
    coarse = [t for t in tiers if not is_word_by_word(t)]
    owners = {key for t in coarse for key in _names(t)}
    fine = [t for t in tiers if is_word_by_word(t)]
    compared = coarse if len(coarse) * len(fine) <= MAX_PAIRS else []
    again = {id(t) for t in fine if _speaker_of(t) in owners or any(_holds(c, t) for c in compared)}
    return [t for t in tiers if id(t) not in again]


def _speaker_of(tier: Tier) -> str:
    return speaker_part(tier.name).casefold() if layer_of(tier.name) == "words" else ""


def _holds(coarse: Tier, fine: Tier) -> bool:
    """Whether the words of one tier stand, at the same time, in the annotations of the other."""
    starts = [a.start_s or 0.0 for a in coarse.annotations]
    found = 0
    for word in fine.annotations:
        place = bisect_right(starts, (word.start_s or 0.0) + 0.05) - 1
        found += place >= 0 and word.text.casefold() in coarse.annotations[place].text.casefold()
    return found >= MOST * len(fine.annotations)


def _without_parallels(tiers: Sequence[Tier]) -> list[Tier]:
    """Without tiers cut exactly as one before them and of the same participant: a translation, a second version."""
    seen: dict[tuple[str, tuple[tuple[float | None, float | None], ...]], Tier] = {}
    for tier in sorted(tiers, key=lambda t: _layer(t) != "speech"):
        spans = tuple((a.start_s, a.end_s) for a in tier.annotations)
        if len(spans) >= MIN_ALIKE:
            seen.setdefault((tier.participant.strip(), spans), tier)
    kept = {id(t) for t in seen.values()}
    return [t for t in tiers if id(t) in kept or len(t.annotations) < MIN_ALIKE]
