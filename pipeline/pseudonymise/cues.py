"""Lines go in, people go out whom a first-name list, the words around or a rare capitalised word give away."""

import re
from collections.abc import Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.lists import (
    GENERIC,
    KEPT,
    NAME_WORDS,
    STOP_WORDS,
    TITLES,
    first_names,
    is_ordinary,
    places,
    surnames,
    word_list,
    zipf,
)
from pipeline.pseudonymise.tokens import Line

KIN = (
    "brother|sister|son|daughter|mum|mam|mom|dad|wife|husband|partner|boyfriend|girlfriend|friend|mate|pal|neighbour|nan"
    "|niece|nephew|cousin|uncle|auntie|aunt|grandson|granddaughter|manager|boss|supervisor|colleague|psychiatrist"
    "|psychologist|consultant|nurse|carer|doctor|gp|cpn|ot|keyworker|worker|coordinator|therapist|lad|lass|baby|dog|cat"
    "|bab|little one|eldest|youngest|ex|twin|stepdad|stepmum|boy|girl|woman|man|fella|bloke|guy|lady|kid"
)
KINSHIP = frozenset(KIN.split("|"))
_OWN = re.compile(
    rf"\b(?:my|our|me|his|her|their|your|the|a|this|one)(?: \w+)?? (?:{KIN}),? (?:called |named |is |was )?\Z",
    re.IGNORECASE,
)
_OUR = re.compile(
    r"\b(?:our|young|little|old|poor|dear|thank you|thanks|hello|hiya|hi|cheers|sorry|bye),? \Z", re.IGNORECASE
)
_NAMED = re.compile(
    r"\b(?:called|named|name(?:'s| is| was|),?|ask(?:ed|ing)? for|nickname(?:'s| is)?|known as) \Z", re.IGNORECASE
)
_TO = re.compile(
    r"\b(?:with|to|from|tell|told|asked?|asking|phoned?|rang|ring|text(?:ed)?|met|meet|saw|seen|see|and|by|for|off"
    r"|like|it's|it was|that's|that was|this is|there's|there was|here's|I'm|I am|is|was|of|about|than|because|cos) \Z",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"(?: (?:just|always|never|then|still|actually|only|also|really))?"
    r" (?:said|says|goes|went|told|tells|asked|asks|reckons|reckoned|rang|rings|thinks|thought|came|comes|knows|knew"
    r"|got|gets|took|takes|used to|keeps?|kept|does|did|made|makes|left|put|wants|wanted|has|had|is|was|were"
    r"|'s|used|died|gave|sat|stood|\w{2,}ed)\b"
)
_INVERTED = word_list("not_after_a_name")
_SPEAKS = re.compile(r" (?:just |always |then )?(?:said|says|told|asked|reckons|rang|goes|thinks|used to)\b")
_TOLD = re.compile(
    r"\b(?:told|tell|asked|rang|phoned|texted|spoke to|speak to|hello|hiya|hi|cheers|thanks|thank you) \Z",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(r"(?:'s)?(?:$|[.,?!]| (?:from|at|who|and|is|was|said|says|told|rang|came|has|had|used)\b)")
_SPOKEN_TITLES = frozenset(("dr", "mr", "mrs", "ms", "miss", "prof", "professor", "doctor"))
_DETERMINED = re.compile(
    r"\b(?:an?|the|this|that|these|those|his|her|my|your|their|its|some|any|no)(?: \w+)? \Z", re.IGNORECASE
)
_MARKS = frozenset(("dot", "at", "underscore", "dash", "hyphen"))
_NOT_NAMES = KEPT | GENERIC
_SPOKEN_TO_ZIPF = 4.8  # an ordinary word more frequent than this opens a sentence without being a name
_UNKNOWN_ZIPF = 2.0
_RARE_ZIPF = 3.0  # about one in a million words
_WORD_ZIPF = 5.4  # `will` and `may`: in speech-to-text never a name
_SHORT = 3  # letters
_LONGEST = 4  # words of a person's name


def person_findings(lines: Sequence[Line], *, spoken_small: frozenset[str]) -> Iterator[Finding]:
    """People by list, cue or rarity; `spoken_small` are the folded words that the transcript writes without capital."""
    for line in lines:
        taken = 0
        for i, word in enumerate(line.words):
            if i < taken or len(word.text) < 2 or not word.text[0].isalpha():
                continue
            reason = _poor_reason(line, i) if line.poor else _reason(line, i, spoken_small=spoken_small)
            if reason is not None:
                last = _extend(line, i)
                taken = last + 1
                yield line.finding(
                    word.start, line.words[last].end, kind="PERSON", layer=reason[0], confidence=reason[1]
                )


def is_titled(line: Line, i: int) -> bool:
    """Whether a title stands right before word i."""
    before = line.words[i - 1] if i else None
    if before is None or before.folded not in TITLES:
        return False
    return line.text[before.stop : line.words[i].start] in (" ", ". ")


def in_names_place(line: Line, i: int) -> bool:
    """Whether an ordinary word with a capital stands where a name stands rather than at a sentence's start."""
    word = line.words[i]
    if not word.capital:
        return False
    if not word.initial:
        return True
    following = line.words[i + 1] if i + 1 < len(line.words) else None
    gap = line.text[word.stop : following.start] if following else line.text[word.stop :]
    if gap[:1] in (",", "?", ".", "!", ":") or not gap:
        return zipf(word.folded) < _SPOKEN_TO_ZIPF
    if following is None or following.folded in _INVERTED or gap != " ":
        return False
    return _SAYS.match(line.text, word.end) is not None


def _reason(line: Line, i: int, *, spoken_small: frozenset[str]) -> tuple[str, float] | None:
    word, before = line.words[i], line.text[: line.words[i].start]
    if not word.capital:
        return None
    if (
        is_titled(line, i)
        and word.folded not in STOP_WORDS
        and word.folded not in GENERIC
        and word.folded not in TITLES
    ):
        return "cues", 0.95
    if word.folded in _NOT_NAMES:
        return None
    listed = word.folded in first_names()
    if listed and not (word.initial and word.folded in spoken_small):
        return "names", 0.9
    if word.folded in NAME_WORDS and in_names_place(line, i) and not _part_of_title(line, i):
        return "names", 0.7
    if is_ordinary(word.folded) or word.folded in spoken_small or word.text.isupper():
        return None
    if not word.initial and (_NAMED.search(before) or _OWN.search(before) or _OUR.search(before)):
        return "cues", 0.85
    if _SAYS.match(line.text, word.end) and zipf(word.folded) < _RARE_ZIPF + 0.5:
        return "cues", 0.6
    if word.folded in places(big=False) or zipf(word.folded) >= _RARE_ZIPF:
        return None
    if not word.initial and (zipf(word.folded) < _RARE_ZIPF - 0.3 or _TO.search(before)):
        return "rare", 0.5
    spoken_to = line.text[word.stop : word.stop + 1] in (",", "?") and len(word.text) > _SHORT
    return ("rare", 0.5) if spoken_to and zipf(word.folded) < _UNKNOWN_ZIPF else None


def _poor_reason(line: Line, i: int) -> tuple[str, float] | None:
    word, before = line.words[i], line.text[: line.words[i].start]
    if word.folded in first_names():
        return "names", 0.8
    if word.folded in _NOT_NAMES or word.folded in _INVERTED:
        return None
    if is_titled(line, i) and line.words[i - 1].folded in _SPOKEN_TITLES:
        return ("cues", 0.8) if zipf(word.folded) < _SPOKEN_TO_ZIPF else None
    named = _NAMED.search(before) or _OWN.search(before) or re.search(r"\bour \Z", before, re.IGNORECASE)
    says = _SAYS.match(line.text, word.end) and not _DETERMINED.search(before)
    if word.folded in NAME_WORDS and zipf(word.folded) < _WORD_ZIPF:
        told = _TOLD.search(before) or (says and _SPEAKS.match(line.text, word.end))
        return ("cues", 0.6) if named or told or (says and _TO.search(before)) else None
    if zipf(word.folded) < _RARE_ZIPF and len(word.text) > _SHORT and (named or says):
        return "cues", 0.6
    return None


def _part_of_title(line: Line, i: int) -> bool:
    """Whether the word belongs to a run of capitals that ends in a service's word: `Hope Centre`, `Faith Group`."""
    following = line.words[i + 1] if i + 1 < len(line.words) else None
    return following is not None and following.capital and following.folded in GENERIC


def _extend(line: Line, i: int) -> int:
    last = i
    while last + 1 < len(line.words) and last - i + 1 < _LONGEST:
        here, following = line.words[last], line.words[last + 1]
        if here.stop != here.end or line.text[here.stop : following.start] not in (" ", "-"):
            break
        if is_last_initial(line, last + 1):
            return last + 1
        if following.folded in _NOT_NAMES or following.folded in _MARKS or len(following.text) < 2:
            break
        if line.poor:
            known = following.folded in surnames() and (
                not is_ordinary(following.folded)
                or (zipf(following.folded) < _WORD_ZIPF and _AFTER_NAME.match(line.text, following.end))
            )
            if not known and (zipf(following.folded) >= _RARE_ZIPF or len(following.text) < 4):
                break
        elif not following.capital:
            break
        last += 1
    return last


def is_last_initial(line: Line, i: int) -> bool:
    """Whether word i is an initial that tells two people of one name apart: `Tony W`; not `a` and `I`."""
    word = line.words[i]
    if len(word.text) != 1 or not word.text.isalpha() or word.folded in ("a", "i", "o") or word.stop != word.end:
        return False
    following = line.words[i + 1] if i + 1 < len(line.words) else None
    alone = following is None or len(following.text) > 1  # not the first letter of something spelled
    return alone and (line.poor or word.capital)
