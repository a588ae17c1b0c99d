"""The tokens of an RTF file go in one by one; what stands on its page comes out, with what is bold.

Follows the Rich Text Format Specification 1.9.1 (Microsoft 2008): properties belong to groups, and text in
destinations such as headers, footnotes and pictures is skipped, as is deleted and hidden text.
"""

from dataclasses import dataclass, replace

from data_schemas.errors import DocumentError
from pipeline.readers.blocks import Block
from pipeline.readers.rtf_page import STRUCTURE, Page
from pipeline.readers.rtf_text import Characters
from pipeline.readers.rtf_tokens import CHARACTERS, NO_TALK, SYMBOLS, Token

MAX_DEPTH = 1000  # groups inside one another; Word writes fewer than 50
SOFT, HARD = 1, 2  # skipped but for shape text and Unicode twins inside; skipped with all that is inside
_BREAKS = ("\n", "\r")


@dataclass(frozen=True, slots=True)
class _Group:
    """The properties of the text in a group; `place` is body, fonts, styles or box."""

    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    skipped: int = 0
    font: int = -1
    fallback: int = 1  # characters after `\\u` that repeat it for old programs
    place: str = "body"
    style: int = 0


class Reader:
    """Takes tokens and keeps what is on the page; `finish` gives the blocks."""

    def __init__(self) -> None:
        self.page = Page()
        self.footnotes = 0
        self._group = _Group()
        self._outer: list[_Group] = []
        self._characters = Characters()
        self._style_name = ""
        self._starred = False

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return len(self._outer)

    def take(self, token: Token) -> None:
        """Take the next token."""
        if token.kind == "text":
            self._characters.add_bytes(token.text.encode("latin-1"), literal=True)
        elif token.kind == "byte":
            self._characters.add_bytes(bytes.fromhex(token.text), literal=False)
        elif token.kind == "open":
            self._open()
        elif token.kind == "close":
            self._close()
        elif token.kind == "symbol":
            self._take_symbol(token.text)
        else:
            self._take_word(token.text, token.number)

    def finish(self) -> list[Block]:
        """The blocks of the document, the last paragraph and table ended."""
        self._flush()
        return self.page.finish()

    def _open(self) -> None:
        self._flush()
        self._outer.append(self._group)
        if len(self._outer) > MAX_DEPTH:
            raise DocumentError(f"an RTF file with more than {MAX_DEPTH} groups inside one another; save it as .docx")

    def _close(self) -> None:
        self._flush()
        inner = self._group
        self._group = self._outer.pop() if self._outer else _Group()
        if inner.place == "styles" and self._style_name:
            self._name_style(inner.style)
        if inner.place == "box" and self._group.place != "box":
            self.page.leave_box()

    def _name_style(self, style: int) -> None:
        name = self._style_name.split(";")[0].strip().casefold()
        self._style_name = ""
        if name.startswith(("heading", "title", "subtitle")):
            self.page.headings.add(style)

    def _take_symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in _BREAKS:
            self._take_word("par", None)
        elif symbol in SYMBOLS and not self._characters.passes_over():
            self._flush()
            self._add(SYMBOLS[symbol])

    def _take_word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word == "u" and number is not None:
            self._characters.add_unit(number, fallback=self._group.fallback)
            return
        if word in CHARACTERS and self._characters.passes_over():
            return
        self._flush()
        if word in CHARACTERS:
            self._add(CHARACTERS[word])
        elif not self._destination(word, starred=starred) and not self._structure(word):
            self._property(word, number)

    def _destination(self, word: str, *, starred: bool) -> bool:
        """Enter a destination, the text of which is skipped, or read apart; whether the word was one."""
        group = self._group
        if word == "footnote":
            self.footnotes += group.skipped == 0
        if word in ("fonttbl", "stylesheet"):
            self._group = replace(group, place="fonts" if word == "fonttbl" else "styles")
        elif word in ("upr", "shpinst"):
            self._group = replace(group, skipped=max(group.skipped, SOFT))
        elif word in ("ud", "shptxt") and group.skipped < HARD:
            self._group = replace(group, skipped=0, place="box" if word == "shptxt" else group.place)
            if word == "shptxt" and group.place != "box":
                self.page.enter_box()
        elif word in NO_TALK or (starred and group.place == "body"):
            self._group = replace(group, skipped=HARD)
        else:
            return False
        return True

    def _structure(self, word: str) -> bool:
        """End a paragraph, a cell or a row; whether the word does so."""
        ends = word in STRUCTURE
        if ends and not self._group.skipped and self._group.place in ("body", "box"):
            self.page.structure(word)
        return ends

    def _property(self, word: str, number: int | None) -> None:
        on = number != 0
        group = self._group
        if word in ("b", "v", "deleted"):
            self._group = replace(
                group,
                bold=on if word == "b" else group.bold,
                hidden=on if word == "v" else group.hidden,
                deleted=on if word == "deleted" else group.deleted,
            )
        elif word == "plain":
            self._group = replace(group, bold=False, hidden=False, deleted=False)
        elif word in ("f", "uc") and number is not None:
            self._group = replace(group, font=number) if word == "f" else replace(group, fallback=max(0, number))
        elif word in ("fcharset", "cpg") and group.place == "fonts" and number is not None:
            self._characters.set_font_page(group.font, word=word, number=number)
        elif word in ("ansicpg", "mac", "pc", "pca"):
            self._characters.set_page(word, number)
        elif group.place == "styles":
            self._group = replace(group, style=number or 0) if word in ("s", "cs", "ts", "ds") else group
        elif not group.skipped:
            self.page.paragraph_property(word, number)

    def _flush(self) -> None:
        if text := self._characters.take(font=self._group.font):
            self._add(text)

    def _add(self, text: str) -> None:
        group = self._group
        if group.place == "styles":
            self._style_name += text
        elif group.place != "fonts" and not (group.skipped or group.hidden or group.deleted):
            self.page.add(text, bold=group.bold)
