"""The input folder goes in, one `Source` per transcript file comes out; raw words stay in memory."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from data_schemas.errors import DocumentError
from data_schemas.records import DOCUMENT, WITHDRAWN, Transcript, Utterance
from pipeline.clean import clean, clean_label
from pipeline.forgotten import NONE_WITHHELD, NOTHING, Withheld, label_mark, person_mark
from pipeline.key import Key
from pipeline.pseudonymise.linking import person_key
from pipeline.pseudonymise.roster_names import name_words, natural
from pipeline.readers import Reading, as_document, read_bytes, transcripts_in
from pipeline.roster import Roster, Speaker

DOC_ID_SYMBOLS = 10  # base32 symbols: 50 bits, a collision among 50,000 files has a chance of one in a million
WITHIN = " > "  # between a file and the transcript in it
IGNORED = (".", "~$")  # what editors and systems leave beside transcripts
INTERVIEWER = "interviewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One transcript of the archive: `file` is its path relative to the input folder, `digest` is keyed.

    Where a file holds several transcripts, `member` names one of them, and `file` is path and member. One that is
    `forgotten` is not read at all; of others, the turns of labels that are `withheld` are not.
    """

    doc_id: str
    file: str
    path: Path
    member: str
    digest: str
    size: int
    speakers: tuple[Speaker, ...]
    key: Key = field(repr=False)
    forgotten: bool = False
    withheld: Withheld = NONE_WITHHELD

    @property
    def is_document(self) -> bool:
        """Whether the roster calls it a written document, all of it one voice."""
        return any(speaker.role_group == DOCUMENT for speaker in self.speakers)

    def transcript(self) -> Transcript:
        """Read and clean it; DocumentError if it cannot be read or has changed since the run began."""
        said = self.reading().utterances
        utterances, events = clean(as_document(said) if self.is_document else said)
        return Transcript(doc_id=self.doc_id, utterances=utterances, events=events)

    def reading(self) -> Reading:
        """The file as read, with what there is to say of it; DocumentError as for `transcript`."""
        if self.forgotten:
            raise DocumentError("it was forgotten, so it is not read; delete the file")
        try:
            held = transcripts_in(self.path.read_bytes(), name=self.path.name)
        except OSError as error:
            raise DocumentError(f"cannot be read ({error.strerror}); check its permissions") from error
        content = dict(held).get(self.member, b"")
        if self.key.mac_bytes("file", content) != self.digest:
            raise DocumentError("it changed while the run was under way; run again")
        return self._without_withheld(read_bytes(content, name=self.member or self.path.name))

    def _without_withheld(self, found: Reading) -> Reading:
        if not self.withheld.labels and not self.withheld.persons:
            return found
        gone = {u.speaker for u in found.utterances if self._is_withheld(clean_label(u.speaker) or "")}
        kept = (
            Utterance(speaker=WITHDRAWN, start_s=u.start_s, end_s=u.end_s, text=WITHDRAWN) if u.speaker in gone else u
            for u in found.utterances
        )
        stated = {label: role for label, role in found.stated.items() if label not in gone}
        return replace(found, utterances=tuple(kept), stated=stated)

    def _is_withheld(self, label: str) -> bool:
        """By the label in this file, or because it is the full name of somebody who was forgotten everywhere."""
        marks = {label_mark(scope, label, key=self.key) for scope in (self.doc_id, self.digest)}
        full_name = len(name_words(label)) > 1
        return not marks.isdisjoint(self.withheld.labels) or (
            full_name and person_mark(person_key(natural(label)), key=self.key) in self.withheld.persons
        )


def scan(folder: Path, *, key: Key, roster: Roster) -> list[Source]:
    """Every transcript under the folder that may be read, sorted by doc_id; hidden and temporary files are passed over."""
    return reading_of(survey(folder, key=key, roster=roster))


def reading_of(sources: Sequence[Source]) -> list[Source]:
    """Those that may be read."""
    return [source for source in sources if not source.forgotten]


def passed_over(folder: Path, *, key: Key, roster: Roster) -> list[Source]:
    """Forgotten transcripts that still lie in the folder."""
    if roster.forgotten == NOTHING:
        return []
    return [source for source in survey(folder, key=key, roster=roster) if source.forgotten]


def survey(folder: Path, *, key: Key, roster: Roster) -> list[Source]:
    """Every transcript under the folder, those that were forgotten too, sorted by doc_id."""
    out = []
    for path in files_under(folder):
        for member, content in transcripts_in(path.read_bytes(), name=path.name):
            file = path.relative_to(folder).as_posix() + (f"{WITHIN}{member}" if member else "")
            source = Source(
                doc_id=document_id(file, key=key),
                file=file,
                path=path,
                member=member,
                digest=key.mac_bytes("file", content),
                size=len(content),
                speakers=roster.of_file(file),
                key=key,
            )
            out.append(_honouring(source, roster=roster))
    return sorted(out, key=lambda s: s.doc_id)


def document_id(file: str, *, key: Key) -> str:
    """The id of a transcript by its path relative to the input folder."""
    return key.code("document", file, symbols=DOC_ID_SYMBOLS)


def files_under(folder: Path) -> list[Path]:
    """Every file under the folder that could be a transcript, sorted by path."""
    out = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(IGNORED))
        out += [Path(place) / n for n in names if not n.startswith(IGNORED)]
    return sorted(out)


def _honouring(source: Source, *, roster: Roster) -> Source:
    """The source as tombstones leave it: forgotten, with labels withheld, or as it was."""
    forgotten, key = roster.forgotten, source.key
    if not (forgotten.documents or forgotten.labels or forgotten.persons):
        return source
    people = [p for p in forgotten.people if p.doc_id in (source.doc_id, source.digest)]
    known = {s.label for s in source.speakers}
    speakers = (
        *source.speakers,
        *(Speaker(file=source.file, label=p.label, person=p.person) for p in people if p.label not in known),
    )
    by_person = {s.label for s in speakers if person_mark(person_key(s.person), key=key) in forgotten.persons}
    marks = {s.label: [label_mark(at, s.label, key=key) for at in (source.doc_id, source.digest)] for s in speakers}
    by_label = {label for label, own in marks.items() if not set(own).isdisjoint(forgotten.labels)}
    others = [s for s in speakers if s.role_group != INTERVIEWER and s.label not in by_person | by_label]
    alone = bool(by_person) and not by_label and not others  # a new interview with nobody else in it
    withheld = Withheld(
        labels=frozenset(mark for label in by_person | by_label for mark in marks[label]),
        persons=frozenset(forgotten.persons),
    )
    whole = alone or not {source.doc_id, source.digest}.isdisjoint(forgotten.documents)
    return replace(source, speakers=speakers, withheld=withheld, forgotten=whole)
