"""A document or a person as the user names them goes in; what is to be forgotten comes out, document by document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from data_schemas.errors import ConfigError
from data_schemas.records import WITHDRAWN, Originals
from pipeline.bench import Workbench
from pipeline.csv_file import read_csv
from pipeline.forgotten import person_mark
from pipeline.pseudonymise.linking import person_key, pseudonym
from pipeline.pseudonymise.roster_names import name_words, natural
from pipeline.roster import Speaker
from pipeline.safe_names import read_names
from pipeline.sources import INTERVIEWER, document_id, survey

DOCUMENT, PERSON = "document", "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What of one document is forgotten: all of it, or the turns of some labels; `file` may be unknown."""

    doc_id: str
    file: str
    whole: bool
    labels: tuple[str, ...]
    speakers: tuple[Speaker, ...]

    def holds(self, label: str) -> bool:
        """Whether what this label says is forgotten."""
        return self.whole or label in self.labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is to be forgotten; `persons` are known by these keys across the archive, none where a document was named."""

    parts: tuple[Part, ...]
    persons: tuple[str, ...] = ()

    @property
    def documents(self) -> frozenset[str]:
        """The ids of all documents that are touched."""
        return frozenset(part.doc_id for part in self.parts)

    def part_of(self, doc_id: str) -> Part | None:
        """What of this document is forgotten."""
        return next((part for part in self.parts if part.doc_id == doc_id), None)


def find(bench: Workbench, who: str, *, kind: str | None) -> Target:
    """Look a name up among documents and persons; ConfigError if there is none, or one of either kind."""
    files = files_by_id(bench)
    names = read_names(bench.project.files)
    cast = speakers_by_id(bench, files)
    documents = [d for d in sorted({*files, *cast}) if who in (d, files.get(d), names.get(files.get(d, "")))]
    persons = _persons(who, cast=cast, bench=bench)
    if kind is None and documents and persons:
        raise ConfigError(f"{who!r} names a document and a person; add `--as document` or `--as person`")
    if documents and kind != PERSON:
        return Target(parts=tuple(_whole(d, files=files, cast=cast) for d in documents))
    if persons and kind != DOCUMENT:
        parts = (_part(d, persons=persons, files=files, cast=cast) for d in sorted(cast))
        return Target(parts=tuple(p for p in parts if p is not None), persons=tuple(persons))
    if person_mark(person_key(natural(who)), key=bench.key) in bench.roster.forgotten.persons:
        raise ConfigError("this person was forgotten already; nothing of theirs is read")
    raise ConfigError(
        f"no document and no person {who!r} in this project; documents stand in files.csv (doc_id or name), persons in "
        "speakers.csv (person or display_name), and outputs show pseudonyms such as [Name K7Q2M4]"
    )


def files_by_id(bench: Workbench) -> dict[str, str]:
    """The file of every document that lies in the input folder or is listed in files.csv."""
    found = {s.doc_id: s.file for s in survey(bench.project.input, key=bench.key, roster=bench.roster)}
    if bench.project.files.exists():
        listed = (row.get("file", "") for _, row in read_csv(bench.project.files).rows)
        found |= {document_id(file, key=bench.key): file for file in listed if file}
    return found


def speakers_by_id(bench: Workbench, files: dict[str, str]) -> dict[str, tuple[Speaker, ...]]:
    """Who speaks in every document: the roster's rows, and labels of stored transcripts that it does not list."""
    cast = {doc_id: list(bench.roster.of_file(file)) for doc_id, file in files.items()}
    for doc_id, labels in _stored_labels(bench):
        own = cast.setdefault(doc_id, [])
        known, file = {s.label for s in own}, files.get(doc_id, doc_id)
        for label in sorted(set(labels) - known):
            person = natural(label) if name_words(label) else f"{file}#{label}"
            own.append(Speaker(file=file, label=label, person=person))
    return {doc_id: tuple(speakers) for doc_id, speakers in cast.items()}


def _stored_labels(bench: Workbench) -> Iterator[tuple[str, Sequence[str]]]:
    secrets = bench.pseudonymise.secrets
    if secrets is not None:
        for row, record in secrets.records(secrets.rows()):
            if isinstance(record, Originals):
                yield row.doc_id, record.labels


def _persons(who: str, *, cast: dict[str, tuple[Speaker, ...]], bench: Workbench) -> list[str]:
    """The keys of the persons meant; ConfigError where a display name is that of several."""
    everybody = [s for speakers in cast.values() for s in speakers if s.label != WITHDRAWN]
    named = {person_key(s.person) for s in everybody if _is_named(s, who, bench=bench)}
    shown = {person_key(s.person) for s in everybody if who and s.display_name.casefold() == who.casefold()}
    if not named and len(shown) > 1:
        raise ConfigError(
            f"{len(shown)} persons have the display name {who!r}; name one by their `person` in speakers.csv or by a "
            "pseudonym"
        )
    return sorted(named or shown)


def _is_named(speaker: Speaker, who: str, *, bench: Workbench) -> bool:
    shown = pseudonym("PERSON", person_key(speaker.person), key=bench.key)
    named = who.casefold() == speaker.person.casefold()
    alike = bool(name_words(who)) and name_words(speaker.person) == name_words(who)
    alike = alike or (len(name_words(who)) > 1 and name_words(speaker.label) == name_words(who))
    return named or alike or who in (shown, shown.strip("[]"), shown.strip("[]").split()[-1])


def _whole(doc_id: str, *, files: dict[str, str], cast: dict[str, tuple[Speaker, ...]]) -> Part:
    speakers = cast.get(doc_id, ())
    labels = tuple(s.label for s in speakers)
    return Part(doc_id=doc_id, file=files.get(doc_id, ""), whole=True, labels=labels, speakers=speakers)


def _part(
    doc_id: str, *, persons: Sequence[str], files: dict[str, str], cast: dict[str, tuple[Speaker, ...]]
) -> Part | None:
    """All of a document in which nobody else is interviewed, else this person's turns."""
    theirs = tuple(s for s in cast[doc_id] if person_key(s.person) in persons)
    if not theirs:
        return None
    others = [s for s in cast[doc_id] if s not in theirs and s.role_group != INTERVIEWER and s.label != WITHDRAWN]
    part = replace(_whole(doc_id, files=files, cast=cast), speakers=theirs, labels=tuple(s.label for s in theirs))
    return replace(part, whole=not others)
