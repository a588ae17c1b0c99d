"""A line goes in, runs of digits and letters said one by one come out as pieces of written text.

Between them fillers, pauses, marks and corrections are passed over; a run that ends in `thousand` is an amount and stays.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.pseudonymise.said_items import Item, read_item
from pipeline.pseudonymise.said_pieces import Piece
from pipeline.pseudonymise.said_words import CORRECTION_SIGNS, CORRECTIONS, FILLERS, LARGE, RUN_MARKS
from pipeline.pseudonymise.tokens import Line, Word

_GAP = re.compile(r"[ ,\-\u2013\u2014\u2026.\n\"\u201c\u201d]*\Z")
_MARK = re.compile(r"[ ,]*(?:\[[^\[\]\n]{1,30}\]|\([^()\n]{1,30}\))[ ,]*\Z")
_PLAIN = re.compile(r"[ \-]?\Z")
_LISTED = 8  # items: from here on an opening `oh,` is a nought
_LONGEST_RUN = 60  # items: no number is longer
_SLASHES = frozenset(("slash", "stroke", "dash", "hyphen"))
_LONGEST_PREFIX = 4  # typed letters before a said slash
_WHOLE = 10  # typed digits that are a whole number
_LONGEST_CORRECTION = 6  # words
_SHORTEST_CORRECTED = 3  # characters before a correction
_SHORTEST_WITH_ARTICLE = 5  # characters: below it `a` before a number is an article
_SHORTEST_BEFORE_ARTICLE = 9  # characters: from here on `a` after a number may be its last letter


@dataclass(frozen=True, slots=True)
class _Link:
    """What stands between two items: how it is written, and the next word to read."""

    text: str
    following: int


def number_pieces(line: Line, bare: str, *, taken: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces of all runs outside the stretches already taken."""
    words, i = line.words, 0
    while i < len(words):
        item = read_item(words, i, bare=bare, inside=False)
        if item is None or any(p.start < words[i].stop and words[i].start < p.end for p in taken):
            i += 1
            continue
        items, following = _run(line, bare, item)
        if following >= len(words) or words[following].folded not in LARGE:
            trimmed = _trimmed(items, words=words, bare=bare)
            yield from _pieces(words, bare, trimmed)
            yield from _slash_before(words, trimmed)
        i = following


def _slash_before(words: Sequence[Word], items: Sequence[tuple[str, Item]]) -> Iterator[Piece]:
    """The said slash between typed letters and a run: `HB slash four four`."""
    first = items[0][1].first if items else 0
    if first < 2 or all(item.typed for _, item in items):
        return
    letters, mark = words[first - 2], words[first - 1]
    if mark.folded in _SLASHES and letters.text.isupper() and len(letters.text) <= _LONGEST_PREFIX:
        yield Piece(letters.stop, words[first].start, RUN_MARKS[mark.folded])


def _run(line: Line, bare: str, first: Item) -> tuple[list[tuple[str, Item]], int]:
    """Each item of a run with the text written before it, and the word after the run."""
    items = [("", first)]
    while True:
        link = _link(line, bare, items)
        item = None if link is None else read_item(line.words, link.following, bare=bare, inside=True)
        if (
            link is None
            or item is None
            or len(items) == _LONGEST_RUN
            or (link.text.strip(" ,") == "and" and item.letters)
        ):
            return items, items[-1][1].following
        items.append((link.text, item))


def _link(line: Line, bare: str, items: Sequence[tuple[str, Item]]) -> _Link | None:
    """What joins the last item to the next word, or nothing when the run ends here."""
    words, i = line.words, items[-1][1].following
    if i >= len(words):
        return None
    gap = bare[words[i - 1].stop : words[i].start]
    if "[" in gap or "(" in gap or ("]" not in gap and ")" not in gap and not _GAP.match(gap)):
        return _past_mark(words, i, bare=bare)
    folded = words[i].folded
    if folded in RUN_MARKS and _plain(gap) and i + 1 < len(words):
        return _Link(RUN_MARKS[folded], i + 1)
    passed = i
    while passed < len(words) and words[passed].folded in FILLERS and passed - i < 3:
        passed += 1
    if passed > i:
        return None if items[-1][1].letters and folded in ("and", "like") else _Link(" ", passed)
    corrected = _past_correction(words, i) if sum(len(t.text) for _, t in items) >= _SHORTEST_CORRECTED else i
    if corrected > i:
        return _Link(" ", corrected)
    typed = words[i].text.isdigit() or items[-1][1].typed
    if words[i].text.isdigit() != items[-1][1].typed and (
        (typed and not _plain(gap)) or _typed_digits(items) >= _WHOLE
    ):
        return None  # `960147, six figures`, `0161 496 0099 forty times`: what was typed ends there
    return _Link("" if _plain(gap) and not typed else gap.replace("\n", " "), i)


def _typed_digits(items: Sequence[tuple[str, Item]]) -> int:
    return sum(len(item.text) for _, item in items if item.typed)


def _plain(gap: str) -> bool:
    return _PLAIN.match(gap) is not None


def _past_mark(words: Sequence[Word], i: int, *, bare: str) -> _Link | None:
    """Past a transcriber's mark: `oh seven [pause] seven`."""
    for j in range(i + 1, min(i + 6, len(words))):
        if _MARK.match(bare[words[i - 1].stop : words[j].start]):
            return _Link(" ", j)
    return None


def _past_correction(words: Sequence[Word], i: int) -> int:
    """The word after `no, sorry,` and the like, or the same word."""
    j = i
    while j < len(words) and j - i < _LONGEST_CORRECTION and words[j].folded in CORRECTIONS:
        j += 1
    return j if any(w.folded in CORRECTION_SIGNS for w in words[i:j]) else i


def _trimmed(items: list[tuple[str, Item]], *, words: Sequence[Word], bare: str) -> list[tuple[str, Item]]:
    """Without what is no part of it at the edges: an exclamation `Oh,`, an article, `I`."""
    while items and words[items[0][1].first].folded in ("oh", "a", "i"):
        opening = words[items[0][1].first].folded
        long = sum(len(item.text) for _, item in items) >= _SHORTEST_WITH_ARTICLE
        paused = len(items) == 1 or (len(items) < _LISTED and not _plain(items[1][0].replace(" ", "", 1)))
        if paused if opening == "oh" else items[0][1].lonely and not long:
            items = items[1:]
        else:
            break
    if len(items) > 1 and words[items[-1][1].first].folded in ("a", "i"):
        following = items[-1][1].following
        said_on = following < len(words) and _plain(bare[words[following - 1].stop : words[following].start])
        short = sum(len(item.text) for _, item in items) < _SHORTEST_BEFORE_ARTICLE
        if said_on and (short or words[items[-1][1].first].folded == "i"):
            items = items[:-1]
    return items


def _pieces(words: Sequence[Word], bare: str, items: Sequence[tuple[str, Item]]) -> Iterator[Piece]:
    """The run's pieces, if any of it was said: a single letter by itself stays."""
    if not items or all(item.typed for _, item in items) or (len(items) == 1 and items[0][1].lonely):
        return
    for (_, item), (link, after) in pairwise([*items, ("", items[-1][1])]):
        yield Piece(words[item.first].start, words[item.following - 1].stop, item.text)
        if after is not item:
            yield Piece(words[item.following - 1].stop, words[after.first].start, link)
