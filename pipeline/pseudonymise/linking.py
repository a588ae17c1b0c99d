"""Names of one transcript and its speakers go in, the person behind every mention comes out.

A full name stands for itself; a first or last name alone for the one full name that it fits, roster persons first;
where it fits two people it is nobody's but its own. Across the archive a name is known by its folded words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data_schemas.pseudonyms import CODE_SYMBOLS, CODED, WORDS
from pipeline.key import Key
from pipeline.pseudonymise.lists import TITLES
from pipeline.pseudonymise.roster_names import name_words
from pipeline.pseudonymise.tokens import fold_name
from pipeline.roster import Speaker

_LAST_WORDS = frozenset(("hospital", "ward", "unit", "infirmary"))


@dataclass(frozen=True, slots=True)
class People:
    """Who may be meant in one transcript: roster persons and full names, each with the words of the name."""

    roster: tuple[tuple[tuple[str, ...], Speaker], ...]
    full: tuple[tuple[str, ...], ...]

    def meant_by(self, mention: str) -> str:
        """The person key of a mention: folded, archive-wide."""
        words = tuple(w for w in fold_name(mention).split() if w not in TITLES) or tuple(fold_name(mention).split())
        speaker = self.speaker_meant_by(words)
        if speaker is not None:
            return person_key(speaker.person)
        if len(words) == 1:
            fitting = sorted({full for full in self.full if words[0] in (full[0], full[-1])})
            fitting += sorted({w for w, _ in self.roster if words[0] in w} - set(fitting))
            if len(fitting) == 1:
                return " ".join(fitting[0])
        return " ".join(words)

    def speaker_meant_by(self, words: tuple[str, ...]) -> Speaker | None:
        """The one roster person whom these words fit."""
        fitting = {person_key(s.person): s for known, s in self.roster if _fits(words, known)}
        return next(iter(fitting.values())) if len(fitting) == 1 else None


def people_of(mentions: Iterable[str], *, speakers: Sequence[Speaker]) -> People:
    """Gather the roster persons and the full names of one transcript."""
    roster = []
    for speaker in sorted(speakers, key=lambda s: (s.person, s.label)):
        names = {name_words(speaker.person), name_words(speaker.label)} - {()}
        roster += [(words, speaker) for words in sorted(names)]
    folded = (tuple(w for w in fold_name(m).split() if w not in TITLES) for m in mentions)
    return People(tuple(roster), tuple(sorted({words for words in folded if len(words) > 1})))


def person_key(person: str) -> str:
    """How a person is known across the archive: the folded name, or the raw entry where it is no name."""
    return " ".join(name_words(person)) or person


def surrogate_of(text: str, *, kind: str, people: People, key: Key) -> str:
    """What stands in the text for an identifier: a display name, a word with a code, or a word alone."""
    if kind == "PERSON":
        speaker = people.speaker_meant_by(tuple(w for w in fold_name(text).split() if w not in TITLES))
        if speaker is not None and speaker.display_name:
            return f"[{speaker.display_name}]"
        return pseudonym(kind, people.meant_by(text), key=key)
    return pseudonym(kind, _entity_key(text), key=key)


def pseudonym(kind: str, entity: str, *, key: Key) -> str:
    """`[Name K7Q2M4]` for the types that keep one pseudonym for each entity, else `[Date]`."""
    if kind not in CODED:
        return f"[{WORDS[kind]}]"
    return f"[{WORDS[kind]} {key.code('pseudonym', kind, entity, symbols=CODE_SYMBOLS)}]"


def _fits(words: tuple[str, ...], known: tuple[str, ...]) -> bool:
    if len(words) == 1:
        return words[0] in (known[0], known[-1])
    return words == known or (len(known) == 1 and words[0] == known[0])


def _entity_key(text: str) -> str:
    words = fold_name(text).removeprefix("the ").split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in _LAST_WORDS else words)
