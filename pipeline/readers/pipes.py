"""A Markdown text goes in; the talk of its pipe table comes out, nothing if it has no table that names speakers."""

import re

from pipeline.readers.tables import cells_talk
from pipeline.readers.talk import Talk

HALF = 0.5  # share of lines in the table, from which it is the transcript and not a table beside one

_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*")
_BAR = re.compile(r"(?<!\\)\|")
_EMPHASIS = re.compile(r"\A(\*\*|__)(.*)\1\Z", re.DOTALL)


def pipe_table(text: str) -> Talk | None:
    """Read `| Speaker | Text |` and the rows below it."""
    if "|" not in text or "--" not in text:
        return None
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    piped = [row for row in rows if row.startswith("|") and row.endswith("|") and len(row) > 1]
    if len(piped) <= HALF * len(rows) or not any(_RULE.fullmatch(row) for row in piped[:2]):
        return None
    return cells_talk([[_cell(cell) for cell in _BAR.split(row[1:-1])] for row in piped if not _RULE.fullmatch(row)])


def _cell(text: str) -> str:
    plain = re.sub(r"<br ?/?>", "\n", text.strip(), flags=re.IGNORECASE).replace("\\|", "|")
    return _EMPHASIS.sub(r"\2", plain)
