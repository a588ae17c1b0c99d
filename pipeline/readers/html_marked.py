"""The lines of a web page and its marks of speakers and times go in, in order; its talk comes out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from data_schemas.records import Utterance
from pipeline.readers.blocks import Block, lines_in
from pipeline.readers.headings import is_sentence
from pipeline.readers.html_walk import Mark
from pipeline.readers.talk import Line, Talk, count_of, squeeze

LEAST = 2  # utterances with a label, below which the marks were something else


@dataclass(slots=True)
class _Turns:
    """The utterances so far, and what is known of the next one."""

    done: list[Utterance] = field(default_factory=list)
    speaker: str | None = None
    begun: bool = False  # a speaker was named
    start_s: float | None = None
    end_s: float | None = None
    block: int = -1
    left: int = 0


def marked_talk(items: Sequence[Block | Mark]) -> Talk | None:
    """Read a page whose speakers are marked; nothing if hardly anything stands after the marks."""
    turns = _Turns()
    for item in items:
        if isinstance(item, Mark):
            _mark(turns, item)
        else:
            for line in lines_in(item):
                _say(turns, line)
    if sum(u.speaker is not None for u in turns.done) < LEAST:
        return None
    notes = [f"{count_of(turns.left, 'line')} of titles, headings or tables left out"] if turns.left else []
    return Talk(turns.done, notes=notes, labelled=True)


def _mark(turns: _Turns, mark: Mark) -> None:
    if mark.label:
        turns.speaker, turns.begun, turns.block = mark.label, True, -1
    if mark.when is not None:
        turns.start_s = mark.when.start_s if turns.start_s is None or not mark.label else turns.start_s
        turns.end_s = mark.when.end_s if mark.when.end_s is not None else turns.end_s
        turns.block = -1


def _say(turns: _Turns, line: Line) -> None:
    """Add a line to the utterance of its paragraph, or begin the next one."""
    text = squeeze(line.text).lstrip(":\uff1a").strip()
    if not any(c.isalnum() for c in text):
        return
    if line.heading or (not turns.begun and not is_sentence(text)):
        turns.left += 1
        return
    start = line.start_s if turns.start_s is None else turns.start_s
    end = line.end_s if line.end_s is not None else turns.end_s
    turns.start_s = turns.end_s = None
    if line.block == turns.block and turns.done:
        last = turns.done[-1]
        turns.done[-1] = Utterance(
            speaker=last.speaker,
            start_s=last.start_s if last.start_s is not None else start,
            end_s=end if end is not None else last.end_s,
            text=f"{last.text} {text}",
        )
    else:
        turns.done.append(Utterance(speaker=turns.speaker, start_s=start, end_s=end, text=text))
    turns.block = line.block
