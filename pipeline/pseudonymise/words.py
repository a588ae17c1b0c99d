"""Utterances go in, keyed digests of their words come out; the archive's names that may occur there are read off them.

The digests say which transcripts a new name concerns without keeping a word of them in clear.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from data_schemas.records import Name, Utterance
from pipeline.key import Key
from pipeline.pseudonymise.lists import STOP_WORDS
from pipeline.pseudonymise.tokens import words_of

DIGEST_SYMBOLS = 8  # base32: 40 bits, so that a chance hit costs at most one needless look
_BARE_PLURAL = 4  # letters that must be left before a final s may be a possessive without its apostrophe
_REMEMBERED = 200_000  # words and names whose digests and parts are kept in memory


def word_index(utterances: Sequence[Utterance], *, key: Key) -> tuple[str, ...]:
    """Sorted digests of all distinct folded words outside a fixed stop list."""
    return tuple(sorted({_digest(word, key=key) for word in said_words(utterances) - STOP_WORDS}))


def names_touching(index: Sequence[str], names: Iterable[Name], *, key: Key) -> tuple[Name, ...]:
    """Those names all of whose words outside the stop list hit the index, sorted."""
    known = frozenset(index)
    touching = {
        n for n in names if all(_digest(w, key=key) in known for w in name_parts(n.text) if w not in STOP_WORDS)
    }
    return tuple(sorted(touching, key=lambda n: (n.type, n.text)))


def said_words(utterances: Sequence[Utterance]) -> frozenset[str]:
    """All distinct folded words, those with a final s without it too."""
    folded = {word.folded for u in utterances for word in words_of(u.text)}
    return frozenset(folded | {bare for bare in map(without_bare_possessive, folded) if bare is not None})


@lru_cache(maxsize=_REMEMBERED)
def name_parts(text: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(word.folded for word in words_of(text))


def without_bare_possessive(word: str) -> str | None:
    """A folded word without its final s where that may be a possessive as speech-to-text writes it: `saras`."""
    return word[:-1] if word.endswith("s") and len(word) > _BARE_PLURAL else None


@lru_cache(maxsize=_REMEMBERED)
def _digest(word: str, *, key: Key) -> str:
    return key.code("word", word, symbols=DIGEST_SYMBOLS)
