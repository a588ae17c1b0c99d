"""A word or phrase as a person types it goes in, the pattern that finds it in talk comes out."""

import re

from data_schemas.errors import ConfigError

ANY_REST = r"[\w'\u2019-]*"  # what a star stands for: the rest of a word


def phrase(text: str) -> re.Pattern[str]:
    """Whole words in any case, whatever blanks stand between them; a star is any rest of a word, as in `decid*`."""
    words = [_word(word) for word in text.split()]
    if not words or not re.search(r"\w", text):
        raise ConfigError(f"{text!r}: no word to look for; give one or more words")
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", re.IGNORECASE)


def expression(text: str) -> re.Pattern[str]:
    """A regular expression, in any case; ConfigError where it is none or finds nothing but emptiness."""
    try:
        pattern = re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ConfigError(f"{text!r}: no regular expression ({error.msg}, at character {error.pos})") from error
    if pattern.fullmatch(""):
        raise ConfigError(f"{text!r}: finds nothing at every place; expected an expression of at least one character")
    return pattern


def _word(word: str) -> str:
    pieces = (re.sub("['\u2019]", "['\u2019]", re.escape(piece)) for piece in word.split("*"))
    return ANY_REST.join(pieces)
