"""Positions as another program counts them go in, offsets in code points of the text with LF come out, or an error.

Programs count code points or UTF-16 units, and a Windows line end as one or two (REFI-QDA says neither). The count is
taken by which the file's own quotes, and the edges of words, are met; where two counts differ and neither wins, nothing is.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from data_schemas.errors import ConfigError

POINTS, UNITS = "code points", "UTF-16 units"
GOOD = 0.5  # share of quotes, or of edges of words, that a count must meet at least
CLEAR = 0.05  # by which share of all edges one count must be better than another
FEW = 4  # edges; fewer show nothing by themselves
AFTER_WORDS, BEFORE_WORDS = ".,;:?!)]}", "([{"  # marks with which nobody begins, or ends, a stretch
_LONG = re.compile("\r\n|[\U00010000-\U0010ffff]")
_CUT = re.compile(r"\s*(?:\u2026|\.\.\.)\s*\Z")  # how programs end a quote that they cut


@dataclass(frozen=True, slots=True)
class Count:
    """One way to count: in which units, and what a Windows line end counts."""

    units: str
    line_end: int

    def __str__(self) -> str:
        return f"{self.units} with a line end as {self.line_end}"


NVIVO = Count(UNITS, 2)
MOST = Count(POINTS, 1)  # ATLAS.ti, QualCoder, MAXQDA
COUNTS = tuple(Count(units, line_end) for units in (POINTS, UNITS) for line_end in (1, 2))


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the file says: positions in the text of that number, and the beginning of the quote if it gives one."""

    text: int
    start: int
    end: int
    quote: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Fit:
    count: Count
    places: tuple[tuple[int, int], ...]
    quotes: int
    edges: int


def with_lf(text: str) -> str:
    """The text with LF, in which offsets are told."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def places_in(
    texts: Sequence[str], stretches: Sequence[Stretch], *, usual: Count, file: str
) -> tuple[tuple[int, int], ...]:
    """Where every stretch stands in its text with LF; ConfigError names both counts where the file does not tell.

    `usual` is how the program that wrote the file is known to count: it needs less proof than the others.
    """
    plain = [with_lf(text) for text in texts]
    longs = [_longs(text.removeprefix("\ufeff")) for text in texts]
    quotes = [_quoted(s, plain[s.text]) for s in stretches]
    fits = [_fit(count, stretches, plain=plain, longs=longs, quotes=quotes) for count in COUNTS]
    fits.sort(key=lambda fit: (-fit.quotes, -fit.edges, fit.count != usual))
    best, told = fits[0], sum(quote is not None for quote in quotes)
    other = next((fit for fit in fits if fit.places != best.places), None)
    total = 2 * len(stretches)
    if other is not None and not _wins(best, other, total=total, usual=usual):
        raise ConfigError(
            f"{file}: positions may count {best.count} ({_said(best, told, total)}) or {other.count} "
            f"({_said(other, told, total)}), and neither wins; export it again, with the quotes as names of the selections "
            "or without emoji and Windows line ends"
        )
    bad = best.quotes < GOOD * told or (not told and total >= FEW and best.edges < GOOD * total)
    if bad:
        raise ConfigError(
            f"{file}: its positions do not fit its own texts: counted as {best.count}, {_said(best, told, total)}; "
            f"counted as {(other or best).count}, {_said(other or best, told, total)}. Export it again from the program "
            "in which it was coded"
        )
    return best.places


def _wins(best: _Fit, other: _Fit, *, total: int, usual: Count) -> bool:
    if best.quotes != other.quotes:
        return True
    margin = max(CLEAR * total, 1 if best.count == usual else 2)
    return best.edges - other.edges >= margin and best.edges >= GOOD * total


def _said(fit: _Fit, told: int, total: int) -> str:
    quotes = f"{fit.quotes} of {told} quotes and " if told else ""
    return f"{quotes}{fit.edges} of {total} edges of words are met"


def _longs(text: str) -> list[tuple[int, bool]]:
    """What may count as two: its offset in the text with LF, and whether it is a line end."""
    found, ends = [], 0
    for match in _LONG.finditer(text):
        found.append((match.start() - ends, is_end := match[0] == "\r\n"))
        ends += is_end
    return found


def _fit(
    count: Count,
    stretches: Sequence[Stretch],
    *,
    plain: Sequence[str],
    longs: Sequence[list[tuple[int, bool]]],
    quotes: Sequence[str | None],
) -> _Fit:
    twos: list[list[int]] = []
    for own in longs:
        wide = [at for at, is_end in own if (count.line_end == 2 if is_end else count.units == UNITS)]
        twos.append([at + before + 1 for before, at in enumerate(wide)])  # the middle of each, as the program counts
    places, met, edges = [], 0, 0
    for stretch, quote in zip(stretches, quotes, strict=True):
        text, middles = plain[stretch.text], twos[stretch.text]
        start, end = (place - bisect_left(middles, place) for place in (stretch.start, stretch.end))
        places.append((start, end))
        met += quote is not None and _squeezed(text[start:end]).startswith(quote)
        edges += _is_edge(text, start, first=True) + _is_edge(text, end, first=False)
    return _Fit(count, tuple(places), met, edges)


def _quoted(stretch: Stretch, text: str) -> str | None:
    """The quote as it can be looked up; None where the name is no quote but a comment."""
    quote = _squeezed(_CUT.sub("", stretch.quote))
    return quote if quote and quote in _squeezed(text) else None


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _is_edge(text: str, place: int, *, first: bool) -> bool:
    """Whether a word, or a mark beside one, begins (or ends) there."""
    if not 0 <= place <= len(text):
        return False
    before, after = text[place - 1 : place] if place else "", text[place : place + 1]
    if not first and before == "\n":
        return True  # whole lines
    inside = after if first else before
    wrong = AFTER_WORDS if first else BEFORE_WORDS
    return bool(inside) and not inside.isspace() and inside not in wrong and not (before.isalnum() and after.isalnum())
