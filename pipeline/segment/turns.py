"""The utterances of a pseudonymised transcript go in; one text with its turns, events and redactions comes out.

Every utterance stands in the text word for word; everything else is a span of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from data_schemas.records import DOCUMENT, WITHDRAWN, Event, Mark, Pseudonymised, Redaction, Turn, Utterance

UNKNOWN = "unknown"  # the speaker of utterances that the file gives nobody
WITHIN = "\n"  # between utterances of one turn: words on either side of a gap are never joined
BETWEEN = "\n\n"  # between turns
BACKCHANNEL_WORDS = 3  # words; what is longer has something of its own to say

# What a listener says to show that they listen. "No" is left out: it may contradict.
_BACKCHANNELS = (
    "mm mmm mhm mmhm mm-hm mm-hmm mhmm hm hmm uh-huh aha ah oh yeah yep yup yes aye right ok okay sure gosh wow "
    "really exactly absolutely definitely totally true lovely great good brilliant nice i see of course "
    "laughs laughing laughter chuckles sighs nods"
)
BACKCHANNELS = frozenset(_BACKCHANNELS.split())
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_CLOSERS = " \t\n\r\u00a0\"'\u2019\u201d)]*_"  # what may follow a question mark that ends an utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where an utterance, by its number in the record, stands in the text; times in seconds."""

    utterance: int
    start: int
    end: int
    start_s: float | None
    end_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A transcript as one text; `utterances` stand in the order of the text, blank ones left out."""

    text: str
    turns: tuple[Turn, ...]
    utterances: tuple[Placed, ...]
    events: tuple[Mark, ...]
    redactions: tuple[Mark, ...]


@dataclass(slots=True)
class _Group:
    speaker: str
    members: list[int]
    backchannel: bool = False


def lay_out(record: Pseudonymised) -> Layout:
    """Join utterances into turns and turns into one text.

    Consecutive utterances of one speaker are one turn. A listener's back-channel between two utterances of one
    speaker does not break that speaker's turn, unless it answers a question; it becomes a turn placed after it.
    Each paragraph of a written document is a turn of its own.
    """
    said = _said(record)
    groups = _groups(record.utterances, said)
    pieces: list[str] = []
    turns: list[Turn] = []
    placed: dict[int, Placed] = {}
    length = 0
    for group in groups:
        for number, member in enumerate(group.members):
            utterance = record.utterances[member]
            glue = WITHIN if number else (BETWEEN if pieces else "")
            pieces += (glue, utterance.text)
            start, length = length + len(glue), length + len(glue) + len(utterance.text)
            placed[member] = Placed(
                utterance=member, start=start, end=length, start_s=utterance.start_s, end_s=utterance.end_s
            )
        turns.append(_turn(group, first=placed[group.members[0]], last=placed[group.members[-1]]))
    return Layout(
        text="".join(pieces),
        turns=tuple(turns),
        utterances=tuple(placed.values()),
        events=_marks(((e, e.kind) for e in record.events), placed=placed),
        redactions=_marks(((r, r.type) for r in record.redactions), placed=placed),
    )


def _groups(utterances: tuple[Utterance, ...], said: list[str]) -> list[_Group]:
    speakers = [UNKNOWN if u.speaker is None else u.speaker for u in utterances]
    order = [i for i, utterance in enumerate(utterances) if utterance.text.strip()]
    groups: list[_Group] = []
    turn: _Group | None = None
    at = 0
    while at < len(order):
        if turn is None:
            after = at
        else:
            after = _listening(order, at=at, turn=turn, speakers=speakers, said=said)
            groups += [_Group(speakers[i], [i], backchannel=True) for i in order[at:after]]
        if turn is not None and speakers[order[after]] == turn.speaker != DOCUMENT:
            turn.members.append(order[after])
        else:
            turn = _Group(speakers[order[after]], [order[after]])
            groups.append(turn)
        at = after + 1
    return groups


def _listening(order: list[int], *, at: int, turn: _Group, speakers: list[str], said: list[str]) -> int:
    """The place after the back-channels that stand at `at`, or `at` if none stand there within the turn."""
    if said[turn.members[-1]].rstrip(_CLOSERS).endswith("?"):
        return at
    after = at
    while after < len(order) and speakers[order[after]] != turn.speaker:
        if speakers[order[after]] == WITHDRAWN or not _is_backchannel(said[order[after]]):
            return at
        after += 1
    return after if after < len(order) else at


def _is_backchannel(said: str) -> bool:
    words = _WORD.findall(said.lower())
    return len(words) <= BACKCHANNEL_WORDS and "?" not in said and all(word in BACKCHANNELS for word in words)


def _said(record: Pseudonymised) -> list[str]:
    """Every utterance's words: its events become blanks."""
    said = [list(utterance.text) for utterance in record.utterances]
    for event in record.events:
        said[event.utterance][event.start : event.end] = " " * (event.end - event.start)
    return ["".join(characters) for characters in said]


def _turn(group: _Group, *, first: Placed, last: Placed) -> Turn:
    return Turn(
        speaker=group.speaker,
        start=first.start,
        end=last.end,
        start_s=first.start_s,
        end_s=last.end_s,
        backchannel=group.backchannel,
    )


def _marks(spans: Iterable[tuple[Event | Redaction, str]], *, placed: dict[int, Placed]) -> tuple[Mark, ...]:
    marks = []
    for span, kind in spans:
        if span.utterance in placed:
            offset = placed[span.utterance].start
            marks.append(Mark(start=offset + span.start, end=offset + span.end, kind=kind))
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, mark.kind)))
