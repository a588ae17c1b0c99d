"""The words and figures of a date go in, the day, month and year that they name come out.

The patterns that dates are found by stand here too, so that whatever is found can be read.
"""

import re

from data_schemas.pseudonyms import MONTHS
from pipeline.pseudonymise.tokens import fold

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_FIRST_NINE = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_LATER_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENTH_ON = ("tenth", "eleventh", "twelfth", *(f"{teen}th" for teen in _LATER_TEENS), "twentieth")
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", *_LATER_TEENS)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {
    **{word: i for i, word in enumerate(_ONES, start=1)},
    **{word: i for i, word in enumerate(_TEENS, start=10)},
    **{word: 10 * i for i, word in enumerate(_TENS, start=2)},
    **{"fourty": 40, "oh": 0, "o": 0, "zero": 0, "nought": 0, "hundred": 0},
}
_ORDINALS = {word: i for i, word in enumerate((*_FIRST_NINE, *_TENTH_ON), start=1)} | {"thirtieth": 30, "twelth": 12}

_ONE, _UNIT = f"(?:{'|'.join(_ONES)})", f"(?:{'|'.join(_FIRST_NINE)})"
_TEEN, _TEN = f"(?:{'|'.join(_TEENS)})", f"(?:{'|'.join(_TENS)}|fourty)"
ORDINAL = rf"(?:(?:twenty|thirty)[ -]?{_UNIT}|thirtieth|twelth|{'|'.join(_TENTH_ON)}|{_UNIT})"
DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?|{ORDINAL})"
CARDINAL = rf"(?:(?:twenty|thirty)[ -]?{_ONE}|{_TEEN}|twenty|thirty|{_ONE})"
_TWO_WORDS = rf"(?:{_TEN}(?:[ -]{_ONE})?|{_TEEN})"
_CENTURY = rf"(?:(?:eighteen|nineteen|twenty)[ -](?:{_TWO_WORDS}|(?:oh|o|hundred)(?:(?: and)?[ -]{_ONE})?))"
_MILLENNIUM = rf"(?:(?:the year )?two thousand(?:(?: and)? {_TWO_WORDS}|(?: and)?[ -]{_ONE})?)"
_AMOUNT = r"(?! (?:pounds|quid|people|odd|miles|euros|dollars|pence|per ?cent|of (?:us|them)|staff|staffs|patients)\b)"
# A year of two figures or words is one only where the clause ends or goes on with a small word.
_ENDS = (
    r"(?= *(?:\Z|[.,;:!?)\]\u2013\u2014\n\u2026]|(?:and|when|i|we|he|she|so|but|because|cos|which|then|my|that|at)\b))"
)
_SHORT = rf"(?:(?:(?:thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety)(?:[ -]{_ONE})?|\d\d){_ENDS})"
YEAR = rf"(?:(?:1[5-9]|20)\d\d(?!\d|:\d){_AMOUNT}|['\u2019]\d\d\b|(?:{_CENTURY}|{_MILLENNIUM})\b{_AMOUNT}|{_SHORT})"

_WORDS = re.compile(r"[a-z]+|\d+")
_PIVOT = 40  # two figures below it are of this century, the others of the last
PIVOT_OF_BIRTHS = 26  # people who speak in interviews, and their parents, were mostly born before the year 2000


def day_of(text: str) -> int | None:
    """`4th`, `fourth`, `twenty-first`; None where no day is named."""
    words = _WORDS.findall(fold(text))
    if words and words[0].isdigit():
        return int(words[0])
    if words and all(word in _NUMBERS for word in words):
        return _sum(words)
    joined = "".join(words)
    for tens, first in (("twenty", 20), ("thirty", 30)):
        rest = joined.removeprefix(tens)
        if rest != joined and rest in _FIRST_NINE:
            return first + _ORDINALS[rest]
    return _ORDINALS.get(joined)


def month_of(text: str) -> int | None:
    """`May`, `sept`, `03`, `third`."""
    folded = fold(text).strip(".")
    if folded[:3].isalpha():
        found = next((i for i, name in enumerate(MONTHS, start=1) if name.lower().startswith(folded[:3])), None)
        if found is not None:
            return found
    number = day_of(folded)
    return number if number is not None and 1 <= number <= len(MONTHS) else None


def year_of(text: str, *, pivot: int = _PIVOT) -> int | None:
    """`1986`, `'86`, `nineteen eighty-six`, `two thousand and four`, `eighty six`."""
    words = [w for w in _WORDS.findall(fold(text)) if w not in ("and", "the", "year")]
    if words and words[0].isdigit():
        return _full(int(words[0]), pivot=pivot) if len(words[0]) == 2 else int(words[0])
    if words[:2] == ["two", "thousand"]:
        return 2000 + _sum(words[2:])
    if words and words[0] in ("eighteen", "nineteen", "twenty") and len(words) > 1:
        return 100 * _NUMBERS[words[0]] + _sum(words[1:])
    return _full(_sum(words), pivot=pivot) if words else None


def _sum(words: list[str]) -> int:
    return sum(_NUMBERS.get(word, 0) for word in words)


def _full(year: int, *, pivot: int) -> int:
    return year + (2000 if year < pivot else 1900)
