"""An RTF document goes in, its talk comes out: paragraphs and tables in order, with what is bold and what is a heading.

Read by a tokenizer of our own: striprtf loses bold labels, keeps deleted and hidden text, and joins cells by pipes.
"""

from pipeline.readers.blocks import blocks_talk
from pipeline.readers.guard import check_size
from pipeline.readers.rtf_document import Reader
from pipeline.readers.rtf_tokens import tokens
from pipeline.readers.talk import Talk, count_of

_START = b"{\\rtf"


def read_rtf(content: bytes) -> Talk:
    """Read an RTF document; DocumentError where groups lie too deep in one another."""
    check_size(content)
    reader = Reader()
    for token in tokens(content):
        reader.take(token)
    talk = blocks_talk(reader.finish())
    notes = []
    if reader.footnotes:
        notes.append(f"{count_of(reader.footnotes, 'footnote')} left out")
    if reader.depth:
        notes.append("the file ends before its last group does: it may be cut off")
    return talk.noting(after=notes)


def looks_like_rtf(content: bytes) -> bool:
    """Whether a file begins as RTF does, a byte order mark or blanks before it aside."""
    return content[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_START)
