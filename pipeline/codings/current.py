"""Stored codings and an outcome go in; every coding comes out where it stands in today's text, or why it stands nowhere."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from data_schemas.codings import Coding
from data_schemas.records import Originals, Pseudonymised, Segmented
from pipeline.bench import Workbench
from pipeline.codings.placing import Places
from pipeline.codings.store import Codings, read
from pipeline.run import Outcome

GONE = "its transcript is not in the archive any more, or could not be read"
NO_SUCH_PLACE = "its place is not in the transcript any more"
OTHER_WORDS = "other words stand there now: the transcript was changed"
NO_ORIGINALS = "the vault holds nothing by which it can be placed; run again to restore it from the sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A coding on `text[start:end]` of its transcript; `widened` where an identifier stands across its border."""

    coding: Coding
    start: int
    end: int
    widened: bool = False


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

    def by_document(self) -> dict[str, list[Placed]]:
        """What was decided in each transcript, in the order of its text."""
        found: dict[str, list[Placed]] = {}
        for placed in self.placed:
            found.setdefault(placed.coding.doc_id, []).append(placed)
        return found


def current_codings(bench: Workbench, outcome: Outcome) -> Current:
    """Read the project's codings and place them in the texts of a run."""
    stored = read(bench.project.codings)
    if not stored.codings:
        return Current(stored=stored)
    by_document: dict[str, list[Coding]] = {}
    for coding in stored.codings:
        by_document.setdefault(coding.doc_id, []).append(coding)
    placed: list[Placed] = []
    stale = [Stale(coding=c, reason=GONE) for d, own in by_document.items() if d not in _live(outcome) for c in own]
    for doc_id, places in places_of(bench, outcome, documents=by_document):
        for coding in by_document[doc_id]:
            found = _placed(coding, places, bench=bench)
            if isinstance(found, Placed):
                placed.append(found)
            else:
                stale.append(found)
    placed.sort(key=lambda p: (p.coding.doc_id, p.start, p.end, p.coding.coder, p.coding.queue))
    stale.sort(key=lambda s: s.coding.id)
    return Current(stored=stored, placed=tuple(placed), stale=tuple(stale))


def places_of(bench: Workbench, outcome: Outcome, *, documents: Collection[str]) -> Iterator[tuple[str, Places | None]]:
    """The places of these documents, as far as they are live; None where the vault holds no originals."""
    masked, segmented = outcome.rows["pseudonymise"], outcome.rows["segment"]
    secrets = bench.pseudonymise.secrets
    hidden = {} if secrets is None else {row.key: row for row in secrets.rows()}
    for doc_id in sorted(_live(outcome) & set(documents)):
        raw = hidden.get(masked[doc_id].key)
        if secrets is None or raw is None:
            yield doc_id, None
            continue
        _, record = next(bench.pseudonymise.shelf.records([masked[doc_id]]))
        _, originals = next(secrets.records([raw]))
        _, cut = next(bench.segment.shelf.records([segmented[doc_id]]))
        whole = isinstance(record, Pseudonymised) and isinstance(originals, Originals) and isinstance(cut, Segmented)
        yield doc_id, Places.of(record, originals, cut) if whole else None


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
