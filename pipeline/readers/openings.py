"""A line goes in; out come its text from the possible label on, and the time that stands before it."""

import re

from pipeline.readers.talk import Line
from pipeline.readers.timestamps import BARE, Times, leading, times

_MARK_BEFORE = re.compile(
    r"\s*(?:>{1,3}[ \t]*|[•‣·][ \t]*|[-\u2013\u2014][ \t]+|[*#@](?=[^\W\d_][^:\s]{0,30}(?: [^:\s]{1,20})?:))"
)
_SHARED = re.compile(  # a label and a time in one bracket: `[Jane 00:03]`, `(00:03, Jane)`
    rf"[\[(](?:(?P<before>{BARE})[\s,|\u2013-]+(?P<after>[^\W\d][^\[\]():\n]{{0,60}})"
    rf"|(?P<name>[^\W\d][^\[\]():\n]{{0,60}}?)[\s,|\u2013-]+(?P<time>{BARE}))[\])]",
    re.IGNORECASE,
)


def opening(line: Line) -> tuple[str, Times | None]:
    """The line without a mark of change such as `>>`, a bullet or a time before the label, and that time."""
    text = line.text.strip()
    text = text[mark.end() :] if (mark := _MARK_BEFORE.match(text)) else text
    before = leading(text, bare=True)
    if before is None and (shared := _SHARED.match(text)):
        return f"[{shared['after'] or shared['name']}]{text[shared.end() :]}", times(shared["before"] or shared["time"])
    if before is None:
        return text, None
    text = before.rest.strip()
    return text[mark.end() :] if (mark := _MARK_BEFORE.match(text)) else text, before
