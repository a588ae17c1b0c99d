"""The tiers of speech of an annotation file go in, its talk comes out, in order of the times at which utterances start."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from data_schemas.records import Utterance
from pipeline.readers.prose import talk_of
from pipeline.readers.talk import Line, Talk, count_of
from pipeline.readers.tier_choice import speaker_at, who_tier
from pipeline.readers.tiers import Annotation, Tier, utterances_of


def talk_of_tiers(chosen: Sequence[Tier], *, tiers: Sequence[Tier], labels: Sequence[str]) -> Talk:
    """The talk of the chosen tiers, with a note on how many others hold something."""
    who = who_tier(tiers, chosen=chosen[0]) if len(chosen) == 1 else None
    if who is not None:
        talk = merged(_by_speaker(chosen[0], who))
    elif len(chosen) == 1:
        talk = _single(labels[0], chosen[0])
    else:
        talk = merged(zip(labels, chosen, strict=True))
    left = sum(any(text.strip() for text in tier.texts) for tier in tiers) - len(chosen)
    kinds = "codes, notes, translations, or the same words again"
    notes = [f"{count_of(left, 'tier')} left out: {kinds}"] if left > 0 else []
    return Talk(talk, notes=[*notes, *talk.notes], labelled=True)


def merged(tiers: Iterable[tuple[str | None, Tier]]) -> Talk:
    """The talk of labelled tiers, in order of time; what has no time follows what stands before it in its tier."""
    found: list[tuple[float, Utterance]] = []
    for label, tier in tiers:
        last = 0.0
        for a in utterances_of(tier):
            last = next((time for time in (a.start_s, a.end_s) if time is not None), last)
            found.append((last, Utterance(speaker=label, start_s=a.start_s, end_s=a.end_s, text=a.text)))
    found.sort(key=lambda pair: pair[0])
    return Talk([utterance for _, utterance in found], labelled=True)


def _single(label: str, tier: Tier) -> Talk:
    """The talk of the only tier: if its annotations begin with labels (`I: And then?`), these name the speakers."""
    said = merged([(label, tier)])
    lines = [Line(text=u.text, block=n, start_s=u.start_s, end_s=u.end_s) for n, u in enumerate(said)]
    talk = talk_of(lines, cues=True)
    return talk if talk.labelled else said


def _by_speaker(tier: Tier, who: Tier) -> list[tuple[str | None, Tier]]:
    starts = [annotation.start_s or 0.0 for annotation in who.annotations]
    said: dict[str | None, list[Annotation]] = {}
    for annotation in tier.annotations:
        said.setdefault(speaker_at(annotation, who=who, starts=starts), []).append(annotation)
    return [(speaker, replace(tier, annotations=tuple(found))) for speaker, found in said.items()]
