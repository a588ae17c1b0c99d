"""The lines of a transcript go in, its talk comes out: labels taken off, wrapped lines joined, page matter left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from data_schemas.records import Utterance
from pipeline.readers.cast import cast_in, stated_in
from pipeline.readers.headings import beside_talk, is_sentence, without_headings, without_title
from pipeline.readers.heads import Head
from pipeline.readers.labels import Grammar, grammar_of
from pipeline.readers.matter import without_matter
from pipeline.readers.sureness import DOUBTFUL, confidence_of
from pipeline.readers.talk import Line, Talk, count_of, squeeze
from pipeline.readers.timestamps import BARE, closing, is_only_time, leading, times
from pipeline.readers.turns import Labelled, broken, labelled

HALF = 0.5
MIN_INNER = 3  # possible labels within lines, from which a file may run its turns together


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
    matter = without_matter(lines, cues=cues)
    notes = matter.notes
    found = _labelled(matter.talk if cues else _fold_times(_without_false_headings(matter.talk)), cues=cues)
    cast = cast_in([f.head for f in found.lines if f.head is not None or not f.line.heading])
    found = replace(found, lines=_without_cast(found.lines, cast.lines))
    if found.grammar is not None and not cues:
        begin, end = beside_talk(found.lines)
        if left := begin + len(found.lines) - end:
            notes.append(f"{count_of(left, 'line')} of a preface or of another document beside the talk left out")
        found = replace(found, lines=found.lines[begin:end])
    kept = found.lines if cues else without_headings(found.lines, named=found.grammar is not None)
    if len(kept) < len(found.lines):
        notes.append(f"{count_of(len(found.lines) - len(kept), 'line')} of titles, headings or tables left out")
    utterances = _assemble(kept, bare=not cues and _begins_with_times([f.line for f in kept]))
    confidence = confidence_of(kept, found.grammar)
    notes += _remarks(confidence, named=found.grammar is not None) if utterances else []
    first = next((i for i, f in enumerate(found.lines) if f.head is not None), 0)
    stated = stated_in(
        [*matter.above, *(f.line for f in found.lines[:first])], {u.speaker for u in utterances if u.speaker}
    )
    stated = {**stated, **cast.stated}
    return Talk(utterances, notes=notes, labelled=found.grammar is not None, stated=stated, confidence=confidence)


def _without_cast(lines: list[Labelled], number: int) -> list[Labelled]:
    """The lines without the first so many that bear a label."""
    headed = [i for i, f in enumerate(lines) if f.head is not None][:number]
    return [f for i, f in enumerate(lines) if i not in headed]


def _remarks(confidence: float, *, named: bool) -> list[str]:
    remarks = [] if named else ["no speaker labels found: every utterance is without a speaker"]
    if confidence < DOUBTFUL:
        remarks.append(f"not sure of the speakers' labels ({confidence:.2f} of 1); compare some turns with the file")
    return remarks


@dataclass(frozen=True, slots=True)
class _Found:
    lines: list[Labelled]
    grammar: Grammar | None


def _labelled(lines: Sequence[Line], *, cues: bool) -> _Found:
    """The lines with their labels; where no line begins with one, turns that run on within lines are parted."""
    grammar = grammar_of(lines)
    if grammar is None and not cues:
        inner = broken(lines)
        within = grammar_of(inner) if len(inner) > len(lines) + MIN_INNER else None
        if within is not None and sum(within.head(line) is not None for line in inner) >= HALF * len(inner):
            grammar, lines = within, inner
    return _Found(labelled(lines if grammar or cues else without_title(lines), grammar), grammar)


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
    shouted = sum(len(line.text.split()) for line in lines if line.heading and is_sentence(line.text))
    return [replace(line, heading=False) for line in lines] if shouted > HALF * words else list(lines)


def _begins_with_times(lines: Sequence[Line]) -> bool:
    starts = [line for i, line in enumerate(lines) if i == 0 or lines[i - 1].block != line.block]
    stamped = sum(re.match(rf"\s*{BARE}\s", line.text, re.IGNORECASE) is not None for line in starts)
    return stamped > 1 and stamped >= HALF * len(starts)


def _assemble(found: Sequence[Labelled], *, bare: bool) -> list[Utterance]:
    done: list[Utterance] = []
    now = _Open(speaker=None, block=-1)
    for f in found:
        line = f.line
        if f.head is not None:
            _close(now, done)
            now = _opened(f.head, line)
            continue
        stamp = None if line.folded else leading(line.text, bare=bare)
        stamped = line.folded or stamp is not None
        if f.change or (now.pieces and (stamped or line.block != now.block)):
            _close(now, done)
            now = _Open(speaker=None if f.change else now.speaker, block=line.block)
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
