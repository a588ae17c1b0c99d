"""A segmented transcript goes in; what a coder hears around each passage comes out: the question and what came before.

Roles play no part: a question is what another speaker asked, whoever that is.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from data_schemas.pseudonyms import WORDS
from data_schemas.records import Mark, Segmented

CONTEXT_WORDS = 60  # words; a question's point is at its end, and more would crowd out the passage
EARLIER_TURNS = 2
TURNS_BACK = 3  # turns, back-channels not counted; an older question has mostly been answered
GAP = " \u2026 "  # what is read where a transcriber's mark stands between words


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What goes before a passage, as it was spoken."""

    question: str | None
    previous: str | None
    earlier: tuple[str, ...] = ()  # the two turns before the passage's own, oldest first


def contexts(record: Segmented) -> list[Context]:
    """The context of every passage, in the order of `record.passages`.

    `question` is the nearest of the preceding turns by another speaker that asks one; `previous` the passage before
    in the same turn or, for a turn's first, the turn before; `earlier` the two turns before the passage's turn. Each is
    cut to its last words.
    """
    heard = [i for i, turn in enumerate(record.turns) if not turn.backchannel]
    rank = {turn: place for place, turn in enumerate(heard)}
    questions: dict[int, str | None] = {}
    heard_before: dict[int, tuple[str, ...]] = {}
    found: list[Context] = []
    for number, passage in enumerate(record.passages):
        earlier = heard[max(0, rank[passage.turn] - TURNS_BACK) : rank[passage.turn]]
        if passage.turn not in questions:
            questions[passage.turn] = _question(record, turn=passage.turn, earlier=earlier)
            texts = (_turn_text(record, turn) for turn in earlier[-EARLIER_TURNS:])
            heard_before[passage.turn] = tuple(text for text in texts if text)
        before = record.passages[number - 1] if number else None
        if before is not None and before.turn == passage.turn:
            previous = _last_words(spoken(record, before.start, before.end))
        else:
            previous = _turn_text(record, earlier[-1]) if earlier else None
        found.append(Context(question=questions[passage.turn], previous=previous, earlier=heard_before[passage.turn]))
    return found


def spoken(record: Segmented, start: int, end: int) -> str:
    """`text[start:end]` as it was spoken: without events, blanks squeezed, words on either side of an event apart.

    Whatever stands for an identifier, a pseudonym or a display name, is read as its bare word, `[Name]`.
    """
    pieces, at = [""], start
    for mark, word in sorted(
        (*_within(record.events, start, end), *_within(record.redactions, start, end)), key=_place
    ):
        if mark.end <= at:
            continue
        pieces[-1] += record.text[at : max(at, mark.start)]
        if word is None:
            pieces.append("")
        else:
            pieces[-1] += word
        at = mark.end
    pieces[-1] += record.text[at:end] if at < end else ""
    return GAP.join(said for piece in pieces if (said := " ".join(piece.split())))


def _within(marks: tuple[Mark, ...], start: int, end: int) -> list[tuple[Mark, str | None]]:
    """The marks that touch a stretch, each with the word that is read in its place; None where nothing is."""
    first = bisect_right(marks, start, key=lambda mark: mark.end)
    last = bisect_left(marks, end, key=lambda mark: mark.start)
    return [(mark, f"[{WORDS[mark.kind]}]" if mark.kind in WORDS else None) for mark in marks[first:last]]


def _place(pair: tuple[Mark, str | None]) -> tuple[int, int]:
    return pair[0].start, pair[0].end


def _question(record: Segmented, *, turn: int, earlier: list[int]) -> str | None:
    for number in reversed(earlier):
        other = record.turns[number]
        if other.speaker != record.turns[turn].speaker and "?" in spoken(record, other.start, other.end):
            return _turn_text(record, number)
    return None


def _turn_text(record: Segmented, number: int) -> str | None:
    return _last_words(spoken(record, record.turns[number].start, record.turns[number].end))


def _last_words(text: str) -> str | None:
    return " ".join(text.split()[-CONTEXT_WORDS:]) or None
