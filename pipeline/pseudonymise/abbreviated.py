"""Lines go in, people called by their initials go out, and in talk without capitals by a particle: `mrs b`, `dr el sayed`."""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.lists import word_list, zipf
from pipeline.pseudonymise.tokens import Line, fold

_INITIALS = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|PC|DC|WPC)\.? ((?:[^\W\d_a-z]\.[ -]?)*[^\W\d_a-z])\b(?!\.?[ -]?[^\W\d_a-z]|['\u2019])"
)
_DOTTED = re.compile(
    r"(?<![\w.])(?!U\.[KS]|P\.[CMS]|N\.B|B\.[ACS]|M\.[AD]|T\.V|A\.D|[QK]\.C)[A-Z]\.[A-Z](?=\.(?![A-Z])|[,;:)]|$)"
)
_SPOKEN_TITLE = r"\b(?:mr|mrs|ms|miss|dr|doctor|nurse|sister)"
_SMALL_INITIAL = re.compile(rf"{_SPOKEN_TITLE} ([b-hj-z])(?![\w'])", re.IGNORECASE)
_SMALL_PARTICLE = re.compile(rf"{_SPOKEN_TITLE} ((?:{'|'.join(sorted(word_list('particles')))}) [a-z]{{3,}})\b")
_COMMON_ZIPF = 4.8  # a word more frequent after a particle is no name


def abbreviated_findings(lines: Sequence[Line]) -> Iterator[Finding]:
    """Initials and particles of every line."""
    for line in lines:
        yield from _of_line(line)


def _of_line(line: Line) -> Iterator[Finding]:
    if not line.poor:
        for match in (*_INITIALS.finditer(line.text), *_DOTTED.finditer(line.text)):
            yield line.finding(*match.span(match.lastindex or 0), kind="PERSON", layer="cues", confidence=0.9)
        return
    for pattern in (_SMALL_INITIAL, _SMALL_PARTICLE):
        for match in pattern.finditer(line.text):
            if zipf(fold(match[1].split()[-1])) < _COMMON_ZIPF or len(match[1]) == 1:
                yield line.finding(*match.span(1), kind="PERSON", layer="cues", confidence=0.7)
