"""Lines with their labels go in; those that hold talk come out: no titles, headings, tables beside talk, or indexes."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.readers.talk import Line, squeeze
from pipeline.readers.turns import Labelled

MIN_SENTENCE = 8  # words; shorter paragraphs before the first speaker are titles and dates
MAX_HEADING = 70  # characters of a heading between turns
MIN_LETTERS = 5  # of a heading in capitals: `INDEX`, but no `NO`
HALF = 0.5
MOST = 0.9  # share of paragraphs with a label, from which one without a label is no continuation
MIN_HEADS = 6  # turns, from which a file shows whether it labels every paragraph
MIN_ESSAY = 3  # paragraphs after a title, from which what follows the talk is a document of its own
GAP = 3  # paragraph numbers from one line to the next where more than one blank one lies between

_SENTENCE = re.compile(r"[.?!…][\"'”\u2019)\]]*\s*\Z")
_BACK = re.compile(
    r"(?:subject |name )?index|appendix(?: \w{1,3})?|end ?notes|foot ?notes|notes|glossary|references|bibliography"
    r"|further reading|works cited",
    re.IGNORECASE,
)


_KIND = r"(?:interview|transcript|transcription|conversation|discussion|dialogue|focus group|recording)"
_OPENS = re.compile(
    rf"(?:the |full |complete |edited |verbatim )*{_KIND}(?: {_KIND}| text| begins| starts)?", re.IGNORECASE
)
_PREFACE = re.compile(
    r"abstract|preface|foreword|synopsis|prologue|biographical (?:note|sketch)|editor'?s'? notes?|interview(?:er)?'?s'? notes?"
    r"|about (?:the|this) (?:interview|interviewee|narrator|project|recording)|interview (?:history|summary)|zusammenfassung",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?:an |the |full |my )?(?:interview|transcri|transkri|gespr|entrevista|entretien|intervista|conversation|focus ?group)"
    r"|.{1,50}\b(?:interview|transcript|transkript)\W{0,3}\d{0,4}\Z",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*(\d{1,2})[.)]\s+\S")
_UNTITLED = re.compile(r"[.?!…,;:\u2013\u2014-][\"'”\u2019)\]]*\s*\Z")
_EDITORIAL = re.compile(  # how those begin who introduce a transcript
    r"(?:the )?(?:following )?(?:(?:interview|transcript|transcription|recording|conversation|discussion) "
    r"(?:took|is|was|has|by|with|provided|conducted|recorded|held|edited)|interviewed by|edited|recorded (?:on|in|at|by))\b",
    re.IGNORECASE,
)


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence of some length."""
    return len(text.split(None, MIN_SENTENCE)) >= MIN_SENTENCE and _SENTENCE.search(text[-20:]) is not None


def without_headings(found: Sequence[Labelled], *, named: bool) -> list[Labelled]:
    """The lines that hold talk; in a file that names speakers, also without tables, titles and what follows the talk."""
    first = next((i for i, f in enumerate(found) if f.head is not None), 0)
    last = _end(found) if named else len(found)
    capitals = _headings_in_capitals(found) | _set_off(found) if named else frozenset()
    return [
        f
        for i, f in enumerate(found[:last])
        if f.head is not None
        or not (f.line.heading or (named and f.line.cell) or (i < first and _is_title(f.line.text)) or i in capitals)
    ]


def beside_talk(found: Sequence[Labelled]) -> tuple[int, int]:
    """Where the talk of a file that names speakers begins and ends, without a preface and a document after it."""
    headed = [i for i, f in enumerate(found) if f.head is not None]
    if len(headed) < MIN_HEADS:
        return 0, len(found)
    return _after_preface(found, headed[0]), _before_essay(found, headed)


def _after_preface(found: Sequence[Labelled], first: int) -> int:
    """The first label's place if a title such as `Transcript` stands right above it, or `Abstract` anywhere above."""
    above = [squeeze(f.line.text[: 2 * MAX_HEADING]).strip(" #*_:.-[]()") for f in found[:first]]
    opened = bool(above) and _OPENS.fullmatch(above[-1]) is not None
    prefaced = any(_PREFACE.fullmatch(text) for text in above)
    short = sum(len(f.line.text) for f in found[:first]) <= HALF * sum(len(f.line.text) for f in found)
    return first if short and (opened or prefaced) else 0


def _before_essay(found: Sequence[Labelled], headed: Sequence[int]) -> int:
    """The title after the last turn from which paragraph follows paragraph, in a file that labels all others."""
    first, last = headed[0], headed[-1]
    blocks = [f.line.block for f in found]
    labelled = {blocks[i] for i in headed}
    plain = {f.line.block for f in found[first : last + 1] if not f.line.heading} - labelled
    if len(plain) > (1 - MOST) * len(labelled):
        return len(found)
    for i in range(last + 1, len(found)):
        line = found[i].line
        marked = line.heading or _is_bold(line)
        apart = line.block - blocks[i - 1] >= GAP or marked
        follows = len(set(blocks[i + 1 :]))
        if line.block != blocks[i - 1] and _looks_titled(line) and follows >= (MIN_ESSAY if apart else 3 * MIN_ESSAY):
            return i
    return len(found)


def _set_off(found: Sequence[Labelled]) -> frozenset[int]:
    """Short paragraphs of one line without a label that are bold throughout, or numbered 1, 2, 3 through the file."""
    sizes = Counter(f.line.block for f in found)
    shown = [
        i
        for i, (f, after) in enumerate(pairwise(found))
        if f.head is None and after.head is not None and sizes[f.line.block] == 1 and _looks_titled(f.line)
    ]
    strong = [i for i in shown if _is_bold(found[i].line)]
    numbers = [(int(match[1]), i) for i in shown if (match := _NUMBERED.match(found[i].line.text))]
    run_on = len(numbers) > 1 and [n for n, _ in numbers] == list(range(1, len(numbers) + 1))
    few = 1 < len(strong) <= HALF * sum(f.head is not None for f in found)
    return frozenset(strong if few else ()) | frozenset(i for _, i in numbers if run_on)


def _is_bold(line: Line) -> bool:
    return line.bold > 0 and line.bold >= len(line.text.strip())


def _looks_titled(line: Line) -> bool:
    text = line.text.strip()
    if line.heading:
        return True
    first = next((c for c in text if c.isalnum()), "")
    return len(text) <= MAX_HEADING and not _UNTITLED.search(text) and not first.islower() and text[:1] not in '[(<{"“'


def without_title(lines: Sequence[Line]) -> list[Line]:
    """The lines of a file that names nobody, without a title such as `Interview with the harbour master, 3 May`."""
    text = lines[0].text.strip() if len(lines) > 1 and lines[0].block != lines[1].block else ""
    return list(lines[1:] if text and _TITLED.match(text) and _looks_titled(lines[0]) else lines)


def _is_title(text: str) -> bool:
    return not is_sentence(text) or _EDITORIAL.match(text.lstrip(" (*_[")) is not None


def _end(found: Sequence[Labelled]) -> int:
    """Where the talk ends: at an index or the like with no speaker after it."""
    last = max((i for i, f in enumerate(found) if f.head is not None), default=0)
    after = (
        i for i in range(last + 1, len(found)) if _BACK.fullmatch(found[i].line.text.strip(" #*:.")[: MAX_HEADING + 1])
    )
    return next(after, len(found))


def _headings_in_capitals(found: Sequence[Labelled]) -> frozenset[int]:
    """Paragraphs of one short line in capitals, in a file that is not written in capitals."""
    shown = [i for i, f in enumerate(found) if f.head is None and _is_capital(f.line)]
    if len(shown) > HALF * len(found):
        return frozenset()
    ends = {-1, *(i for i, (a, b) in enumerate(pairwise(found)) if a.line.block != b.line.block), len(found) - 1}
    return frozenset(i for i in shown if i in ends and i - 1 in ends)


def _is_capital(line: Line) -> bool:
    text = line.text.strip()
    if len(text) > MAX_HEADING or text[:1] in "[(<{" or _SENTENCE.search(text):
        return False
    return text == text.upper() and sum(map(str.isalpha, text)) >= MIN_LETTERS
