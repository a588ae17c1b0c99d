"""A passage and what was decided on it go in, what the page shows of it comes out, as plain values for JSON.

Nothing here is escaped: the page puts every text into the document as text.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from data_schemas.codebook import Codebook, Dimension
from data_schemas.codings import HUMAN_BLIND, Coding
from data_schemas.records import DOCUMENT
from models.decisions import decide
from pipeline.coded import MODEL, CodedPassage
from pipeline.codings.current import Placed
from pipeline.codings.decided import decided_on
from pipeline.desk.held import Held, Session, Task, own_on

YOU, PERSON, PERSON_BLIND = "you", "a person", "a person, blind"


def passage_view(session: Session, held: Held, passage: CodedPassage) -> dict[str, Any]:
    """One passage of a transcript: what stands on it, who decided that, and what the coder decided themselves."""
    if not passage.coded:
        return {"id": passage.passage_id, "start": passage.start, "end": passage.end, "coded": False}
    own = own_on(passage, held.placed, coder=session.coder)
    others = [p for p in held.placed if p is not own and p.start < passage.end and p.end > passage.start]
    mine = in_book(own.coding, session.codebook) if own else None
    cut = own is not None and (own.start, own.end) != (passage.start, passage.end)
    return {
        "id": passage.passage_id,
        "start": passage.start,
        "end": passage.end,
        "coded": True,
        "mine": {**mine, "start": own.start, "end": own.end, "cut": cut} if mine and own else None,
        "others": [_other(p, session.codebook) for p in others],
        **_stands(session, passage, placed=held.placed, mine=mine),
    }


def task_view(session: Session, task: Task) -> dict[str, Any]:
    """One passage of a queue with what goes before it; of one that is coded blind, what the coder decided and no more."""
    own = session.codings.get(task.drawn.id, [])
    mine = in_book(own[-1], session.codebook) if own else None
    view = {
        "id": task.drawn.id,
        "coded": True,
        "text": task.asked.passage,
        "question": task.asked.question,
        "before": task.asked.before,
        "mine": mine,
    }
    if session.blind:
        return view | _blindly(session.codebook, mine=mine)
    if task.passage is None:
        return view | {**_blindly(session.codebook, mine=mine), "stands": {}, "chances": {}, "others": []}
    return view | {"others": [], **_stands(session, task.passage, placed=(), mine=mine)}


def put_to(passage: CodedPassage, codebook: Codebook) -> list[Dimension]:
    """The dimensions that are put to a passage."""
    return [d for d in codebook.dimensions if d.documents or passage.kind != DOCUMENT]


def is_decided(session: Session, held: Held, passage: CodedPassage) -> bool:
    """Whether people decided on every dimension that applies."""
    view = passage_view(session, held, passage)
    return bool(view["coded"]) and not view["open"]


def in_book(coding: Coding, codebook: Codebook) -> dict[str, Any]:
    """What a coding says in this codebook's terms."""
    known = {d: set(codebook.dimension(d).code_ids) for d in codebook.ids}
    codes = {d: [c for c in coding.codes.get(d, []) if c in known[d]] for d in coding.decides if d in known}
    return {
        "codes": codes,
        "complete": [d for d in coding.complete if d in codes],
        "unfinished": [d for d in coding.unfinished if d in codes],
        "open_codes": list(coding.open_codes),
        "memo": coding.memo,
    }


def _stands(
    session: Session, passage: CodedPassage, *, placed: Sequence[Placed], mine: Mapping[str, Any] | None
) -> dict[str, Any]:
    codebook, put = session.codebook, put_to(passage, session.codebook)
    human = decided_on(passage.start, passage.end, placed, codebook=codebook)
    own: dict[str, list[str]] = mine["codes"] if mine else {}
    given = {d.id: tuple(own[d.id]) for d in put if d.id in own} | {
        d.id: human.codes[d.id] for d in put if d.id in human.codes
    }
    row = np.array(passage.probabilities)
    decision = decide(row, codebook=codebook, calibration=session.calibration, given=given)
    stands = {}
    for d in put:
        codes = list(decision.assigned[d.id])
        by = MODEL if d.id not in given else YOU if own.get(d.id) == codes else PERSON
        if by == PERSON and human.by.get(d.id) == HUMAN_BLIND:
            by = PERSON_BLIND
        stands[d.id] = {
            "codes": [code for code in codes if code in d.code_ids],
            "check": [code for code in decision.abstained[d.id] if code in d.code_ids],
            "by": by,
        }
    chances = {
        d.id: {v: round(float(p), 2) for v, p in zip(d.values, row[codebook.slice_of(d.id)], strict=True)} for d in put
    }
    begun = {d for d in given if d in (human.unfinished if d in human.codes else mine["unfinished"] if mine else ())}
    left = _left(put, shown=stands, given=set(given), finished=set(given) - begun)
    return {"stands": stands, "chances": chances, **left}


def _blindly(codebook: Codebook, *, mine: Mapping[str, Any] | None) -> dict[str, Any]:
    own: dict[str, list[str]] = mine["codes"] if mine else {}
    shown = {d: {"codes": own.get(d, []), "check": []} for d in codebook.ids}
    return _left(codebook.dimensions, shown=shown, given=set(own), finished=set(mine["complete"]) if mine else set())


def _left(
    put: Sequence[Dimension],
    *,
    shown: Mapping[str, Mapping[str, Any]],
    given: Collection[str],
    finished: Collection[str],
) -> dict[str, Any]:
    """`open`: the dimensions left to decide; `accept`: what stands once it is said that all of it is shown, and no more.

    `given` are dimensions in which people gave or took codes, `finished` those of them that are decided. Coding blind, none
    is before the coder says so: rows are a sample only if codes alone do not make them one.
    A dimension that depends on another is left only where that has a code; one that must have a code where it applies,
    and has none yet, is not agreed to in passing.
    """
    left, accept = [], {}
    for d in put:
        codes = list(shown[d.id]["codes"])
        applies = not d.applies_to or any(shown[o]["codes"] or shown[o]["check"] for o in d.applies_to if o in shown)
        if d.id not in finished and applies:
            left.append(d.id)
        surely = not d.applies_to or any(shown[o]["codes"] for o in d.applies_to if o in shown)
        lacks = d.kind == "single" and not d.none and surely and not codes
        if d.id in finished or not lacks:
            accept[d.id] = codes if surely or d.id in given else []
    return {"open": left, "accept": accept}


def _other(placed: Placed, codebook: Codebook) -> dict[str, Any]:
    coding = placed.coding
    shown = {"coder": coding.coder, "blind": coding.source == HUMAN_BLIND, "start": placed.start, "end": placed.end}
    return {**in_book(coding, codebook), **shown}
