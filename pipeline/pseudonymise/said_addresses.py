"""A line goes in, said e-mail addresses, web addresses and handles come out as pieces of written text.

`j dot okafor at nhs dot net` is read from its `at` and its `dot`s outwards; `all one word`, `lower case` and letters
spelled for the listener are passed over.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.pseudonymise.said_handles import JOINING, SOCIAL, dotted, handles, label_start, numbered
from pipeline.pseudonymise.said_marks import Token, read_tokens
from pipeline.pseudonymise.said_pieces import Piece
from pipeline.pseudonymise.tokens import Line
from pipeline.pseudonymise.web_names import BEFORE_LOCAL, BEFORE_SITE, PROVIDERS, TOP_LEVEL

_HINT = re.compile(
    r"\bdot\b|\bunderscore\b|\bat sign\b|\(at\)|\[at\]|\bfull stop\b| @ |\bat (?:g ?mail|hotmail|outlook|yahoo"
    r"|icloud|nhs|n h s)\b"
    r"|\bat [\w\-]+\.(?:com|co|org|net|uk|nhs|ac|example)\b",
    re.IGNORECASE,
)
_SECOND_LEVEL = frozenset(("co", "org", "ac", "nhs", "gov", "sch"))
_MOST_PLAIN = 4  # words of a name before the `at` with no mark between them
_MOST_LABEL = 4  # words of a domain before its first dot


def address_pieces(line: Line, bare: str) -> list[Piece]:
    """Pieces of all said addresses of a line."""
    social = SOCIAL.search(bare) is not None
    if not social and not _HINT.search(bare):
        return []
    tokens = read_tokens(line, bare)
    taken: list[tuple[int, int]] = []
    finders = (_emails, _sites, handles, *((dotted, numbered) if social else ()))
    for finder in finders:
        for first, last in finder(tokens):
            if all(last < a or b < first for a, b in taken):
                taken.append((first, last))
    return [piece for first, last in sorted(taken) for piece in _pieces(tokens[first : last + 1])]


def _emails(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    for i, token in enumerate(tokens):
        if token.text == "@" and 0 < i < len(tokens) - 1:
            last = domain_end(tokens, i + 1)
            first = _local_start(tokens, i - 1) if last > i else i
            if first < i:
                yield first, last


def domain_end(tokens: Sequence[Token], i: int) -> int:
    """The last token of a domain that begins at token i, or -1: `nhs . net`, `gmail com`, `harbour side . org . uk`."""
    provider = tokens[i].text.lower() in PROVIDERS or [t.text.lower() for t in tokens[i : i + 2]] == ["nhs", "net"]
    j, words = i, 0
    while j < len(tokens) and words <= _MOST_LABEL and tokens[j].text != ".":
        if not (tokens[j].is_word or tokens[j].skip or tokens[j].text == "-" or (tokens[j].pause and words)):
            break
        words += tokens[j].is_word
        if provider and words > 1:
            break
        j += 1
    if j < len(tokens) and tokens[j].text == "." and 0 < words <= _MOST_LABEL:
        last = _after_dots(tokens, j)
        return last if last > 0 and tokens[last].text.lower() in TOP_LEVEL else -1
    if not provider:
        return -1
    following = [t.text.lower() for t in tokens[i + 1 : i + 3]]
    return i + (2 if following == ["co", "uk"] else 1 if following[:1] in (["com"], ["net"]) else 0)


def _after_dots(tokens: Sequence[Token], j: int) -> int:
    """The last token of labels that each follow a dot at token j, or -1."""
    last = -1
    while j + 1 < len(tokens) and tokens[j].text == "." and tokens[j + 1].is_word:
        last = j + 1
        while last + 2 < len(tokens) and tokens[last + 1].text == "-" and tokens[last + 2].is_word:
            last += 2
        j = last + 1
    if last > 0 and tokens[last].text.lower() in _SECOND_LEVEL and j < len(tokens) and tokens[j].text.lower() == "uk":
        return j
    return last


def _local_start(tokens: Sequence[Token], i: int) -> int:
    """The first token of a name before an `at`: joined by marks, spelled, or up to four words that open no address."""
    first, plain, k = i + 1, 0, i
    while k >= 0:
        token = tokens[k]
        joined = k + 1 < len(tokens) and tokens[k + 1].text in JOINING and k + 1 <= i
        if token.skip:
            pass
        elif token.text in JOINING or (token.is_word and joined):
            first, plain = k, 0
        elif not token.is_word or not _belongs(token, plain=plain, closed=_has_mark(tokens[first : i + 1])):
            break
        else:
            first, plain = k, plain + (not token.spelled)
        k -= 1
    while first <= i and (tokens[first].text in JOINING or tokens[first].skip or tokens[first].pause):
        first += 1
    return first


def _has_mark(tokens: Sequence[Token]) -> bool:
    return any(t.text in JOINING for t in tokens)


def _belongs(token: Token, *, plain: int, closed: bool) -> bool:
    """Whether an unmarked word before the rest may be part of a name; before a mark has been said only."""
    if token.spelled:
        return True
    return plain < (1 if closed else _MOST_PLAIN) and not closed and token.text.lower() not in BEFORE_LOCAL


def _sites(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    i = 0
    while i < len(tokens) - 1:
        if tokens[i].text != "." or i == 0 or not tokens[i - 1].is_word or not tokens[i].said:
            i += 1
            continue
        first = label_start(tokens, i - 1)
        web = tokens[i - 1].text.lower() in ("www", "w")
        last = domain_end(tokens, i + 1) if web else _after_dots(tokens, i)
        if last > 0 and tokens[last].text.lower() in TOP_LEVEL and tokens[first].text.lower() not in BEFORE_SITE:
            last = _path_end(tokens, last)
            yield first, last
        i = max(i + 1, last)


def _path_end(tokens: Sequence[Token], last: int) -> int:
    while last + 2 < len(tokens) and tokens[last + 1].text in ("/", "-", "_") and tokens[last + 2].is_word:
        last += 2
    return last


def _pieces(tokens: Sequence[Token]) -> Iterator[Piece]:
    """The tokens without blanks: gaps between them, pauses and what was said for the listener are written as nothing."""
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        yield Piece(token.start, token.end, "" if token.skip or token.pause else token.text)
        if after is not None and after.start > token.end:
            yield Piece(token.end, after.start, "")
