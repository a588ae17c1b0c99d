"""The lines of a transcript go in; those of its talk come out, with notes on the page matter around it.

Page matter: a block of `Date: ...` before the talk, whatever stands above it, `Meeting title: ...` after the talk,
footers, rules, page numbers.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.furniture import without_furniture
from pipeline.readers.shapes import WEAK, is_word_in_capitals, shape_of
from pipeline.readers.talk import Line, count_of, squeeze
from pipeline.readers.vocabulary import METADATA, PERSONS

MAX_VALUE = 80  # characters of a title or of the value after `Date:`
LONG_LINE = 2000  # characters, beyond which a line is no particular of the interview
SEARCHED = 60  # lines at the start among which a head block may stand
GAP = 3  # lines from one particular to the next within a block of them
RECURS = 3  # occurrences from which `Subject:` is a speaker and no particular

_KEY_VALUE = re.compile(r"(?P<key>[^:\uff1a]{1,40})[:\uff1a](?P<value>.*)\Z", re.DOTALL)
_ASIDE = re.compile(r"\s*\([^()]{1,160}\)\s*\Z")  # `Jane Smith (42, baker)`
_SENTENCE_END = re.compile(r"[.?!…][\"'”\u2019)\]]*\Z")


@dataclass(frozen=True, slots=True)
class Matter:
    """The lines of the talk, those of the particulars above it, and notes on what was left out."""

    talk: list[Line]
    above: list[Line]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    value: str
    known: bool  # a key that no speaker bears

    @property
    def short(self) -> bool:
        return len(self.value) <= MAX_VALUE and not _SENTENCE_END.search(self.value)

    @property
    def brief(self) -> bool:
        return len(self.value) <= 2 * MAX_VALUE

    @property
    def introduces(self) -> bool:
        """Whether it says who a role is, such as `Interviewer: Jane Smith`."""
        value = _ASIDE.sub("", self.value)
        named = len(value.split()) in (2, 3, 4) and shape_of(value) == "name"
        return named and shape_of(self.key) == "role"


def without_matter(lines: Sequence[Line], *, cues: bool) -> Matter:
    """The lines of the talk; in `cues` only `Key: value` lines at either end are page matter."""
    full = [line for line in lines if line.text and not line.text.isspace()]
    body = without_furniture(full, cues=cues)
    notes = []
    if len(body) < len(full):
        notes.append(f"{count_of(len(full) - len(body), 'line')} such as footers and page numbers left out")
    entries = _entries(body)
    first = _run(entries) if cues else _head_block(body, entries)
    last = len(body) - _run(entries[first:][::-1])
    if first or last < len(body):
        notes.append(f"{count_of(first + len(body) - last, 'line')} of metadata before or after the talk left out")
    inner = frozenset() if cues else _inner_blocks(entries, first, last)
    if inner:
        notes.append(f"{count_of(len(inner), 'line')} of metadata between sessions left out")
    return Matter(talk=[body[i] for i in range(first, last) if i not in inner], above=body[:first], notes=notes)


def _entries(lines: Sequence[Line]) -> list[_Entry]:
    """Each line as key and value, the key empty where there is none."""
    found = [_KEY_VALUE.match(squeeze(line.text)) if len(line.text) < LONG_LINE else None for line in lines]
    counts = Counter(match["key"].strip().casefold() for match in found if match)
    entries = []
    for line, match in zip(lines, found, strict=True):
        key = match["key"].strip() if match else ""
        person = (key.casefold() in PERSONS or is_word_in_capitals(key)) and counts[key.casefold()] >= RECURS
        known = bool(key) and not person and METADATA.fullmatch(key) is not None
        entries.append(_Entry(key, match["value"].strip() if match else squeeze(line.text[:LONG_LINE]), known))
    return entries


def _run(entries: Sequence[_Entry]) -> int:
    """How many entries at the start are particulars."""
    return next((i for i, entry in enumerate(entries) if not entry.known), len(entries))


def _inner_blocks(entries: Sequence[_Entry], first: int, last: int) -> frozenset[int]:
    """The particulars of a further session within a file: two of them, or one beside a person introduced."""
    marked = [i for i in range(first, last) if entries[i].short and (entries[i].known or entries[i].introduces)]
    blocks: list[list[int]] = []
    for i in marked:
        if blocks and i - blocks[-1][-1] < GAP:
            blocks[-1].append(i)
        else:
            blocks.append([i])
    solid = [
        block
        for block in blocks
        if len({entries[i].key.casefold() for i in block}) > 1 and any(entries[i].known for i in block)
    ]
    return frozenset(i for block in solid for i in block)


def _head_block(lines: Sequence[Line], entries: Sequence[_Entry]) -> int:
    """How many lines at the start are titles and particulars, up to the last key that no speaker bears."""
    searched = entries[:SEARCHED]
    known = [i for i, entry in enumerate(searched) if entry.known and (entry.brief or _follows(searched, i))]
    reach = next((i for i, e in enumerate(searched) if not (i in known or (e.value and e.short))), len(searched))
    above = [i for i in known if i < reach]
    run = [i for i in known if i >= reach]
    run = [i for n, i in enumerate(run) if not any(b - a > GAP for a, b in pairwise(run[: n + 1]))]
    if run and _is_block(entries, run) and not _has_talk(entries[: run[0]]):
        above = run
    return _extended(lines, entries, above[-1] + 1) if above else 0


def _follows(entries: Sequence[_Entry], i: int) -> bool:
    """Whether a particular of any length, such as `Profile: ...`, stands right below two brief ones."""
    return i > 1 and all(entry.known and entry.brief for entry in entries[i - 2 : i])


def _is_block(entries: Sequence[_Entry], run: list[int]) -> bool:
    """Whether particulars below a preface are a block: two of them, or one beside a person introduced."""
    around = entries[max(0, run[0] - GAP) : run[-1] + GAP]
    return len({entries[i].key.casefold() for i in run}) > 1 or any(entry.introduces for entry in around)


def _has_talk(entries: Sequence[_Entry]) -> bool:
    """Whether one possible speaker speaks twice."""
    keys = Counter(e.key.casefold() for e in entries if e.key and shape_of(e.key) not in (None, *WEAK))
    return any(count > 1 for count in keys.values())


def _extended(lines: Sequence[Line], entries: Sequence[_Entry], end: int) -> int:
    """The end of a head block with the lines that belong to it: persons introduced, a cast, continued values."""
    counts = Counter(entry.key.casefold() for entry in entries)
    cast = not entries[end - 1].value
    while end < min(len(lines), SEARCHED):
        entry = entries[end]
        joined = lines[end].block == lines[end - 1].block and entry.short
        belongs = cast or not entry.key or counts[entry.key.casefold()] == 1
        if not (entry.introduces or (joined and belongs)):
            break
        end += 1
    return end
