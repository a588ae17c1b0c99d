"""A WebVTT file goes in, its talk comes out: voices as `<v Name>`, `Name: text`, or a name on a line of its own."""

import html
import re
from collections.abc import Iterator, Sequence

import webvtt
from webvtt.errors import MalformedFileError

from data_schemas.errors import DocumentError
from data_schemas.records import Utterance
from pipeline.readers.cues import Cue, plain, read_cues, unroll
from pipeline.readers.encoding import decode
from pipeline.readers.talk import Talk, count_of, squeeze
from pipeline.readers.timestamps import times

_TIME = r"(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_ARROW = re.compile(rf"^[ \t]*(?:{_TIME}|[\d:.,]+)[ \t]*-->", re.MULTILINE)
_COMMA = re.compile(r"(?<=\d),(?=\d{1,3}\b)")
_VOICE = re.compile(
    r"<v(?:\.[^\s>]*)?(?:[ \t]+(?P<name>[^>]*))?>(?P<said>.*?)(?=</v>|<v[\s.>]|\Z)", re.DOTALL | re.IGNORECASE
)
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)")


def read_vtt(content: bytes) -> Talk:
    """Read WebVTT; DocumentError names the first time line that cannot be read."""
    decoded = decode(content)
    cues, aside = _cues(decoded.text)
    talk = _read_voices(cues) if any(_VOICE.search("\n".join(cue.lines)) for cue in cues) else read_cues(cues)
    left = [f"{count_of(aside, 'line')} outside the cues left out"] if aside else []
    return talk.noting(before=decoded.notes, after=left)


def _cues(text: str) -> tuple[list[Cue], int]:
    prepared, aside = _prepare(text)
    try:
        captions = webvtt.from_string(prepared).captions
    except MalformedFileError:
        raise DocumentError("a WebVTT file without its first line; expected WEBVTT; export it again") from None
    arrows = [m.start() for m in _ARROW.finditer(prepared)]
    if len(captions) != len(arrows):
        raise DocumentError(
            f"a WebVTT file in which {len(arrows)} cues begin but {len(captions)} can be read; "
            "expected times such as 00:00:05.120 --> 00:00:07.480; correct the time lines"
        )
    return [
        Cue(start_s=_seconds(c.start), end_s=_seconds(c.end), lines=tuple(c.raw_text.split("\n"))) for c in captions
    ], aside


def _seconds(clock: str) -> float:
    return times(clock).start_s or 0.0


def _prepare(text: str) -> tuple[str, int]:
    """Close gaps inside cues and mend decimal commas: the library would drop what stands there without a word."""
    blocks: list[str] = []
    aside, in_cue = 0, False
    for block in re.split(r"\n(?:[ \t]*\n)+", text.strip("\n")):
        if _ARROW.search(block):
            blocks.append(_ARROW.sub(lambda m: m[0].strip(), block))
            in_cue = True
        elif not blocks or _ASIDE.match(block):
            blocks.append(block)
            in_cue = in_cue and not _ASIDE.match(block)
        elif in_cue and not block.strip().isdigit():
            blocks[-1] += "\n" + block
        elif block.strip() and not block.strip().isdigit():
            aside += block.count("\n") + 1
    rows = "\n\n".join(blocks).split("\n")
    return "\n".join(_COMMA.sub(".", row) if _ARROW.match(row) else row for row in rows), aside


def _read_voices(cues: Sequence[Cue]) -> Talk:
    said: list[Utterance] = []
    last: str | None = None
    for cue in unroll(cues):
        for name, text in _voices("\n".join(cue.lines)):
            last = name or last
            if text:
                said.append(Utterance(speaker=last, start_s=cue.start_s, end_s=cue.end_s, text=text))
    return Talk(said, labelled=last is not None)


def _voices(raw: str) -> Iterator[tuple[str, str]]:
    """Each voice of a cue with its words; words outside a voice come with an empty name."""
    place = 0
    for match in _VOICE.finditer(raw):
        if outside := plain(raw[place : match.start()]):
            yield "", outside
        yield squeeze(html.unescape(match["name"] or "")), plain(match["said"])
        place = match.end()
    if outside := plain(raw[place:]):
        yield "", outside
