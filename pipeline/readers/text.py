"""A text or Markdown file goes in, its talk comes out."""

import re

from pipeline.readers.encoding import decode
from pipeline.readers.numbering import unnumbered
from pipeline.readers.pipes import pipe_table
from pipeline.readers.prose import talk_of
from pipeline.readers.talk import Line, Talk, count_of

SPACED = 0.3  # blank lines for each filled one, from which blank lines are what ends paragraphs
WRAPPED = 110  # characters; where no line is longer, line ends within a paragraph are the writer's margin

_FRONT = re.compile(r"\A---[ \t]*\n(?=(?:[^\n]*\n)*?[\w -]+:)(?P<head>(?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t#]*\Z")
_BOLD = re.compile(r"(\*\*\*|___|\*\*|__|\*|_(?=\S)|<(?P<tag>b|strong)>)(?P<inner>[^*_<>\n]{1,80})(?:</(?P=tag)>|\1)")
_QUOTED = re.compile(r"(?:>[ \t]?)+")
_BULLET = re.compile(r"[-*+][ \t]+(?=\S)")
_LINKED_TIME = re.compile(r"\A(\[[\d:.]+\])\(\S{1,500}\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()<>#+\-.!|~:])")


def read_text(content: bytes) -> Talk:
    """Read plain text: labels, times and paragraphs as they are written."""
    return _read(content)


def read_markdown(content: bytes) -> Talk:
    """Read Markdown: front matter and headings are no talk, bold labels are labels, escapes are undone."""
    return _read(content)


def is_markdown(text: str) -> bool:
    """Whether a text shows Markdown: front matter, headings with `##`, or lines that begin in bold."""
    return (
        _FRONT.match(text) is not None
        or re.search(r"^(?:##{0,5} \w|(?:[-*+>] +)?(?:[\[(]?[\d:.]+[\])]? +)?\*\*[^*\n]+\*\*)", text, re.MULTILINE)
        is not None
    )


def _read(content: bytes) -> Talk:
    decoded = decode(content)
    notes = list(decoded.notes)
    text = decoded.text
    if front := _FRONT.match(text):
        notes.append(f"front matter of {count_of(front['head'].count(chr(10)), 'line')} left out")
        text = text[front.end() :]
    marked = is_markdown(decoded.text)
    talk = pipe_table(text) or talk_of(lines_of(text, markdown=marked))
    return talk.noting(before=notes)


def lines_of(text: str, *, markdown: bool) -> list[Line]:
    """A text as lines; a blank line ends a paragraph, or each line does if lines are long and blank ones rare."""
    raw = unnumbered(text.replace("\f", "\n").split("\n"))
    filled = sum(bool(row.strip()) for row in raw)
    long_lines = max(map(len, raw)) > WRAPPED and len(raw) - filled < SPACED * filled
    lines, block = [], 0
    for row in raw:
        if not row.strip():
            block += 1
            continue
        line = _markdown_line(row, block) if markdown else Line(text=row, block=block)
        lines.append(line)
        block += line.heading or long_lines
    return lines


def _markdown_line(row: str, block: int) -> Line:
    row = _QUOTED.sub("", row.strip(), count=1) if row.lstrip().startswith(">") else row.strip()
    if match := _HEADING.match(row):
        inner = _BOLD.match(match[1])
        return Line(text=_plain(inner["inner"] if inner else match[1]), block=block, heading=True)
    row = _BULLET.sub("", row, count=1) if _BULLET.match(row) else row
    row = _LINKED_TIME.sub(r"\1", row, count=1)
    stamp = re.match(r"(?:[\[(]?[\d:.]+[\])]?[ \t]+)?", row)
    lead = stamp[0] if stamp else ""
    if marked := _BOLD.match(row[len(lead) :]):
        name = _plain(marked["inner"])
        rest = row[len(lead) + marked.end() :]
        return Line(text=lead + name + _plain(rest), block=block, bold=len(lead + name))
    return Line(text=_plain(row), block=block)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).rstrip("\\")
