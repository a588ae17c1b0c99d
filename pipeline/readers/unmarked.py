"""A line goes in; out comes the head it may begin with where only a blank parts label and text: `KIR text`."""

import re

from pipeline.readers.heads import Head, head_of
from pipeline.readers.openings import opening
from pipeline.readers.talk import Line
from pipeline.readers.vocabulary import STOP_WORDS

_BARE = re.compile(
    r"(?P<open>[^\W_](?:[^\W_]|[._/&-](?=[^\W_])){0,29}\.?)\s+(?P<rest>[\w\"'\u201c\u2018\u00ab(\[\u00bf\u00a1\u2026].*)\Z",
    re.DOTALL,
)
_PAIR = re.compile(
    r"(?P<open>[A-Z][\w'\u2019-]{1,20} [A-Z][\w'\u2019-]{0,20})\s+(?P<rest>[\w\"'\u201c\u2018\u00ab(\[\u00bf\u00a1\u2026].*)\Z",
    re.DOTALL,
)
_MIXED = re.compile(r"(?=\D*\d)(?=[^a-zA-Z]*[a-zA-Z])[a-zA-Z0-9._/&-]{2,30}")  # letters and digits, as no word has


def bare(line: Line) -> Head | None:
    """`KIR text`, `P.B. text`, `s01f text`: a code or one name and nothing but a blank after it."""
    return _unmarked(_BARE, line)


def pair(line: Line) -> Head | None:
    """`Ann Lee text`: two words in capitals and nothing but a blank after them."""
    return _unmarked(_PAIR, line)


def _unmarked(pattern: re.Pattern[str], line: Line) -> Head | None:
    text, before = opening(line)
    match = pattern.match(text)
    if match is None or match["open"].casefold() in STOP_WORDS:
        return None
    head = head_of(match["open"], rest=match["rest"], line=line, stamps=(before,))
    if head is not None or not _MIXED.fullmatch(match["open"]):
        return head
    return Head(label=match["open"], shape="code", rest=match["rest"], start_s=before.start_s if before else None)
