"""A line goes in, suspects that a form gives away come out: numbers, letters spelled out, posts that few hold, bodies."""

import re
from collections.abc import Iterator

from pipeline.pseudonymise.lists import GENERIC, KEPT, STOP_WORDS, word_list, zipf
from pipeline.pseudonymise.tokens import Line, fold

Found = tuple[int, int, str, str]  # start, end, type and reason

LONG_NUMBER = "six digits or more"
SHORT_NUMBER = "four or five digits"
SPELLED = "spelled out letter by letter"
POST = "rare post"
HEADED = "body or place by its last word"

_LONG = 6  # digits
_DIGITS = re.compile(r"(?<![\d£$€.,/:])\d(?:[ \-]?\d){3,}(?![\d/:%]|[.,]\d)")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[ \-](?:19|20)?\d\d)?\Z")
_AMOUNT = re.compile(
    r" ?(?:quid|pounds?|euros?|p|k|miles?|mg|ml|metres?|hours?|people|patients?|words?|steps|calories|percent|per cent)\b",
    re.IGNORECASE,
)
_DIGIT = "oh|zero|nought|one|two|three|four|five|six|seven|eight|nine"
_SAID_DIGITS = re.compile(rf"\b(?:(?:{_DIGIT}|double|treble)[ \-]){{3,}}(?:{_DIGIT})\b", re.IGNORECASE)
_LETTERS = re.compile(r"(?<![\w'\u2019])(?:[A-Za-z][\-. ]){3,}[A-Za-z](?![\w'\u2019])")
_POSTS = word_list("single_posts")
_HEADED_POST = re.compile(
    r"\b(?:head|director|dean|warden|commander|editor|founder|professor) (?:of|for) (?:the )?"
    r"(?!this|that|these|those|them|what)[a-z]{4,}(?: and [a-z]{4,})?\b|\bchief \w+ officer\b",
    re.IGNORECASE,
)
_HEADS = (
    "road|street|lane|house|lodge|square|hall|forum|grange|works|general|primary|academy|centre|park|ward|trust|court"
    "|library|link|arms|estate"
)
_SMALL_HEADED = re.compile(rf"\b([a-z']{{3,}}) ((?:[a-z]+ )?)(?:{_HEADS})\b")
_NAMING_ZIPF = 4.3  # a word rarer than this before such a head names it


def form_suspects(line: Line) -> Iterator[Found]:
    """Suspects of a line by form; they may overlap."""
    yield from _numbers(line)
    for match in _LETTERS.finditer(line.bare):
        yield *match.span(), "PERSON", SPELLED
    for match in _HEADED_POST.finditer(line.bare):
        yield *match.span(), "PERSON", POST
    for word in line.words:
        if word.folded in _POSTS:
            yield word.start, word.end, "PERSON", POST
    if line.poor:
        yield from _headed(line)


def _numbers(line: Line) -> Iterator[Found]:
    for match in _DIGITS.finditer(line.bare):
        if not _YEAR.match(match[0]) and not _AMOUNT.match(line.text, match.end()):
            yield *match.span(), "ID", _by_length(sum(c.isdigit() for c in match[0]))
    for match in _SAID_DIGITS.finditer(line.bare):
        yield *match.span(), "ID", _by_length(len(re.split("[ -]", match[0])))


def _by_length(digits: int) -> str:
    return LONG_NUMBER if digits >= _LONG else SHORT_NUMBER


def _headed(line: Line) -> Iterator[Found]:
    """In speech-to-text: a rare word before `house`, `road` and the like."""
    for match in _SMALL_HEADED.finditer(line.bare):
        words = [fold(w) for w in (match[1], *match[2].split())]
        naming = [w for w in words if w not in KEPT and w not in GENERIC and zipf(w) < _NAMING_ZIPF]
        if naming and words[-1] not in STOP_WORDS:
            start = match.start(2) if match[2] and words[0] not in naming else match.start()
            yield start, match.end(), "ORG", HEADED
