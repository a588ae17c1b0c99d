"""Sightings of the whole archive go in, one suspect for each text comes out: how often, where, why, how risky."""

from collections import Counter
from dataclasses import dataclass, field

from pipeline.pseudonymise.decided import Form, form_of
from pipeline.review.sightings import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """One text to decide on, raw, for the vault only; `layers` are those that masked it, none where it was left."""

    form: Form
    text: str
    type: str
    risk: float
    why: str
    layers: tuple[str, ...]
    times: int
    documents: tuple[str, ...]
    context: str


@dataclass(slots=True)
class Gathered:
    """What has been seen of one text so far; the same whatever the order of transcripts."""

    texts: Counter[str] = field(default_factory=Counter)
    types: Counter[tuple[float, str]] = field(default_factory=Counter)
    layers: set[str] = field(default_factory=set)
    documents: Counter[str] = field(default_factory=Counter)
    first: tuple[float, str, tuple[int, int], str, str] | None = None

    def add(self, sighting: Sighting, *, document: str) -> None:
        """One more place."""
        self.texts[sighting.text] += 1
        self.types[-sighting.risk, sighting.type] += 1
        self.layers.update(sighting.layers)
        self.documents[document] += 1
        place = (-sighting.risk, document, sighting.place, sighting.why, sighting.context)
        self.first = place if self.first is None else min(self.first, place)


@dataclass(slots=True)
class Gatherer:
    """All that is suspect in an archive, by the form of its text."""

    by_form: dict[Form, Gathered] = field(default_factory=dict)

    def add(self, sighting: Sighting, *, document: str) -> None:
        """One more place; a text without words is nothing to decide on."""
        form = form_of(sighting.text)
        if form.words:
            self.by_form.setdefault(form, Gathered()).add(sighting, document=document)

    def suspects(self) -> list[Suspect]:
        """One for each text: reason, type and context of its riskiest place."""
        return [_suspect(form, seen) for form, seen in self.by_form.items()]


def _suspect(form: Form, seen: Gathered) -> Suspect:
    risk, _, _, why, context = seen.first or (0.0, "", (0, 0), "", "")
    of_riskiest = {kind: times for (at, kind), times in seen.types.items() if at == risk}
    return Suspect(
        form=form,
        text=_most_frequent(seen.texts),
        type=_most_frequent(of_riskiest),
        risk=-risk,
        why=why,
        layers=tuple(sorted(seen.layers)),
        times=seen.texts.total(),
        documents=tuple(sorted(seen.documents)),
        context=context,
    )


def _most_frequent(counts: "Counter[str] | dict[str, int]") -> str:
    return min(counts, key=lambda text: (-counts[text], text))
