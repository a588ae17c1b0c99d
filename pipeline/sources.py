"""The input folder goes in, one `Source` per transcript file comes out; raw words stay in memory."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from data_schemas.errors import DocumentError
from data_schemas.records import Transcript
from pipeline.clean import clean
from pipeline.key import Key
from pipeline.readers import read_bytes
from pipeline.roster import Roster, Speaker

DOC_ID_SYMBOLS = 10  # base32 symbols: 50 bits, a collision among 50,000 files has a chance of one in a million
IGNORED = (".", "~$")  # what editors and systems leave beside transcripts


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of the archive: `file` is its path relative to the input folder, `digest` is keyed."""

    doc_id: str
    file: str
    path: Path
    digest: str
    size: int
    speakers: tuple[Speaker, ...]
    key: Key = field(repr=False)

    def transcript(self) -> Transcript:
        """Read and clean it; DocumentError if it cannot be read or has changed since the run began."""
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise DocumentError(f"cannot be read ({error.strerror}); check its permissions") from error
        if self.key.mac_bytes("file", content) != self.digest:
            raise DocumentError("it changed while the run was under way; run again")
        utterances, events = clean(read_bytes(content, name=self.path.name).utterances)
        return Transcript(doc_id=self.doc_id, utterances=utterances, events=events)


def scan(folder: Path, *, key: Key, roster: Roster) -> list[Source]:
    """Every file under the folder, sorted by doc_id; hidden and temporary files are passed over."""
    out = []
    for path in files_under(folder):
        file = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        out.append(
            Source(
                doc_id=key.code("document", file, symbols=DOC_ID_SYMBOLS),
                file=file,
                path=path,
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
