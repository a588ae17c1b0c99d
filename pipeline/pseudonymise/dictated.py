"""Written lines go in, phone numbers said in parts go out: `oh seven seven double oh` - `yeah` - `nine hundred` - ..."""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.hits import SEPARATOR, digits_of, is_amount, singles
from pipeline.pseudonymise.written import Written

_OPENING = re.compile(rf"(?<![\w£$€.,/:])0{SEPARATOR}[12378](?:{SEPARATOR}\d){{0,7}}(?![\d%/:])")
_PART = re.compile(rf"(?<![\w£$€.,/:])\d(?:{SEPARATOR}\d){{1,8}}(?![\d%/:])")
_FURTHEST = 40  # characters between two parts in one utterance
_FEWEST_SINGLE = 3  # digits said one by one: `oh eight hundred` is a time of day
_LONGEST_ANSWER = 12  # words of an utterance that goes on with a number
_LONGEST_NOD = 4  # words of an utterance between
_WHOLE = (10, 11)  # digits of a British number
_REACH = 8  # utterances
Part = tuple[int, re.Match[str]]


def dictated_findings(written: Sequence[Written]) -> Iterator[Finding]:
    """The parts of every number that is whole only when put together."""
    for i, one in enumerate(written):
        for opening in _OPENING.finditer(one.text) if "0" in one.text else ():
            parts = _parts(written, i, opening)
            if len(parts) > 1 and sum(len(digits_of(m[0])) for _, m in parts) in _WHOLE:
                for place, match in parts:
                    yield written[place].finding(match.start(), match.end(), kind="PHONE", confidence=0.75)


def _parts(written: Sequence[Written], i: int, opening: re.Match[str]) -> list[Part]:
    """The opening and the runs of digits that follow, in its utterance and in short ones after it."""
    parts: list[Part] = [(i, opening)]
    digit_by_digit = len(singles(written[i], *opening.span())) >= _FEWEST_SINGLE
    for further in _PART.finditer(written[i].text, opening.end()) if digit_by_digit else ():
        if further.start() - parts[-1][1].end() <= _FURTHEST and not _is_whole(parts):
            parts.append((i, further))
    if len(written[i].text) - parts[-1][1].end() > _FURTHEST:
        return parts
    for j in range(i + 1, min(i + _REACH, len(written))):
        words = len(written[j].line.words)
        match = _PART.search(written[j].text) if words <= _LONGEST_ANSWER else None
        if _is_whole(parts) or (match is None and words > _LONGEST_NOD):
            return parts
        if match is not None and not is_amount(written[j].text, *match.span()):
            parts.append((j, match))
    return parts


def _is_whole(parts: Sequence[Part]) -> bool:
    return sum(len(digits_of(match[0])) for _, match in parts) >= min(_WHOLE)
