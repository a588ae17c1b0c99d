"""An OpenDocument text goes in, its talk comes out: paragraphs and tables in order; of a spreadsheet, its first transcript.

The XML is read directly: odfdo, the library for it, gives text without saying what is bold, hidden or deleted.
"""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element  # the type; `parse_xml` parses

from data_schemas.errors import DocumentError
from pipeline.readers.blocks import blocks_talk
from pipeline.readers.delimited import no_talk
from pipeline.readers.guard import check_zip
from pipeline.readers.odf_xml import Styles, count_notes, document_blocks, sheet_cells
from pipeline.readers.tables import cells_talk, unlabelled_talk
from pipeline.readers.talk import Talk, count_of
from pipeline.readers.xml_file import children, local, parse_xml

KIND = "an OpenDocument file"
_ZIP = b"PK"


def read_odt(content: bytes) -> Talk:
    """Read an OpenDocument file, zipped or flat; DocumentError where it is damaged or protected."""
    roots = _roots(content)
    styles = Styles(roots)
    for part in (part for root in roots for body in children(root, "body") for part in body):
        if local(part.tag) == "text":
            talk = blocks_talk(document_blocks(part, styles))
            noted = count_notes(part)
            notes = [f"{count_of(noted, 'footnote')} left out"] if noted else []
            return talk.noting(after=notes)
        if local(part.tag) == "spreadsheet":
            return _sheets_talk([sheet_cells(table) for table in children(part, "table")])
    raise DocumentError(f"{KIND} without text; expected a text document or a spreadsheet; save it as .odt or .docx")


def looks_like_odt(members: frozenset[str]) -> bool:
    """Whether a zip archive with these members is an OpenDocument file."""
    return "content.xml" in members and not members.isdisjoint({"mimetype", "META-INF/manifest.xml"})


def looks_like_flat_odt(text: str) -> bool:
    """Whether a text begins as an OpenDocument file in a single XML file does."""
    return "<office:document" in text[:2000]


def _roots(content: bytes) -> list[Element]:
    """The root of the body's XML, and that of the styles' if it stands in a file of its own."""
    if not content.startswith(_ZIP):
        return [parse_xml(content, kind=KIND)]
    members = check_zip(content)
    if "content.xml" not in members:
        raise DocumentError(f"{KIND} without content.xml; save it again in its own program")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if b"encryption-data" in (
                archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in members else b""
            ):
                raise DocumentError(f"{KIND} with a password; save it without one")
            parts = [archive.read(name) for name in ("content.xml", "styles.xml") if name in members]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise DocumentError(f"{KIND} that is damaged ({type(error).__name__}); save it again") from None
    return [parse_xml(part, kind=KIND) for part in parts if part]


def _sheets_talk(sheets: list[list[list[str]]]) -> Talk:
    for read in (cells_talk, unlabelled_talk):
        for sheet in sheets:
            if (talk := read(sheet)) is not None:
                return talk
    raise DocumentError(f"a spreadsheet without a transcript: {no_talk(max(sheets, key=len, default=[]))}")
