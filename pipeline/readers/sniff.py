"""A file's bytes go in, the name of its format comes out; what cannot be read is refused by name."""

import json
import re

from data_schemas.errors import DocumentError
from pipeline.readers.encoding import decode
from pipeline.readers.guard import check_size, check_zip
from pipeline.readers.text import is_markdown

SUPPORTED = "supported are plain text (.txt), Markdown (.md), Word (.docx), WebVTT (.vtt) and SubRip (.srt)"

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "an RTF document", "save it as .docx"),
    (b"\xd0\xcf\x11\xe0", "an old Word .doc, or a Word file with a password", "save it as .docx without a password"),
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
_TEXT_KINDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"@(?:UTF8|Begin)\b"), "a CHAT transcript (.cha)"),
    (re.compile(r"File type = \"ooTextFile"), "a Praat TextGrid"),
    (re.compile(r"<(?:\?xml|!doctype|!--|html|[A-Za-z][\w:-]*\s+[\w:-]+=)", re.IGNORECASE), "an XML or HTML file"),
)
_ARROW = r"\d{1,3}:\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?[ \t]*-{1,2}>[ \t]*\d{1,3}:\d{1,2}:\d{1,2}"
_SRT = re.compile(rf"\s*(?:\d+[ \t]*\n[ \t]*)?{_ARROW}[^\n]*(?:\n|\Z)")
_SRT_INDEXED = re.compile(rf"^[ \t]*\d+[ \t]*\n[ \t]*{_ARROW}", re.MULTILINE)
_RIFF = (b"WAVE", b"AVI ", b"WEBP")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OFFICE = (("xl/workbook.xml", "an Excel workbook"), ("ppt/presentation.xml", "a PowerPoint file"))


def format_of(content: bytes, *, name: str) -> str:
    """The format by content; the name decides only between plain text and Markdown."""
    check_size(content)
    if content.startswith(_ZIP):
        return _zip_format(content)
    _refuse_binary(content)
    text = decode(content).text
    if not text.strip():
        raise DocumentError("the file holds nothing but blanks; expected a transcript; export it again")
    return _text_format(text, name=name)


def refusal(kind: str, advice: str) -> DocumentError:
    """The error for a file of a kind that is not read."""
    return DocumentError(f"{kind} cannot be read; {SUPPORTED}; {advice}")


def _zip_format(content: bytes) -> str:
    members = check_zip(content)
    if "word/document.xml" in members or any(re.fullmatch(r"word/document\d*\.xml", m) for m in members):
        return "docx"
    for member, kind in _OFFICE:
        if member in members:
            raise refusal(kind, "copy the transcript into a Word or text file")
    if "content.xml" in members:
        raise refusal("an OpenDocument file", "save it as .docx")
    raise refusal("a zip archive that is no Word file", "unpack it and read the transcripts inside")


def _refuse_binary(content: bytes) -> None:
    if b"%PDF-" in content[:1024]:
        raise refusal("a PDF document", "export the transcript as .docx or .txt")
    if (content[:2] == b"\0\0" and content[4:8] == b"ftyp") or (content[:4] == b"RIFF" and content[8:12] in _RIFF):
        raise refusal("a sound or video recording", "transcribe it first")
    for magic, kind, advice in _MAGIC:
        if content.startswith(magic):
            raise refusal(kind, advice)


def _text_format(text: str, *, name: str) -> str:
    start = text.lstrip()
    if start.startswith("WEBVTT"):
        return "vtt"
    if _SRT.match(text) and _SRT_INDEXED.search(text):
        return "srt"
    for pattern, kind in _TEXT_KINDS:
        if pattern.match(start):
            raise refusal(kind, "export the transcript as .docx, .txt or .vtt")
    if start[0] in "{[" and _is_json(start):
        raise refusal("a JSON file", "export the transcript as .docx, .txt or .vtt")
    if _is_table(start):
        raise refusal("a table as text (CSV or TSV)", "copy it into a Word table with columns Speaker and Content")
    return "md" if name.lower().endswith((".md", ".markdown")) or is_markdown(text) else "txt"


def _is_json(text: str) -> bool:
    """Whether a text, or its first line, is JSON."""
    for part in (text, text.split("\n", 1)[0]):
        try:
            json.loads(part)
        except (ValueError, RecursionError):
            continue
        return True
    return False


def _is_table(text: str) -> bool:
    titles = [t.strip(' "').casefold() for t in re.split(r"[,;\t]", text.split("\n", 1)[0])]
    return len(titles) > 1 and "speaker" in titles and any(t in titles for t in ("text", "content", "transcript"))
