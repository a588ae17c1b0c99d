"""Any text goes in, text that XML and every program's counting of characters agree on comes out."""

import re

NAME_CHARACTERS = 100  # of a quote, as a selection's name: enough to check a position by
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BEYOND = re.compile("[\U00010000-\U0010ffff]")  # one code point, but two of NVivo's characters
_MOVES = re.compile("[\r\ufeff]")  # a line end of its own to some; a byte order mark, at the start of a file


def source_text(text: str) -> str:
    """The text of a file, as long as it was: what moves positions in some program is replaced one for one."""
    return _BEYOND.sub("\ufffd", _ILLEGAL.sub("\ufffd", _MOVES.sub(" ", text)))


def one_line(text: str) -> str:
    """A name: on one line, without what XML 1.0 does not allow."""
    return " ".join(source_text(text).split())


def prose(text: str) -> str:
    """A description or memo: lines are kept, and what XML 1.0 does not allow is replaced."""
    return source_text(text.replace("\r\n", "\n").replace("\r", "\n"))


def quote(text: str) -> str:
    """The beginning of a selection's text as its name, character for character; line ends are blanks."""
    return source_text(text[:NAME_CHARACTERS]).replace("\n", " ").replace("\t", " ")
