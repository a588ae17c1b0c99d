"""A file that we exported and that came back goes in; what people's codings have lost in it comes out, to be looked at or taken.

Only a coding that still stands as it was exported is compared, on a transcript that is in the file, where all that its coder has
there could be placed, and where the file knows its coder: another program may have renamed or dropped its users.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from data_schemas.codings import Coding
from pipeline.codings.store import dated
from pipeline.imports import found
from pipeline.imports.mapping import Target
from pipeline.imports.placing import Put, Told
from pipeline.imports.transcripts import Transcripts
from pipeline.imports.waiting import span_of

DELETED = "deleted in the other program, stands here still; --take-deletions takes it back"
TAKEN_BACK = "deleted in the other program, and taken back here"
_Code = tuple[str, str]  # dimension and code; an open code has no dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A coding and which of its codes are gone; all of it is where nothing of it is left in the file."""

    coding: Coding
    codes: frozenset[_Code]
    whole: bool


def deleted_from(
    held: Iterable[Coding],
    put: Sequence[Put],
    *,
    targets: Mapping[found.Path, Target],
    documents: Iterable[str],
    lost: set[tuple[str, str]],
    transcripts: Transcripts,
) -> list[Deleted]:
    """What is gone of the codings that an export held; `documents` are the transcripts that are in the file."""
    here, coders = set(documents), {one.mark.coder for one in put}
    given: dict[tuple[str, str, int, int], set[_Code]] = {}
    for one in put:
        span, target = span_of(one, transcripts), targets.get(one.mark.code, Target())
        place = (one.doc_id, one.mark.coder, span.start, span.end)
        code = (target.dimension, target.code) if target.dimension else ("", target.open_code)
        given.setdefault(place, set()).add(code)
    gone = []
    for coding in held:
        transcript = transcripts.held(coding.doc_id) if coding.doc_id in here else None
        span_now = transcript.places.to_text(coding.start, coding.end) if transcript is not None else None
        own = _codes(coding)
        if span_now is None or not own or (coding.doc_id, coding.coder) in lost or coding.coder not in coders:
            continue
        left = given.get((coding.doc_id, coding.coder, span_now.start, span_now.end), set())
        if own - left:
            gone.append(Deleted(coding=coding, codes=frozenset(own - left), whole=not own & left))
    return gone


def without(coding: Coding, deleted: Deleted) -> Coding:
    """What is left of a coding; it is removed where nothing is decided by it any more."""
    codes = {d: [c for c in given if (d, c) not in deleted.codes] for d, given in coding.codes.items()}
    kept = {d: given for d, given in codes.items() if given or d in coding.complete or not coding.codes[d]}
    open_codes = [code for code in coding.open_codes if ("", code) not in deleted.codes]
    unfinished = [d for d in coding.unfinished if d in kept]
    left = replace(coding, codes=kept, unfinished=unfinished, open_codes=open_codes)
    return replace(coding, removed=True) if deleted.whole and not (kept or open_codes) else left


def less(new: Sequence[Coding], gone: Sequence[Deleted], *, folder: Path) -> list[Coding]:
    """The codings to add, with what was deleted taken out of them, or of what stands where they add nothing to it."""
    added = {_stretch(coding): coding for coding in new}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    for one in gone:
        base = added.get(_stretch(one.coding), one.coding)
        (added[_stretch(one.coding)],) = dated(folder, [replace(without(base, one), made=now)])
    return list(added.values())


def told_of(deleted: Sequence[Deleted], *, transcripts: Transcripts, taken: bool) -> list[Told]:
    """The lines of the list on what is gone."""
    return [
        Told(
            document=transcripts.shown(one.coding.doc_id),
            code="; ".join(sorted(".".join(filter(None, code)) for code in one.codes)),
            coder=one.coding.coder,
            at="",
            utterance=str(one.coding.start.utterance + 1),
            reason=TAKEN_BACK if taken else DELETED,
            doc_id=one.coding.doc_id,
            taken=True,
        )
        for one in deleted
    ]


def _stretch(coding: Coding) -> tuple[object, ...]:
    return coding.doc_id, coding.start, coding.end, coding.coder, coding.queue, coding.beside


def _codes(coding: Coding) -> set[_Code]:
    """What of a coding an export writes: codes and open codes, not that there is none."""
    codes = {(dimension, code) for dimension, given in coding.codes.items() for code in given}
    return codes | {("", code) for code in coding.open_codes}
