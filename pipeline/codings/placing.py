"""A transcript before and after masking goes in; places in either text come out as places in the other.

A name that is masked is one piece: a stretch that cuts it is widened to all of it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from data_schemas.codings import Point
from data_schemas.records import Originals, Pseudonymised, Segmented
from pipeline.key import Key
from pipeline.pseudonymise.mask import restore
from pipeline.segment.turns import Placed, lay_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch `text[start:end]` of a segmented transcript; `widened` where an identifier stood across its border."""

    start: int
    end: int
    widened: bool = False


@dataclass(frozen=True, slots=True)
class _Swap:
    """A redaction: where it stands in the masked utterance, and where what it replaced stood in the cleaned one."""

    masked: tuple[int, int]
    cleaned: tuple[int, int]


class Places:
    """One transcript's text, pseudonymised and laid out, and its cleaned utterances."""

    def __init__(self, *, utterances: tuple[Placed, ...], swaps: dict[int, list[_Swap]], said: tuple[str, ...]) -> None:
        self._by_number = {placed.utterance: placed for placed in utterances}
        self._in_text = utterances
        self._starts = [placed.start for placed in utterances]
        self._ends = [placed.end for placed in utterances]
        self._swaps = swaps
        self._said = said
        self._order = {placed.utterance: number for number, placed in enumerate(utterances)}

    @classmethod
    def of(cls, masked: Pseudonymised, originals: Originals, segmented: Segmented) -> "Places | None":
        """The places of a transcript; None where the three are not of one another."""
        layout = lay_out(masked)
        if layout.text != segmented.text or len(originals.labels) != len(masked.utterances):
            return None
        swaps: dict[int, list[_Swap]] = {}
        for original in sorted(originals.originals, key=lambda o: (o.utterance, o.start, o.end)):
            own = swaps.setdefault(original.utterance, [])
            begin = original.start + (own[-1].cleaned[1] - own[-1].masked[1] if own else 0)
            own.append(_Swap((original.start, original.end), (begin, begin + len(original.text))))
        said = tuple(utterance.text for utterance in restore(masked, originals))
        return cls(utterances=layout.utterances, swaps=swaps, said=said)

    def to_text(self, start: Point, end: Point) -> Span | None:
        """Where a stretch of the cleaned transcript stands in the text; None where it stands nowhere any more."""
        found = []
        for point, is_end in ((start, False), (end, True)):
            placed = self._by_number.get(point.utterance)
            if placed is None or not 0 <= point.at <= len(self._said[point.utterance]):
                return None
            pairs = ((s.cleaned, s.masked) for s in self._swaps.get(point.utterance, ()))
            at, widened = _across(point.at, pairs, is_end=is_end)
            found.append((placed.start + at, widened))
        (first, cut_first), (last, cut_last) = found
        return Span(start=first, end=last, widened=cut_first or cut_last) if first < last else None

    def to_cleaned(self, start: int, end: int) -> tuple[Point, Point]:
        """The stretch of the cleaned transcript that holds `text[start:end]`."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = min(len(self._ends) - 1, bisect_left(self._ends, end))
        return self._cleaned(first, start, is_end=False), self._cleaned(last, end, is_end=True)

    def words(self, start: Point, end: Point) -> str:
        """What was said there, raw: for digests in memory, never to be written."""
        first, last = self._order[start.utterance], self._order[end.utterance]
        pieces = []
        for number in (placed.utterance for placed in self._in_text[first : last + 1]):
            begin = start.at if number == start.utterance else 0
            stop = end.at if number == end.utterance else len(self._said[number])
            pieces.append(self._said[number][begin:stop])
        return "\n".join(pieces)

    def anchor(self, start: Point, end: Point, *, key: Key) -> str:
        """The keyed digest of the words of a stretch, by which a change of the transcript is noticed."""
        return key.mac_bytes("coding", self.words(start, end).encode())

    def whole(self, *, key: Key) -> str:
        """The keyed digest of everything that is said in the transcript."""
        return key.mac_bytes("scope", "\n".join(self._said).encode())

    def _cleaned(self, number: int, place: int, *, is_end: bool) -> Point:
        placed = self._in_text[number]
        at = min(max(place - placed.start, 0), placed.end - placed.start)
        pairs = ((s.masked, s.cleaned) for s in self._swaps.get(placed.utterance, ()))
        return Point(placed.utterance, _across(at, pairs, is_end=is_end)[0])


def _across(at: int, pairs: Iterable[tuple[tuple[int, int], tuple[int, int]]], *, is_end: bool) -> tuple[int, bool]:
    """A place on the other side of masking, and whether it had to be moved to a redaction's border; pairs in order."""
    shift = 0
    for (here_start, here_end), (there_start, there_end) in pairs:
        if at <= here_start:
            break
        if at < here_end:
            return (there_end if is_end else there_start), True
        shift = there_end - here_end
    return at + shift, False
