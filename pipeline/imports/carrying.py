"""A stretch of a program's copy of a transcript goes in; where its words stand in the archive's transcript comes out.

Nothing is guessed: every word is found, in one piece, or the reason is told.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from data_schemas.codings import Point
from pipeline.imports.aligning import Match, aligned, grams, occurrences
from pipeline.imports.transcripts import Held, Side
from pipeline.imports.words import Word, talk_of, words_of

NO_WORDS = "no word of talk in it"
OUTSIDE = "it lies outside its text"
MISSING = "not all of its words are in the archive's transcript"
SEVERAL = "its words stand several times in the archive's transcript"
BROKEN = "its words do not stand in one piece in the archive's transcript"
NOT_FOUND = "its words are not in the archive's transcript"
LAPSED = "its place is not in the pseudonymised text"
WIDENED = "taken, widened to a whole pseudonym"
LISTENING = 3  # words of a back-channel, which is placed after the turn it stands in
AROUND = 8  # utterances before and after, from which a back-channel may have come to stand within
MOST_CHOICES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """Where a stretch landed, or the reason why it did not; `utterances` are those it may be in."""

    start: Point | None = None
    end: Point | None = None
    reason: str = ""
    utterances: tuple[int, ...] = ()

    @classmethod
    def on(cls, points: tuple[Point, Point]) -> "Landing":
        """The stretch between two places."""
        return cls(start=points[0], end=points[1])

    @property
    def points(self) -> tuple[Point, Point] | None:
        """Both ends, where it landed."""
        return None if self.start is None or self.end is None else (self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A program's copy of one transcript, word by word beside the archive's; `same` if it is the pseudonymised text."""

    text: str = field(repr=False)
    held: Held
    side: Side
    words: Sequence[Word] = field(repr=False)
    match: Match = field(repr=False)
    same: bool = False
    several: bool = False

    @classmethod
    def of(cls, text: str, held: Held) -> "Copy":
        """Lay a copy beside the form of the transcript that it is of."""
        words = talk_of(text, labels=held.labels)
        keys = [word.key for word in words]
        own = grams(keys)
        side = max((held.raw, held.masked), key=lambda s: len(own & grams(s.keys)))
        return cls(
            text=text,
            held=held,
            side=side,
            words=words,
            match=aligned(keys, side.keys),
            same=text == held.masked.parts[0],
            several=len(occurrences(keys, side.keys)) > 1,
        )

    def carry(self, start: int, end: int) -> Landing:
        """Where `text[start:end]` stands in the cleaned transcript."""
        if not 0 <= start < end <= len(self.text):
            return Landing(reason=OUTSIDE)
        if self.same:
            return Landing.on(self.held.places.to_cleaned(start, end))
        inside = [i for i, word in enumerate(self.words) if word.end > start and word.start < end]
        if not inside:
            return Landing(reason=NO_WORDS)
        if self.several:
            return Landing(reason=SEVERAL)
        places = [self.match[i] for i in inside]
        found = [place for place in places if place is not None]
        where = tuple(sorted({self.side.words[j].part for j in found})) if self.side is self.held.raw else ()
        if len(found) < len(places):
            return Landing(reason=MISSING if found else NOT_FOUND, utterances=where)
        if found != list(range(found[0], found[0] + len(found))):
            return Landing(reason=BROKEN, utterances=where)
        return _land(
            self.held,
            self.side,
            (found[0], found[-1]),
            text=self.text[start:end],
            ends=(self.words[inside[0]].start - start, self.words[inside[-1]].end - start),
        )


def find_quote(quote: str, held: Held, *, occurrence: int | None, line: int | None) -> Landing:
    """Where a quote stands, if it stands once, or where it was chosen by occurrence or by the nearest utterance (from 1)."""
    words = talk_of(quote, labels=held.labels) or words_of([quote])
    keys = [word.key for word in words]
    if not keys:
        return Landing(reason=NO_WORDS)
    for side in (held.raw, held.masked):
        places = occurrences(keys, side.keys)
        if places:
            break
    else:
        return Landing(reason=NOT_FOUND)
    utterances = [_landed(held, side, place, words=words, quote=quote).start for place in places]
    numbers = tuple(point.utterance for point in utterances if point is not None)
    if occurrence is not None and occurrence > len(places):
        return Landing(reason=f"occurrence {occurrence} is beyond the {len(places)} that there are", utterances=numbers)
    chosen = _chosen(numbers, occurrence=occurrence, line=line) if len(places) > 1 else 0
    if chosen is None or chosen >= len(places):
        return Landing(reason=SEVERAL, utterances=numbers[:MOST_CHOICES])
    return _landed(held, side, places[chosen], words=words, quote=quote)


def _landed(held: Held, side: Side, place: int, *, words: Sequence[Word], quote: str) -> Landing:
    return _land(held, side, (place, place + len(words) - 1), text=quote, ends=(words[0].start, words[-1].end))


def _chosen(numbers: Sequence[int], *, occurrence: int | None, line: int | None) -> int | None:
    if occurrence is not None:
        return occurrence - 1
    if line is None:
        return None
    far = [abs(number - (line - 1)) for number in numbers]
    nearest = [i for i, distance in enumerate(far) if distance == min(far)]
    return nearest[0] if len(nearest) == 1 else None


def _land(held: Held, side: Side, words: tuple[int, int], *, text: str, ends: tuple[int, int]) -> Landing:
    """The stretch from the first to the last of these words, with the marks beside them that the copy's stretch has.

    `ends` are where the first word begins and the last one ends in `text`, the copy's stretch; outside it where it
    cuts them.
    """
    first, last = side.words[words[0]], side.words[words[1]]
    before, after = side.parts[first.part], side.parts[last.part]
    start = min(first.start - min(0, ends[0]), first.end)
    end = max(last.end - max(0, ends[1] - len(text)), last.start)
    back, on = ends[0], ends[1]
    while back > 0 and start > 0 and not text[back - 1].isspace() and text[back - 1] == before[start - 1]:
        back, start = back - 1, start - 1
    while on < len(text) and end < len(after) and not text[on].isspace() and text[on] == after[end]:
        on, end = on + 1, end + 1
    if side is held.masked:
        return Landing.on(held.places.to_cleaned(start, end))
    own = side.words[words[0] : words[1] + 1]
    kept = _together(held, own)
    if not kept:
        return Landing(reason=BROKEN, utterances=tuple(sorted({word.part for word in own})))
    if kept[0] is not first:
        start = kept[0].start
    if kept[-1] is not last:
        end = kept[-1].end
    return Landing(start=Point(kept[0].part, start), end=Point(kept[-1].part, end))


def _together(held: Held, own: Sequence[Word]) -> Sequence[Word]:
    """These words in the order of the pseudonymised text, if there they stand together and no others do among them.

    There a back-channel stands after the turn that it interrupts: at the edge of a stretch it is left out, and one that
    has come to stand within is let be. Empty where the words stand apart.
    """
    sizes = Counter(word.part for word in held.raw.words)
    parts = [word.part for word in own]
    around = range(max(0, min(parts) - AROUND), min(len(held.raw.parts), max(parts) + AROUND + 1))
    starts = {part: at for part in around if (at := _stands_at(held, part)) is not None}
    listening = [w for w in held.raw.words if w.part in starts and w.part not in parts and sizes[w.part] <= LISTENING]

    def order(word: Word) -> tuple[int, int]:
        return starts[word.part], word.start

    own = sorted((word for word in own if word.part in starts), key=order)
    while own:
        within = [word for word in listening if order(own[0]) < order(word) < order(own[-1])]
        if _stands(held, own) == [word.key for word in sorted([*own, *within], key=order)]:
            break
        inner = len({word.part for word in own}) > 1
        edge = next((w.part for w in (own[-1], own[0]) if inner and sizes[w.part] <= LISTENING), None)
        own = [word for word in own if edge is not None and word.part != edge]
    return own


def _stands(held: Held, own: Sequence[Word]) -> list[str]:
    """The words from the first to the last of these, as the pseudonymised text has them, but raw."""
    start, end = Point(own[0].part, own[0].start), Point(own[-1].part, own[-1].end)
    return [word.key for word in words_of([held.places.words(start, end)])]


def _stands_at(held: Held, part: int) -> int | None:
    """Where an utterance begins in the pseudonymised text."""
    span = held.places.to_text(Point(part, 0), Point(part, len(held.raw.parts[part])))
    return None if span is None else span.start
