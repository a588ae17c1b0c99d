"""Days that have a name, `Christmas Day`: a name goes in, the day and month, or the season, that it stands for come out."""

import re

from pipeline.pseudonymise.tokens import fold

# Pattern, day and month; (0, 0) where they move from year to year.
_DAYS = (
    (r"(?:christmas|xmas) day", 25, 12),
    (r"(?:christmas|xmas) eve", 24, 12),
    (r"boxing day", 26, 12),
    (r"(?:new year'?s? eve|hogmanay)", 31, 12),
    (r"new year'?s? day", 1, 1),
    (r"burns night", 25, 1),
    (r"(?:st\.? )?valentine'?s?(?: day)?", 14, 2),
    (r"leap day", 29, 2),
    (r"(?:st\.?|saint) david'?s day", 1, 3),
    (r"(?:st\.?|saint) patrick'?s day", 17, 3),
    (r"april fool'?s?'? day", 1, 4),
    (r"(?:st\.?|saint) george'?s day", 23, 4),
    (r"may day", 1, 5),
    (r"midsummer'?s? day", 24, 6),
    (r"hallowe'?en", 31, 10),
    (r"(?:bonfire|guy fawkes|fireworks) night", 5, 11),
    (r"(?:remembrance|armistice) day", 11, 11),
    (r"(?:st\.?|saint) andrew'?s day", 30, 11),
    (r"(?:remembrance sunday)", 0, 11),
    (r"father'?s'? day", 0, 6),
)
_SPRING = r"easter (?:sunday|monday|saturday|day)|good friday|palm sunday|mother'?s'? day|mothering sunday"
_MOVING = r"ash wednesday|shrove tuesday|pancake day|diwali|eid(?: day)?|yom kippur|chinese new year"
NAMED_DAY = rf"(?:{'|'.join([*(pattern for pattern, _, _ in _DAYS), _SPRING, _MOVING])})"
_READ = [(re.compile(pattern), day, month) for pattern, day, month in _DAYS]


def named_day(text: str) -> tuple[int | None, int | None]:
    """Day and month; None for what moves from year to year."""
    folded = fold(text.replace("\u2019", "'"))
    for pattern, day, month in _READ:
        if pattern.fullmatch(folded):
            return day or None, month
    return None, None


def is_in_spring(text: str) -> bool:
    """Whether a day without a fixed date always falls in spring: Easter, Mothering Sunday."""
    return re.fullmatch(_SPRING, fold(text.replace("\u2019", "'"))) is not None
