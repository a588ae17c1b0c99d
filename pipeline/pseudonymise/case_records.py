"""Lines go in, whether they are a written record of somebody's case goes out, and then all that the record dates and places.

In talk "in 2003" or "Sweden" singles out nobody. A judgment, a report or a letter that names people tells a life by its
years, places, sums and bodies, so that these go too: everything that the entity model finds, every year and month,
nationalities, sums of money and numbers of files.
"""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.entities import TYPES, entity_model
from pipeline.pseudonymise.lists import LEFT_ALONE
from pipeline.pseudonymise.tokens import Line

_SPOKEN = frozenset(
    ("i", "you", "me", "my", "your", "we", "us", "our", "yeah", "erm", "okay", "i'm", "you're", "don't")
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [^\W\d_a-z]")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHED = rf"(?:(?:\d{{1,2}} )?(?:{_MONTHS}),? )"
_YEAR = re.compile(
    rf"\b(?:{_MONTHED}?(?:1[89]|20)\d\d(?:s\b|(?:[-\u2013/]\d\d(?:\d\d)?)?\b)|(?:\d{{1,2}} )?(?:{_MONTHS})\b)"
)
_FIGURE = r"\d{1,3}(?:[,. ]\d{3})+(?:[.,]\d\d)?|\d+(?:[.,]\d\d)?"
_MONEY = r"EUR|GBP|USD|euros?|pounds?|dollars?|francs?|marks?|kronor|lira[s]?"
_SUM = re.compile(
    rf"(?:[£€$] ?(?:{_FIGURE})|\b(?:{_MONEY}) (?:{_FIGURE})|\b(?:{_FIGURE})(?: [A-Z]\w+){{0,2}} (?:{_MONEY})\b(?: \([A-Z]+\))?)"
)
_FILE = re.compile(r"\b(?:[A-Z]{1,3}[ .\-]?)?\d+(?:[/.\-]\d+)+[A-Z]?\b|\bno(?:s)?\. \d+\b")
_MONTH_ALONE = re.compile(r"(?:May|March)\Z")
_TYPES = TYPES | {"NORP": "ORIGIN", "DATE": "DATE", "MONEY": "SUM", "QUANTITY": "SUM"}
_IN_SMALL = ("DATE", "SUM")  # types that need no capital
_LEAST_WORDS = 40  # fewer say nothing of how a text is written
_MOST_SPOKEN = 0.02  # share of words of speaker and listener above which a text is talk or a personal letter
_BATCH = 32


def is_case_record(lines: Sequence[Line]) -> bool:
    """Whether the lines are written prose without speaker and listener that names people with their titles."""
    words = [w.folded for line in lines if not line.poor for w in line.words]
    if len(words) < _LEAST_WORDS or len(words) < 0.8 * sum(len(line.words) for line in lines):
        return False
    spoken = sum(w in _SPOKEN for w in words)
    return spoken <= _MOST_SPOKEN * len(words) and any(_TITLED.search(line.text) for line in lines)


def record_findings(lines: Sequence[Line], *, model: str) -> Iterator[Finding]:
    """Places, bodies, people and dates of a case record, without the filters that talk needs."""
    if not is_case_record(lines):
        return
    for line in lines:
        for pattern, written in ((_YEAR, "DATE"), (_SUM, "SUM"), (_FILE, "ID")):
            for match in pattern.finditer(line.text):
                if not _MONTH_ALONE.fullmatch(match[0]):
                    yield line.finding(*match.span(), kind=written, layer="record", confidence=0.7)
    open_lines = [line for line in lines if not line.done]
    for line, doc in zip(
        open_lines, entity_model(model).pipe((n.text for n in open_lines), batch_size=_BATCH), strict=True
    ):
        for entity in doc.ents:
            kind = _TYPES.get(entity.label_)
            text = entity.text.removeprefix("the ").removeprefix("The ")
            if kind and text.lower() not in LEFT_ALONE and (kind in _IN_SMALL or text[:1].isupper()):
                start = entity.end_char - len(text)
                yield line.finding(start, entity.end_char, kind=kind, layer="record", confidence=0.6)
