"""An XML file goes in, its talk comes out: its root element says what kind of transcript it is, or its elements show it."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element  # types; `parse_xml` parses

from data_schemas.errors import DocumentError
from pipeline.readers.eaf import read_eaf
from pipeline.readers.ohms import ohms_talk
from pipeline.readers.talk import Talk
from pipeline.readers.xml_captions import read_ttml, read_youtube
from pipeline.readers.xml_file import local, parse_xml
from pipeline.readers.xml_people import single_text
from pipeline.readers.xml_repeated import repeated_talk
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
KNOWN = "ELAN, OHMS, Transcriber, EXMARaLDA, FOLKER, TEI, TalkBank, TTML captions and turns with a speaker"
_QUOTED = rb"(?:\"[^\"]*\"|'[^']*')"
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+[\w:.-]+(?:\s+(?:SYSTEM|PUBLIC\s+" + _QUOTED + rb")(?:\s+" + _QUOTED + rb")?)?\s*>"
)
_KNOWN_ROOT = re.compile(rf"<(?:\w+:)?(?:ANNOTATION_DOCUMENT|{'|'.join(ROOTS)})[\s>]")
_ROOT = re.compile(r"(?:<!--.*?-->\s*)*<([A-Za-z][\w:.-]*)[\s>]", re.DOTALL)
_SPOKEN = re.compile(r"<[\w:.-]+\s[^<>]*\b(?:speaker\w*|who|participant)\s*=|<(?:\w+:)?(?:speaker|who)>", re.IGNORECASE)
SEARCHED = 4096  # bytes at the start, in which a DOCTYPE stands


def looks_like_xml(text: str) -> bool:
    """Whether a text is XML, not HTML: a declaration, a root element known here, or one whose elements name speakers."""
    start = text[:SEARCHED].lstrip("\ufeff \t\r\n")
    if start.startswith("<?xml") or _KNOWN_ROOT.match(start):
        return True
    root = _ROOT.match(start)
    return root is not None and text.rstrip().endswith(f"</{root[1]}>") and _SPOKEN.search(start) is not None


def read_xml(content: bytes) -> Talk:
    """Read a transcript in XML; DocumentError where it is damaged, unsafe, empty or of another kind."""
    root = parse_xml(_without_doctype(content), kind="an XML file")
    name = local(root.tag)
    if name == "ANNOTATION_DOCUMENT":
        return read_eaf(content)
    known = ROOTS[name](root) if name in ROOTS and name != "ROOT" else None
    talk = known or (ohms_talk(root) if name == "ROOT" else repeated_talk(root) or single_text(root))
    if talk:
        return talk
    if name not in ROOTS:
        shown = name if re.fullmatch(r"[\w.-]{1,40}", name) else "of an unusual name"
        raise DocumentError(
            f"an XML file that is no transcript known here (root element {shown}); known are {KNOWN}; "
            "export the transcript as text or Word"
        )
    raise DocumentError(f"an XML transcript without talk (root element {name}); check the export")


def _without_doctype(content: bytes) -> bytes:
    """The file without a DOCTYPE that only names a DTD, as Transcriber writes; one that declares anything stays in."""
    head = _DOCTYPE.sub(lambda m: b"\n" * m[0].count(b"\n"), content[:SEARCHED], count=1)
    return head + content[SEARCHED:]
