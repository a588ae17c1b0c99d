"""A checked request goes in; it is on the disk, in the page's memory and in the answer when this returns.

The same request, or one that decides what stands already, adds nothing: whatever is sent again is kept once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from data_schemas.codings import ABOUT, TRANSCRIPT, Coding, Note
from data_schemas.errors import ConfigError
from pipeline.codings.current import Placed
from pipeline.codings.store import append, content_digest, dated
from pipeline.desk.held import Held, Session
from pipeline.desk.pages import document_row, own_notes
from pipeline.desk.views import in_book, passage_view, task_view
from pipeline.desk.wanted import Decide, Remark, Sign, Stretch
from pipeline.key import Key
from pipeline.lock import locked
from pipeline.project import Project
from pipeline.review import checks

ORIGIN = "review"
RELOAD = "load the page again"


class Keeper:
    """Writes what the page asks for, and remembers the ids of this sitting."""

    def __init__(self, session: Session, *, project: Project, key: Key) -> None:
        self._session = session
        self._project = project
        self._key = key
        self._answers: dict[str, dict[str, Any]] = {}

    def keep(self, wanted: Decide | Remark | Sign) -> dict[str, Any]:
        """Keep it and return what the page is to show; ConfigError where it cannot be kept, and nothing was written."""
        if wanted.id in self._answers:
            return self._answers[wanted.id]
        if isinstance(wanted, Remark):
            answer = self._remark(wanted)
        elif isinstance(wanted, Sign):
            answer = self._sign(wanted)
        elif wanted.passage in self._session.tasks:
            answer = self._answer(wanted)
        else:
            answer = self._decide(wanted)
        self._answers[wanted.id] = answer
        return answer

    def _answer(self, wanted: Decide) -> dict[str, Any]:
        """A decision on a passage of a queue, which stands just where it was drawn."""
        session, task = self._session, self._session.tasks[wanted.passage]
        drawn = task.drawn
        own = session.codings.get(drawn.id, [])
        before = own[-1] if own else None
        blank = Coding(
            doc_id=drawn.doc_id,
            start=drawn.start,
            end=drawn.end,
            coder=session.coder,
            source=drawn.source,
            queue=drawn.queue,
            probability=drawn.probability,
            anchor=drawn.anchor,
        )
        after = self._filled(blank, wanted, before=before)
        besides = [_removed(c) for c in own if c.beside]
        self._append([*besides, after], standing=own)
        session.codings[drawn.id] = [] if after.removed else [after]
        session.note("taken back" if after.removed else "decided", drawn.id)
        return {"tasks": [task_view(session, task)], "undo": self._undo(wanted.passage, before)}

    def _decide(self, wanted: Decide) -> dict[str, Any]:
        """A decision on a stretch of a transcript."""
        session = self._session
        found = session.passage(wanted.passage) if not session.queue else None
        if found is None:
            raise ConfigError(f"no such passage here; {RELOAD}")
        held, passage = found
        turn = held.record.turns[passage.turn]
        to = wanted.stretch or wanted.was or Stretch(start=passage.start, end=passage.end)
        if not turn.start <= to.start < to.end <= turn.end or not held.record.text[to.start : to.end].strip():
            raise ConfigError("a decision must stand on words of the passage's own turn; choose its span again")
        before = self._own(held, wanted.was or to)
        after = self._placed(held, to, wanted, before=before)
        gone = [
            p for p in self._all_own(held, before or after, after) if _identity(p.coding) != _identity(after.coding)
        ]
        removals = [_removed(p.coding) for p in gone]
        self._append([*removals, after.coding], standing=[p.coding for p in held.placed])
        touched = [p for p in (before, *gone, after) if p]
        moved = {_identity(p.coding) for p in touched}
        held.placed = [p for p in held.placed if _identity(p.coding) not in moved]
        if not after.coding.removed:
            held.placed.append(after)
            held.placed.sort(key=lambda p: (p.start, p.end, p.coding.coder, p.coding.queue))
        session.note("taken back" if after.coding.removed else "decided", passage.passage_id)
        changed = [
            p for p in held.passages if p is passage or any(t.start < p.end and p.start < t.end for t in touched)
        ]
        return {
            "passages": [passage_view(session, held, p) for p in changed],
            "document": document_row(session, held),
            "undo": self._undo(wanted.passage, before.coding if before else None, was=after, stood=before),
        }

    def _remark(self, wanted: Remark) -> dict[str, Any]:
        session = self._session
        kind, _, of = wanted.about.partition(":")
        codes = {f"{d.id}.{code}" for d in session.codebook.dimensions for code in d.code_ids}
        speakers = {p.speaker for held in session.documents.values() for p in held.passages}
        if kind not in ABOUT or kind == TRANSCRIPT or of not in (codes if kind == "code" else speakers):
            raise ConfigError(f"no such speaker or code here; {RELOAD}")
        before = next((n for n in session.notes if n.about == wanted.about and n.coder == session.coder), None)
        memo = wanted.memo.strip()
        if memo != (before.memo if before else ""):
            note = Note(
                about=wanted.about, coder=session.coder, memo=memo, made=_now(), origin=ORIGIN, removed=not memo
            )
            append(self._project.codings, [note])
            session.notes = [n for n in session.notes if n is not before] + ([note] if memo else [])
            session.note("noted", wanted.about)
        undo = {"kind": "remark", "about": wanted.about, "memo": before.memo if before else ""}
        return {"notes": own_notes(session), "undo": undo}

    def _sign(self, wanted: Sign) -> dict[str, Any]:
        session = self._session
        held = session.documents.get(wanted.document) if not session.queue else None
        if held is None:
            raise ConfigError(f"no such transcript here; {RELOAD}")
        path, name = self._project.vault / checks.FILE, " ".join(wanted.name.split())
        before = held.check.checked_by if held.check and held.check.stands else ""
        with locked(self._project.store):
            today = date.today().isoformat() if name else ""
            text = session.text_digest(held.doc_id)
            held.check = checks.sign(path, file=held.file, document=held.name, by=name, on=today, text=text)
        session.note("signed" if name else "taken back", held.doc_id)
        undo = {"kind": "sign", "document": held.doc_id, "name": before}
        return {"document": document_row(session, held), "undo": undo}

    def _own(self, held: Held, stretch: Stretch) -> Placed | None:
        """What the coder has decided on just this stretch."""
        return next(iter(self._all_own(held, stretch)), None)

    def _all_own(self, held: Held, *at: Stretch | Placed) -> list[Placed]:
        """All that the coder has decided on just these stretches: blind, and beside it."""
        coder, places = self._session.coder, {(s.start, s.end) for s in at}
        return [p for p in held.placed if p.coding.coder == coder and not p.coding.queue and _place(p) in places]

    def _placed(self, held: Held, to: Stretch, wanted: Decide, *, before: Placed | None) -> Placed:
        """The decision on its stretch; a stretch that cuts what stands for a name holds all of it."""
        same = self._own(held, to)
        if same is not None:
            start, end, anchor = same.coding.start, same.coding.end, same.coding.anchor
            begin, stop = same.start, same.end
        else:
            places = self._session.places(held.doc_id)
            if places is None:
                raise ConfigError("the vault holds nothing by which this transcript is placed; run again, then review")
            start, end = places.to_cleaned(to.start, to.end)
            span = places.to_text(start, end)
            if span is None:
                raise ConfigError("this stretch cannot be placed in the transcript; choose another")
            anchor = places.anchor(start, end, key=self._key)
            begin, stop = span.start, span.end
        blank = Coding(
            doc_id=held.doc_id,
            start=start,
            end=end,
            coder=self._session.coder,
            source=self._session.source,
            anchor=anchor,
        )
        coding = self._filled(blank, wanted, before=before.coding if before else None)
        return Placed(coding=coding, start=begin, end=stop)

    def _filled(self, blank: Coding, wanted: Decide, *, before: Coding | None) -> Coding:
        """A coding with what was decided; what another codebook's dimensions say on it stays.

        Coding blind, all that is touched and not complete is unfinished: one code alone does not finish a dimension.
        """
        if wanted.empty:
            return _removed(replace(blank, made=_now(), origin=ORIGIN))
        known = self._session.codebook.ids
        kept = {d: c for d, c in before.codes.items() if d not in known} if before else {}
        complete = [d for d in before.complete if d not in known] if before else []
        unfinished = [d for d in before.unfinished if d not in known] if before else []
        begun = set(wanted.codes) - set(wanted.complete) if self._session.blind else wanted.unfinished
        return replace(
            blank,
            codes=kept | {d: wanted.codes[d] for d in known if d in wanted.codes},
            complete=complete + [d for d in known if d in wanted.complete],
            unfinished=unfinished + [d for d in known if d in begun],
            open_codes=list(dict.fromkeys(code.strip() for code in wanted.open_codes if code.strip())),
            memo=wanted.memo.strip(),
            made=_now(),
            origin=ORIGIN,
        )

    def _undo(
        self, passage: str, before: Coding | None, *, was: Placed | None = None, stood: Placed | None = None
    ) -> dict[str, Any]:
        """The request that brings back what stood before."""
        undo: dict[str, Any] = {"kind": "decide", "passage": passage}
        if was is not None:
            undo["was"] = {"start": was.start, "end": was.end}
        if stood is not None:
            undo["stretch"] = {"start": stood.start, "end": stood.end}
        return undo | (in_book(before, self._session.codebook) if before is not None else {})

    def _append(self, items: Sequence[Coding], *, standing: Sequence[Coding]) -> None:
        """Add what does not stand already; taking back what stands nowhere adds nothing."""
        known = {_bare(c) for c in standing}
        places = {_identity(c) for c in standing}
        new = [c for c in items if (_identity(c) in places if c.removed else _bare(c) not in known)]
        append(self._project.codings, dated(self._project.codings, new))


def _removed(coding: Coding) -> Coding:
    return replace(
        coding, codes={}, complete=[], unfinished=[], open_codes=[], memo="", removed=True, made=_now(), origin=ORIGIN
    )


def _place(placed: Placed) -> tuple[int, int]:
    return placed.start, placed.end


def _identity(coding: Coding) -> tuple[object, ...]:
    return coding.doc_id, coding.start, coding.end, coding.coder, coding.queue, coding.beside


def _bare(coding: Coding) -> str:
    """All that was decided, whenever and with whatever tool."""
    return content_digest(replace(coding, origin=""))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
