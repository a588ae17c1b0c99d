"""Lines go in; each comes out as it would be written, with a map from every written character back to what was said.

`oh seven seven double oh` is `07700` there, `j dot okafor at nhs dot net` is `j.okafor@nhs.net`: one set of patterns
reads both. What was written already stays as it is.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from data_schemas.records import Finding
from pipeline.pseudonymise.lists import zipf
from pipeline.pseudonymise.said_addresses import address_pieces
from pipeline.pseudonymise.said_numbers import number_pieces
from pipeline.pseudonymise.said_pieces import Piece
from pipeline.pseudonymise.tokens import Line

_OPENS = re.compile(r".{0,45}\d", re.DOTALL)
_LABEL = re.compile(r"[^\s:][^:\n\d]{0,20}:[ \t]+")
_ASKS = re.compile(
    r"number|post ?code|phone|mobile|\be-?mail|\breg\b|plate|\bpin\b|address|where .*live|how old|age\b|reference"
    r"|\bref\b"
    r"|\bcode\b|account|insta|twitter|user ?name|handle|badge|passport|licen[cs]e|extension|\bchi\b|insurance"
    r"|\bID\b|registration",
    re.IGNORECASE,
)
_WORD_ZIPF = 4.6  # small letters typed between said ones that are this frequent are a word
_LONGEST_QUESTION = 80  # characters of what was said before


@dataclass(frozen=True, slots=True)
class Written:
    """A line as it would be written; `places[i]` is where in `text` the i-th said piece begins."""

    line: Line
    text: str
    pieces: tuple[Piece, ...]
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the line that written characters `start` to `end` come from, whole words where said."""
        return self._origin(start)[0], self._origin(end - 1)[1]

    def said(self, start: int, end: int) -> tuple[Piece, ...]:
        """The said pieces among written characters `start` to `end`."""
        return tuple(piece for piece, _ in self._placed(start, end))

    def asks(self, start: int) -> bool:
        """Whether written character `start` is part of the question put before the line."""
        i = bisect_right(self.places, start) - 1
        return (
            i >= 0 and self.pieces[i].start == self.pieces[i].end and start < self.places[i] + len(self.pieces[i].text)
        )

    def is_spelled(self, start: int, end: int) -> bool:
        """Whether some of it was said letter by letter or digit by digit, and what was typed among it is no word."""
        typed = list(self.text[start:end])
        placed = self._placed(start, end)
        for piece, place in placed:
            low, high = max(place - start, 0), min(place + len(piece.text), end) - start
            typed[low:high] = " " * (high - low)
        return bool(placed) and not any(c.islower() and zipf(c) > _WORD_ZIPF for c in "".join(typed).split())

    def finding(self, start: int, end: int, *, kind: str, confidence: float, layer: str | None = None) -> Finding:
        """A finding in the line for written characters `start` to `end`; without a layer, by whether they were said."""
        layer = layer or ("spoken" if self.said(start, end) else "identifiers")
        a, b = self.span(start, end)
        return self.line.finding(a, b, kind=kind, layer=layer, confidence=confidence)

    def _placed(self, start: int, end: int) -> list[tuple[Piece, int]]:
        """The said pieces among written characters `start` to `end`, each with its place in the written text."""
        first, last = max(bisect_right(self.places, start) - 1, 0), bisect_right(self.places, end - 1)
        near = zip(self.pieces[first:last], self.places[first:last], strict=True)
        return [(p, place) for p, place in near if p.text and p.end > p.start and place + len(p.text) > start]

    def _origin(self, place: int) -> tuple[int, int]:
        i = bisect_right(self.places, place) - 1
        if i < 0:
            return place, place + 1
        piece, past = self.pieces[i], place - self.places[i] - len(self.pieces[i].text)
        return (piece.start, piece.end) if past < 0 else (piece.end + past, piece.end + past + 1)


def written_lines(lines: Sequence[Line]) -> tuple[Written, ...]:
    """Every line as it would be written; an answer that opens with a number has the question before it."""
    written = [written_line(line) for line in lines]
    return tuple(_asked(one, before) for before, one in pairwise((None, *written)) if one is not None)


def written_line(line: Line) -> Written:
    """One line as it would be written: said e-mail and web addresses first, then runs of digits and letters."""
    bare = line.bare if line.pseudonyms else line.text
    addresses = address_pieces(line, bare)
    return _replaced(line, bare, [*addresses, *number_pieces(line, bare, taken=addresses)])


def _asked(written: Written, before: Written | None) -> Written:
    """The line with the end of what was said before it, if that speaks of a number and the line opens with one."""
    if before is None or not _OPENS.match(written.text):
        return written
    asked = [part for part in re.split(r"[.?!]", before.line.text) if part.strip()][-1:]
    if not asked or not _ASKS.search(asked[0]):
        return written
    said = re.sub(r"\d", "_", asked[0][-_LONGEST_QUESTION:]).strip(" ,") + ", "
    label = _LABEL.match(written.text)
    place = label.end() if label else 0
    origin = written.span(place, place + 1)[0]
    first = bisect_left(written.places, place)
    return Written(
        written.line,
        written.text[:place] + said + written.text[place:],
        (*written.pieces[:first], Piece(origin, origin, said), *written.pieces[first:]),
        (*written.places[:first], place, *(p + len(said) for p in written.places[first:])),
    )


def _replaced(line: Line, bare: str, pieces: Iterable[Piece]) -> Written:
    ordered = sorted(pieces, key=lambda p: p.start)
    parts: list[str] = []
    done = 0
    for piece in ordered:
        parts += [bare[done : piece.start], piece.text]
        done = piece.end
    parts.append(bare[done:])
    places = tuple(accumulate(map(len, parts)))[::2][: len(ordered)]
    return Written(line, "".join(parts), tuple(ordered), places)
