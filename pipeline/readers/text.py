"""A text or Markdown file goes in, its talk comes out."""

import re
from itertools import islice

from pipeline.readers.encoding import decode
from pipeline.readers.numbering import unnumbered
from pipeline.readers.pipes import pipe_table
from pipeline.readers.prose import talk_of
from pipeline.readers.shapes import MAX_LABEL
from pipeline.readers.talk import Line, Talk, count_of
from pipeline.readers.timestamps import STAMP, is_only_time

SPACED = 0.3  # blank lines for each filled one, from which blank lines are what ends paragraphs
MARKED = 2  # labels in mark-up, from which a text without other mark-up is Markdown
WRAPPED = 110  # characters; where no line is longer, line ends within a paragraph are the writer's margin

_FRONT = re.compile(r"\A---[ \t]*\n(?=(?:[^\n]*\n)*?[\w -]+:)(?P<head>(?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t#]*\Z")
_SPAN = re.compile(
    r"(?P<mark>\*{1,3}|_{1,3}|`{1,2}|<(?P<tag>b|strong|em|i|u|span|font|mark)(?:\s[^<>\n]{0,120})?>)(?=[^\s_*`]|(?<=\*)_|(?<=_)\*{1,2}[^\s*])"
    r"(?P<inner>[^*`<>\n]{1,80}?|(?:\*{1,2}|__?)[^*`<>\n]{1,80}?(?:\*{1,2}|__?))(?(tag)</(?P=tag)>|(?P=mark)(?![*`])(?:(?<!_)|(?!\w)))",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"{STAMP}[ \t,|\u2013\u2014-]*|[ \t|\u2013\u2014]+|-[ \t]+|\d{{1,4}}[.)][ \t]+", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>\n]{0,120}>", re.IGNORECASE)
_LABELS = re.compile(  # a marked label and its colon, with a time before, within, between or not at all
    rf"^(?:[-*+>][ ]+)?(?:[*_`]{{0,3}}{STAMP}[*_`]{{0,3}}(?:\(\S{{1,300}}\))?[ ]+)?"
    rf"(?:(?P<mark>\*{{1,3}}|_{{1,3}}|`)(?:{STAMP}[ ]+)?[^\s*_:`][^*:`\n]{{0,60}}?(?:[ ]+{STAMP})?"
    rf"(?::(?P=mark)|(?P=mark)[ ]*(?:{STAMP}[ ]*)?:)"
    rf"|<(?P<tag>b|strong|em|i|u|span|font)(?:\s[^<>\n]{{0,120}})?>[^<>:\n]{{1,60}}:?</(?P=tag)>"
    r"|\[[^\[\]\n]{1,60}\]\(https?:[^\s()]{1,300}\))",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTED = re.compile(r"(?:>[ \t]?)+")
_BULLET = re.compile(r"[-*+][ \t]+(?=\S)")
_LINKED_TIME = re.compile(r"(\[[\d:.,hms ]{3,16}\])\([^\s()]{1,500}\)")
_LINKED_NAME = re.compile(r"\A([*_]{0,3})\[([^\[\]\n]{1,60})\]\([^\s()]{1,500}\)")
_COMMENT = re.compile(r"<!--[^<>]{0,2000}-->")
_NO_WORDS = re.compile(  # pictures, footnotes and ways through a site
    r"\s*(?:!\[[^\[\]]{0,300}\]\([^()]{0,500}\)|<(?:img|hr|br|a|iframe|audio|video|div|p)\b[^<>]{0,1000}>(?:</\w{1,8}>)?|</\w{1,8}>"
    r"|\[\^[^\[\]]{1,20}\]:.{0,1000}|(?:\[(?:back to|previous|next|home|top|watch|listen|download|source|view|play"
    r"|subscribe|index)\b[^\[\]]{0,100}\]\([^()]{0,500}\)[\s|\u00b7-]*)+)\s*",
    re.IGNORECASE,
)
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
        or re.search(r"^(?:##{0,5} \S|(?:[-*+>] +)?(?:[\[(]?[\d:.]+[\])]? +)?\*\*[^*\n]+\*\*)", text, re.MULTILINE)
        is not None
        or len(list(islice(_LABELS.finditer(text), MARKED))) == MARKED
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
    text = _COMMENT.sub("", text) if markdown else text
    raw = unnumbered(text.replace("\f", "\n").split("\n"))
    filled = sum(bool(row.strip()) for row in raw)
    long_lines = max(map(len, raw)) > WRAPPED and len(raw) - filled < SPACED * filled
    lines, block = [], 0
    for row in raw:
        if not row.strip() or (markdown and _NO_WORDS.fullmatch(row)):
            block += 1
            continue
        line = _markdown_line(row, block) if markdown else Line(text=row, block=block)
        lines.append(line)
        block += line.heading or long_lines
    return lines


def _markdown_line(row: str, block: int) -> Line:
    row = _QUOTED.sub("", row.strip(), count=1) if row.lstrip().startswith(">") else row.strip()
    if match := _HEADING.match(row):
        return Line(text=_plain(_unmarked(_TAG.sub("", match[1]))[0]), block=block, heading=True)
    row = _BULLET.sub("", row, count=1) if _BULLET.match(row) else row
    row = _LINKED_NAME.sub(r"\1\2", _LINKED_TIME.sub(r"\1", row, count=1), count=1)
    text, bold = _unmarked(row)
    return Line(text=text, block=block, bold=bold)


def _unmarked(row: str) -> tuple[str, int]:
    """A row without the mark-up of its label and of the times around it, and how many characters were marked."""
    done, place, bold = "", 0, 0
    if row.startswith("|"):
        return _plain(row), 0  # a row of a table
    while place < len(row) and len(done) < 2 * MAX_LABEL:
        before, span = _BEFORE.match(row, place), _SPAN.match(row, place)
        inner = span["inner"] if span else ""
        inner = within["inner"] if (within := _SPAN.fullmatch(inner)) else inner
        if span and (not bold or is_only_time(inner)):
            done += _plain(inner)
            bold = bold or (0 if is_only_time(inner) else len(done))
            place = span.end()
        elif before:
            done += before[0]
            place = before.end()
        elif bold and row[place] in ":\uff1a":
            done += row[place]
            place += 1
        else:
            break
    return done + _plain(row[place:]), bold


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).rstrip("\\")
