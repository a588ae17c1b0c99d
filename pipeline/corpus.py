"""Segmented and scored transcripts and the roster go in, the coded passages that every output starts from come out.

Here, and not before, roles meet the talk.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np

from data_schemas.codebook import Codebook
from data_schemas.records import DOCUMENT, WITHDRAWN, Scored, Segmented
from models.decisions import decide, probabilities
from models.release import Release
from pipeline.coded import MODEL, CodedPassage
from pipeline.codings.audited import audited_on
from pipeline.codings.current import Placed
from pipeline.codings.decided import Decided, decided_on
from pipeline.key import Key
from pipeline.pseudonymise.shown import person_id, shown_elsewhere, shown_name
from pipeline.roster import UNKNOWN, Speaker
from pipeline.segment.context import contexts
from pipeline.segment.exchanges import exchanges
from pipeline.sources import Source

INTERVIEWER = "interviewer"
KINDS = {1: "interview", 2: "dyad"}  # by the number of respondents; more are a focus group; a document has none


class _Codes(TypedDict):
    """The fields of a coded passage that codes decide."""

    coded: bool
    probabilities: tuple[float, ...]
    assigned: dict[str, tuple[str, ...]]
    abstained: dict[str, tuple[str, ...]]
    decided_by: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who speaks in one transcript, by the name that outputs show; `persons` are the keyed ids of those who are known."""

    by_name: Mapping[str, Speaker]
    case: str
    persons: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> Speaker:
        """The roster's row, or an unknown speaker."""
        return self.by_name.get(name) or Speaker(file="", label="", person="")


def cast_of(source: Source, *, key: Key, elsewhere: Mapping[str, str] | None = None) -> Cast:
    """The speakers whom the roster lists for a file; `elsewhere` knows by name those whom it lists for others alone.

    Two people of one transcript who are shown alike are one of them, since their turns are not told apart.
    """
    rows: dict[str, list[Speaker]] = {}
    for speaker in source.speakers:
        name = DOCUMENT if speaker.role_group == DOCUMENT else shown_name(speaker, key=key)
        rows.setdefault(name, []).append(speaker)
    own = {name: min(person_id(s, key=key) for s in same) for name, same in rows.items() if name != DOCUMENT}
    return Cast(
        by_name={name: same[-1] for name, same in rows.items()},
        case=next((speaker.case for speaker in source.speakers if speaker.case), ""),
        persons={**(elsewhere or {}), **own},
    )


def persons_listed(sources: Iterable[Source], *, key: Key) -> dict[str, str]:
    """Everybody in the roster: by the pseudonym that a transcript shows which does not list them, the keyed id."""
    found: dict[str, set[str]] = {}
    for speaker in (s for source in sources for s in source.speakers if s.role_group != DOCUMENT):
        found.setdefault(shown_elsewhere(speaker, key=key), set()).add(person_id(speaker, key=key))
    return {name: ids.pop() for name, ids in found.items() if len(ids) == 1}


def coded_passages(
    record: Segmented,
    scored: Scored,
    *,
    cast: Cast,
    document: str,
    release: Release,
    placed: Sequence[Placed] = (),
) -> list[CodedPassage]:
    """One transcript's passages with speaker, role and codes; an interviewer's passages stay uncoded.

    What people decided (`placed`, the codings of this transcript) stands, whatever the model says.
    """
    codebook = release.codebook
    scores = np.frombuffer(scored.scores, dtype="<f4").reshape(len(record.passages), len(scored.columns))
    chances = np.round(probabilities(scores, codebook=codebook, calibration=release.calibration), 6)
    kind = _kind(record, cast=cast)
    put = _put_to(codebook, kind=kind)
    out = []
    around_each = zip(record.passages, contexts(record), exchanges(record), strict=True)
    for number, (passage, around, exchange) in enumerate(around_each):
        speaker = record.turns[passage.turn].speaker
        who = cast.of(speaker)
        human = decided_on(passage.start, passage.end, placed, codebook=codebook)
        audit = audited_on(passage.start, passage.end, placed, codebook=codebook)
        text = record.text[passage.start : passage.end]
        out.append(
            CodedPassage(
                passage_id=f"{record.doc_id}-{number:04d}",
                doc_id=record.doc_id,
                document=document,
                case=cast.case,
                kind=kind,
                turn=passage.turn,
                start=passage.start,
                end=passage.end,
                start_s=passage.start_s,
                end_s=passage.end_s,
                text=text,
                question=around.question,
                earlier=around.earlier,
                exchange=exchange,
                speaker=speaker,
                role=who.role,
                role_group=who.role_group,
                formally_employed=who.formally_employed,
                attributes=dict(sorted(who.attributes.items())),
                words=len(text.split()),
                open_codes=human.open_codes,
                memos=human.memos,
                blind=audit.codes,
                chance=audit.chance,
                person=cast.persons.get(speaker, ""),
                **_codes(
                    chances[number], human=human, put=put, release=release, is_asking=who.role_group == INTERVIEWER
                ),
            )
        )
    return out


def _codes(chances: np.ndarray, *, human: Decided, put: frozenset[str], release: Release, is_asking: bool) -> _Codes:
    """The coded part of one passage: nothing where an interviewer asks, and a person's decision before the model's."""
    ids = release.codebook.ids
    if is_asking:
        nothing: dict[str, tuple[str, ...]] = dict.fromkeys(ids, ())
        return _Codes(
            coded=False, probabilities=(), assigned=nothing, abstained=nothing, decided_by=dict.fromkeys(ids, "")
        )
    given = {d: codes for d, codes in human.codes.items() if d in put}
    decision = decide(chances, codebook=release.codebook, calibration=release.calibration, given=given)
    return _Codes(
        coded=True,
        probabilities=tuple(float(p) for p in chances),
        assigned={d: decision.assigned[d] if d in put else () for d in ids},
        abstained={d: decision.abstained[d] if d in put else () for d in ids},
        decided_by={d: human.by.get(d, MODEL) if d in put else "" for d in ids},
    )


def _put_to(codebook: Codebook, *, kind: str) -> frozenset[str]:
    """The dimensions that are put to talk, or to a written document."""
    return frozenset(d.id for d in codebook.dimensions if d.documents or kind != DOCUMENT)


def unlisted(records: Sequence[Segmented], casts: Mapping[str, Cast]) -> tuple[str, ...]:
    """Speakers whom the roster gives no role group, as outputs show them."""
    return tuple(
        sorted(
            {
                turn.speaker
                for record in records
                for turn in record.turns
                if turn.speaker != WITHDRAWN and casts[record.doc_id].of(turn.speaker).role_group == UNKNOWN
            }
        )
    )


def _kind(record: Segmented, *, cast: Cast) -> str:
    names = {turn.speaker for turn in record.turns if cast.of(turn.speaker).role_group != INTERVIEWER}
    if {cast.of(name).role_group for name in names} == {DOCUMENT}:
        return DOCUMENT
    respondents = {cast.persons.get(name, name) for name in names}
    return KINDS.get(len(respondents), "focus_group" if respondents else "interview")
