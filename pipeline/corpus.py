"""Segmented and scored transcripts and the roster go in, the coded passages that every output starts from come out.

Here, and not before, roles meet the talk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.codebook import Codebook
from data_schemas.records import DOCUMENT, WITHDRAWN, Scored, Segmented
from models.decisions import decide, probabilities
from models.release import Release
from pipeline.coded import MODEL, CodedPassage
from pipeline.codings.current import Placed
from pipeline.codings.decided import decided_on
from pipeline.key import Key
from pipeline.pseudonymise.shown import shown_name
from pipeline.roster import UNKNOWN, Speaker
from pipeline.segment.context import contexts
from pipeline.segment.exchanges import exchanges
from pipeline.sources import Source

INTERVIEWER = "interviewer"
KINDS = {1: "interview", 2: "dyad"}  # by the number of respondents; more are a focus group; a document has none


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who speaks in one transcript, by the name that outputs show."""

    by_name: Mapping[str, Speaker]
    case: str

    def of(self, name: str) -> Speaker:
        """The roster's row, or an unknown speaker."""
        return self.by_name.get(name) or Speaker(file="", label="", person="")


def cast_of(source: Source, *, key: Key) -> Cast:
    """The speakers whom the roster lists for a file."""
    by_name = {
        DOCUMENT if speaker.role_group == DOCUMENT else shown_name(speaker, key=key): speaker
        for speaker in source.speakers
    }
    case = next((speaker.case for speaker in source.speakers if speaker.case), "")
    return Cast(by_name=by_name, case=case)


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
    codebook, calibration = release.codebook, release.calibration
    scores = np.frombuffer(scored.scores, dtype="<f4").reshape(len(record.passages), len(scored.columns))
    chances = np.round(probabilities(scores, codebook=codebook, calibration=calibration), 6)
    kind = _kind(record, cast=cast)
    out = []
    around_each = zip(record.passages, contexts(record), exchanges(record), strict=True)
    for number, (passage, around, exchange) in enumerate(around_each):
        turn = record.turns[passage.turn]
        who = cast.of(turn.speaker)
        coded = who.role_group != INTERVIEWER
        text = record.text[passage.start : passage.end]
        put = _put_to(codebook, kind=kind)
        human = decided_on(passage.start, passage.end, placed, codebook=codebook)
        given = {d: codes for d, codes in human.codes.items() if d in put}
        decision = decide(chances[number], codebook=codebook, calibration=calibration, given=given) if coded else None
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
                speaker=turn.speaker,
                role=who.role,
                role_group=who.role_group,
                formally_employed=who.formally_employed,
                attributes=dict(sorted(who.attributes.items())),
                words=len(text.split()),
                coded=coded,
                probabilities=tuple(float(p) for p in chances[number]) if coded else (),
                assigned={d: decision.assigned[d] if decision and d in put else () for d in codebook.ids},
                abstained={d: decision.abstained[d] if decision and d in put else () for d in codebook.ids},
                decided_by={d: human.by.get(d, MODEL) if decision and d in put else "" for d in codebook.ids},
                open_codes=human.open_codes,
                memos=human.memos,
            )
        )
    return out


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
    respondents = {turn.speaker for turn in record.turns if cast.of(turn.speaker).role_group != INTERVIEWER}
    groups = {cast.of(name).role_group for name in respondents}
    if groups == {DOCUMENT}:
        return DOCUMENT
    return KINDS.get(len(respondents), "focus_group" if respondents else "interview")
