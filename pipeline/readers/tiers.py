"""What readers of tiers pass between them: a tier with its annotations goes in, utterances come out.

An aligner's tier of single words gives one utterance up to each pause.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.readers.talk import squeeze
from pipeline.readers.tier_names import layer_of

MAX_PAUSE = 0.5  # seconds between two words of one utterance
ONE_WORD = 0.9  # share of annotations of one word, from which a tier is taken for an aligner's words
MIN_WORDS = 20  # annotations, below which short answers look like an aligner's words
MAX_WORD = 60  # characters of a word with the marks beside it; a sentence of Chinese is one piece, too
CLOSE = 0.5  # share of words that follow each other within `MAX_PAUSE`
_SILENCE_WORDS = (
    "sil sp spn silence <sil> <silence> <sp> <spn> <p> <p:> <usb> <nib> <eps> <empty> {sil} {sp} [sil] _ # ##"
)
_SILENCES = frozenset(_SILENCE_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One stretch of a tier; times in seconds."""

    start_s: float | None
    end_s: float | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One tier: its name, its linguistic type, whose it is, and whether its values come from a closed list."""

    name: str
    annotations: tuple[Annotation, ...]
    kind: str = ""
    participant: str = ""
    coded: bool = False

    @property
    def texts(self) -> list[str]:
        """What the annotations hold."""
        return [annotation.text for annotation in self.annotations]


def without_silences(tier: Tier) -> Tier:
    """The tier in order of time, without what marks a pause or holds nothing."""
    said = [replace(a, text=squeeze(a.text)) for a in tier.annotations]
    filled = [a for a in said if a.text and a.text.casefold() not in _SILENCES]
    if all(a.start_s is not None for a in filled):
        filled.sort(key=lambda a: a.start_s or 0.0)
    return replace(tier, annotations=tuple(filled))


def utterances_of(tier: Tier) -> Sequence[Annotation]:
    """A tier's annotations; those of an aligner, one word each, are joined up to the next pause."""
    if not is_word_by_word(tier):
        return tier.annotations
    joined: list[list[Annotation]] = []
    for annotation in tier.annotations:
        if joined and _follows(joined[-1][-1], annotation):
            joined[-1].append(annotation)
        else:
            joined.append([annotation])
    return [
        Annotation(start_s=run[0].start_s, end_s=run[-1].end_s, text=" ".join(a.text for a in run)) for run in joined
    ]


def is_word_by_word(tier: Tier) -> bool:
    """Whether a tier holds one word an annotation, by its name or because one stands close upon the other."""
    words = sum(is_one_word(text) for text in tier.texts)
    if words < ONE_WORD * len(tier.annotations):
        return False
    close = sum(_follows(a, b) for a, b in pairwise(tier.annotations))
    named = layer_of(tier.name) == "words"
    return named or (len(tier.annotations) >= MIN_WORDS and close >= CLOSE * len(tier.annotations))


def is_one_word(text: str) -> bool:
    """Whether a text is one word, with or without marks beside it."""
    return len(text) < MAX_WORD and sum(any(map(str.isalpha, part)) for part in text.split()) == 1


def _follows(before: Annotation, now: Annotation) -> bool:
    if before.end_s is None or now.start_s is None:
        return True
    return now.start_s - before.end_s < MAX_PAUSE
