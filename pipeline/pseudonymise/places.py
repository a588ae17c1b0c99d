"""Lines go in, named bodies go out: hospitals, wards, trusts, and organisations by their last word."""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.lists import GENERIC, KEPT, LEFT_ALONE, NAME_WORDS, TITLES, is_ordinary, zipf
from pipeline.pseudonymise.tokens import Line, Word, fold, fold_name

_CAPITAL = r"[A-Z][\w'\u2019\-]+"
_RUN = rf"(?:(?:{_CAPITAL}|St\.?|and|of|&|upon|on|le|the) ){{0,4}}{_CAPITAL}"
_SAINT = re.compile(rf"\bSt\.? {_CAPITAL}(?: (?:and|&) {_CAPITAL})?")
_WARD = re.compile(r"\b[Ww]ard (?:\d{1,2}[A-Z]?|[A-Z]\d{0,2})\b")
_HEADS = (
    ("WARD", "[Ww]ard|Unit|Suite"),
    ("HOSPITAL", "Hospital|Infirmary|General|Hospice|Clinic|Surgery|Medical Centre|Health Centre|Medical Practice"),
    ("HOSPITAL", "hospital|infirmary|hospice"),
    ("HOSPITAL", "House|Lodge|Centre|Center|Court|Hall"),
    ("ORG", "Trust|Foundation Trust|NHS Trust|NHS Foundation Trust|Council|College|University|School|Academy|Church"),
    ("ORG", "Club|Forum|Network|Partnership|Association|Society|Circle|Project|Alliance|Collective|Ltd|Limited|Group"),
    ("ORG", "Hub|Mosque|Temple|Chapel|Primary|Comprehensive|Library|Arms|Inn|Foodbank"),
)
_HEADED = [(kind, re.compile(rf"\b{_RUN} (?:{heads})\b")) for kind, heads in _HEADS]
_NAMED_GROUP = re.compile(
    rf"\b{_CAPITAL} {_CAPITAL}(?: {_CAPITAL}){{0,3}} (?:Forum|Circle|Alliance|Collective|Society|Association|Club)\b"
)
_ROYAL = re.compile(r"\b[Tt]he ((?:Royal|Infirmary|General|Maudsley|Bethlem|Priory|Queen's|Victoria)(?: [A-Z]\w+)*)")
_SMALL_HEAD = re.compile(
    r"\b([a-z]+(?:'s)?)( (?:ward|hospital|infirmary|hospice|road|street|lane|avenue|house|lodge|centre))\b",
    re.IGNORECASE,
)
_SMALL_ROYAL = re.compile(
    r"\bthe (?:royal|infirmary)\b(?! (?:family|college|mail|navy|air|marines?|society|highness|blood|wedding|bab|flush|visit"
    r"|show|box|assent|charter|variety|pardon))"
)
_SURE_HEADS = frozenset(("ward", "hospital", "infirmary", "hospice", "road", "street", "avenue"))
_SMALL_TYPES = {"ward": "WARD", "road": "LOCATION", "street": "LOCATION", "avenue": "LOCATION", "lane": "LOCATION"}
_SMALL_SAINT = re.compile(r"\b(?:st|saint) [a-z]{3,}(?:'s|s)\b", re.IGNORECASE)
_COMMON_ZIPF = 4.0  # an ordinary word this frequent opens a sentence without being part of a name
_RARE_ZIPF = 3.0  # about one in a million words
_SPOKEN_ZIPF = 4.3  # in speech-to-text, a rarer word before `ward` or `hospital` is its name


def place_findings(lines: Sequence[Line]) -> Iterator[Finding]:
    """Named bodies of every line."""
    for line in lines:
        yield from _small(line) if line.poor else _capitalised(line)


def names_something(text: str) -> bool:
    """Whether a run of words holds one that is neither generic nor a grammatical word."""
    folded = fold_name(text)
    if folded in LEFT_ALONE or folded.removeprefix("the ") in LEFT_ALONE:
        return False
    return any(w not in GENERIC and w not in KEPT and len(w) > 1 for w in folded.split())


def naming_words(line: Line, span: tuple[int, int]) -> list[Word]:
    """The span's words from its first naming word on, without articles and a sentence's common first word.

    Empty when they name nothing, or when a title before them says that a person is meant.
    """
    words = [w for w in line.words if span[0] <= w.start < span[1]]
    if words and words[0].folded in TITLES:
        return []
    while words and words[0].folded != "st" and (not words[0].capital or _opens_no_name(words[0])):
        words.pop(0)
    if len(words) < 2 or not names_something(line.text[words[0].start : words[-1].stop]):
        return []
    return words


def _capitalised(line: Line) -> Iterator[Finding]:
    text = line.text
    for match in _SAINT.finditer(text):
        yield line.finding(*match.span(), kind="HOSPITAL", layer="places", confidence=0.8)
    for match in _WARD.finditer(text):
        yield line.finding(*match.span(), kind="WARD", layer="places", confidence=0.85)
    for kind, pattern in _HEADED:
        for match in pattern.finditer(text):
            words = naming_words(line, match.span())
            if words:
                yield line.finding(words[0].start, words[-1].stop, kind=kind, layer="places", confidence=0.8)
    for match in _NAMED_GROUP.finditer(text):
        if fold_name(match[0]) not in LEFT_ALONE and line.words[0].start != match.start():
            yield line.finding(*match.span(), kind="ORG", layer="places", confidence=0.6)
    for match in _ROYAL.finditer(text):
        if "college" not in match[1].lower():
            yield line.finding(*match.span(1), kind="HOSPITAL", layer="places", confidence=0.7)


def _small(line: Line) -> Iterator[Finding]:
    """Bodies in a line whose case says nothing."""
    for match in _SMALL_SAINT.finditer(line.text):
        yield line.finding(*match.span(), kind="HOSPITAL", layer="places", confidence=0.6)
    for match in _SMALL_ROYAL.finditer(line.text):
        yield line.finding(*match.span(), kind="HOSPITAL", layer="places", confidence=0.6)
    for match in _SMALL_HEAD.finditer(line.text):
        word, head = fold(match[1].removesuffix("'s")), match[2].strip().lower()
        limit = _SPOKEN_ZIPF if head in _SURE_HEADS else _RARE_ZIPF
        if word not in GENERIC and word not in KEPT and zipf(word) < limit and len(word) > 2:
            kind = _SMALL_TYPES.get(head, "HOSPITAL")
            yield line.finding(*match.span(), kind=kind, layer="places", confidence=0.5)


def _opens_no_name(word: Word) -> bool:
    common = is_ordinary(word.folded) and word.folded not in NAME_WORDS and zipf(word.folded) > _COMMON_ZIPF
    return word.folded in KEPT or (word.initial and common)
