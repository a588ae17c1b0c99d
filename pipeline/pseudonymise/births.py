"""A line and a stretch of it go in; whether the date there is that of a birth comes out."""

import re

_LONGEST_WAY = 45  # characters between the word of birth and the date, within one sentence
_BEFORE = re.compile(
    r"\b(?:born(?! and bred\b)|birthdays?|birth ?date|date of birth|d\.? ?o\.? ?b\b\.?)[^.?!\n]*\Z", re.IGNORECASE
)
_AFTER = re.compile(
    r"\A,?(?: (?:is|was|that's|which is|which was|being|it's|for))*(?: (?:my|his|her|our|their|your|the|\w+['\u2019]s))*"
    r"(?: (?:own|actual))? (?:birthdays?|date of birth|birth date|dob)\b",
    re.IGNORECASE,
)


def is_birth(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` stands beside a word that makes it a birthday: `born on`, `date of birth`, `her birthday`."""
    return is_after_birth(text, start) or _AFTER.search(text[end : end + _LONGEST_WAY]) is not None


def is_after_birth(text: str, start: int) -> bool:
    """Whether a word of birth stands in the same sentence not long before."""
    return _BEFORE.search(text[max(0, start - _LONGEST_WAY) : start]) is not None
