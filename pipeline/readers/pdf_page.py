"""A page of an open PDF document goes in; its stretches of text come out, each with where it stands and whether it is bold.

The only room that speaks to the C library: every call here takes a page's text and the number of a character.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.readers.pdf_span import HYPHEN, Span, turned

MAX_CHARACTERS = 400_000  # on one page; a page of print has some four thousand
GAP = 1.2  # type sizes between two words, from which they stand in different columns or at a tab stop
MAX_NAME = 128  # bytes of the name of a face

_BOLD = ("bold", "black", "heavy", "demi")
_END_OF_LINE_HYPHENS = frozenset({0x02, 0xFFFE})  # as pdfium reports them
_BREAKS = frozenset({0x0A, 0x0D})
_DROPPED = frozenset({0x00, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFF})  # without width, or without meaning here


@dataclass(slots=True)
class _Word:
    """Characters between blanks: the numbers of the first and the last, and their text."""

    first: int
    last: int
    text: str
    ends_line: bool = False


class _Characters:
    """The characters of a page, asked for by number."""

    def __init__(self, text_page: Any) -> None:
        import pypdfium2.raw

        self._pdfium = pypdfium2.raw
        self._raw = text_page.raw
        self.count = min(text_page.count_chars(), MAX_CHARACTERS)

    def code(self, number: int) -> int:
        """A character's code point."""
        return int(self._pdfium.FPDFText_GetUnicode(self._raw, number))

    def turn(self, number: int) -> int:
        """By how many quarters of a circle a character is turned."""
        return round(math.degrees(self._pdfium.FPDFText_GetCharAngle(self._raw, number)) / 90) % 4

    def is_bold(self, number: int) -> bool:
        """Whether the name of a character's face says that it is bold."""
        name, flags = ctypes.create_string_buffer(MAX_NAME), ctypes.c_int()
        length = self._pdfium.FPDFText_GetFontInfo(self._raw, number, name, MAX_NAME, ctypes.byref(flags))
        return 0 < length <= MAX_NAME and any(mark in name.value.decode("latin-1").casefold() for mark in _BOLD)

    def box(self, word: _Word) -> Span | None:
        """Where a word stands; None if the document does not say so."""
        rect = self._pdfium.FS_RECTF()
        edges: list[float] = []
        for number in {word.first, word.last}:
            if not self._pdfium.FPDFText_GetLooseCharBox(self._raw, number, ctypes.byref(rect)):
                return None
            edges += (rect.left, rect.right, rect.bottom, rect.top)
        if not all(map(math.isfinite, edges)):
            return None
        lefts, rights, bottoms, tops = edges[0::4], edges[1::4], edges[2::4], edges[3::4]
        return Span(text=word.text, left=min(lefts), right=max(rights), bottom=min(bottoms), top=max(tops))

    def bold_of(self, word: _Word) -> int:
        """How many characters at the start of a word are bold; a colon after a bold label often is not."""
        if not self.is_bold(word.first):
            return 0
        return len(word.text) if self.is_bold(word.last) else max(1, len(word.text) - 1)


def page_spans(text_page: Any, *, frame: tuple[float, float, float, float]) -> list[Span]:
    """The stretches of text that stand upright on a page and inside its frame (left, bottom, right, top), as drawn."""
    characters = _Characters(text_page)
    found: list[tuple[int, Span]] = []
    line: list[_Word] = []
    for word in _words(characters):
        line.append(word)
        if word.ends_line:
            found += _line_spans(characters, line)
            line = []
    found += _line_spans(characters, line)
    inside = [(turn, span) for turn, span in found if _is_inside(span, frame)]
    turns = Counter(dict.fromkeys(range(4), 0))
    for turn, span in inside:
        turns[turn] += len(span.text)
    upright = turns.most_common(1)[0][0]
    return [turned(span, upright) for turn, span in inside if turn == upright]


def _is_inside(span: Span, frame: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = frame
    return left <= span.right and span.left <= right and bottom <= span.middle <= top


def _words(characters: _Characters) -> Iterator[_Word]:
    word: _Word | None = None
    for number in range(characters.count):
        code = characters.code(number)
        if code in _DROPPED:
            continue
        hyphen = code in _END_OF_LINE_HYPHENS
        character = HYPHEN if hyphen else "-" if code == 0xAD else chr(code) if code < 0x110000 else "\ufffd"
        if not character.isspace():
            word = word or _Word(number, number, "")
            word.text += character
            word.last = number
        if word is not None and (hyphen or character.isspace()):
            word.ends_line = hyphen or code in _BREAKS
            yield word
            word = None
    if word is not None:
        yield word


def _line_spans(characters: _Characters, words: list[_Word]) -> Iterator[tuple[int, Span]]:
    """The spans of one line as pdfium has it, cut at wide gaps and where it joined what stands at other heights."""
    now: Span | None = None
    turn = 0
    for word in words:
        box = characters.box(word)
        if box is None:
            continue
        if now is not None and _goes_on(now, box, turn=turn):
            now = _longer(now, box, bold=characters.bold_of(word) if now.bold == len(now.text) else 0)
            continue
        if now is not None:
            yield turn, now
        turn = characters.turn(word.first)
        now = replace(box, bold=characters.bold_of(word))
    if now is not None:
        yield turn, now


def _longer(now: Span, box: Span, *, bold: int) -> Span:
    """A span with the next word, so many characters of which go on with its bold start."""
    return Span(
        text=f"{now.text} {box.text}",
        left=min(now.left, box.left),
        right=max(now.right, box.right),
        bottom=min(now.bottom, box.bottom),
        top=max(now.top, box.top),
        bold=now.bold + 1 + bold if bold else now.bold,
    )


def _goes_on(now: Span, box: Span, *, turn: int) -> bool:
    """Whether a word stands on the same line, no wide gap before it."""
    if turn in (1, 3):
        return abs((now.left + now.right - box.left - box.right) / 2) < max(now.right - now.left, 1)
    size = max(min(now.size, box.size), 1.0)
    return abs(now.bottom - box.bottom) < size / 2 and -size < box.left - now.right < GAP * size
