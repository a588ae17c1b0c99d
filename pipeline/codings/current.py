"""Stored codings and an outcome go in; every coding comes out where it stands in today's text, or why it stands nowhere."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data_schemas.codings import Coding, Scope
from pipeline.bench import Workbench
from pipeline.codings.placing import Places
from pipeline.codings.store import Codings, read
from pipeline.run import Outcome
from pipeline.shelf import Row, Shelf

GONE = "its transcript is not in the archive any more, or could not be read"
NO_SUCH_PLACE = "its place is not in the transcript any more"
OTHER_WORDS = "other words stand there now: the transcript was changed"
NO_ORIGINALS = "the vault holds nothing by which it can be placed; run again to restore it from the sources"
AT_ONCE = 64  # transcripts in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A coding on `text[start:end]` of its transcript; `widened` where an identifier stands across its border."""

    coding: Coding
    start: int
    end: int
    widened: bool = False


def settled(placed: Placed) -> Placed:
    """The coding without the dimensions that its coder left unfinished."""
    codes = {d: codes for d, codes in placed.coding.codes.items() if d in placed.coding.settles}
    return replace(placed, coding=replace(placed.coding, codes=codes, unfinished=[]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A coding that stands nowhere today, and why; it is kept."""

    coding: Coding
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """Everything that people decided, as it stands today."""

    stored: Codings
    placed: tuple[Placed, ...] = ()
    stale: tuple[Stale, ...] = ()
    lapsed: tuple[Scope, ...] = ()  # of transcripts that were changed since they were coded in full

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The transcripts coded in full, but those where a coding stands nowhere: unmarked, there, may have been marked."""
        lost = {(s.coding.doc_id, s.coding.coder) for s in self.stale}
        return tuple(s for s in self.stored.scopes if (s.doc_id, s.coder) not in lost and s not in self.lapsed)

    def by_document(self) -> dict[str, list[Placed]]:
        """What was decided in each transcript, in the order of its text."""
        found: dict[str, list[Placed]] = {}
        for placed in self.placed:
            found.setdefault(placed.coding.doc_id, []).append(placed)
        return found


def current_codings(bench: Workbench, outcome: Outcome) -> Current:
    """Read the project's codings and place them in the texts of a run."""
    stored = read(bench.project.codings)
    if not stored.codings and not stored.scopes:
        return Current(stored=stored)
    by_document: dict[str, list[Coding]] = {}
    for coding in stored.codings:
        by_document.setdefault(coding.doc_id, []).append(coding)
    placed: list[Placed] = []
    live = _live(outcome)
    stale = [Stale(coding=c, reason=GONE) for d, own in by_document.items() if d not in live for c in own]
    lapsed: list[Scope] = []
    for doc_id, places in places_of(bench, outcome, documents={*by_document, *(s.doc_id for s in stored.scopes)}):
        whole = places.whole(key=bench.key) if places is not None else ""
        lapsed += (s for s in stored.scopes if s.doc_id == doc_id and s.anchor and s.anchor != whole)
        for coding in by_document.get(doc_id, ()):
            found = _placed(coding, places, bench=bench)
            if isinstance(found, Placed):
                placed.append(found)
            else:
                stale.append(found)
    placed.sort(key=lambda p: (p.coding.doc_id, p.start, p.end, p.coding.coder, p.coding.queue))
    stale.sort(key=lambda s: s.coding.id)
    return Current(stored=stored, placed=tuple(placed), stale=tuple(stale), lapsed=tuple(lapsed))


def originals_of(bench: Workbench) -> dict[str, Row]:
    """What the vault holds of transcripts as they were, by key; it takes a look at every one of its files."""
    secrets = bench.pseudonymise.secrets
    return {} if secrets is None else {row.key: row for row in secrets.rows()}


def places_of(
    bench: Workbench, outcome: Outcome, *, documents: Collection[str], hidden: Mapping[str, Row] | None = None
) -> Iterator[tuple[str, Places | None]]:
    """The places of these documents, as far as they are live; None where the vault holds no originals.

    Who asks often gives what `originals_of` found.
    """
    masked, segmented = outcome.rows["pseudonymise"], outcome.rows["segment"]
    secrets = bench.pseudonymise.secrets
    hidden = originals_of(bench) if hidden is None else hidden
    wanted = sorted(_live(outcome) & set(documents), key=lambda doc_id: (masked[doc_id].part, doc_id))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        raw = [hidden[masked[d].key] for d in some if masked[d].key in hidden]
        originals = {} if secrets is None else _by_id(secrets, raw)
        records = _by_id(bench.pseudonymise.shelf, [masked[d] for d in some])
        texts = _by_id(bench.segment.shelf, [segmented[d] for d in some])
        for doc_id in some:
            kept = originals.get(doc_id)
            yield doc_id, None if kept is None else Places.of(records[doc_id], kept, texts[doc_id])


def _by_id(shelf: Shelf, rows: Sequence[Row]) -> dict[str, Any]:
    return {row.doc_id: record for row, record in shelf.records(rows)}


def _placed(coding: Coding, places: Places | None, *, bench: Workbench) -> Placed | Stale:
    if places is None:
        return Stale(coding=coding, reason=NO_ORIGINALS)
    span = places.to_text(coding.start, coding.end)
    if span is None:
        return Stale(coding=coding, reason=NO_SUCH_PLACE)
    if coding.anchor and coding.anchor != places.anchor(coding.start, coding.end, key=bench.key):
        return Stale(coding=coding, reason=OTHER_WORDS)
    return Placed(coding=coding, start=span.start, end=span.end, widened=span.widened)


def _live(outcome: Outcome) -> set[str]:
    return set(outcome.rows.get("segment", {})) & set(outcome.rows.get("pseudonymise", {}))
