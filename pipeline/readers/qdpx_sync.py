"""A transcript's bytes and its element in a REFI-QDA project go in; its text comes out with times before its lines.

Programs keep the times of a transcript beside its text, as synchronisation points (milliseconds, position). Positions
count characters, but whether a line end is one or two of them, and a byte order mark one or none, is each program's own:
the count by which most points fall on the starts of lines is taken, and those that do not fall there are left out.
"""

import codecs
from itertools import accumulate
from xml.etree.ElementTree import Element  # the type; `parse_xml` parses

from pipeline.readers.timestamps import leading
from pipeline.readers.xml_file import children

MOST = 0.5  # share of lines with a time of their own, from which none is added


def stamped(content: bytes, element: Element) -> bytes:
    """The text with `[h:mm:ss.sss]` before each line at which a synchronisation point stands."""
    points = _points(element)
    if not points:
        return content
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return content
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    timed = sum(leading(line, bare=True) is not None for line in lines)
    if timed >= MOST * sum(bool(line.strip()) for line in lines):
        return content
    starts = max(
        (_starts(lines, end=end, first=first) for end in (1, 2) for first in (0, 1)), key=lambda s: _hits(s, points)
    )
    clocks = {number: _clock(points[place]) for number, place in enumerate(starts) if place in points}
    return "\n".join(
        f"{clocks[i]} {line}" if i in clocks and line.strip() else line for i, line in enumerate(lines)
    ).encode()


def _points(element: Element) -> dict[int, int]:
    """The milliseconds of each position, the first of several."""
    points: dict[int, int] = {}
    for point in children(element, "SyncPoint"):
        when, place = point.get("timeStamp") or "", point.get("position") or ""
        if when.isdecimal() and place.isdecimal():
            points.setdefault(int(place), int(when))
    return points


def _starts(lines: list[str], *, end: int, first: int) -> list[int]:
    """Where each line starts if a line end counts as `end` characters and the text begins at `first`."""
    return list(accumulate((len(line) + end for line in lines[:-1]), initial=first))


def _hits(starts: list[int], points: dict[int, int]) -> int:
    return sum(start in points for start in starts)


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"[{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}]"
