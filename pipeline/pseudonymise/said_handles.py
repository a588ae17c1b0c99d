"""Tokens of a line go in, said handles come out as first and last token: `bev underscore bakes`, `kev dot duffus`."""

import re
from collections.abc import Iterator, Sequence

from pipeline.pseudonymise.lists import zipf
from pipeline.pseudonymise.said_marks import Token
from pipeline.pseudonymise.web_names import AROUND_SIGN, BEFORE_LOCAL

SOCIAL = re.compile(
    r"\b(?:insta(?:gram)?|twitter|tik ?tok|snap(?:chat)?|threads|facebook|skype|handle|user ?name|discord|tumblr"
    r"|reddit|twitch|youtube)\b",
    re.IGNORECASE,
)
JOINING = frozenset((".", "-", "_"))
_MOST_WORDS = 8  # of a handle with a number
_NAME_ZIPF = 4.0  # of the words before a number on a network one is rarer than this


def handles(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Words joined by a said underscore, with numbers after them, and names after a said `at sign`."""
    for i, token in enumerate(tokens[:-1]):
        if token.text == "_" and i > 0 and _names(tokens, i - 1, i - 2) and _names(tokens, i + 1, i + 2):
            first, last = label_start(tokens, i - 1), i + 1
            last = _tail_end(tokens, last)
            yield (first - 1 if first and tokens[first - 1].text == "@" else first), last
        elif token.text == "@" and token.sign and tokens[i + 1].is_word:
            yield i, _tail_end(tokens, i + 1)


def dotted(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Words joined by a said dot, where handles are spoken of."""
    for i, token in enumerate(tokens[:-1]):
        if token.text in (".", "-") and token.said and i and tokens[i - 1].is_word and tokens[i + 1].is_word:
            yield label_start(tokens, i - 1), _tail_end(tokens, i + 1)


def numbered(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Words with a number after them, before `on` and the name of a network: `bev bakes eighty four on insta`."""
    for i, token in enumerate(tokens[:-1]):
        if token.text.lower() != "on" or not SOCIAL.fullmatch(tokens[i + 1].text) or not i or not tokens[i - 1].spelled:
            continue
        first = i
        while first and tokens[first - 1].is_word and i - first < _MOST_WORDS:
            if not tokens[first - 1].spelled and tokens[first - 1].text.lower() in BEFORE_LOCAL:
                break
            first -= 1
        if any(not t.spelled and zipf(t.text.lower()) < _NAME_ZIPF for t in tokens[first:i]):
            yield first, i - 1


def label_start(tokens: Sequence[Token], i: int) -> int:
    """The first token of a label: its last word, with letters spelled before it."""
    while i > 0 and tokens[i].spelled and tokens[i - 1].spelled:
        i -= 1
    while i > 1 and tokens[i - 1].text in ("-", "_", ".") and tokens[i - 2].is_word:
        i -= 2
    return i


def _names(tokens: Sequence[Token], i: int, beyond: int) -> bool:
    """Whether a word beside an underscore may be part of a handle: `an underscore, because` speaks of the sign."""
    token = tokens[i]
    joined = 0 <= beyond < len(tokens) and tokens[beyond].text in JOINING
    return token.is_word and (token.spelled or joined or token.text.lower() not in AROUND_SIGN)


def _tail_end(tokens: Sequence[Token], last: int) -> int:
    while last + 1 < len(tokens):
        if tokens[last + 1].spelled:
            last += 1
        elif last + 2 < len(tokens) and tokens[last + 1].text in JOINING and tokens[last + 2].is_word:
            last += 2
        else:
            break
    return last
