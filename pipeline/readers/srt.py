"""A SubRip file goes in, its talk comes out: speakers as `Name:` or `[SPEAKER_00]:` in the text."""

import re

import srt

from data_schemas.errors import DocumentError
from pipeline.readers.cues import Cue, read_cues
from pipeline.readers.encoding import decode
from pipeline.readers.talk import Talk

MOST_DIGITS = 24  # in a row; on more, the library's pattern takes minutes
_DIGITS = re.compile(rf"\d{{{MOST_DIGITS + 1}}}")
_ARROW = re.compile(r"[ \t]*\d[^\n]{0,20}-->")


def read_srt(content: bytes) -> Talk:
    """Read SubRip; DocumentError names the place from which it cannot be read."""
    decoded = decode(content)
    text = decoded.text.lstrip("\n")
    if long := _DIGITS.search(text):
        raise _unreadable(f"in line {text.count(chr(10), 0, long.start()) + 1} (over {MOST_DIGITS} digits in a row)")
    try:
        cues = [
            Cue(
                start_s=round(cue.start.total_seconds(), 3),
                end_s=round(cue.end.total_seconds(), 3),
                lines=tuple(cue.content.split("\n")),
            )
            for cue in srt.parse(re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE))
        ]
    except srt.SRTParseError as error:
        line = text.count("\n", 0, error.expected_start) + 1
        raise _unreadable(f"from about line {line} on") from None
    except OverflowError:
        raise _unreadable("because of a time beyond all recordings") from None
    for number, cue in enumerate(cues, start=1):
        if any(_ARROW.match(line) for line in cue.lines):
            raise _unreadable(f"after its cue {number}")
    talk = read_cues(cues)
    return talk.noting(before=decoded.notes)


def _unreadable(place: str) -> DocumentError:
    return DocumentError(
        f"a subtitle file that cannot be read {place}; "
        "expected a number, a line 00:00:05,120 --> 00:00:07,480, text and a blank line; correct it there"
    )
