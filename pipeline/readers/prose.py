"""The lines of a transcript go in, its talk comes out: labels taken off, wrapped lines joined, page matter left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from data_schemas.records import Utterance
from pipeline.readers.heads import Head
from pipeline.readers.labels import Grammar, grammar_of
from pipeline.readers.matter import without_matter
from pipeline.readers.talk import Line, Talk, count_of, squeeze
from pipeline.readers.timestamps import BARE, closing, is_only_time, leading, times

_SENTENCE = re.compile(r"[.?!…][\"'”\u2019)\]]*\s*\Z")
MIN_SENTENCE = 8  # words; shorter paragraphs before the first speaker are titles and dates
HALF = 0.5


@dataclass(slots=True)
class _Open:
    """The utterance being read."""

    speaker: str | None
    block: int
    pieces: list[str] = field(default_factory=list)
    start_s: float | None = None
    end_s: float | None = None


def talk_of(lines: Sequence[Line], *, cues: bool = False) -> Talk:
    """Read lines by the grammar that the whole of them shows; `cues` are never taken for titles or headings."""
    body, notes = without_matter(lines, cues=cues)
    folded = body if cues else _fold_times(_without_false_headings(body))
    grammar = grammar_of(folded)
    kept, left = _leave_out(folded, grammar, cues=cues)
    if left:
        notes.append(f"{count_of(left, 'line')} of titles, headings or tables left out")
    utterances = _assemble(kept, grammar, bare=not cues and _begins_with_times(kept))
    if grammar is None and utterances:
        notes.append("no speaker labels found: every utterance is without a speaker")
    return Talk(utterances, notes=notes, labelled=grammar is not None)


def _fold_times(lines: Sequence[Line]) -> list[Line]:
    """Put a line that holds only a time into the next line."""
    folded: list[Line] = []
    waiting: Line | None = None
    for line in lines:
        if is_only_time(line.text):
            stamp = times(line.text)
            waiting = replace(line, start_s=stamp.start_s, end_s=stamp.end_s)
        elif waiting is not None:
            folded.append(replace(line, folded=True, start_s=waiting.start_s, end_s=waiting.end_s))
            waiting = None
        else:
            folded.append(line)
    return folded


def _without_false_headings(lines: Sequence[Line]) -> list[Line]:
    """The lines, none of them a heading where most of the words are sentences set as headings."""
    words = sum(len(line.text.split()) for line in lines)
    shouted = sum(len(line.text.split()) for line in lines if line.heading and _is_sentence(line.text))
    return [replace(line, heading=False) for line in lines] if shouted > HALF * words else list(lines)


def _leave_out(lines: Sequence[Line], grammar: Grammar | None, *, cues: bool) -> tuple[list[Line], int]:
    """The lines that hold talk, and how many do not: headings, tables beside labelled talk, titles before it."""
    kept: list[Line] = []
    begun = grammar is None or cues
    for line in lines:
        headed = grammar is not None and grammar.head(line) is not None
        begun = begun or headed
        page = line.heading or (line.cell and grammar is not None) or (not begun and not _is_sentence(line.text))
        if headed or not page:
            kept.append(line)
    return kept, len(lines) - len(kept)


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= MIN_SENTENCE and _SENTENCE.search(text) is not None


def _begins_with_times(lines: Sequence[Line]) -> bool:
    starts = [line for i, line in enumerate(lines) if i == 0 or lines[i - 1].block != line.block]
    stamped = sum(re.match(rf"\s*{BARE}\s", line.text, re.IGNORECASE) is not None for line in starts)
    return stamped > 1 and stamped >= HALF * len(starts)


def _assemble(lines: Sequence[Line], grammar: Grammar | None, *, bare: bool) -> list[Utterance]:
    done: list[Utterance] = []
    now = _Open(speaker=None, block=-1)
    for line in lines:
        head = grammar.head(line) if grammar is not None else None
        if head is not None:
            _close(now, done)
            now = _opened(head, line)
            continue
        stamp = None if line.folded else leading(line.text, bare=bare)
        stamped = line.folded or stamp is not None
        if now.pieces and (stamped or line.block != now.block):
            _close(now, done)
            now = _Open(speaker=now.speaker, block=line.block)
        now.block = line.block
        _time(now, start_s=stamp.start_s if stamp else line.start_s, end_s=stamp.end_s if stamp else line.end_s)
        _add(now, stamp.rest if stamp else line.text)
    _close(now, done)
    return done


def _opened(head: Head, line: Line) -> _Open:
    now = _Open(speaker=head.label, block=line.block)
    _time(now, start_s=line.start_s if head.start_s is None else head.start_s, end_s=head.end_s)
    _time(now, start_s=None, end_s=line.end_s)
    _add(now, head.rest)
    return now


def _time(now: _Open, *, start_s: float | None, end_s: float | None) -> None:
    now.start_s = start_s if now.start_s is None else now.start_s
    now.end_s = now.end_s if end_s is None else end_s


def _add(now: _Open, text: str) -> None:
    if ended := closing(text):
        _time(now, start_s=None, end_s=ended.end_s)
        text = ended.rest
    if squeezed := squeeze(text):
        now.pieces.append(squeezed)


def _close(now: _Open, done: list[Utterance]) -> None:
    if now.pieces:
        text = " ".join(now.pieces)
        done.append(Utterance(speaker=now.speaker, start_s=now.start_s, end_s=now.end_s, text=text))
