"""A main line of CHAT goes in as it is written; its words come out as they were said, marks in the house's brackets.

What stays: repetitions, false starts, fillers, pauses such as `(.)`, spacing. What goes: codes, scopes, overlaps, pitch.
After MacWhinney, Tools for Analyzing Talk, Part 1: The CHAT Transcription Format (2024).
"""

import re

from pipeline.readers.marks import kind_of
from pipeline.readers.talk import squeeze

_SYMBOLS = "⌈⌉⌊⌋↑↓↗↘⇗⇘→↻∙\u204e⁑≠≈≋≡∞∆∇°▁▔☺♋⁇∬∮∲§∾⤇⤆ꜛꜜˈˌ"


def _misread(symbol: str) -> str:
    """A symbol as a program shows it that takes UTF-8 for the Windows code page."""
    return "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in symbol.encode("utf-8")
    )


_SYMBOL = re.compile(
    "↫[^↫\\s]*↫|" + "|".join(f"{re.escape(form)}\\d?" for s in _SYMBOLS for form in (_misread(s), s) if form != "Â°")
)
_SIDE = re.compile(r"\[=! ?([^\[\]]{0,200})\]|&=([\w:{}$^'-]+)")
_CODE = re.compile(r"\[(?:[:=?!*+\-/<>^#%$@\"`&][^\[\]]*|x ?\d+|[a-z])\]|&[{}][ln]=[^\s<>]+")
_OTHER = re.compile(r"&\*[^\s:&]{1,40}:([^\s<>.?!]+)")
_PARTIAL = re.compile(r"&\+([^\s<>.,?!]+)")
_FILLER = re.compile(r"(?<!\S)(<*)&[-~]?(?=\w)")
_ENDS: tuple[tuple[str, str], ...] = (  # the longer form first
    ("+//?", "-?"), ("+//.", "-"), ("+/?", "-?"), ("+/.", "-"), ("+..?", "...?"), ("+...", "..."), ("+!?", "!?"),
    ('+"/.', "."), ('+".', "."), ("+.", "."),
)  # fmt: skip
_LINKER = re.compile(r"(?<!\S)\+(?:\"/?|[\^<,+]|(?=\s|\Z))")
_OMITTED = re.compile(r"(?<![\w(.])0(?:[^\W\d]\S*|(?=[\s.!?]|\Z))")
_FORM = re.compile(r"(?<=[\w'\u2019)])@[a-z][\w:$&+*-]*")
_LEFT_OUT = re.compile(r"\(([^\W\d][\w'\u2019]*)\)(?=\w)|(?<=\w)\((['\u2019]?[^\W\d][\w'\u2019]*)\)")
_LENGTHENED = re.compile(r"(?<=[^\W\d_]):+|(?<=\w)[\^~](?=\w)")
_UNTRANSCRIBED = re.compile(r"(?<![\w\[])(xxx?|yyy?|www)(?![\w\]])", re.IGNORECASE)
_PAUSE = re.compile(r"\([\d.:]+\)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


def said(text: str) -> str:
    """The words of a main line without its bullets; empty where nothing was said."""
    text = _SIDE.sub(lambda m: f" {_mark(m[1] or m[2] or '')} ", _CONTROL.sub("", text))
    text = _OTHER.sub(lambda m: f"[{m[1].replace('_', ' ').strip(':')}]", _CODE.sub("", text))
    for end, plain in _ENDS:
        text = text.replace(end, plain)
    text = _FILLER.sub(r"\1", _PARTIAL.sub(r"\1-", text))
    text = _LINKER.sub("", _SYMBOL.sub("", text)).replace("<", "").replace(">", "")
    text = text.replace("‡", ",").replace("„", ",")
    text = _FORM.sub("", _OMITTED.sub("", text))
    text = _LENGTHENED.sub("", _LEFT_OUT.sub(lambda m: m[1] or m[2], text))
    text = re.sub(r"(?<=\w)\+(?=\w)", "-", re.sub(r"(?<=\w)_(?=\w)", " ", text))
    text = squeeze(_UNTRANSCRIBED.sub(r"[\1]", text))
    return text if any(c.isalnum() for c in _PAUSE.sub("", text)) else ""


def _mark(inside: str) -> str:
    """What was heard beside the words: in round brackets where its words say so, such as `(laughs)`; else in square."""
    plain = squeeze(re.sub(r"[:_^{}$]", " ", inside))
    if not plain:
        return ""
    return f"({plain})" if kind_of(plain, form="round") else f"[{plain}]"
