"""Timed cues of subtitles go in, talk comes out; captions that roll up are read once."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.readers.prose import talk_of
from pipeline.readers.talk import Line, Talk, squeeze

ROLLING = 0.4  # share of cues that begin with the last line of the cue before, from which captions roll up
_TAG = re.compile(
    r"</?(?:c|i|b|u|s|v|ruby|rt|lang|font|span)(?:[.\s][^<>]*)?>|<\d[\d:.,]*>|\{\\[^{}\n]{1,120}\}", re.IGNORECASE
)
_VOICE_TAG = re.compile(r"<v[.\s][^>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|quot|apos|lrm|rlm|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
INLINE_TIME = re.compile(r"<\d{1,2}:\d{2}(?::\d{2})?[.,]\d{3}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One cue: its lines as written, times in seconds."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]


def read_cues(cues: Sequence[Cue]) -> Talk:
    """Read cues whose speakers, if any, stand in the text: `Name: text`, or a name alone on the first line."""
    return talk_of(
        [
            Line(text=text, block=number, start_s=cue.start_s, end_s=cue.end_s)
            for number, cue in enumerate(unroll(cues))
            for text in map(plain, cue.lines)
            if text
        ],
        cues=True,
    )


def plain(text: str) -> str:
    """A cue's text without mark-up, character references read."""
    return squeeze(_ENTITY.sub(lambda m: html.unescape(m[0]), _TAG.sub("", text)))


def unroll(cues: Sequence[Cue]) -> list[Cue]:
    """Cues without the lines that a rolling caption shows again; all cues as they are where captions do not roll."""
    shown = [tuple(_voiced(line) for line in cue.lines if plain(line)) for cue in cues]
    repeats = [0, *(_overlap(before, now) for before, now in pairwise(shown))]
    timed_words = any(INLINE_TIME.search(line) for cue in cues for line in cue.lines)
    rolling = timed_words or (len(cues) > 2 and sum(map(bool, repeats)) >= ROLLING * (len(cues) - 1))
    if not rolling:
        return list(cues)
    fresh = (replace(cue, lines=_fresh(cue.lines, n)) for cue, n in zip(cues, repeats, strict=True))
    return [cue for cue in fresh if cue.lines]


def _voiced(line: str) -> str:
    """A line as it is compared: what two voices say alike is not said again."""
    return "".join(_VOICE_TAG.findall(line)) + plain(line)


def _overlap(before: tuple[str, ...], now: tuple[str, ...]) -> int:
    """How many of a cue's first lines are the last lines of the cue before."""
    return max((n for n in range(1, min(len(before), len(now)) + 1) if before[-n:] == now[:n]), default=0)


def _fresh(lines: tuple[str, ...], repeated: int) -> tuple[str, ...]:
    return tuple(line for line in lines if plain(line))[repeated:]
