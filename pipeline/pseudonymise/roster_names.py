"""Speakers and speaker labels go in, the names among them go out; role words, codes and initials are no names."""

import re
from collections.abc import Iterable, Sequence

from data_schemas.records import Name, Utterance
from pipeline.pseudonymise.lists import GENERIC, KEPT, TITLES, word_list
from pipeline.pseudonymise.tokens import words_of
from pipeline.roster import Speaker

_LONGEST_NAME = 60  # characters
_MOST_WORDS = 4
_BRACKETED = re.compile(r"\s*\([^)]*\)")
_NO_NAME = re.compile(r"[A-Z]{1,2}\.?\Z|.*[\d#\[@_:/]")
_ROLE_WORDS = word_list("role_labels")


def names_of(speakers: Sequence[Speaker], *, utterances: Sequence[Utterance]) -> tuple[Name, ...]:
    """Every name that the roster or the speaker labels give, in a fixed order."""
    texts = {s.person for s in speakers} | {s.label for s in speakers} | {u.speaker or "" for u in utterances}
    return unique(Name(text=natural(t), type="PERSON") for t in texts if name_words(t))


def natural(text: str) -> str:
    """A name in speaking order and without what stands in brackets: `Okafor, Janet (Trust)` is Janet Okafor."""
    bare = _BRACKETED.sub("", text).strip()
    last, comma, first = bare.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else bare


def name_words(text: str) -> tuple[str, ...]:
    """The folded words of a name without titles; empty when the text is no name."""
    bare = natural(text)
    if not bare or len(bare) > _LONGEST_NAME or _NO_NAME.match(bare):
        return ()
    words = tuple(w.folded for w in words_of(bare) if w.folded not in TITLES)
    if not 1 <= len(words) <= _MOST_WORDS or any(w in _ROLE_WORDS for w in words):
        return ()
    return () if all(w in GENERIC or w in KEPT or len(w) == 1 for w in words) else words


def unique(names: Iterable[Name]) -> tuple[Name, ...]:
    """Names once each, sorted."""
    return tuple(sorted(set(names), key=lambda n: (n.type, n.text)))
