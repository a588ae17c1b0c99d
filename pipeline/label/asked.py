"""Drawn passages and the archive go in, the rows of a form come out: each passage with what goes before it.

In the audit nothing stands beside a passage: no code, no probability, no order that would tell them.
"""

from collections.abc import Sequence

from data_schemas.codebook import NONE, Codebook
from data_schemas.codings import AUDIT
from pipeline.bench import Workbench
from pipeline.coded import CodedPassage
from pipeline.codings.current import places_of
from pipeline.export.facts import Archive
from pipeline.label.form import Asked
from pipeline.label.queues import Drawn
from pipeline.run import Outcome
from pipeline.segment import Context, contexts

SUGGESTED_FROM = 0.3  # of probability: below, a suggestion would be a guess


def asked_of(bench: Workbench, outcome: Outcome, *, archive: Archive, drawn: Sequence[Drawn]) -> list[Asked]:
    """The passages as they stand today, in the order of handing out; what lapsed is left out."""
    documents = {d.doc_id for d in drawn}
    places = dict(places_of(bench, outcome, documents=documents))
    texts = {record.doc_id: record for record in archive.records}
    around = {doc_id: contexts(texts[doc_id]) for doc_id in documents if doc_id in texts}
    coded = {(p.doc_id, p.start, p.end): p for p in archive.passages if p.doc_id in documents}
    rows = []
    for d in drawn:
        at = places.get(d.doc_id)
        span = at.to_text(d.start, d.end) if at is not None else None
        if at is None or span is None or at.anchor(d.start, d.end, key=bench.key) != d.anchor:
            continue
        record = texts[d.doc_id]
        number = next((i for i, p in enumerate(record.passages) if p.start <= span.start < p.end), None)
        context = around[d.doc_id][number] if number is not None else Context(question=None, previous=None)
        passage = coded.get((d.doc_id, span.start, span.end)) if d.queue != AUDIT else None
        likeliest = _likeliest(passage, archive.codebook) if passage is not None else {}
        rows.append(
            Asked(
                id=d.id,
                passage=record.text[span.start : span.end],
                question=context.question or "",
                before=context.earlier[-1] if context.earlier else "",
                suggested=_in_words(passage, likeliest, codebook=archive.codebook) if passage is not None else "",
                likeliest=likeliest,
                doc_id=d.doc_id,
                start=span.start,
                end=span.end,
            )
        )
    return rows


def _likeliest(passage: CodedPassage, codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """By dimension the codes that the model takes for likely."""
    found = {}
    for dimension in codebook.dimensions:
        chances = passage.probabilities[codebook.slice_of(dimension.id)]
        likely = [v for v, p in zip(dimension.values, chances, strict=True) if p >= SUGGESTED_FROM and v != NONE]
        best = max(zip(chances, dimension.values, strict=True))[1]
        found[dimension.id] = tuple(likely) if dimension.kind == "multi" else tuple(v for v in likely if v == best)
    return found


def _in_words(passage: CodedPassage, likeliest: dict[str, tuple[str, ...]], *, codebook: Codebook) -> str:
    lines = []
    for dimension in codebook.dimensions:
        start = codebook.slice_of(dimension.id).start
        for place, code in enumerate(dimension.codes):
            if code.id in likeliest[dimension.id]:
                lines.append(f"{dimension.name}: {code.name} ({passage.probabilities[start + place]:.2f})")
    return "\n".join(lines) or NONE
