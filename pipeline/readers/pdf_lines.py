"""The stretches of text of a page go in; its lines come out in reading order, column by column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.readers.pdf_span import Span

SIDE = 0.3  # share of a page's characters on either side of a gutter, from which the page has two columns
MIN_LINES = 8  # on either side
CROSSING = 0.25  # share of the characters that may cross the gutter: titles
MIDDLE = (0.35, 0.65)  # where a gutter may lie, in widths of what is printed


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLine:
    """One line of a page, of one or more spans; `column` is counted anew wherever the text goes on elsewhere."""

    spans: tuple[Span, ...]
    page: int
    column: int = 0

    @property
    def text(self) -> str:
        """Its text, with a tab where a wide gap is."""
        return "\t".join(span.text for span in self.spans)

    @property
    def bold(self) -> int:
        """How many characters at its start are bold."""
        return self.spans[0].bold

    @property
    def left(self) -> float:
        """Where it begins, in points from the left."""
        return self.spans[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(span.right for span in self.spans)

    @property
    def bottom(self) -> float:
        """Its height above the bottom of the page, in points."""
        return min(span.bottom for span in self.spans)

    @property
    def size(self) -> float:
        """The size of most of its type, in points."""
        return max(self.spans, key=lambda span: len(span.text)).size


def page_lines(spans: Sequence[Span], *, page: int) -> list[PdfLine]:
    """The lines of a page from top to bottom; of two columns, the left one first."""
    return [
        line
        for column, part in enumerate(_columns(spans))
        for line in _lines(part, page=page, column=column)
        if line.text.strip()
    ]


def _lines(spans: Sequence[Span], *, page: int, column: int) -> Iterator[PdfLine]:
    """Spans at one height are one line, joined by tabs."""
    row: list[Span] = []
    for span in sorted(spans, key=lambda s: (-s.middle, s.left)):
        if row and abs(row[0].middle - span.middle) >= min(row[0].size, span.size) / 2:
            yield PdfLine(spans=tuple(sorted(row, key=lambda s: s.left)), page=page, column=column)
            row = []
        row.append(span)
    if row:
        yield PdfLine(spans=tuple(sorted(row, key=lambda s: s.left)), page=page, column=column)


def _columns(spans: Sequence[Span]) -> list[list[Span]]:
    """The spans in groups that are read one after the other: what crosses the gutter, the left column, the right one."""
    gutter = _gutter(spans)
    if gutter is None:
        return [list(spans)]
    groups: list[list[Span]] = []
    left: list[Span] = []
    right: list[Span] = []
    for span in sorted(spans, key=lambda s: -s.middle):
        if span.right <= gutter:
            left.append(span)
        elif span.left >= gutter:
            right.append(span)
        else:
            groups += [group for group in (left, right) if group]
            groups.append([span])
            left, right = [], []
    return groups + [group for group in (left, right) if group]


def _gutter(spans: Sequence[Span]) -> float | None:
    """Where the white between two columns of talk lies, if there are two."""
    if len(spans) < 2 * MIN_LINES:
        return None
    start, end = min(s.left for s in spans), max(s.right for s in spans)
    total = sum(len(s.text) for s in spans)
    low, high = (start + share * (end - start) for share in MIDDLE)
    edges = sorted({round(s.left, 1) for s in spans if low <= s.left <= high})
    best = max(edges, key=lambda edge: _sides(spans, edge)[1], default=None)
    if best is None:
        return None
    left, right, crossing = _sides(spans, best)
    enough = min(left, right) >= SIDE * total and crossing <= CROSSING * total
    rows = (sum(s.right <= best for s in spans), sum(s.left >= best - 1 for s in spans))
    return best - 1 if enough and min(rows) >= MIN_LINES else None


def _sides(spans: Sequence[Span], edge: float) -> tuple[int, int, int]:
    """How many characters stand left of an edge, from it on, and across it."""
    left = sum(len(s.text) for s in spans if s.right <= edge)
    right = sum(len(s.text) for s in spans if s.left >= edge - 1)
    return left, right, sum(len(s.text) for s in spans) - left - right
