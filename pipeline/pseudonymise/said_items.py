"""Words go in, one said item comes out: a digit, a number below a thousand, a letter, a letter with its example word."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.pseudonymise.said_words import (
    DIGITS,
    LETTER_NAMES,
    LETTER_SOUNDS,
    MISHEARD,
    NATO,
    TEENS,
    TENS,
    TIMES,
)
from pipeline.pseudonymise.tokens import Word

_EXAMPLES = ("for", "as", "like")  # `L for Lima`, `S as in sugar`


@dataclass(frozen=True, slots=True)
class Item:
    """Characters written for words `first` to `following`; `lonely` when one letter that may be a word by itself."""

    text: str
    first: int
    following: int
    typed: bool = False
    lonely: bool = False

    @property
    def letters(self) -> bool:
        """Whether it is letters."""
        return self.text.isalpha()


def read_item(words: Sequence[Word], i: int, *, bare: str, inside: bool) -> Item | None:
    """The item that begins with word i; `inside` a run more words count."""
    if i >= len(words):
        return None
    word = words[i]
    folded = word.folded
    if folded.isascii() and folded.isdigit():
        return Item(folded, i, i + 1, typed=True) if bare[word.start] == word.text[0] else None
    if word.stop > word.end and folded in ("one", "won"):
        return None  # `her work one's`
    if folded in TIMES:
        return _repeated(words, i, bare=bare)
    if folded in DIGITS or folded in TEENS or folded in TENS or (folded == "a" and _next(words, i) == "hundred"):
        return _number(words, i, bare=bare)
    if len(folded) == 1 and folded.isalpha() and folded.isascii():
        return _letter(words, i, bare=bare, inside=inside) if word.stop == word.end else None
    return _letter_word(words, i, bare=bare, inside=inside)


def _number(words: Sequence[Word], i: int, *, bare: str) -> Item | None:
    """A digit, a number in words, or hundreds with what is added to them."""
    if words[i].folded == "o" and _near_letter(words, i):
        return _letter(words, i, bare=bare, inside=True)
    text, following = ("1", i + 1) if words[i].folded == "a" else _below_hundred(words, i, bare=bare)
    if following < len(words) and words[following].folded == "hundred" and _touch(words, following, bare=bare):
        following += 1
        added = _added(words, following, bare=bare)
        if added is None:
            return Item(text + "00", i, following)
        return Item(text + added.text.rjust(2, "0"), i, added.following)
    return Item(text, i, following)


def _added(words: Sequence[Word], i: int, *, bare: str) -> Item | None:
    """What `and` adds to hundreds, unless digits follow one by one: `nine hundred and one two three`."""
    if i + 1 >= len(words) or words[i].folded != "and" or words[i + 1].folded in ("oh", "o"):
        return None
    if words[i + 1].folded not in DIGITS and words[i + 1].folded not in TEENS and words[i + 1].folded not in TENS:
        return None
    text, following = _below_hundred(words, i + 1, bare=bare)
    if following < len(words) and words[following].folded in DIGITS and _touch(words, following, bare=bare):
        return None
    return Item(text, i + 1, following)


def _below_hundred(words: Sequence[Word], i: int, *, bare: str) -> tuple[str, int]:
    folded = words[i].folded
    if folded in TENS:
        unit = DIGITS.get(_next(words, i), "0")
        if unit != "0" and _touch(words, i + 1, bare=bare):
            return TENS[folded] + unit, i + 2
        return TENS[folded] + "0", i + 1
    return DIGITS.get(folded) or TEENS[folded], i + 1


def _repeated(words: Sequence[Word], i: int, *, bare: str) -> Item | None:
    """`double four`, `triple nine`, `double t`, and the letter `double-u`."""
    following = _next(words, i)
    if not following or not _touch(words, i + 1, bare=bare):
        return None
    if words[i].folded == "double" and following in ("u", "you"):
        return Item("W", i, i + 2)
    if len(following) == 1 and following.isdigit():
        return Item(following * TIMES[words[i].folded], i, i + 2)
    if following in DIGITS and i + 2 < len(words) and words[i + 2].folded == "hundred":
        return Item(DIGITS[following] * TIMES[words[i].folded] + "00", i, i + 3)
    text = DIGITS.get(following) or LETTER_NAMES.get(following) or (following if len(following) == 1 else "")
    return Item(text.upper() * TIMES[words[i].folded], i, i + 2) if text and following != "a" else None


def _letter(words: Sequence[Word], i: int, *, bare: str, inside: bool) -> Item | None:
    folded = words[i].folded
    example = _past_example(words, i, bare=bare)
    if folded == "x" and _next(words, i) == "ray" and _touch(words, i + 1, bare=bare):
        return Item("X", i, i + 2)
    if example > i + 1:
        return Item(folded.upper(), i, example)
    if folded in ("a", "i") and not inside and not _starts_run(words, i + 1, bare=bare):
        return None
    if folded == "s" and words[i].start and bare[words[i].start - 1] in "'\u2019":
        return None
    return Item(folded.upper(), i, i + 1, lonely=True)


def _past_example(words: Sequence[Word], i: int, *, bare: str) -> int:
    """The word after `for Lima`, `as in sugar`, `Lima`, or the next word."""
    link = _next(words, i)
    if NATO.get(link) == words[i].folded.upper() and _touch(words, i + 1, bare=bare):
        return i + 2
    at = i + 3 if link == "as" and i + 2 < len(words) and words[i + 2].folded == "in" else i + 2
    if link not in _EXAMPLES or at >= len(words) or not _touch(words, i + 1, bare=bare):
        return i + 1
    if words[at].folded == "x" and _next(words, at) == "ray":
        return at + 2
    example = words[at].folded
    same = example[0] == words[i].folded
    return at + 1 if same and len(example) > 1 and example not in DIGITS else i + 1


def _letter_word(words: Sequence[Word], i: int, *, bare: str, inside: bool) -> Item | None:
    """A letter by its name or by the word of an alphabet."""
    folded = words[i].folded
    if folded in LETTER_NAMES and (inside or _starts_run(words, i + 1, bare=bare)):
        return Item(LETTER_NAMES[folded], i, i + 1, lonely=True)
    if folded in NATO and (inside or _next(words, i) in NATO):
        return Item(NATO[folded], i, i + 1)
    if (
        inside
        and folded in LETTER_SOUNDS
        and (_starts_run(words, i + 1, bare=bare) or _ends_spelling(words, i, bare=bare))
    ):
        return Item(LETTER_SOUNDS[folded], i, i + 1, lonely=True)
    if inside and folded in MISHEARD and _between_digits(words, i, bare=bare):
        return Item(MISHEARD[folded], i, i + 1)
    return None


def _ends_spelling(words: Sequence[Word], i: int, *, bare: str) -> bool:
    """Whether a letter stands before word i and nothing is said on after it."""
    before = words[i - 1].folded
    said_on = i + 1 < len(words) and bare[words[i].stop : words[i + 1].start] == " "
    return (len(before) == 1 or before in LETTER_NAMES) and not said_on


def _between_digits(words: Sequence[Word], i: int, *, bare: str) -> bool:
    """Whether three digits were said before and two come after, one by one."""
    around = (*words[max(0, i - 3) : i], *words[i + 1 : i + 3])
    return len(around) == 5 and all(w.folded in DIGITS or w.folded in TIMES for w in around)


def _starts_run(words: Sequence[Word], i: int, *, bare: str) -> bool:
    if i >= len(words) or not _touch(words, i, bare=bare):
        return False
    folded = words[i].folded
    known = folded in DIGITS or folded in TEENS or folded in TENS or folded in TIMES or folded in LETTER_NAMES
    return known or folded in NATO or folded.isdigit() or (len(folded) == 1 and folded.isalpha())


def _near_letter(words: Sequence[Word], i: int) -> bool:
    """Whether a single letter that is no digit stands beside word i."""
    beside = (*words[max(0, i - 1) : i], *words[i + 1 : i + 2])
    return any(len(w.folded) == 1 and w.folded.isalpha() and w.folded != "o" for w in beside) and not any(
        w.folded in DIGITS and w.folded != "o" for w in beside
    )


def _touch(words: Sequence[Word], i: int, *, bare: str) -> bool:
    """Whether only a blank or a hyphen stands before word i."""
    return bare[words[i - 1].stop : words[i].start] in (" ", "-", "\u2010", "\u2011")


def _next(words: Sequence[Word], i: int) -> str:
    return words[i + 1].folded if i + 1 < len(words) else ""
