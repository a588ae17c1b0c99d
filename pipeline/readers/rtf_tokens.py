"""The bytes of an RTF file go in; its tokens come out, and what its code pages, characters and destinations are."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

WESTERN = "cp1252"

Kind = Literal["open", "close", "word", "symbol", "byte", "text"]


@dataclass(frozen=True, slots=True)
class Token:
    """A brace, a control word with its number, a control symbol, a byte written in hexadecimal, or text."""

    kind: Kind
    text: str = ""
    number: int | None = None


_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<symbol>[^A-Za-z])"
    r"|(?P<open>\{)|(?P<close>\})|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)

_KINDS: dict[str, Kind] = {"text": "text", "byte": "byte", "symbol": "symbol", "open": "open", "close": "close"}

# Microsoft's charset numbers (RTF 1.9.1, `\fcharset`) as Python's codecs; 2 is for symbols.
_CHARSETS = {
    **dict.fromkeys((77, 80, 82, 87), "mac_roman"),
    **{78: "shift_jis", 79: "euc_kr", 81: "mac_greek", 83: "mac_turkish", 84: "cp1255", 85: "cp1256", 86: "mac_latin2"},
    **{89: "mac_cyrillic", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253"},
    **{162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874"},
    **{238: "cp1250", 254: "cp437", 255: "cp850"},
}
_PAGES = {65001: "utf-8", 10000: "mac_roman", 10029: "mac_latin2", 10007: "mac_cyrillic", 708: "iso8859_6"}

CHARACTERS = {
    **{"tab": "\t", "line": "\n", "lbr": "\n", "softline": "\n", "emdash": "\u2014", "endash": "\u2013"},
    **{"emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "\u2022", "lquote": "\u2018", "rquote": "\u2019"},
    **{"ldblquote": "\u201c", "rdblquote": "\u201d", "zwj": "\u200d", "zwnj": "\u200c"},
}
SYMBOLS = {"~": "\u00a0", "_": "-", "\\": "\\", "{": "{", "}": "}", "\t": "\t"}

_NO_TALK = """header headerl headerr headerf footer footerl footerr footerf footnote annotation info pict object
    colortbl filetbl listtable listoverridetable revtbl rsidtbl generator themedata datastore xmlnstbl bkmkstart bkmkend
    atnid atnauthor atnref atndate atntime atnicn atnparent atrfstart atrfend pntext listtext tc tcn xe rxe fldinst
    ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn nonshppict nonesttables shprslt private passwordhash template
    mmathPr latentstyles colorschememapping formfield datafield docvar userprops background panose falt
    fontemb fontfile blipuid picprop do nesttableprops"""
NO_TALK = frozenset(_NO_TALK.split())  # destinations whose text stands on no page, or is no talk


def tokens(content: bytes) -> Iterator[Token]:
    """The tokens in order, pictures stored as raw bytes left out."""
    text = content.decode("latin-1")
    position = 0
    while position < len(text):
        for match in _TOKEN.finditer(text, position):
            kind = match.lastgroup
            position = match.end()
            if kind in ("word", "number"):
                number = int(match["number"]) if match["number"] else None
                if match["word"] == "bin" and number:
                    position += max(0, number)
                    break
                yield Token("word", match["word"], number)
            elif kind is not None:
                yield Token(_KINDS[kind], match[kind])


def code_page(number: int) -> str:
    """Python's codec for a Windows code page; Western European where there is none."""
    return _known(_PAGES.get(number, f"cp{number}"))


def charset(number: int, *, default: str) -> str:
    """Python's codec for a font's charset number; 1 stands for the document's own."""
    return default if number == 1 else _known(_CHARSETS.get(number, WESTERN))


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return WESTERN
