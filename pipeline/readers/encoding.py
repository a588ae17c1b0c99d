"""The bytes of a text file go in, its text with LF line ends comes out, with a note where the encoding is a guess."""

import codecs
import re
from dataclasses import dataclass

from data_schemas.errors import DocumentError

WESTERN = "cp1252"
MAX_ACCENTED = 0.25  # share of accented among all letters, beyond which Western European text is unlikely

_MARKS = (  # the longer mark first: UTF-32 little-endian begins as UTF-16 does
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ODD = re.compile(r"[a-zß-ÿ][À-ÞŠŒŽŸ]|[^\W\d_][¡-¤¦-©«¬®±-³µ-¿\xd7÷‰†‡\u02c6\u02dc\u2039\u203a][^\W\d_]|[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and what there is to say of how it was decoded."""

    text: str
    notes: tuple[str, ...] = ()


def decode(content: bytes) -> Decoded:
    """Decode by byte order mark, then as strict UTF-8, then by guess; DocumentError if it is no text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return Decoded(_strict(content[len(mark) :], encoding=_ordered(encoding, mark)))
    if b"\0" in content:
        raise DocumentError(
            "not a text: it holds NUL bytes (a binary file, or UTF-16 without its mark); save it as UTF-8 text"
        )
    try:
        return Decoded(_lines(content.decode("utf-8")))
    except UnicodeDecodeError:
        return _guess(content)


def _ordered(encoding: str, mark: bytes) -> str:
    return encoding if encoding == "utf-8" else f"{encoding}-{'le' if mark[0] == 0xFF else 'be'}"


def _strict(content: bytes, *, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"marked as {encoding}, but byte {error.start} is not; save the file again as UTF-8"
        ) from None
    if "\0" in text:
        raise DocumentError(f"not a text: marked as {encoding}, but it holds NUL characters; save it as UTF-8 text")
    return _lines(text)


def _guess(content: bytes) -> Decoded:
    encoding = WESTERN if _reads_as_western(content) else _normalizer_guess(content)
    note = f"not UTF-8: read as {encoding}, which is a guess; check accented letters, or save the file as UTF-8"
    return Decoded(_lines(content.decode(encoding)), (note,))


def _reads_as_western(content: bytes) -> bool:
    """Whether Windows' Western European code page gives plausible words; guessers prefer its rarer cousins."""
    try:
        text = content.decode(WESTERN)
    except UnicodeDecodeError:
        return False
    letters = sum(c.isalpha() for c in text)
    accented = sum(c.isalpha() and c > "\x7f" for c in text)
    controls = any(c < " " and c not in "\t\n\v\f\r\x1e\x1f" for c in text)
    return not controls and not _ODD.search(text) and letters > 0 and accented <= MAX_ACCENTED * letters


def _normalizer_guess(content: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(content).best()
    if best is None:
        raise DocumentError("not a text that can be read (a binary file, or a rare encoding); save it as UTF-8 text")
    return best.encoding


def _lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
