"""The bytes and Unicode escapes of an RTF file go in, in order; the text they stand for comes out.

A character may be spread over several escaped bytes (East Asian code pages) or escapes (pairs of surrogates), and each
escape is followed by characters for old programs, which are passed over.
"""

from pipeline.readers.rtf_tokens import WESTERN, charset, code_page

_OLD_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_WESTERN_PAGE = 1252


class Characters:
    """Collects what stands for text; `take` gives it out."""

    def __init__(self) -> None:
        self._page = WESTERN
        self._charsets: dict[int, str] = {}
        self._text: list[str] = []
        self._raw = bytearray()
        self._literal = False
        self._units: list[int] = []
        self._to_skip = 0
        self._font = -1

    def set_page(self, word: str, number: int | None) -> None:
        """Set the document's code page, as `ansicpg`, `mac`, `pc` or `pca` say it."""
        self._page = _OLD_PAGES.get(word) or code_page(number or _WESTERN_PAGE)

    def set_font_page(self, font: int, *, word: str, number: int) -> None:
        """Set the code page of a font, as `fcharset` or `cpg` say it."""
        self._charsets[font] = charset(number, default=self._page) if word == "fcharset" else code_page(number)

    def add_bytes(self, raw: bytes, *, literal: bool) -> None:
        """Add bytes: `literal` ones stand in the file themselves, others are written in hexadecimal."""
        skipped = min(self._to_skip, len(raw))
        self._to_skip -= skipped
        if skipped < len(raw):
            self._end_units()
            self._raw += raw[skipped:]
            self._literal = self._literal or (literal and not raw.isascii())

    def add_unit(self, number: int, *, fallback: int) -> None:
        """Add a UTF-16 unit, after which that many characters repeat it for old programs."""
        self._end_bytes()
        self._units.append(number & 0xFFFF)
        self._to_skip = fallback

    def passes_over(self) -> bool:
        """Whether the next character only repeats a Unicode escape; it then counts as passed over."""
        passes = self._to_skip > 0
        self._to_skip -= passes
        return passes

    def take(self, *, font: int) -> str:
        """The text so far, written in this font; nothing remains to be passed over."""
        self._font = font
        self._end_bytes()
        self._end_units()
        self._to_skip = 0
        text = "".join(self._text)
        self._text.clear()
        return text

    def _end_bytes(self) -> None:
        if not self._raw:
            return
        raw, literal = bytes(self._raw), self._literal
        self._raw.clear()
        self._literal = False
        page = self._charsets.get(self._font, self._page)
        self._text.append((_utf8(raw) if literal else "") or raw.decode(page, "replace"))

    def _end_units(self) -> None:
        if self._units:
            pairs = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units = []
            self._text.append(pairs.decode("utf-16-le", "replace"))


def _utf8(raw: bytes) -> str:
    """Bytes as UTF-8, which some programs write against the rules; nothing if they are something else."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
