"""One transcript's findings, redactions and originals go in, every place that a person should look at comes out; raw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data_schemas.pseudonyms import PSEUDONYM
from data_schemas.records import Detected, Originals, Pseudonymised, Utterance
from pipeline.pseudonymise.decided import LAYER
from pipeline.pseudonymise.mask import restore
from pipeline.pseudonymise.suspects import RISK

# What is masked exposes nobody: it is looked at because the mask may be false or stand for the wrong person.
FLAGGED_RISK = 0.25
DISAGREED = "masked; layers disagree on the type"
WEAK = "masked on weak evidence"
DECIDED = "decided"
MASKED_RISK = {DISAGREED: 0.15, WEAK: 0.1, DECIDED: 0.0}
SURE = 0.7  # confidence from which one layer alone is believed
CONTEXT = 45  # characters of talk on either side


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One place where a suspect stands; raw, for the vault only. `place` is utterance and start."""

    text: str
    type: str
    risk: float
    why: str
    layers: tuple[str, ...]
    place: tuple[int, int]
    context: str


@dataclass(frozen=True, slots=True)
class _Masked:
    """Where a redaction's words stood, in an utterance as it was."""

    utterance: int
    start: int
    end: int


def sightings(detected: Detected, masked: Pseudonymised, originals: Originals) -> Iterator[Sighting]:
    """Suspects that were left, and redactions that may be wrong or were decided on."""
    utterances = restore(masked, originals)
    places = _places(originals)
    for place, redaction, original in zip(places, masked.redactions, originals.originals, strict=True):
        reason = _reason(
            redaction.flag, types=redaction.types, layers=redaction.layers, confidence=redaction.confidence
        )
        if reason is not None:
            yield Sighting(
                text=original.text,
                type=redaction.type,
                risk=reason[1],
                why=reason[0],
                layers=redaction.layers,
                place=(place.utterance, place.start),
                context=_context(utterances, place) + _other(redaction.flag),
            )
    for suspect in detected.suspects:
        at = _Masked(suspect.utterance, suspect.start, suspect.end)
        if _stands(utterances, at) and not any(_overlap(at, place) for place in places):
            text = utterances[at.utterance].text[at.start : at.end]
            yield Sighting(
                text=text,
                type=suspect.type,
                risk=RISK.get(suspect.layer, suspect.confidence),
                why=suspect.layer,
                layers=(),
                place=(at.utterance, at.start),
                context=_context(utterances, at),
            )


def _reason(flag: str, *, types: Sequence[str], layers: Sequence[str], confidence: float) -> tuple[str, float] | None:
    if LAYER in layers:
        return DECIDED, MASKED_RISK[DECIDED]
    if flag:
        return f"masked; {_kind_of(flag)}", FLAGGED_RISK
    if types:
        return DISAGREED, MASKED_RISK[DISAGREED]
    return (WEAK, MASKED_RISK[WEAK]) if confidence < SURE and len(layers) == 1 else None


def _kind_of(flag: str) -> str:
    """A flag without the pseudonym that it may end on: `possibly the same person: [Name K7Q2M4]`."""
    found = PSEUDONYM.search(flag)
    return flag[: found.start()].rstrip(" :") if found else flag


def _places(originals: Originals) -> list[_Masked]:
    """Where every original stood before anything was replaced; the originals of an utterance are in order."""
    out: list[_Masked] = []
    utterance, shift = -1, 0
    for original in originals.originals:
        if original.utterance != utterance:
            utterance, shift = original.utterance, 0
        start = original.start + shift
        out.append(_Masked(utterance, start, start + len(original.text)))
        shift += len(original.text) - (original.end - original.start)
    return out


def _other(flag: str) -> str:
    found = PSEUDONYM.search(flag)
    return f" (perhaps {found[0]})" if found else ""


def _stands(utterances: Sequence[Utterance], at: _Masked) -> bool:
    """Whether the talk still reaches as far; it does not where somebody's words were taken out."""
    return at.utterance < len(utterances) and at.end <= len(utterances[at.utterance].text)


def _overlap(one: _Masked, other: _Masked) -> bool:
    return one.utterance == other.utterance and one.start < other.end and other.start < one.end


def _context(utterances: Sequence[Utterance], at: _Masked) -> str:
    text = utterances[at.utterance].text
    before, after = text[max(0, at.start - CONTEXT) : at.start], text[at.end : at.end + CONTEXT]
    return " ".join(f"{before}[[{text[at.start : at.end]}]]{after}".split())
