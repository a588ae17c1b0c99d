"""A word that a person wrote goes in; how a message may show it, and the right spelling that it is nearest to, come out."""

from collections.abc import Mapping
from difflib import get_close_matches

LONGEST, MOST_WORDS = (
    40,
    3,
)  # characters and words of what is shown; longer, it may be somebody's talk in the wrong place
LIKE = 0.6  # share of letters in common from which a spelling is a likely one


def shown(word: str) -> str:
    """The word in quotes, or only its length where it is too long for an id or a code."""
    if len(word) <= LONGEST and len(word.split()) <= MOST_WORDS:
        return repr(word)
    return f"({len(word)} characters)"


def nearest(word: str, *, known: Mapping[str, str]) -> str | None:
    """The id whose id or name is spelled most alike; `known` has names by id."""
    spellings = {_plain(spelling): id_ for id_, name in known.items() for spelling in (name, id_)}
    found = get_close_matches(_plain(word), spellings, n=1, cutoff=LIKE)
    return spellings[found[0]] if found else None


def advice(word: str, *, known: Mapping[str, str]) -> str:
    """The end of a message: the nearest right spelling, or all there are."""
    near = nearest(word, known=known)
    return f"nearest: {near!r}" if near else f"expected one of {', '.join(known)}"


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())
