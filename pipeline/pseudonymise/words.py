"""Utterances go in, keyed digests of their words come out; the archive's names that may occur there are read off them.

The digests say which transcripts a new name concerns without keeping a word of them in clear.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from data_schemas.records import Name, Utterance
from pipeline.key import Key
from pipeline.pseudonymise.decided import Decided
from pipeline.pseudonymise.lists import STOP_WORDS, short_forms
from pipeline.pseudonymise.near import deletions
from pipeline.pseudonymise.tokens import words_of

DIGEST_SYMBOLS = 8  # base32: 40 bits, so that a chance hit costs at most one needless look
_BARE_PLURAL = 4  # letters that must be left before a final s may be a possessive without its apostrophe
_REMEMBERED = 200_000  # words and names whose digests and parts are kept in memory


def word_index(utterances: Sequence[Utterance], *, key: Key) -> tuple[str, ...]:
    """Sorted digests of all distinct folded words outside a fixed stop list, and of the longer ones less one letter."""
    words = said_words(utterances) - STOP_WORDS
    return tuple(sorted({_digest(w, key=key) for word in words for w in (word, *deletions(word))}))


class NameTable:
    """The archive's names by the digests of the words that they would show in a transcript's index."""

    def __init__(self, names: Iterable[Name], *, key: Key) -> None:
        self._key = key
        self._whole: dict[str, list[Name]] = {}
        self._people: dict[str, list[Name]] = {}
        for name in sorted(set(names), key=lambda n: (n.type, n.text)):
            parts = name_parts(name.text)
            slips = deletions(parts[0]) if name.type == "PERSON" and len(parts) == 1 else ()
            first = next((p for p in parts if p not in STOP_WORDS), "")
            for word in {first, *slips}:
                self._whole.setdefault(self._digest(word), []).append(name)
            if name.type == "PERSON" and len(parts) > 1:
                for word in {parts[0], parts[-1], *short_forms(parts[0])} - STOP_WORDS:
                    self._people.setdefault(self._digest(word), []).append(name)

    def touching(self, index: Sequence[str]) -> tuple[Name, ...]:
        """Those names all of whose words outside the stop list hit the index, as they stand or one letter off; sorted."""
        known = frozenset(index)
        found = {name for digest in (*index, self._digest("")) for name in self._whole.get(digest, ())}
        return _sorted(n for n in found if len(name_parts(n.text)) == 1 or self._holds_all(n, known=known))

    def people(self, index: Sequence[str]) -> tuple[Name, ...]:
        """Those full names that a shorter form in the transcript may mean; sorted."""
        return _sorted({name for digest in index for name in self._people.get(digest, ())})

    def _holds_all(self, name: Name, *, known: frozenset[str]) -> bool:
        return all(self._digest(w) in known for w in name_parts(name.text) if w not in STOP_WORDS)

    def _digest(self, word: str) -> str:
        return _digest(word, key=self._key)


def _sorted(names: Iterable[Name]) -> tuple[Name, ...]:
    return tuple(sorted(names, key=lambda n: (n.type, n.text)))


def lone_names(names: Iterable[Name]) -> frozenset[str]:
    """The folded names of people that are one word."""
    return frozenset(p[0] for n in names if n.type == "PERSON" and len(p := name_parts(n.text)) == 1)


def decided_touching(index: Sequence[str], decided: Sequence[Decided], *, key: Key) -> tuple[Decided, ...]:
    """Those decisions all of whose words hit the index, in their order."""
    known = frozenset(index) if decided else frozenset()

    def stands(text: str) -> bool:
        return all(_digest(word, key=key) in known for word in name_parts(text) if word not in STOP_WORDS)

    return tuple(d for d in decided if stands(d.text))


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
