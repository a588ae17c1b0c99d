"""The lines of a document's pages go in; they come out without running heads, page numbers, line numbers and footnotes."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from pipeline.readers.pdf_lines import PdfLine
from pipeline.readers.talk import count_of, squeeze

ZONE = 4  # lines at the top and at the bottom of a page among which running heads stand
OFTEN = 0.4  # share of pages (left and right ones may differ) that show a running head
LEAST = 3  # pages
SAME_HEIGHT = 4.0  # points by which its height may vary
ELSEWHERE = 0.2  # share of its occurrences that may stand in the middle of pages
NUMBERED = 0.3  # share of lines with a number, from which lines or paragraphs are numbered
FIFTHS = 0.12  # the same where every fifth line is
RISING = 0.8  # share of numbers that follow from the one before
MIN_NUMBERS = 5
SMALL = 0.9  # of the usual size of type, below which a footnote is set

_NUMBER = re.compile(r"(\d{1,5})[.):]?(?:[ \t]+|\Z)")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|seite|p\.|pag\.?|página|pagina|side|sida)\s*)?(?P<page>\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|von|de|di|/|\|)\s*\d{1,4})?[\W_]*",
    re.IGNORECASE,
)
_SAID = re.compile(r"[.?!:\u2026]|\d")  # what a title that stands on two pages does not hold
_FOOTNOTE = re.compile(r"[\d*\u2020\u2021\u00b9\u00b2\u00b3]")

Pages = Sequence[Sequence[PdfLine]]


def without_furniture(pages: Pages) -> tuple[list[list[PdfLine]], list[str]]:
    """The pages without what stands around their text, and notes."""
    filled = [list(page) for page in pages if page]
    plain, numbered = _without_numbers(filled)
    running = _running(plain)
    headless = [_without_heads(page, running=running) for page in plain]
    headless = headless if any(headless) else plain  # forms whose pages are all alike
    size = _size(headless)
    body = [_without_footnotes(page, size=size) for page in headless]
    heads = sum(map(len, plain)) - sum(map(len, headless))
    feet = sum(map(len, headless)) - sum(map(len, body))
    notes = [f"{count_of(heads, 'line')} of page heads, page feet and page numbers left out"] if heads else []
    notes += ["numbers of lines or paragraphs left out"] if numbered else []
    notes += [f"{count_of(feet, 'line')} of footnotes left out"] if feet else []
    return body, notes


def _key(line: PdfLine) -> str:
    """A line's text without what changes from page to page."""
    return re.sub(r"\d+", "#", squeeze(line.text).casefold())


def _zone(page: Sequence[PdfLine], *, depth: int) -> list[PdfLine]:
    """The lines nearest to the top and to the bottom of a page, so many at each edge."""
    by_height = sorted(page, key=lambda line: -line.bottom)
    return by_height if len(by_height) <= 2 * depth else by_height[:depth] + by_height[-depth:]


def _running(pages: Pages) -> frozenset[str]:
    """What stands at the same height on many pages, and hardly anywhere else; of two pages, an outermost line."""
    heights: dict[str, list[float]] = defaultdict(list)
    for page in pages:
        for line in _zone(page, depth=ZONE if len(pages) >= LEAST else 1):
            if len(pages) >= LEAST or _SAID.search(line.text) is None:
                heights[_key(line)].append(line.bottom)
    everywhere = Counter(_key(line) for page in pages for line in page)
    needed = max(min(LEAST, max(2, len(pages))), OFTEN * len(pages))
    found = set()
    for key, seen in heights.items():
        middle = median(seen)
        same = sum(abs(height - middle) <= SAME_HEIGHT for height in seen)
        if same >= needed and everywhere[key] - same <= ELSEWHERE * everywhere[key]:
            found.add(key)
    return frozenset(found)


def _without_heads(page: Sequence[PdfLine], *, running: frozenset[str]) -> list[PdfLine]:
    """The page without running heads and page numbers, from its edges inwards up to the first line of text."""
    by_height = sorted(page, key=lambda line: -line.bottom)
    gone: set[int] = set()
    for edge in (by_height[:ZONE], by_height[::-1][:ZONE]):
        for place, line in enumerate(edge):
            if not (_key(line) in running or (place == 0 and len(page) > 2 and _is_page_number(line))):
                break
            gone.add(id(line))
    return [line for line in page if id(line) not in gone]


def _is_page_number(line: PdfLine) -> bool:
    """Whether a line at the edge of a page holds nothing but that page's number, as counted from its first page."""
    match = _PAGE_NUMBER.fullmatch(squeeze(line.text))
    return match is not None and match["page"] == str(line.page + 1)


def _without_numbers(pages: list[list[PdfLine]]) -> tuple[list[list[PdfLine]], bool]:
    """The lines without the numbers that count them, or their paragraphs, in the margin."""
    lines = [line for page in pages for line in page]
    found = [(line, int(match[1])) for line in lines if (match := _NUMBER.match(line.text))]
    steps = [(b - a, n.page != m.page) for (m, a), (n, b) in pairwise(found)]
    step = Counter(size for size, new in steps if not new).most_common(1)
    if len(found) < MIN_NUMBERS or not step or step[0][0] not in (1, 5):
        return pages, False
    even = sum(size == step[0][0] or (new and size < 0) for size, new in steps)
    if even < RISING * len(steps) or len(found) < (NUMBERED if step[0][0] == 1 else FIFTHS) * len(lines):
        return pages, False
    numbered = {id(line) for line, _ in found}
    stripped = [[_stripped(line) if id(line) in numbered else line for line in page] for page in pages]
    return [[line for line in page if line.spans] for page in stripped], True


def _stripped(line: PdfLine) -> PdfLine:
    """The line without its number; without any span where it held nothing else."""
    first = line.spans[0]
    match = _NUMBER.match(first.text)
    if match is None:
        return line
    if match.end() == len(first.text):
        return replace(line, spans=line.spans[1:])
    rest = first.text[match.end() :]
    left = first.right - (first.right - first.left) * len(rest) / len(first.text)
    return replace(
        line, spans=(replace(first, text=rest, left=left, bold=max(0, first.bold - match.end())), *line.spans[1:])
    )


def _size(pages: Pages) -> float:
    """The size in which most characters of a document are set."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _without_footnotes(page: list[PdfLine], *, size: float) -> list[PdfLine]:
    """The page without lines in small type at its foot, the first of which begins with a number or a star."""
    by_height = sorted(page, key=lambda line: -line.bottom)
    first = len(by_height)
    while first and by_height[first - 1].size < SMALL * size:
        first -= 1
    foot = by_height[first:]
    if not foot or first == 0 or not _FOOTNOTE.match(foot[0].text.lstrip()):
        return page
    gone = {id(line) for line in foot}
    return [line for line in page if id(line) not in gone]
