"""An outcome goes in, every passage that people may be asked to code comes out, each with its place in a random order.

The order is keyed and fixed for good: the audit is always the first so many of an interview, whenever they are drawn.
"""

from dataclasses import dataclass

from data_schemas.codings import Point
from data_schemas.records import DOCUMENT
from pipeline.bench import Workbench
from pipeline.coded import CodedPassage
from pipeline.codings.current import places_of
from pipeline.export.facts import Archive
from pipeline.key import Key
from pipeline.run import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One passage of talk that is coded, on its words; `rank` is its number, from 0, in its interview's random order."""

    passage: CodedPassage
    start: Point
    end: Point
    anchor: str
    rank: int

    @property
    def stretch(self) -> tuple[str, Point, Point]:
        """Where it stands."""
        return self.passage.doc_id, self.start, self.end


def frame_of(bench: Workbench, outcome: Outcome, *, archive: Archive) -> dict[str, list[Candidate]]:
    """By interview the passages that may be coded, in their random order; written documents are left out."""
    talk: dict[str, list[CodedPassage]] = {}
    for passage in archive.passages:
        if passage.coded and passage.kind != DOCUMENT:
            talk.setdefault(passage.doc_id, []).append(passage)
    found = {}
    for doc_id, places in places_of(bench, outcome, documents=talk):
        if places is None:
            continue
        stretches = [(p, *places.to_cleaned(p.start, p.end)) for p in talk[doc_id]]
        stretches.sort(key=lambda s: lot("audit", doc_id, s[1], s[2], key=bench.key))
        found[doc_id] = [
            Candidate(passage=p, start=a, end=b, anchor=places.anchor(a, b, key=bench.key), rank=rank)
            for rank, (p, a, b) in enumerate(stretches)
        ]
    return found


def lot(purpose: str, doc_id: str, start: Point, end: Point, *, key: Key) -> bytes:
    """A stretch's random number for one purpose: the same whenever it is asked for."""
    place = [str(n) for n in (start.utterance, start.at, end.utterance, end.at)]
    return key.mac(f"lot {purpose}", doc_id, *place)
