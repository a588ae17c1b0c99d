"""A possible label goes in, what it looks like comes out: a role, name, code, number, lower-case word, or nothing."""

import re
from typing import Literal

from pipeline.readers.vocabulary import (
    METADATA,
    OFFICES,
    PARTICLES,
    PERSONS,
    ROLE_NOUNS,
    ROLES,
    STOP_WORDS,
    SURNAME_PARTICLES,
    TITLES,
)

Shape = Literal["role", "name", "code", "number", "lower"]

MAX_LABEL = 63  # characters, as MAXQDA has it
MAX_WORDS = 6
WEAK = frozenset({"number", "lower"})  # shapes that any prose has before a colon

_ROLE = re.compile(
    rf"(?:(?:male|female|unknown|unidentified|second|first|third|peer|lead|co)[ _-])?(?:{ROLES})\.?"
    r"(?:[ _#.-]{0,2}(?:no\.? ?)?\d{1,4}[a-z]?|[ _-][a-z])?",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=.*[A-Z?])[A-Z0-9][A-Z0-9_./&-]{0,14}\d{0,4}[a-z]?|\?{1,3}")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{1,40}[)\]]")
_ABBREVIATION = re.compile(r"(?:[^\W\d_]{1,5}\.)+")
_ELIDED = re.compile(r"[dlo]['\u2019][^\W\d_]", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w'\u2019.\-]*", re.UNICODE)

_SMALL_CODE = re.compile(r"[a-z]{1,5}[-_]?\d{1,4}[a-z]?")  # `id1`, `r_02`


def shape_of(label: str) -> Shape | None:
    """What a label looks like; None where it is part of a sentence, a web address, a clock time or a heading word."""
    if not label or len(label) > MAX_LABEL:
        return None
    if label.casefold() in PERSONS or is_word_in_capitals(label):
        return "lower"
    if label.rstrip(".").casefold() in TITLES:
        return None
    if METADATA.fullmatch(label):
        return None
    core = _ASIDE.sub("", label).strip().removesuffix("()") or label
    core = core[:-1].rstrip() if len(core) > 1 and core[-1] == "?" and core[-2].isalnum() else core
    if _ROLE.fullmatch(core):
        return "role"
    if _SMALL_CODE.fullmatch(core):
        return "code"
    words = [word for word in core.replace("/", " ").split() if any(map(str.isalnum, word))]
    if not words:
        return "code" if _CODE.fullmatch(core) else None
    if not any(map(str.isalpha, core)):
        return "number" if core.isdigit() and len(core) <= 2 else None
    return _shape_of_words(core, words)


def is_word_in_capitals(label: str) -> bool:
    """Whether a label may be initials that make a word, such as `CC`, `AT` or `MS`: the file says which it is."""
    if len(label) not in (2, 3) or not (label.isascii() and label.isalpha() and label.isupper()):
        return False
    word = label.casefold()
    return word in STOP_WORDS or word in TITLES or METADATA.fullmatch(word) is not None


def is_single_letter(label: str) -> bool:
    """Whether a label is one letter, such as `I` or `R`, which any list or initial may also be."""
    return len(label.rstrip(".")) == 1


def is_plain(label: str) -> bool:
    """Whether a label is one capitalised word, as any sentence begins with."""
    return label.isalpha() and label != label.upper()


def _shape_of_words(core: str, words: list[str]) -> Shape | None:
    first = words[0].casefold().strip(",.")
    if first == "the" and len(words) > 1 and words[1].casefold() in OFFICES:
        words = words[1:]
    elif len(words) > MAX_WORDS or first in STOP_WORDS:
        return None
    if _CODE.fullmatch(core):
        return "code"
    leads = words[0] not in PARTICLES or (words[0] in SURNAME_PARTICLES and len(words) > 1)
    if leads and all(_is_name_word(word) for word in words):
        return "name"
    if leads and len(words) > 1 and words[-1] in ROLE_NOUNS and all(_is_name_word(word) for word in words[:-1]):
        return "name"
    return "lower" if len(words) == 1 and words[0].isalpha() and words[0].islower() else None


def _is_name_word(word: str) -> bool:
    bare = word.strip(",")
    if bare.casefold() in PARTICLES:
        return True
    if bare.endswith(".") and not _ABBREVIATION.fullmatch(bare):
        return False
    first = next((c for c in bare if c.isalnum()), "")
    cased = not bare.islower() or first.isdigit() or (first.isalpha() and not first.islower()) or _ELIDED.match(bare)
    return bool(cased) and _WORD.search(bare) is not None and not re.search(r"[!?;/\\=<>@]", bare)
