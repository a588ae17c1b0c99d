"""A unit of work goes in, one part on a shelf comes out: what a worker does, and all that it tells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from data_schemas.errors import DocumentError
from pipeline.shelf import Row, Shelf
from pipeline.stage import Stage, fingerprint_of, key_of

UNIT_ROWS = 8  # transcripts in a unit: what a killed run loses at most
UNIT_BYTES = 2 * 2**20  # of source files in a unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One transcript to work on: what identifies the result, and where its material comes from."""

    doc_id: str
    input: str
    upstream: Row | None = None
    extra: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """A record and the raw words that restore it, which go to the vault."""

    record: Any
    secret: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Transcripts that are worked on together and written as one part."""

    stage: Stage
    shelf: Shelf
    upstream: Shelf | None
    secrets: Shelf | None
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A transcript that could not be worked on."""

    doc_id: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a unit."""

    rows: tuple[Row, ...]
    asides: tuple[Aside, ...]
    seconds: float


def do_unit(unit: Unit) -> Done:
    """Work on a unit and write its part; safe to repeat after a kill."""
    import time

    began = time.process_time()
    fingerprint = fingerprint_of(unit.stage)
    works = {work.doc_id: work for work in unit.works}
    kept: list[tuple[dict[str, str], Any]] = []
    secrets: list[tuple[dict[str, str], Any]] = []
    asides: list[Aside] = []
    pairs = list(_items(unit))
    for doc_id, result in zip((d for d, _ in pairs), unit.stage.many([item for _, item in pairs]), strict=True):
        if isinstance(result, DocumentError):
            asides.append(Aside(doc_id=doc_id, stage=unit.stage.name, reason=str(result)))
            continue
        record = result.record if isinstance(result, Paired) else result
        given = works[doc_id].input
        row = {
            "key": key_of(fingerprint, given),
            "input": given,
            "fingerprint": fingerprint,
            "digest": unit.shelf.digest(record),
        }
        kept.append((row, record))
        if isinstance(result, Paired):
            secrets.append(({"doc_id": doc_id, **row}, result.secret))
    if secrets and unit.secrets is not None:
        unit.secrets.write(secrets)
    rows = _write(unit.shelf, kept)
    return Done(rows=rows, asides=tuple(asides), seconds=time.process_time() - began)


def units_of(works: Sequence[Work], *, sizes: dict[str, int]) -> Iterator[tuple[Work, ...]]:
    """Group work by upstream part and, where there is none, by number and size of the source files."""
    parts: dict[str, list[Work]] = {}
    for work in sorted(works, key=lambda w: w.doc_id):
        parts.setdefault(work.upstream.part if work.upstream else "", []).append(work)
    for _, group in sorted(parts.items()):
        unit: list[Work] = []
        for work in group:
            full = len(unit) >= UNIT_ROWS or sum(sizes.get(w.doc_id, 0) for w in unit) >= UNIT_BYTES
            if unit and full:
                yield tuple(unit)
                unit = []
            unit.append(work)
        yield tuple(unit)


def _items(unit: Unit) -> Iterator[tuple[str, Any]]:
    if unit.upstream is None:
        yield from ((work.doc_id, work.extra) for work in unit.works)
        return
    extras = {work.doc_id: work.extra for work in unit.works}
    for row, record in unit.upstream.records([w.upstream for w in unit.works if w.upstream is not None]):
        extra = extras[row.doc_id]
        yield row.doc_id, record if extra is None else (extra, record)


def _write(shelf: Shelf, kept: list[tuple[dict[str, str], Any]]) -> tuple[Row, ...]:
    if not kept:
        return ()
    items = [({"doc_id": record.doc_id, **row}, record) for row, record in kept]
    part = shelf.write(items)
    return tuple(Row(**row, part=part) for row, _ in items)
