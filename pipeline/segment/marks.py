"""Events, redactions and a text go in; the spans that are never cut come out, merged and searchable by place."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data_schemas.pseudonyms import PSEUDONYM
from data_schemas.records import Mark


@dataclass(frozen=True, slots=True)
class Fixed:
    """A stretch `text[start:end]` that is never cut; `silent` where a transcriber's mark stands, which nobody said."""

    start: int
    end: int
    silent: bool


class FixedSpans:
    """All fixed stretches of one text, sorted and apart from each other."""

    def __init__(self, text: str, *, events: Sequence[Mark], redactions: Sequence[Mark]) -> None:
        spans = [(m.start, m.end, True) for m in events] + [(m.start, m.end, False) for m in redactions]
        spans += [(*m.span(), False) for m in PSEUDONYM.finditer(text)]
        self._spans: list[Fixed] = []
        for start, end, silent in sorted(s for s in spans if s[0] < s[1]):
            last = self._spans[-1] if self._spans else None
            if last is not None and start < last.end:
                self._spans[-1] = Fixed(last.start, max(end, last.end), last.silent or silent)
            else:
                self._spans.append(Fixed(start, end, silent))
        self._starts = [s.start for s in self._spans]

    def within(self, start: int, end: int) -> Iterator[Fixed]:
        """The fixed stretches that reach into `text[start:end]`, in order."""
        at = max(bisect_right(self._starts, start) - 1, 0)
        while at < len(self._spans) and self._spans[at].start < end:
            if self._spans[at].end > start:
                yield self._spans[at]
            at += 1

    def splits(self, place: int) -> bool:
        """Whether a boundary before `place` would cut a fixed stretch in two."""
        at = bisect_right(self._starts, place) - 1
        return at >= 0 and self._spans[at].start < place < self._spans[at].end
