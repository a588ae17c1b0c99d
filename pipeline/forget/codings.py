"""Who is to be forgotten goes in; what people decided on their words, or noted of them, is gone from `codings/`.

A decision on others' words whose memo or open codes quote them stays without these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from data_schemas.codings import SPEAKER, TRANSCRIPT, Coding, Note, Point
from data_schemas.records import Originals
from pipeline.bench import Workbench
from pipeline.codings.lines import Item
from pipeline.codings.store import remove
from pipeline.forget.phrases import Phrases
from pipeline.forget.whom import Target
from pipeline.key import Key
from pipeline.label.queues import FILE as QUEUES
from pipeline.label.queues import drop
from pipeline.project import Project
from pipeline.pseudonymise.linking import person_key
from pipeline.pseudonymise.shown import shown_name
from pipeline.sources import INTERVIEWER


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """By what decisions and notes are known: documents gone whole, utterances gone by document, names, quoted words."""

    documents: frozenset[str]
    utterances: Mapping[str, tuple[int, ...]]
    about: frozenset[str]
    phrases: Phrases

    def touch(self, doc_id: str, start: Point, end: Point) -> bool:
        """Whether a stretch is of a document that goes, or holds any of their words."""
        first, last = sorted((start.utterance, end.utterance))
        return doc_id in self.documents or any(first <= n <= last for n in self.utterances.get(doc_id, ()))

    def take(self, item: Item) -> bool:
        """Whether an item is on their words or about them."""
        if isinstance(item, Note):
            return item.about.casefold() in self.about
        if not isinstance(item, Coding):
            return item.doc_id in self.documents
        return self.touch(item.doc_id, item.start, item.end)

    def left(self, item: Item) -> Item:
        """The item without what quotes them; a note that does is taken back."""
        if isinstance(item, Note):
            return replace(item, memo="", removed=True) if self.phrases.touch(item.memo) else item
        if not isinstance(item, Coding):
            return item
        quoted = any(self.phrases.touch(text) for text in (item.memo, *item.open_codes))
        return replace(item, memo="", open_codes=[]) if quoted else item


def utterances_of(bench: Workbench, target: Target) -> dict[str, tuple[int, ...]]:
    """By document the numbers of the utterances that are theirs, where others' stay; read before its rows are removed."""
    found: dict[str, set[int]] = {}
    secrets = bench.pseudonymise.secrets
    rows = [] if secrets is None else [row for row in secrets.rows() if row.doc_id in target.documents]
    for _, record in secrets.records(rows) if secrets is not None else ():
        part = target.part_of(record.doc_id) if isinstance(record, Originals) else None
        if part is not None and not part.whole:
            own = (number for number, label in enumerate(record.labels) if part.holds(label))
            found.setdefault(record.doc_id, set()).update(own)
    return {doc_id: tuple(sorted(numbers)) for doc_id, numbers in sorted(found.items())}


def decisions_of(
    target: Target,
    *,
    names: Mapping[str, str],
    utterances: Mapping[str, tuple[int, ...]],
    phrases: Phrases,
    key: Key,
) -> Decisions:
    """What of people's decisions goes with a target; `names` are safe names by file."""
    whole = [part for part in target.parts if part.whole]
    about = {f"{TRANSCRIPT}:{name}" for part in whole for name in (part.doc_id, names.get(part.file)) if name}
    for speaker in (s for part in target.parts for s in part.speakers):
        theirs = person_key(speaker.person) in target.persons if target.persons else speaker.role_group != INTERVIEWER
        if theirs:
            shown = shown_name(speaker, key=key)
            known = (speaker.person, speaker.display_name, shown, shown.strip("[]"))
            about |= {f"{SPEAKER}:{name}" for name in known if name}
    return Decisions(
        documents=frozenset(part.doc_id for part in whole),
        utterances=utterances,
        about=frozenset(name.casefold() for name in about),
        phrases=phrases,
    )


def remove_codings(project: Project, gone: Decisions, *, dry: bool = False) -> dict[str, int]:
    """Remove them, superseded ones too; how many by path within the project."""
    counts = remove(project.codings, gone=gone.take, left=gone.left, dry=dry)
    dropped = drop(project.codings, gone=lambda d: gone.touch(*d.stretch), dry=dry)
    counts |= {QUEUES: dropped} if dropped else {}
    return {f"{project.codings.name}/{name}": count for name, count in counts.items()}
