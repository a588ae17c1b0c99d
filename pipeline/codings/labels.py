"""Placed codings and the transcripts they stand in go in, labels come out, as `train`, `evaluate` and `agree` take them.

A coded stretch is one label for each coder, without the dimensions that its coder left unfinished. In a transcript that a
coder coded in full, every passage that they left unmarked is a label too: known to carry no code. Interviewers' passages
are never put to a coder.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from data_schemas.codings import AUDIT, Scope
from data_schemas.labels import Label
from data_schemas.records import Segmented
from pipeline.codings.current import Placed
from pipeline.codings.lines import when
from pipeline.corpus import INTERVIEWER, Cast
from pipeline.segment import contexts, spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """What one coder decided on `text[start:end]`."""

    coder: str
    start: int
    end: int
    source: str
    codes: dict[str, list[str]]
    complete: list[str]
    probability: float | None = None


def labels_from(
    placed: Sequence[Placed],
    records: Mapping[str, Segmented],
    *,
    casts: Mapping[str, Cast],
    documents: Mapping[str, str],
    scopes: Sequence[Scope] = (),
    audit: bool = False,
    marked: Sequence[Placed] = (),
) -> list[Label]:
    """The labels of all coders, sorted; `documents` names the transcripts, codings of the audit queue only on request.

    An audit is kept to judge a model: what trains it must not hold it. `marked` are codings that give no label; what
    they stand on is not unmarked.
    """
    wanted = _by_document(p for p in placed if p.coding.settles and (audit or p.coding.queue != AUDIT))
    standing = _by_document((*placed, *marked))
    labels: list[Label] = []
    for doc_id, record in sorted(records.items()):
        here = standing.get(doc_id, [])
        found = _coded(wanted.get(doc_id, []))
        for scope in (s for s in scopes if s.doc_id == doc_id):
            own = [p for p in here if p.coding.coder == scope.coder]
            held = [p for p in here if not audit and p.coding.queue == AUDIT]
            found += _unmarked(record, scope, taken=[*own, *held], cast=casts[doc_id])
        labels += _labels(found, record, document=documents.get(doc_id, doc_id))
    return labels


def _by_document(placed: Iterable[Placed]) -> dict[str, list[Placed]]:
    found: dict[str, list[Placed]] = {}
    for one in placed:
        found.setdefault(one.coding.doc_id, []).append(one)
    return found


def _coded(placed: Sequence[Placed]) -> list[_Stretch]:
    """One for each stretch, coder and source, the later decision in the place of the earlier, whatever its queue."""
    found: dict[tuple[object, ...], _Stretch] = {}
    for p in sorted(placed, key=lambda p: when(p.coding.made)):
        coding = p.coding
        found[p.start, p.end, coding.coder, coding.source] = _Stretch(
            coder=coding.coder,
            start=p.start,
            end=p.end,
            source=coding.source,
            codes={d: list(coding.codes.get(d, [])) for d in coding.settles},
            complete=list(coding.complete),
            probability=coding.probability,
        )
    return list(found.values())


def _unmarked(record: Segmented, scope: Scope, *, taken: Sequence[Placed], cast: Cast) -> Iterator[_Stretch]:
    for passage in record.passages:
        touched = any(p.start < passage.end and p.end > passage.start for p in taken)
        if touched or cast.of(record.turns[passage.turn].speaker).role_group == INTERVIEWER:
            continue
        yield _Stretch(
            coder=scope.coder,
            start=passage.start,
            end=passage.end,
            source=scope.source,
            codes={d: [] for d in scope.complete},
            complete=list(scope.complete),
        )


def _labels(found: Sequence[_Stretch], record: Segmented, *, document: str) -> Iterator[Label]:
    around = contexts(record)
    for stretch in sorted(found, key=lambda s: (s.start, s.end, s.coder, s.source)):
        at = next((i for i, p in enumerate(record.passages) if p.start <= stretch.start < p.end), None)
        yield Label(
            id=f"{record.doc_id}:{stretch.start}-{stretch.end}:{stretch.coder}:{stretch.source}",
            interview=document,
            text=spoken(record, stretch.start, stretch.end),
            question=around[at].question if at is not None else None,
            previous=around[at].previous if at is not None else None,
            codes=stretch.codes,
            complete=stretch.complete,
            source=stretch.source,
            probability=stretch.probability,
        )
