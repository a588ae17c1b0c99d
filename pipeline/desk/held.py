"""What the page works on, in memory: transcripts with their passages, what people decided on them, and what was drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from data_schemas.codebook import Codebook
from data_schemas.codings import AUDIT, HUMAN_ASSISTED, HUMAN_BLIND, Coding, Note
from data_schemas.records import Segmented
from models.decisions import Calibration
from pipeline.coded import CodedPassage
from pipeline.codings.current import Placed
from pipeline.codings.placing import Places
from pipeline.label.form import Asked
from pipeline.label.queues import Drawn
from pipeline.review.checks import Check


@dataclass(slots=True, kw_only=True)
class Held:
    """One transcript; `placed` is what people decided on it, and changes while the page is open."""

    record: Segmented
    name: str
    file: str
    passages: tuple[CodedPassage, ...]
    placed: list[Placed]
    check: Check | None = None

    @property
    def doc_id(self) -> str:
        """Its id."""
        return self.record.doc_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One passage of a queue: as it was drawn, as it is asked and, unless coded blind, as the model coded it."""

    drawn: Drawn
    asked: Asked
    passage: CodedPassage | None = None


@dataclass(slots=True, kw_only=True)
class Session:
    """Who codes what; `queue` is empty where whole transcripts are looked through.

    `places` gives a transcript's places in its cleaned text, `text_digest` the digest of the text that is shown.
    """

    coder: str
    queue: str
    title: str
    codebook: Codebook
    calibration: Calibration
    documents: dict[str, Held]
    tasks: dict[str, Task]
    notes: list[Note]
    places: Callable[[str], Places | None]
    text_digest: Callable[[str], str]
    stale: Callable[[], bool] = lambda: False  # whether somebody was forgotten since
    codings: dict[str, list[Coding]] = field(default_factory=dict)  # in a queue: the coder's own, by the passage's id
    tally: dict[str, set[object]] = field(default_factory=dict)  # what was done while the page was open

    @property
    def source(self) -> str:
        """What a decision counts as."""
        return HUMAN_BLIND if self.queue == AUDIT else HUMAN_ASSISTED

    @property
    def blind(self) -> bool:
        """Whether nothing of what the model or other people decided may reach the page."""
        return self.queue == AUDIT

    @property
    def begun(self) -> int:
        """On how many stretches the coder has begun a dimension and not finished it."""
        own = [p.coding for held in self.documents.values() for p in held.placed if p.coding.coder == self.coder]
        own += [coding for codings in self.codings.values() for coding in codings]
        return sum(bool(set(c.codes) - set(c.complete) if self.blind else c.unfinished) for c in own)

    def note(self, what: str, on: object) -> None:
        """Count something that was done, once for each thing it was done on."""
        self.tally.setdefault(what, set()).add(on)

    def passage(self, passage_id: str) -> tuple[Held, CodedPassage] | None:
        """A passage that may be coded, and its transcript."""
        held = self.documents.get(passage_id.rpartition("-")[0])
        found = (p for p in held.passages if p.passage_id == passage_id and p.coded) if held else ()
        passage = next(iter(found), None)
        return None if held is None or passage is None else (held, passage)


def own_on(passage: CodedPassage, placed: Sequence[Placed], *, coder: str) -> Placed | None:
    """What the coder decided on a passage: the coding that stands on just this stretch, or has most of itself on it."""
    best, most = None, 0
    for p in placed:
        if p.coding.coder != coder or p.coding.queue:
            continue
        if (p.start, p.end) == (passage.start, passage.end):
            return p
        shared = min(p.end, passage.end) - max(p.start, passage.start)
        if shared > most and 2 * shared > p.end - p.start:
            best, most = p, shared
    return best
