"""The input folder goes in, one `Source` per transcript file comes out; raw words stay in memory."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from data_schemas.errors import DocumentError
from data_schemas.records import DOCUMENT, Transcript
from pipeline.clean import clean
from pipeline.key import Key
from pipeline.readers import Reading, as_document, read_bytes, transcripts_in
from pipeline.roster import Roster, Speaker

DOC_ID_SYMBOLS = 10  # base32 symbols: 50 bits, a collision among 50,000 files has a chance of one in a million
WITHIN = " > "  # between a file and the transcript in it
IGNORED = (".", "~$")  # what editors and systems leave beside transcripts


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One transcript of the archive: `file` is its path relative to the input folder, `digest` is keyed.

    Where a file holds several transcripts, `member` names one of them, and `file` is path and member.
    """

    doc_id: str
    file: str
    path: Path
    member: str
    digest: str
    size: int
    speakers: tuple[Speaker, ...]
    key: Key = field(repr=False)

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
        try:
            held = transcripts_in(self.path.read_bytes(), name=self.path.name)
        except OSError as error:
            raise DocumentError(f"cannot be read ({error.strerror}); check its permissions") from error
        content = dict(held).get(self.member, b"")
        if self.key.mac_bytes("file", content) != self.digest:
            raise DocumentError("it changed while the run was under way; run again")
        return read_bytes(content, name=self.member or self.path.name)


def scan(folder: Path, *, key: Key, roster: Roster) -> list[Source]:
    """Every transcript under the folder, sorted by doc_id; hidden and temporary files are passed over."""
    out = []
    for path in files_under(folder):
        for member, content in transcripts_in(path.read_bytes(), name=path.name):
            file = path.relative_to(folder).as_posix() + (f"{WITHIN}{member}" if member else "")
            out.append(
                Source(
                    doc_id=key.code("document", file, symbols=DOC_ID_SYMBOLS),
                    file=file,
                    path=path,
                    member=member,
                    digest=key.mac_bytes("file", content),
                    size=len(content),
                    speakers=roster.of_file(file),
                    key=key,
                )
            )
    return sorted(out, key=lambda s: s.doc_id)


def files_under(folder: Path) -> list[Path]:
    """Every file under the folder that could be a transcript, sorted by path."""
    out = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(IGNORED))
        out += [Path(place) / n for n in names if not n.startswith(IGNORED)]
    return sorted(out)
