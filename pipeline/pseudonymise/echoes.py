"""Written lines and their identifiers go in; parts of those numbers read back nearby go out: `nine hundred, one two three?`"""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.hits import SEPARATOR, digits_of, is_amount, singles
from pipeline.pseudonymise.written import Written

_PART = re.compile(rf"(?<![\w£$€.,/:])\d(?:{SEPARATOR}\d){{2,}}(?![\d%/:])")
_REACH = 3  # utterances after the identifier in which it may be read back
_FEWEST = 4  # digits of a part; three where they are said one by one or little else is said
_MOST_BESIDE = 1  # words beside such a part
_FEWEST_WHOLE = 6  # digits of an identifier whose parts are looked for
_NUMBERS = frozenset(("PHONE", "NHS_NUMBER", "NINO", "ID"))


def echo_findings(written: Sequence[Written], found: Sequence[Sequence[Finding]]) -> Iterator[Finding]:
    """Runs of digits that are part of an identifier of the same or one of the last utterances."""
    recent: list[tuple[int, str, str]] = []
    for i, (one, findings) in enumerate(zip(written, found, strict=True)):
        known = [(i, f.type, digits) for f in findings if f.type in _NUMBERS and (digits := _digits(one, f))]
        recent = [k for k in recent if i - k[0] <= _REACH] + known
        if recent:
            yield from _parts(one, recent)


def _digits(written: Written, finding: Finding) -> str:
    """The digits of a finding as written, if there are enough of them."""
    said = "".join(p.text for p in written.pieces if finding.start <= p.start < finding.end)
    digits = digits_of(said) if said else digits_of(written.line.text[finding.start : finding.end])
    return digits if len(digits) >= _FEWEST_WHOLE else ""


def _parts(written: Written, recent: Sequence[tuple[int, str, str]]) -> Iterator[Finding]:
    for match in _PART.finditer(written.text):
        digits = digits_of(match[0])
        kind = next((kind for _, kind, whole in recent if digits in whole), None)
        alone = (
            len(digits) >= _FEWEST
            or len(singles(written, *match.span())) == len(digits)
            or _beside(written, match) <= _MOST_BESIDE
        )
        if kind is not None and alone and not is_amount(written.text, *match.span()):
            yield written.finding(match.start(), match.end(), kind=kind, confidence=0.6)


def _beside(written: Written, match: re.Match[str]) -> int:
    """How many words of the line are no part of a match."""
    start, end = written.span(*match.span())
    return sum(word.stop <= start or end <= word.start for word in written.line.words)
