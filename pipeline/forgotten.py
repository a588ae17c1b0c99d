"""What was forgotten goes in and out of the vault: keyed digests by which it is known again, and names to go on masking.

A tombstone holds no word that was said. It keeps, encrypted, the names of those who were forgotten and names known only
from them: other people may speak of them, and what is known nowhere can be masked nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from data_schemas.hashing import digest
from data_schemas.records import Name
from pipeline.key import Key
from pipeline.vault import read_shard, write_shard

TOMBSTONES = "forgotten.shard"
JOURNAL = "forgetting.shard"  # what a `forget` that was begun has yet to remove; gone when it ends
REMAINDER = "forgetting-found.shard"  # the same where all was removed, but its search found words in other files
_MARK_DIGITS = 32  # hexadecimal digits of a keyed digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Who stood behind a label whose turns were forgotten, so that others' mentions keep their pseudonym."""

    doc_id: str
    label: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """All tombstones of a project; `documents`, `labels` and `persons` are keyed digests."""

    documents: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    people: tuple[Withdrawn, ...] = ()

    def with_more(self, more: "Forgotten") -> "Forgotten":
        """Both sets of tombstones, each once and sorted."""
        return Forgotten(
            documents=_both(self.documents, more.documents),
            labels=_both(self.labels, more.labels),
            persons=_both(self.persons, more.persons),
            names=tuple(sorted({*self.names, *more.names}, key=lambda n: (n.type, n.text))),
            people=tuple(sorted({*self.people, *more.people}, key=lambda p: (p.doc_id, p.label, p.person))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Keyed digests of those labels of one source that are not read."""

    labels: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """What a row made from the rest depends on; empty where nothing is withheld."""
        return digest(sorted(self.labels)) if self.labels else ""


NOTHING = Forgotten()
NONE_WITHHELD = Withheld()


def label_mark(scope: str, label: str, *, key: Key) -> str:
    """The keyed digest of a label within one document, by its id or by the keyed digest of its content."""
    return key.mac("forgotten label", scope, label).hex()[:_MARK_DIGITS]


def person_mark(person: str, *, key: Key) -> str:
    """The keyed digest of a person by the key under which they are known across the archive."""
    return key.mac("forgotten person", person).hex()[:_MARK_DIGITS]


def read_forgotten(vault: Path, *, key: Key) -> Forgotten:
    """The tombstones of a project; none where nothing was ever forgotten."""
    path = vault / TOMBSTONES
    if not path.exists():
        return NOTHING
    return NOTHING.with_more(read_shard(path, record_type=Forgotten, key=key)[0])


def write_forgotten(vault: Path, forgotten: Forgotten, *, key: Key) -> None:
    """Write all tombstones, whole or not at all."""
    write_shard(vault / TOMBSTONES, rows=[], records=[forgotten], key=key)


def _both(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other}))
