"""A file's bytes go in, the name of its format comes out; what cannot be read is refused by name."""

import re
from collections.abc import Callable

from data_schemas.errors import DocumentError
from pipeline.readers.chat import looks_like_chat
from pipeline.readers.delimited import looks_like_csv_talk
from pipeline.readers.eaf import looks_like_eaf
from pipeline.readers.encoding import decode
from pipeline.readers.guard import check_size, check_zip
from pipeline.readers.html_page import looks_like_html, looks_like_mhtml
from pipeline.readers.json_file import looks_like_json_talk
from pipeline.readers.odt import looks_like_flat_odt, looks_like_odt
from pipeline.readers.ohms import looks_like_ohms
from pipeline.readers.pdf import looks_like_pdf
from pipeline.readers.qdpx import looks_like_qdpx
from pipeline.readers.rtf import looks_like_rtf
from pipeline.readers.text import is_markdown
from pipeline.readers.textgrid import BINARY, looks_like_textgrid
from pipeline.readers.workbook import looks_like_xlsx
from pipeline.readers.xml_talk import looks_like_xml

SUPPORTED = (
    "supported are plain text, Markdown, Word (.docx), OpenDocument (.odt), RTF, PDF, web pages, Excel (.xlsx), CSV, WebVTT, "
    "SubRip, speech-to-text JSON, ELAN, Praat TextGrid, CHAT, OHMS and REFI-QDA (.qdpx)"
)

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Word .doc or Excel .xls, or an Office file with a password",
        "save it as .docx or .xlsx",
    ),
    (b"\x1f\x8b", "a gzip archive", "unpack it"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it"),
    (b"Rar!\x1a", "a RAR archive", "unpack it"),
    (b"ID3\x03", "a sound recording", "transcribe it first"),
    (b"ID3\x04", "a sound recording", "transcribe it first"),
    (b"OggS\0", "a sound recording", "transcribe it first"),
    (b"fLaC\0", "a sound recording", "transcribe it first"),
    (b"\x1aE\xdf\xa3", "a video recording", "transcribe it first"),
    (b"\x89PNG", "a picture", "export the transcript as text"),
    (b"\xff\xd8\xff", "a picture", "export the transcript as text"),
    (b"GIF87a", "a picture", "export the transcript as text"),
    (b"GIF89a", "a picture", "export the transcript as text"),
    (b"\x7fELF", "a program", "choose the transcript itself"),
    (b"SQLite format 3", "a database", "export the transcript as text"),
)
_ARROW = r"\d{1,3}:\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?[ \t]*-{1,2}>[ \t]*\d{1,3}:\d{1,2}:\d{1,2}"
_SRT = re.compile(rf"\s*(?:\d+[ \t]*\n[ \t]*)?{_ARROW}[^\n]*(?:\n|\Z)")
_SRT_INDEXED = re.compile(rf"^[ \t]*\d+[ \t]*\n[ \t]*{_ARROW}", re.MULTILINE)
_RIFF = (b"WAVE", b"AVI ", b"WEBP")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_WORD = re.compile(r"word/document\d*\.xml")


def format_of(content: bytes, *, name: str) -> str:
    """The format by content; the name decides only between plain text and Markdown."""
    check_size(content)
    if content.startswith(_ZIP):
        return _zip_format(content)
    for looks, format_name in _BINARY:
        if looks(content):
            return format_name
    _refuse_binary(content)
    text = decode(content).text
    if not text.strip():
        raise DocumentError("the file holds nothing but blanks; expected a transcript; export it again")
    for looks_like, format_name in _TEXT:
        if looks_like(text):
            return format_name
    return "md" if name.lower().endswith((".md", ".markdown")) or is_markdown(text) else "txt"


def refusal(kind: str, advice: str) -> DocumentError:
    """The error for a file of a kind that is not read."""
    return DocumentError(f"{kind} cannot be read; {SUPPORTED}; {advice}")


def _zip_format(content: bytes) -> str:
    members = check_zip(content)
    if any(_WORD.fullmatch(member) for member in members):
        return "docx"
    for looks, format_name in _PACKED:
        if looks(members):
            return format_name
    if "ppt/presentation.xml" in members:
        raise refusal("a PowerPoint file", "copy the transcript into a Word or text file")
    raise refusal("a zip archive that is no document", "unpack it and read the transcripts inside")


def _refuse_binary(content: bytes) -> None:
    if (content[:2] == b"\0\0" and content[4:8] == b"ftyp") or (content[:4] == b"RIFF" and content[8:12] in _RIFF):
        raise refusal("a sound or video recording", "transcribe it first")
    for magic, kind, advice in _MAGIC:
        if content.startswith(magic):
            raise refusal(kind, advice)


def _looks_like_vtt(text: str) -> bool:
    return text.lstrip().startswith("WEBVTT")


def _looks_like_srt(text: str) -> bool:
    return _SRT.match(text) is not None and _SRT_INDEXED.search(text) is not None


def _looks_like_binary_textgrid(content: bytes) -> bool:
    return content.startswith(BINARY)


_BINARY: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (_looks_like_binary_textgrid, "textgrid"),
    (looks_like_pdf, "pdf"),
    (looks_like_rtf, "rtf"),
    (looks_like_mhtml, "html"),
)
_PACKED: tuple[tuple[Callable[[frozenset[str]], bool], str], ...] = (
    (looks_like_qdpx, "qdpx"),
    (looks_like_xlsx, "xlsx"),
    (looks_like_odt, "odt"),
)
_TEXT: tuple[tuple[Callable[[str], bool], str], ...] = (  # the surest first
    (_looks_like_vtt, "vtt"),
    (_looks_like_srt, "srt"),
    (looks_like_chat, "cha"),
    (looks_like_textgrid, "textgrid"),
    (looks_like_eaf, "eaf"),
    (looks_like_ohms, "ohms"),
    (looks_like_flat_odt, "odt"),
    (looks_like_html, "html"),
    (looks_like_xml, "xml"),
    (looks_like_json_talk, "json"),
    (looks_like_csv_talk, "csv"),
)
