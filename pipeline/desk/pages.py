"""A session goes in; what each page shows comes out as plain values for JSON: the list, one transcript, a queue."""

from typing import Any

from data_schemas.codings import CODE, SPEAKER
from data_schemas.records import Segmented
from pipeline.desk.book import shown_book
from pipeline.desk.held import Held, Session
from pipeline.desk.views import is_decided, passage_view, task_view
from pipeline.export.write import clock
from pipeline.review.checks import CHECKED, LAPSED


def list_page(session: Session) -> dict[str, Any]:
    """The transcripts with who speaks, how many passages may be coded, how many people decided on, and who signed."""
    held = sorted(session.documents.values(), key=lambda h: (h.name, h.doc_id))
    return {"documents": [document_row(session, h) for h in held]}


def document_row(session: Session, held: Held) -> dict[str, Any]:
    """One transcript of the list."""
    coded = [p for p in held.passages if p.coded]
    voices = dict.fromkeys((p.speaker, p.role) for p in held.passages)
    return {
        "id": held.doc_id,
        "name": held.name,
        "speakers": [{"name": name, "role": role} for name, role in voices],
        "passages": len(coded),
        "decided": sum(is_decided(session, held, p) for p in coded) if held.placed else 0,
        **_check(held),
    }


def transcript_page(session: Session, held: Held) -> dict[str, Any]:
    """One transcript: its turns, each with its own text, and passages that count within the whole."""
    known = {held.record.turns[p.turn].speaker: p for p in reversed(held.passages)}
    turns = []
    for number, turn in enumerate(held.record.turns):
        here = [p for p in held.passages if p.turn == number]
        who = here[0] if here else known.get(turn.speaker)
        turns.append(
            {
                "speaker": who.speaker if who else turn.speaker,
                "role": who.role if who else "",
                "time": clock(turn.start_s),
                "start": turn.start,
                "text": held.record.text[turn.start : turn.end],
                "marks": _marks(held.record, turn.start, turn.end),
                "passages": [passage_view(session, held, p) for p in here],
            }
        )
    return {"document": document_row(session, held), "turns": turns, "notes": own_notes(session)}


def queue_page(session: Session) -> dict[str, Any]:
    """The passages of a queue in the order in which they were drawn."""
    return {"tasks": [task_view(session, task) for task in session.tasks.values()], "notes": own_notes(session)}


def frame(session: Session) -> dict[str, Any]:
    """What every page needs: who codes, in which mode, with which codebook."""
    return {
        "title": session.title,
        "coder": session.coder,
        "queue": session.queue,
        "blind": session.blind,
        "codebook": shown_book(session.codebook, blind=session.blind),
    }


def own_notes(session: Session) -> dict[str, str]:
    """The coder's memos on speakers and codes, by what they are about."""
    return {
        note.about: note.memo
        for note in session.notes
        if note.coder == session.coder and note.about.partition(":")[0] in (SPEAKER, CODE)
    }


def _marks(record: Segmented, start: int, end: int) -> list[list[object]]:
    """Stretches that were not said, or stand for something else: start, end, and what they are."""
    marks = [(m.start, m.end, "mark") for m in record.events] + [
        (m.start, m.end, "redaction") for m in record.redactions
    ]
    return [[a, b, kind] for a, b, kind in sorted(marks) if start <= a and b <= end]


def _check(held: Held) -> dict[str, Any]:
    check = held.check
    status = check.status if check else ""
    by = f"{check.checked_by}, {check.date}" if check and status in (CHECKED, LAPSED) else ""
    return {"checked": status, "checked_by": by, "drawn": bool(check and check.drawn)}
