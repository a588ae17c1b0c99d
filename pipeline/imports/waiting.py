"""The marks of passages to code that come back in a project go in; which drawn passages they are, and where, comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data_schemas.codings import HOLDS, HUMAN_ASSISTED
from pipeline.codings.placing import Span
from pipeline.imports.gathering import line_on
from pipeline.imports.placing import Put, Told
from pipeline.imports.transcripts import Transcripts
from pipeline.key import Key
from pipeline.label.queues import Drawn, sign_of
from pipeline.refi.queue import to_code

NOT_DRAWN = "marked to be coded, but not drawn in this project, or its transcript was changed since"
MOSTLY = 0.5  # share of a coded stretch that must lie in a passage for it to count there


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The passages that a file asks about, by their ids, and where they stand in the texts of today.

    `assisted` if its coder had suggestions in sight; `moved` if they are not all that were handed out together, and no others.
    """

    spans: Mapping[str, tuple[Drawn, Span]] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    assisted: bool = False
    moved: bool = False

    def holding(self, doc_id: str, span: Span) -> list[Drawn]:
        """Those to which a coded stretch belongs: in which most of it lies, or of which it holds seven tenths."""
        found = []
        for drawn, own in self.spans.values():
            shared = min(span.end, own.end) - max(span.start, own.start)
            if drawn.doc_id == doc_id and shared > 0:
                mostly = shared > MOSTLY * (span.end - span.start)
                found += [drawn] * (mostly or shared >= HOLDS * (own.end - own.start))
        return found


def waiting_in(put: Sequence[Put], *, drawn: Sequence[Drawn], transcripts: Transcripts, key: Key) -> Waiting:
    """The passages that the marks of a file name, as far as they were drawn here and stand on the same words."""
    standing: dict[str, list[tuple[Drawn, Span]]] = {}
    documents = {one.doc_id for one in put}
    for d in (d for d in drawn if d.doc_id in documents):
        place = _standing(d, transcripts, key=key)
        if place is not None:
            standing.setdefault(d.doc_id, []).append((d, place))
    spans: dict[str, tuple[Drawn, Span]] = {}
    told, signs = [], set()
    for one in put:
        span, known = span_of(one, transcripts), to_code(one.mark.code)
        queue, sign = (known["queue"], known["sign"]) if known else ("", "")
        signs.add(sign)
        found = [(d, s) for d, s in standing.get(one.doc_id, ()) if d.queue == queue and same(s, span)]
        if found:
            spans[found[0][0].id] = found[0]
        else:
            told.append(line_on([one], reason=NOT_DRAWN, names={one.doc_id: transcripts.shown(one.doc_id)}))
    return Waiting(
        spans=spans,
        told=tuple(told),
        assisted=any(one.mark.source == HUMAN_ASSISTED for one in put),
        moved=signs != {sign_of(list(spans), key=key)},
    )


def span_of(put: Put, transcripts: Transcripts) -> Span:
    """Where a mark stands in its transcript's text."""
    held = transcripts.held(put.doc_id)
    span = None if held is None else held.places.to_text(put.start, put.end)
    return span or Span(start=0, end=0)


def same(one: Span, other: Span) -> bool:
    """Whether each of two stretches holds seven tenths of the other."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared >= HOLDS * max(one.end - one.start, other.end - other.start, 1)


def _standing(drawn: Drawn, transcripts: Transcripts, *, key: Key) -> Span | None:
    """Where a drawn passage stands; None where it lapsed."""
    held = transcripts.held(drawn.doc_id)
    if held is None:
        return None
    span = held.places.to_text(drawn.start, drawn.end)
    return span if span is not None and held.places.anchor(drawn.start, drawn.end, key=key) == drawn.anchor else None
