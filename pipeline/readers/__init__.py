"""A transcript's bytes go in, its utterances come out, with notes on how it was read. Content decides the format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data_schemas.errors import DocumentError
from data_schemas.records import DOCUMENT, Utterance
from pipeline.readers.chat import read_chat
from pipeline.readers.delimited import read_csv_talk
from pipeline.readers.docx import read_docx
from pipeline.readers.eaf import read_eaf
from pipeline.readers.guard import MAX_FILE
from pipeline.readers.html_page import read_html
from pipeline.readers.json_file import read_json
from pipeline.readers.odt import read_odt
from pipeline.readers.ohms import read_ohms
from pipeline.readers.pdf import read_pdf
from pipeline.readers.qdpx import qdpx_sources, read_qdpx
from pipeline.readers.rtf import read_rtf
from pipeline.readers.sniff import format_of
from pipeline.readers.srt import read_srt
from pipeline.readers.talk import Talk
from pipeline.readers.text import read_markdown, read_text
from pipeline.readers.textgrid import read_textgrid
from pipeline.readers.vtt import read_vtt
from pipeline.readers.workbook import read_xlsx
from pipeline.readers.xml_talk import read_xml

READERS: dict[str, Callable[[bytes], list[Utterance]]] = {
    "txt": read_text,
    "md": read_markdown,
    "docx": read_docx,
    "odt": read_odt,
    "rtf": read_rtf,
    "html": read_html,
    "pdf": read_pdf,
    "csv": read_csv_talk,
    "xlsx": read_xlsx,
    "vtt": read_vtt,
    "srt": read_srt,
    "json": read_json,
    "eaf": read_eaf,
    "textgrid": read_textgrid,
    "cha": read_chat,
    "ohms": read_ohms,
    "xml": read_xml,
    "qdpx": lambda content: read_qdpx(content, read=_inside),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read: its format, its utterances in order, and notes that quote nothing of it.

    `stated` is what the file itself says of who stands behind a label, such as CHAT's participants or a cast list;
    `confidence` in 0..1 says how sure the labels are, None where the format itself states who speaks.
    """

    format: str
    utterances: tuple[Utterance, ...]
    notes: tuple[str, ...]
    stated: Mapping[str, str] = field(default_factory=dict)
    confidence: float | None = None


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
    try:
        utterances = READERS[format_name](content)
    except (ArithmeticError, RecursionError) as error:
        raise DocumentError(
            f"numbers or nesting beyond any transcript ({type(error).__name__}); expected a transcript; export it again"
        ) from None
    if not any(c.isalnum() for u in utterances for c in u.text):
        raise DocumentError(
            "no talk in the file: only titles, headings or marks; expected paragraphs of speech; check the export"
        )
    talk = utterances if isinstance(utterances, Talk) else Talk(utterances)
    return Reading(
        format=format_name, utterances=tuple(talk), notes=talk.notes, stated=talk.stated, confidence=talk.confidence
    )


def transcripts_in(content: bytes, *, name: str) -> list[tuple[str, bytes]]:
    """The transcripts that one file holds, by name: those of a REFI-QDA project, else the file itself, without a name."""
    if not content.startswith(b"PK"):
        return [("", content)]
    try:
        found = qdpx_sources(content) if format_of(content, name=name) == "qdpx" else []
    except DocumentError:
        found = []  # reading it will say why
    return found or [("", content)]


def _inside(content: bytes) -> Talk:
    """A text of a project; a project within a project is not opened."""
    format_name = format_of(content, name="")
    if format_name == "qdpx":
        raise DocumentError("a project inside a project; unpack it and read the transcripts inside")
    talk = READERS[format_name](content)
    return talk if isinstance(talk, Talk) else Talk(talk)


def as_document(utterances: Sequence[Utterance]) -> list[Utterance]:
    """The paragraphs of a written document: what was taken for a speaker's label stands before its text again."""
    return [
        Utterance(speaker=DOCUMENT, start_s=None, end_s=None, text=f"{u.speaker}: {u.text}" if u.speaker else u.text)
        for u in utterances
    ]
