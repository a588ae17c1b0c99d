"""Stretches of a transcript's text go in; their sentences come out, as spans that cover all that is not blank.

Where there is punctuation, it and spaCy's splitter say where sentences end; where there is none, `clauses` does.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.segment.clauses import ENOUGH, MAX_WORDS, PUNCTUATED, Piece, cut, words_in
from pipeline.segment.marks import FixedSpans

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

STAND_IN = "Alex"  # read in place of every pseudonym, so that no boundary depends on the key
LINES_AT_ONCE = 64  # lines that the splitter reads together; more is no faster
UNPUNCTUATED_WORDS = 30  # words for every full stop, from which a line counts as unpunctuated; talk has about 14
LOOK_BACK = 12  # characters before a boundary that decide whether a sentence ends there

_LINE_FEED = re.compile(r"\n")
_STOP = re.compile(r"[.?!\u2026][\"'\u2019\u201d)]*(?=\s|\Z)")
_ENDED = re.compile(r"[.?!\u2026][\"'\u2019\u201d)]*\s*\Z")
_GOES_ON = re.compile(r"[a-z]|I\b")
_OPENS = re.compile(r"[\"'\u2018\u201c(]*[A-Z]")
_BEGINS = re.compile(r"[\"'\u2018\u201c(\[]*\w")
_ABBREVIATED = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|[Ee]\.g|[Ii]\.e|[A-HJ-Z])\.\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence, `text[start:end]`, and its words in lower case: no events, every pseudonym the same word.

    `doubt` is 0 where punctuation or a line tells that it begins there, and the higher the less likely that is.
    """

    start: int
    end: int
    words: tuple[str, ...]
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of stretch number `stretch` as the splitter reads it; `origin` leads from `read` back to the text.

    A line that breaks off in mid-sentence, as subtitles do, is one with the next.
    """

    stretch: int
    start: int
    end: int
    read: str
    origin: list[int]
    punctuated: bool


def sentences_of(
    text: str, stretches: Sequence[tuple[int, int]], *, fixed: FixedSpans, language: "Language"
) -> list[list[Sentence]]:
    """The sentences of every stretch `(start, end)`.

    A line feed ends a sentence unless what follows goes on in lower case after no full stop. Nothing fixed is cut.
    """
    lines = [line for i, stretch in enumerate(stretches) for line in _lines(text, i, stretch=stretch, fixed=fixed)]
    found: list[list[Sentence]] = [[] for _ in stretches]
    with language.memory_zone():
        docs = language.pipe((line.read for line in lines if line.punctuated), batch_size=LINES_AT_ONCE)
        for line in lines:
            doc = next(docs) if line.punctuated else language.make_doc(line.read)
            found[line.stretch] += _sentences(text, line, doc=doc, fixed=fixed)
    return found


def _lines(text: str, number: int, *, stretch: tuple[int, int], fixed: FixedSpans) -> Iterator[_Line]:
    feeds = [m.start() for m in _LINE_FEED.finditer(text, *stretch) if not _goes_on(text, m.start(), fixed=fixed)]
    for start, end in _trimmed(text, [stretch[0], *feeds, stretch[1]]):
        pieces: list[str] = []
        origin: list[int] = []
        at = start
        for span in fixed.within(start, end):
            word = " " if span.silent else STAND_IN
            pieces += (text[at : span.start], word)
            origin += [*range(at, span.start), *[span.start] * len(word)]
            at = span.end
        pieces.append(text[at:end])
        read = "".join(pieces).replace("\n", " ")
        punctuated = words_in(read) <= UNPUNCTUATED_WORDS * len(_STOP.findall(read))
        yield _Line(number, start, end, read, [*origin, *range(at, end)], punctuated)


def _goes_on(text: str, feed: int, *, fixed: FixedSpans) -> bool:
    """Whether the line before a line feed and the one after are the same to the splitter."""
    if fixed.splits(feed):
        return True
    before, after = text[max(0, feed - LOOK_BACK) : feed].rstrip(), text[feed : feed + LOOK_BACK].lstrip()
    return bool(before) and _GOES_ON.match(after) is not None and _ENDED.search(before) is None


def _sentences(text: str, line: _Line, *, doc: "Doc", fixed: FixedSpans) -> Iterator[Sentence]:
    words = [(line.origin[token.idx], token.lower_.replace("\u2019", "'")) for token in doc if not token.is_space]
    places = [place for place, _ in words]
    starts = [t.idx for t in doc if t.idx and _starts(line.read, t.idx, believed=bool(t.is_sent_start))]
    for span in _trimmed(text, [line.start, *(line.origin[s] for s in starts), line.end]):
        for piece in _pieces(text, span, punctuated=line.punctuated, fixed=fixed):
            inside = slice(bisect_left(places, piece.start), bisect_left(places, piece.end))
            said = tuple(word for _, word in words[inside])
            yield Sentence(start=piece.start, end=piece.end, words=said, doubt=piece.doubt)


def _pieces(text: str, span: tuple[int, int], *, punctuated: bool, fixed: FixedSpans) -> list[Piece]:
    if not punctuated:
        return cut(text, span, fixed=fixed, enough=ENOUGH)
    if words_in(text[slice(*span)]) > MAX_WORDS:
        return cut(text, span, fixed=fixed, enough=PUNCTUATED)
    return [Piece(*span, doubt=0.0)]


def _starts(read: str, place: int, *, believed: bool) -> bool:
    """Whether a sentence starts at `place`: the splitter believes it, or punctuation and a capital say so.

    The splitter takes "No." for *number*, and so misses the boundary after the commonest of short answers.
    """
    before = read[max(0, place - LOOK_BACK) : place]
    if not _BEGINS.match(read, place):
        return False
    if believed:
        return before[-1].isspace() or _ENDED.search(before) is not None
    if not _OPENS.match(read, place) or _ENDED.search(before) is None:
        return False
    return before[-1].isspace() and _ABBREVIATED.search(before) is None


def _trimmed(text: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches between cuts without the blanks at their ends; those that are all blank are left out."""
    for start, end in pairwise(cuts):
        piece = text[start:end]
        inner = piece.strip()
        if inner:
            left = start + len(piece) - len(piece.lstrip())
            yield left, left + len(inner)
