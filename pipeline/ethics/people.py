"""Pseudonymised transcripts go in; how many people stand in them under a pseudonym comes out."""

from collections import defaultdict
from dataclasses import dataclass

from data_schemas.records import DOCUMENT, Pseudonymised
from pipeline.ethics.found import reasons_of


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Pseudonyms of people: how many there are, how many link transcripts, how many mentions a person should look at."""

    pseudonyms: int
    speakers: int
    in_several_transcripts: int
    flagged: dict[str, int]


class PeopleCount:
    """Takes in one transcript after another; a speaker and a person spoken of under one pseudonym are one."""

    def __init__(self) -> None:
        self._where: dict[str, set[str]] = defaultdict(set)
        self._speakers: set[str] = set()
        self._flags: dict[str, set[str]] = defaultdict(set)

    def add(self, record: Pseudonymised) -> None:
        """Count the speakers of a transcript and the people whom it names."""
        speakers = {u.speaker.strip("[]") for u in record.utterances if u.speaker and u.speaker != DOCUMENT}
        self._speakers |= speakers
        named = [r for r in record.redactions if r.type == "PERSON"]
        for name in {*speakers, *(r.surrogate.strip("[]") for r in named)}:
            self._where[name].add(record.doc_id)
        for redaction in named:
            for reason in reasons_of(redaction.flag):
                self._flags[reason].add(redaction.surrogate)

    def people(self) -> People:
        """What was counted; `flagged` gives for each reason the number of pseudonyms."""
        return People(
            pseudonyms=len(self._where),
            speakers=len(self._speakers),
            in_several_transcripts=sum(len(places) > 1 for places in self._where.values()),
            flagged={flag: len(names) for flag, names in sorted(self._flags.items())},
        )
