"""The lines of a document's pages go in; they come out as lines of paragraphs, divided words put together again.

A paragraph ends where white follows, where the next line is indented against the others, or where a line is left so
short that the first word of the next one would have fitted: nobody who sets type breaks a line there.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.readers.pdf_lines import MIN_LINES, PdfLine
from pipeline.readers.pdf_span import HYPHEN
from pipeline.readers.talk import Line, squeeze

WHITE = 1.35  # distances between lines, from which white stands between them
INDENT = 0.6  # sizes of type by which a line may be off its column's edge
HALF = 0.5
COLUMN = 36.0  # points by which the columns of a document differ at least
REACH = 0.98  # quantile of the lines' ends that is taken for the right edge; some lines hang over it
LARGE = 1.25  # of the usual size of type, from which a short line is a heading
MAX_HEADING = 12  # words
COMMON = 2.5  # on the Zipf scale (Speer 2022), from which a word is one

_CUT = re.compile(r"([^\W\d_]{2,})[-\u2010]\Z")
_GOES_ON = re.compile(r"[^\W\d_]+")
_PREFIXES = frozenset(
    {"self", "non", "co", "well", "semi", "ex", "anti", "pre", "post", "multi", "inter", "re", "mid", "pro"}
)


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where the lines of a column begin and end, how far apart they stand, and which that are off its edge go on."""

    left: float
    right: float
    leading: float
    inner_go_on: bool  # lines further in go on with a paragraph and do not begin one
    outer_go_on: bool  # the same of lines further out


def paragraphs(pages: Sequence[Sequence[PdfLine]]) -> list[Line]:
    """The lines of all pages in order, with the numbers of their paragraphs."""
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    places = _places(lines)
    edges = {place: _edges([ln for ln, p in zip(lines, places, strict=True) if p == place]) for place in set(places)}
    size = median(line.size for line in lines)
    blocks = [0]
    for (before, line), place in zip(pairwise(lines), places, strict=False):
        blocks.append(blocks[-1] + _begins(before, line, edges=edges[place]))
    texts = _undivided([line.text for line in lines], blocks)
    return [
        Line(text=text.strip(), block=block, bold=min(line.bold, len(text)), heading=_is_heading(line, size=size))
        for line, block, text in zip(lines, blocks, texts, strict=True)
        if squeeze(text)
    ]


def _places(lines: Sequence[PdfLine]) -> list[int]:
    """For each line, which of the document's columns it stands in: 0 where a page has but one, -1 for titles across."""
    groups: dict[tuple[int, int], list[float]] = {}
    for line in lines:
        groups.setdefault((line.page, line.column), []).append(line.left)
    several = {page for page, column in groups if column > 0}
    place = {
        key: 0 if key[0] not in several else 1 + round(min(lefts) / COLUMN) if len(lefts) >= MIN_LINES else -1
        for key, lefts in groups.items()
    }
    return [place[line.page, line.column] for line in lines]


def _edges(lines: Sequence[PdfLine]) -> _Edges:
    left = float(Counter(round(line.left) for line in lines).most_common(1)[0][0])
    ends = sorted(line.right for line in lines)
    right = ends[min(len(ends) - 1, int(REACH * len(ends)))]
    pairs = [(a, b) for a, b in pairwise(lines) if _neighbours(a, b) and a.bottom > b.bottom]
    full = [(a, b) for a, b in pairs if not _is_short(a, b, right=right)]
    inner = [_is_short(a, b, right=right) for a, b in pairs if b.left > left + INDENT * b.size]
    outer = [_is_short(a, b, right=right) for a, b in pairs if b.left < left - INDENT * b.size]
    return _Edges(
        left=left,
        right=right,
        leading=median(a.bottom - b.bottom for a, b in full or pairs) if pairs else 0.0,
        inner_go_on=sum(inner) < HALF * len(inner),
        outer_go_on=sum(outer) < HALF * len(outer),
    )


def _neighbours(before: PdfLine, line: PdfLine) -> bool:
    return before.page == line.page and before.column == line.column


def _begins(before: PdfLine, line: PdfLine, *, edges: _Edges) -> bool:
    """Whether a line begins a paragraph."""
    if _neighbours(before, line) and before.bottom - line.bottom > WHITE * max(edges.leading, line.size * HALF):
        return True
    if _is_short(before, line, right=edges.right):
        return True
    off = line.left - edges.left
    if abs(off) <= INDENT * line.size or abs(line.left - before.left) <= INDENT * line.size:
        return False
    return not (edges.inner_go_on if off > 0 else edges.outer_go_on)


def _is_short(before: PdfLine, line: PdfLine, *, right: float) -> bool:
    """Whether the first word of a line would have fitted at the end of the one before, which divides no word."""
    first = line.spans[0]
    if _CUT.search(before.text) and first.text[:1].islower():
        return False
    word = first.text.split(" ", 1)[0]
    width = (first.right - first.left) * (len(word) + 1) / max(1, len(first.text))
    return before.right + width < right


def _is_heading(line: PdfLine, *, size: float) -> bool:
    return line.size >= LARGE * size and len(line.text.split()) <= MAX_HEADING


def _undivided(texts: Sequence[str], blocks: Sequence[int]) -> list[str]:
    """The texts with words put together that a line's end divides, as the document or the dictionary has them."""
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(texts).casefold()))
    known = _dictionary()
    done = list(texts)
    for i in range(len(done) - 1):
        cut, rest = _CUT.search(done[i]), _GOES_ON.match(done[i + 1])
        joint = (
            _joint(cut[1], rest[0], words=words, known=known) if cut and rest and blocks[i] == blocks[i + 1] else None
        )
        if joint is None or cut is None or rest is None:
            continue
        tail = re.match(r"\S*", done[i + 1])
        moved = tail[0] if tail else rest[0]
        done[i] = done[i][: cut.end(1)] + joint + moved
        done[i + 1] = done[i + 1][len(moved) :].lstrip()
    return [text.replace(HYPHEN, "-") for text in done]


def _joint(cut: str, rest: str, *, words: "Counter[str]", known: Callable[[str], bool]) -> str | None:
    """What joins the halves of a word: nothing, its own hyphen, or None where speech broke off."""
    if not rest[0].islower():
        return "-" if words[f"{cut}-{rest}".casefold()] else None
    whole, hyphened = f"{cut}{rest}".casefold(), f"{cut}-{rest}".casefold()
    if words[hyphened] > words[whole] or (cut.casefold() in _PREFIXES and not words[whole]):
        return "-"
    return "" if words[whole] or known(whole) else None


def _dictionary() -> Callable[[str], bool]:
    from wordfreq import zipf_frequency

    return lambda word: zipf_frequency(word, "en") >= COMMON
