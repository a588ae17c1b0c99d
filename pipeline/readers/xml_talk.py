"""An XML file goes in, its talk comes out: its root element says what kind of transcript it is; other XML is refused."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element  # types; `parse_xml` parses

from data_schemas.errors import DocumentError
from pipeline.readers.eaf import read_eaf
from pipeline.readers.ohms import ohms_talk
from pipeline.readers.talk import Talk
from pipeline.readers.xml_captions import read_ttml, read_youtube
from pipeline.readers.xml_file import local, parse_xml
from pipeline.readers.xml_spoken import read_exmaralda, read_folker, read_talkbank, read_tei, read_transcriber

ROOTS: dict[str, Callable[[Element], Talk]] = {
    "ROOT": ohms_talk,
    "Trans": read_transcriber,
    "basic-transcription": read_exmaralda,
    "folker-transcription": read_folker,
    "TEI": read_tei,
    "TEI.2": read_tei,
    "teiCorpus": read_tei,
    "CHAT": read_talkbank,
    "tt": read_ttml,
    "transcript": read_youtube,
    "timedtext": read_youtube,
}
KNOWN = "ELAN, OHMS, Transcriber, EXMARaLDA, FOLKER, TEI, TalkBank and TTML captions"
_QUOTED = rb"(?:\"[^\"]*\"|'[^']*')"
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+[\w:.-]+(?:\s+(?:SYSTEM|PUBLIC\s+" + _QUOTED + rb")(?:\s+" + _QUOTED + rb")?)?\s*>"
)
_SEARCHED = 4096  # bytes at the start, in which a DOCTYPE stands


def looks_like_xml(text: str) -> bool:
    """Whether a text is XML, not HTML: a declaration, or an element with an attribute or nothing but a name."""
    start = text[:2000].lstrip("\ufeff \t\r\n")
    return (
        start.startswith("<?xml")
        or re.match(rf"<(?:\w+:)?(?:ANNOTATION_DOCUMENT|{'|'.join(ROOTS)})[\s>]", start) is not None
    )


def read_xml(content: bytes) -> Talk:
    """Read a transcript in XML; DocumentError where it is damaged, unsafe, empty or of another kind."""
    root = parse_xml(_without_doctype(content), kind="an XML file")
    name = local(root.tag)
    if name == "ANNOTATION_DOCUMENT":
        return read_eaf(content)
    if name not in ROOTS:
        shown = name if re.fullmatch(r"[\w.-]{1,40}", name) else "of an unusual name"
        raise DocumentError(
            f"an XML file that is no transcript known here (root element {shown}); known are {KNOWN}; "
            "export the transcript as text or Word"
        )
    talk = ROOTS[name](root)
    if not talk:
        raise DocumentError(f"an XML transcript without talk (root element {name}); check the export")
    return talk


def _without_doctype(content: bytes) -> bytes:
    """The file without a DOCTYPE that only names a DTD, as Transcriber writes; one that declares anything stays in."""
    head = _DOCTYPE.sub(lambda m: b"\n" * m[0].count(b"\n"), content[:_SEARCHED], count=1)
    return head + content[_SEARCHED:]
