"""Raw bytes go in; they come back unharmed, or DocumentError says why no library may open them.

Sizes are judged by what the archive declares, before anything is unpacked; `zipfile` never unpacks more than that.
"""

import io
import re
import zipfile
import zlib

from data_schemas.errors import DocumentError

MEBIBYTE = 2**20
MAX_FILE = 64 * MEBIBYTE  # bytes; a day of transcribed talk is below 1 MiB
MAX_MEMBERS = 4096  # a Word file has about twenty, one more for every picture
MAX_UNPACKED = 256 * MEBIBYTE  # bytes, all members together
MAX_RATIO = 150  # unpacked : packed; Word's own XML stays below 40
RATIO_FROM = MEBIBYTE  # bytes unpacked, below which a ratio harms nobody
BLOCK = MEBIBYTE  # bytes unpacked at a time

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']+)""")
_SAFE_ENCODINGS = frozenset({b"utf-8", b"utf-16", b"us-ascii"})
_PLAIN_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def check_size(content: bytes) -> None:
    """Refuse an empty file and one beyond `MAX_FILE`."""
    if not content:
        raise DocumentError("the file is empty; expected a transcript; export it again")
    if len(content) > MAX_FILE:
        raise DocumentError(
            f"the file has {len(content) // MEBIBYTE} MiB, expected at most {MAX_FILE // MEBIBYTE}; "
            "remove pictures and recordings from it, or split it"
        )


def check_zip(content: bytes) -> frozenset[str]:
    """The names of a zip archive's members, once its sizes, methods and XML declarations are found harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_members(members, packed=len(content))
            for member in members:
                if not member.filename.lower().startswith("word/media/"):
                    _check_markup(archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise DocumentError(f"a damaged zip archive ({type(error).__name__}); copy or export the file again") from None
    return frozenset(member.filename for member in members)


def _check_members(members: list[zipfile.ZipInfo], *, packed: int) -> None:
    if len(members) > MAX_MEMBERS:
        raise DocumentError(f"a zip archive of {len(members)} members, expected at most {MAX_MEMBERS}; not opened")
    if len({member.filename for member in members}) != len(members):
        raise DocumentError("a zip archive with two members of one name; save the file again in its own program")
    if sum(member.compress_size for member in members) > packed:
        raise DocumentError("a zip archive whose members overlap (a zip bomb); not opened")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise DocumentError(
            f"a zip archive that unpacks beyond {MAX_UNPACKED // MEBIBYTE} MiB (a zip bomb); not opened"
        )
    for member in members:
        if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * member.compress_size:
            raise DocumentError(f"a zip archive that unpacks more than {MAX_RATIO}-fold (a zip bomb); not opened")
        if member.flag_bits & 0x1:
            raise DocumentError("a zip archive with a password; save the file without one")
        if member.compress_type not in _PLAIN_METHODS:
            raise DocumentError("a zip archive packed in an unusual way; save the file again in its own program")


def _check_markup(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    tail, first = b"", True
    is_xml = member.filename.lower().endswith((".xml", ".rels"))
    with archive.open(member) as stream:
        while block := stream.read(BLOCK):
            plain = block.replace(b"\0", b"")  # UTF-16 reads as ASCII without its zeros
            if first and is_xml:
                _check_xml_start(plain)
            if _DECLARATION.search(tail + plain):
                raise DocumentError("XML with a DOCTYPE or an entity inside (an entity bomb); not opened")
            tail, first = plain[-16:], False


def _check_xml_start(plain: bytes) -> None:
    start = plain[:256].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    declared = _ENCODING.match(start)
    if start[:1] != b"<" or (declared and declared[1].lower() not in _SAFE_ENCODINGS):
        raise DocumentError("XML in an unusual encoding inside; save the file again in its own program")
