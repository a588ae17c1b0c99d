"""Passages and transcripts go in, the same come out under names that tell nothing: transcripts and cases by numbers.

What a user calls a transcript or a case may be chosen after the people in it. The numbers follow the keyed ids of the
transcripts, so their order tells nothing either; they hold within one copy.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from data_schemas.records import Segmented
from pipeline.coded import CodedPassage

TRANSCRIPT, CASE = "Transcript", "Case"


def without_names(passages: Sequence[CodedPassage]) -> tuple[CodedPassage, ...]:
    """The passages under numbers of transcripts and cases, in the order of every output; no case stays none."""
    documents = _numbers(sorted({p.doc_id for p in passages}), called=TRANSCRIPT)
    first = {p.case: p.doc_id for p in sorted(passages, key=lambda p: p.doc_id, reverse=True) if p.case}
    cases = _numbers(sorted(first, key=lambda case: (first[case], case)), called=CASE)
    named = (replace(p, document=documents[p.doc_id], case=cases.get(p.case, "")) for p in passages)
    return tuple(sorted(named, key=lambda p: (p.document, p.passage_id)))


def in_order_of_ids(records: Iterable[Segmented]) -> tuple[Segmented, ...]:
    """Transcripts in the order of their numbers."""
    return tuple(sorted(records, key=lambda record: record.doc_id))


def _numbers(ordered: Sequence[str], *, called: str) -> dict[str, str]:
    digits = len(str(len(ordered)))
    return {name: f"{called} {number:0{digits}}" for number, name in enumerate(ordered, start=1)}
