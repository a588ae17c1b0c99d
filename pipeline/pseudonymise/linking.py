"""Names of one transcript, its speakers and the rest of the archive go in, the person behind every mention comes out.

Roster persons come first. A full name stands for itself; a first or last name, a short form or an initial for the one
full name of the transcript that it fits, else for the one of the archive, which is flagged; where it fits several people
it is nobody's but its own, and flagged. Across the archive a name is known by its folded words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from data_schemas.pseudonyms import CODE_SYMBOLS, CODED, WORDS
from data_schemas.records import Name
from pipeline.key import Key
from pipeline.pseudonymise.lists import TITLES, short_names
from pipeline.pseudonymise.near import one_letter_off
from pipeline.pseudonymise.roster_names import name_words
from pipeline.pseudonymise.spelled import spelled
from pipeline.pseudonymise.tokens import fold_name
from pipeline.roster import Speaker

SHORT = "a short form of a name, linked to it"
SEVERAL = "fits several people"
ELSEWHERE = "linked to a full name in another transcript"
SHARED = "one name without another in several transcripts, perhaps several people"
NEAR = "one letter off another name, possibly the same person:"  # the other's pseudonym follows

_LAST_WORDS = frozenset(("hospital", "ward", "unit", "infirmary"))
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the rest of the archive knows: full names that share a word with this transcript, lone names of several."""

    full: tuple[Words, ...] = ()
    shared: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Meant:
    """The person behind a mention: the folded, archive-wide key, the roster's row if there is one, what to look at."""

    person: str
    speaker: Speaker | None = None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Who may be meant in one transcript: roster persons, full names, lone names, and what is known elsewhere."""

    roster: tuple[tuple[Words, Speaker], ...]
    full: tuple[Words, ...]
    alone: frozenset[str]
    elsewhere: Elsewhere

    def meant_by(self, mention: str) -> Meant:
        """The person whom a mention means."""
        words = bare_words(mention)
        by_roster = self._in_roster(words)
        if by_roster is not None:
            return by_roster
        fitting = _fuller(words, among=self.full)
        if len(fitting) > 1:
            return Meant(" ".join(words), flag=SEVERAL)
        if fitting:
            found = self._in_roster(fitting[0]) or Meant(" ".join(fitting[0]))
            return Meant(found.person, found.speaker, SHORT if _is_short(words, fitting[0]) else found.flag)
        if len(words) == 1:
            return self._alone(words[0])
        return Meant(" ".join(words))

    def _in_roster(self, words: Words) -> Meant | None:
        fitting = {
            person_key(s.person): (known, s) for known, s in self.roster if words == known or _fits(words, known)
        }
        if len(fitting) != 1:
            return None
        ((person, (known, speaker)),) = fitting.items()
        return Meant(person, speaker, SHORT if words != known and _is_short(words, known) else "")

    def _alone(self, word: str) -> Meant:
        """A name of one word that fits no full name here."""
        long_forms = sorted(name for name in self.alone if (name, word) in short_names())
        if len(long_forms) == 1:
            return Meant(long_forms[0], flag=SHORT)
        fitting = _fuller((word,), among=self.elsewhere.full)
        if len(fitting) == 1:
            return Meant(" ".join(fitting[0]), flag=ELSEWHERE)
        if fitting or len(long_forms) > 1:
            return Meant(word, flag=SEVERAL)
        return Meant(word, flag=SHARED if word in self.elsewhere.shared else "")

    def nearest(self, mention: str) -> str:
        """The one other name of one word that is one letter off a mention of one word, else nothing."""
        words = bare_words(mention)
        if len(words) != 1:
            return ""
        near = sorted(n for n in self.elsewhere.single | self.alone if one_letter_off(words[0], n))
        return near[0] if len(near) == 1 else ""


def people_of(mentions: Iterable[str], *, speakers: Sequence[Speaker], elsewhere: Elsewhere | None = None) -> People:
    """Gather the roster persons, full names and lone names of one transcript."""
    roster = []
    for speaker in sorted(speakers, key=lambda s: (s.person, s.label)):
        names = {name_words(speaker.person), name_words(speaker.label)} - {()}
        roster += [(words, speaker) for words in sorted(names)]
    said = {bare_words(m) for m in mentions}
    full = tuple(sorted(words for words in said if len(words) > 1))
    return People(tuple(roster), full, frozenset(w[0] for w in said if len(w) == 1), elsewhere or Elsewhere())


def elsewhere_of(names: Iterable[Name], *, shared: Iterable[str]) -> Elsewhere:
    """What the archive's names tell about one transcript that they may touch."""
    words = {bare_words(n.text) for n in names if n.type == "PERSON"}
    return Elsewhere(
        tuple(sorted(w for w in words if len(w) > 1)), frozenset(shared), frozenset(w[0] for w in words if len(w) == 1)
    )


def bare_words(mention: str) -> Words:
    """The folded words of a mention without titles, unless it is nothing else; what is spelled as one word."""
    folded = tuple(fold_name(mention).split())
    if len(folded) > 1 and (name := spelled(folded)):
        return (name,)
    return tuple(w for w in folded if w not in TITLES) or folded


def person_key(person: str) -> str:
    """How a person is known across the archive: the folded name, or the raw entry where it is no name."""
    return " ".join(name_words(person)) or person


def surrogate_of(text: str, *, kind: str, people: People, key: Key) -> tuple[str, str]:
    """What stands in the text for an identifier (display name, word with a code, word alone), and its flag."""
    if kind != "PERSON":
        return pseudonym(kind, _entity_key(text), key=key), ""
    meant = people.meant_by(text)
    if meant.speaker is not None and meant.speaker.display_name:
        return f"[{meant.speaker.display_name}]", meant.flag
    near = people.nearest(text) if meant.speaker is None else ""
    flags = [meant.flag] if meant.flag else []
    if near:
        other = people.meant_by(near)
        if other.person != meant.person:
            flags.append(f"{NEAR} {pseudonym(kind, other.person, key=key)}")
    return pseudonym(kind, meant.person, key=key), "; ".join(flags)


def pseudonym(kind: str, entity: str, *, key: Key) -> str:
    """`[Name K7Q2M4]` for the types that keep one pseudonym for each entity, else `[Date]`."""
    if kind not in CODED:
        return f"[{WORDS[kind]}]"
    return f"[{WORDS[kind]} {key.code('pseudonym', kind, entity, symbols=CODE_SYMBOLS)}]"


def _fuller(words: Words, *, among: Sequence[Words]) -> list[Words]:
    """The names, each counted once, that these words are a shorter form of."""
    fitting = [name for name in among if name != words and _fits(words, name)]
    return [name for name in fitting if not any(other != name and _fits(name, other) for other in fitting)]


@cache
def _fits(words: Words, name: Words) -> bool:
    """Whether words may be a shorter form of a name: part of it, a short form, an initial with the last name."""
    if len(words) == 1:
        return words[0] in (name[0], name[-1]) or (name[0], words[0]) in short_names()
    if len(words) > len(name) or words[-1] != name[-1] or words == name:
        return False
    first = words[0]
    shorter = len(words) < len(name) and first == name[0]
    return shorter or (len(first) == 1 and name[0].startswith(first)) or (name[0], first) in short_names()


def _is_short(words: Words, name: Words) -> bool:
    return not set(words) <= set(name)


def _entity_key(text: str) -> str:
    words = fold_name(text).removeprefix("the ").split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in _LAST_WORDS else words)
