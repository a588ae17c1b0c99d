"""The two passes over the sources: `Detect` finds names for the vault, `Pseudonymise` masks them everywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from data_schemas.errors import DocumentError
from data_schemas.records import Detected, Name
from pipeline.key import Key
from pipeline.pseudonymise.decided import Decided
from pipeline.pseudonymise.layers import detect
from pipeline.pseudonymise.levels import DEFAULT, Levels
from pipeline.pseudonymise.linking import elsewhere_of
from pipeline.pseudonymise.mask import pseudonymise
from pipeline.pseudonymise.shifting import weeks_of
from pipeline.pseudonymise.suspects import suspect_findings
from pipeline.pseudonymise.words import word_index
from pipeline.sources import Source
from pipeline.stage import PLACE, each
from pipeline.work import Paired


@dataclass(frozen=True, slots=True, kw_only=True)
class Detect:
    """Names and other identifiers of each transcript, and keyed digests of its words."""

    name: ClassVar[str] = "detect"
    version: ClassVar[str] = "3"
    title: ClassVar[str] = "Find names"
    model: str = field(metadata=PLACE)
    weights: str  # SHA-256 of the language model
    key: Key = field(metadata=PLACE, repr=False)

    def many(self, items: Sequence[Source]) -> Iterator[Detected | DocumentError]:
        """Read, clean and search each source."""
        return each(self.one, items)

    def one(self, source: Source) -> Detected:
        """Findings, names, word digests and suspects of one source."""
        transcript = source.transcript()
        findings, names = detect(transcript.utterances, speakers=source.speakers, model=self.model)
        words = word_index(transcript.utterances, key=self.key)
        suspects = suspect_findings(transcript.utterances, findings=findings, events=transcript.events)
        return Detected(doc_id=source.doc_id, findings=findings, names=names, words=words, suspects=suspects)


@dataclass(frozen=True, slots=True, kw_only=True)
class Masking:
    """A source with the names of the whole archive that may occur in it.

    `people` are full names that share their first or last word with it, `shared` lone names that other transcripts have,
    `decided` what a person decided that touches it.
    """

    source: Source
    names: tuple[Name, ...]
    people: tuple[Name, ...] = ()
    shared: tuple[str, ...] = ()
    decided: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonymise:
    """Every identifier replaced: the first form of a transcript that reaches the disk."""

    name: ClassVar[str] = "pseudonymise"
    version: ClassVar[str] = "2"
    title: ClassVar[str] = "Pseudonymise"
    levels: dict[str, str] = field(default_factory=DEFAULT.as_settings)  # by type of identifier
    shift_dates: bool = False
    key: Key = field(metadata=PLACE, repr=False)

    def many(self, items: Sequence[tuple[Masking, Detected]]) -> Iterator[Paired | DocumentError]:
        """Read, clean and mask each source."""
        return each(self.one, items)

    def one(self, item: tuple[Masking, Detected]) -> Paired:
        """The pseudonymised transcript, and for the vault the words it hides."""
        masking, detected = item
        source = masking.source
        record, originals = pseudonymise(
            source.transcript(),
            findings=detected.findings,
            names=masking.names,
            speakers=source.speakers,
            key=self.key,
            elsewhere=elsewhere_of((*masking.names, *masking.people), shared=masking.shared),
            levels=Levels(**self.levels),
            weeks=weeks_of(source.speakers, doc_id=source.doc_id, key=self.key) if self.shift_dates else 0,
            decided=masking.decided,
        )
        return Paired(record=record, secret=originals)
