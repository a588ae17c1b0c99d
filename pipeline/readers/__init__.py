"""A transcript's bytes go in, its utterances come out, with notes on how it was read. Content decides the format."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data_schemas.errors import DocumentError
from data_schemas.records import Utterance
from pipeline.readers.docx import read_docx
from pipeline.readers.guard import MAX_FILE
from pipeline.readers.sniff import format_of
from pipeline.readers.srt import read_srt
from pipeline.readers.talk import Talk
from pipeline.readers.text import read_markdown, read_text
from pipeline.readers.vtt import read_vtt

READERS: dict[str, Callable[[bytes], list[Utterance]]] = {
    "txt": read_text,
    "md": read_markdown,
    "docx": read_docx,
    "vtt": read_vtt,
    "srt": read_srt,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read: its format, its utterances in order, and notes that quote nothing of it."""

    format: str
    utterances: tuple[Utterance, ...]
    notes: tuple[str, ...]


def read_file(path: Path) -> Reading:
    """Read one transcript; DocumentError where it cannot be read or holds no talk."""
    try:
        with path.open("rb") as handle:
            content = handle.read(MAX_FILE + 1)
    except OSError as error:
        raise DocumentError(f"the file cannot be opened ({error.strerror}); check that it is there and yours") from None
    return read_bytes(content, name=path.name)


def read_bytes(content: bytes, *, name: str) -> Reading:
    """Read a transcript's bytes; DocumentError where they cannot be read or hold no talk."""
    format_name = format_of(content, name=name)
    utterances = READERS[format_name](content)
    if not any(c.isalnum() for u in utterances for c in u.text):
        raise DocumentError(
            "no talk in the file: only titles, headings or marks; expected paragraphs of speech; check the export"
        )
    notes = utterances.notes if isinstance(utterances, Talk) else ()
    return Reading(format=format_name, utterances=tuple(utterances), notes=notes)
