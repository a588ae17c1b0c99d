"""Pseudonymised talk goes in, the kinds of things in it by which somebody who knows the person may recognise them come out.

Short word lists and patterns, no model. A listed word with a capital counts only as written (`Polish`, `Black`), any
other in either case. Names already replaced are blanked first; a replacement that still tells something, such as a town
that became `[city]` or a birthday that became `[1970s]`, counts as what it tells.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from data_schemas.pseudonyms import WORDS
from data_schemas.records import Mark

KINDS = {
    "job": "a job or post that few people hold",
    "place": "a region, a kind of place or a place made coarser",
    "age": "an age",
    "date": "a year or a date",
    "condition": "a rare or telling illness or disability",
    "family": "an uncommon family",
    "group": "an ethnic, national, religious or other minority",
    "life": "an uncommon life history",
    "public": "something outsiders can look up, or a first or only of its kind",
}
TOLD_BY = {"LOCATION": "place", "POSTCODE": "place", "DATE": "date", "AGE": "age"}  # by types of identifier

_FOLDER = Path(__file__).parent / "word_lists"
_LISTS = {"condition": "conditions", "group": "groups", "place": "regions", "life": "lives", "public": "public"}
_CODE = re.compile(r" [A-Z2-7]{6}\Z")
_SMALL = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_NUMBER = rf"(?:\d{{1,3}}|(?:{_TENS})(?:[- ](?:{_SMALL}))?|{_TEENS}|{_SMALL})"
_AGED = rf"(?!(?:one|two|three|1|2|3)\b){_NUMBER}"  # alone, a smaller number is seldom an age
_YEARS = rf"(?:(?:{_TENS})(?:[- ](?:{_SMALL}))?|oh[- ](?:{_SMALL})|{_TEENS})"
_MANY = rf"(?:[4-9]|1\d|four|five|six|seven|eight|nine|{_TEENS})"
_KIN = "brothers|sisters|siblings|kids|children|sons|daughters|boys|girls"
_WHO = r"(?:I'?m|I am|I was|I'd been|(?:he|she)(?:'s| is| was)|they were|(?:mum|dad|mother|father)(?:'s| is| was))"
_PATTERNS = {
    "age": (
        rf"\b(?:aged?|age of) {_NUMBER}\b(?! (?:uk|concern))",
        rf"\b{_NUMBER}[- ](?:years?[- ]old|year[- ]olds|years of age)\b",
        rf"\b(?:{_WHO}|turned|turning)(?: (?:only|just|nearly|about|like|still))? {_AGED}"
        r"(?=[.,;?!]|$| (?:when|and|then|now|at the|by|before|so|or|next|this|last|years? old)\b)",
        rf"\b(?:my|his|her|their) (?:early |mid |late |mid-)?(?:teens|{_TENS.replace('y', 'ies')})\b",
        r"\b(?:teen|twent|thirt|fort|fift|sixt|sevent|eight|ninet)ieth birthday\b|\b\d\d(?:st|nd|rd|th) birthday\b",
    ),
    "date": (
        r"\b(?:19[2-9]\d|20[0-4]\d)\b(?! (?:of|people|patients|pounds|miles))",
        rf"\b(?:nineteen (?:hundred and )?|two thousand and (?=\w)|twenty )(?:{_YEARS}|{_SMALL})\b"
        r"(?! (?:per|percent|pounds|quid|minutes|people|years|hours|weeks|months|of us|of them))",
        r"['\u2019]\d\d\b",
        r"\b(?:in|since|of|from|during|through|late|early|mid) the (?:mid |early |late )?"
        r"(?:19\d0s|20\d0s|forties|fifties|sixties|seventies|eighties|nineties|noughties)\b",
    ),
    "family": (
        r"\b(?:identical |non-identical )?(?:twins?|triplets?|quadruplets)\b(?!\W+(?:bed|beds|room|track|tub))",
        rf"\b(?:one|eldest|oldest|youngest|baby|middle) of {_MANY}\b",
        rf"\b{_MANY} (?:{_KIN})\b",
        r"\b(?:was|were|been|am|I'm|he's|she's) (?:adopted|fostered|orphaned|widowed)\b",
        r"\b(?:orphan|foundling|foster (?:child|kid|son|daughter|mum|dad|carer|parents?)|birth (?:mum|mother|father))\b",
        r"\b(?:stillborn|stillbirth|cot death|surrogacy|donor-conceived|sperm donor|bigamist)\b",
        r"\bmy (?:husband|wife|son|daughter|brother|sister|dad|mum|father|mother)"
        r" (?:was (?:murdered|killed|stabbed|shot)|killed (?:himself|herself)|hanged (?:himself|herself)|drowned)\b",
    ),
    "public": (
        r"\bthe (?:very )?(?:first|only)(?: ever)?(?: \w+){1,4} (?:in|at|on|for) (?:the|this|our|that) "
        r"(?:whole |entire )?(?:country|county|trust|region|town|village|city|area|team|service|hospital|hub|ward|world)\b",
    ),
}
_FRAME = (
    rf"\b(?:{_WHO}|I used to be|my \w+(?:'s| is| was)|as|becom(?:e|es|ing)|became|being|been|(?:re)?trained as|retired"
    r"|former|married)(?: (?:an?|the|their|its))?(?: [\w-]+)?? "
)


def kinds_in(text: str, *, redactions: Sequence[Mark], start: int, end: int) -> dict[str, tuple[int, ...]]:
    """The kinds in `text[start:end]` with the places where they stand, in the order of KINDS."""
    found: dict[str, set[int]] = {}
    for kind, place in _told(text, redactions=redactions, start=start, end=end):
        found.setdefault(kind, set()).add(place)
    said = _blanked(text, redactions=redactions, start=start, end=end)
    for kind, pattern in _compiled().items():
        for match in pattern.finditer(said):
            found.setdefault(kind, set()).add(start + match.start())
    return {kind: tuple(sorted(found[kind])) for kind in KINDS if kind in found}


def _told(text: str, *, redactions: Sequence[Mark], start: int, end: int) -> Iterator[tuple[str, int]]:
    """What replacements still tell."""
    for mark in redactions:
        if start <= mark.start < end and mark.kind in TOLD_BY:
            shown = _CODE.sub("", text[mark.start : mark.end].strip("[]"))
            if _tells(shown, kind=mark.kind):
                yield TOLD_BY[mark.kind], mark.start


def _tells(shown: str, *, kind: str) -> bool:
    """Whether a replacement says more than that something was replaced."""
    if kind == "AGE":  # only great ages are replaced at all
        return True
    if kind == "DATE":  # a season or a month without year tells little, a shifted date nothing
        return any(c.isdigit() for c in shown) and "shifted" not in shown
    return shown.casefold() != WORDS[kind].casefold()


def _blanked(text: str, *, redactions: Sequence[Mark], start: int, end: int) -> str:
    letters = list(text[start:end])
    for mark in redactions:
        first, last = max(mark.start, start) - start, min(mark.end, end) - start
        if first < last:
            letters[first:last] = "\u00b7" * (last - first)
    return "".join(letters).replace("\u2019", "'").replace("\n", " ")


@cache
def _compiled() -> dict[str, re.Pattern[str]]:
    parts = {kind: [f"(?i:{p})" for p in _PATTERNS.get(kind, ())] for kind in KINDS}
    for kind, name in _LISTS.items():
        parts[kind].append(_listed(name))
    parts["job"].append(f"(?i:{_FRAME}){_listed('jobs')}")
    return {kind: re.compile("|".join(own)) for kind, own in parts.items()}


def _listed(name: str) -> str:
    """A pattern for the terms of a list, in the plural too, the longest first."""
    terms = sorted((_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines(), key=lambda t: (-len(t), t))
    small, capital = [t for t in terms if t == t.lower()], [t for t in terms if t != t.lower()]
    alternatives = [rf"(?i:{'|'.join(map(re.escape, small))})"] + [re.escape(t) for t in capital]
    return rf"\b(?:{'|'.join(alternatives)})(?:e?s)?\b"
