"""Segmented transcripts with who speaks go in; where several things together may single a person out comes out.

Only the kinds of things are told, never the words: a report that quoted them would be the leak it warns of.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data_schemas.records import DOCUMENT, Segmented
from pipeline.coded import CodedPassage
from pipeline.ethics.traits import KINDS, kinds_in
from pipeline.segment.turns import UNKNOWN

TOGETHER = 3  # kinds in one turn from which it is flagged
FEW = 3  # people: fewer than this who share everything are told apart by it
Profile = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedTurn:
    """A turn with several kinds of things; `turn` counts from 1, `passage_id` is its first passage with any of them."""

    document: str
    turn: int
    speaker: str
    kinds: tuple[str, ...]
    in_one_passage: bool
    passage_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """One person and what they tell of themselves or others over all their transcripts.

    `same_role` counts the people of the archive, this one among them, who share role and attributes; `same_in_all`
    those who share the kinds as well.
    """

    speaker: str
    documents: tuple[str, ...]
    role_group: str
    kinds: tuple[str, ...]
    flagged_turns: int
    same_role: int
    same_in_all: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Combinations:
    """Where things come together: in single turns, and in all that a person says beside their role."""

    flagged_from: int
    few: int
    kinds: dict[str, str]
    turns_with: dict[str, int]
    flagged: tuple[FlaggedTurn, ...]
    respondents: tuple[Respondent, ...]
    told_apart: int
    told_apart_by_role: int


@dataclass(slots=True, kw_only=True)
class _Person:
    speaker: str
    documents: set[str]
    profile: Profile
    role_group: str
    kinds: set[str] = field(default_factory=set)
    flagged: int = 0


def combinations(records: Sequence[Segmented], passages: Mapping[str, Sequence[CodedPassage]]) -> Combinations:
    """Search the talk of everybody but interviewers; `passages` are those of each doc_id, in order."""
    people: dict[tuple[str, str], _Person] = {}
    turns_with: Counter[str] = Counter()
    flagged: list[FlaggedTurn] = []
    for record in records:
        by_turn = defaultdict(list)
        for passage in passages[record.doc_id]:
            if passage.coded and passage.kind != DOCUMENT:
                by_turn[passage.turn].append(passage)
        for number, own in sorted(by_turn.items()):
            person = people.setdefault(_identity(own[0]), _person(own[0]))
            person.documents.add(own[0].document)
            found = _turn(record, number, own)
            turns_with.update(found.kinds)
            person.kinds.update(found.kinds)
            if len(found.kinds) >= TOGETHER:
                person.flagged += 1
                flagged.append(found)
    respondents = _respondents(list(people.values()))
    return Combinations(
        flagged_from=TOGETHER,
        few=FEW,
        kinds=KINDS,
        turns_with={kind: turns_with[kind] for kind in KINDS},
        flagged=tuple(sorted(flagged, key=lambda f: (f.document, f.turn))),
        respondents=respondents,
        told_apart=sum(r.same_in_all < FEW for r in respondents),
        told_apart_by_role=sum(r.same_role < FEW for r in respondents),
    )


def _turn(record: Segmented, number: int, passages: Sequence[CodedPassage]) -> FlaggedTurn:
    """What one turn holds, whether or not it is enough to be flagged."""
    turn = record.turns[number]
    found = kinds_in(record.text, redactions=record.redactions, start=turn.start, end=turn.end)
    within = [{k for k, at in found.items() if any(p.start <= a < p.end for a in at)} for p in passages]
    first = next((p for p, kinds in zip(passages, within, strict=True) if kinds), passages[0])
    return FlaggedTurn(
        document=first.document,
        turn=number + 1,
        speaker=first.speaker,
        kinds=tuple(found),
        in_one_passage=max(map(len, within)) >= TOGETHER,
        passage_id=first.passage_id,
    )


def _identity(passage: CodedPassage) -> tuple[str, str]:
    """Who it is, everywhere; speakers without a label are at most one in each transcript."""
    return (passage.who, passage.doc_id if passage.speaker == UNKNOWN else "")


def _person(passage: CodedPassage) -> _Person:
    attributes = tuple(sorted(passage.attributes.items()))
    return _Person(
        speaker=passage.speaker,
        documents=set(),
        profile=(passage.role_group, passage.role, passage.formally_employed, attributes),
        role_group=passage.role_group,
    )


def _respondents(people: Sequence[_Person]) -> tuple[Respondent, ...]:
    roles = Counter(p.profile for p in people)
    whole = Counter((p.profile, frozenset(p.kinds)) for p in people)
    made = [
        Respondent(
            speaker=p.speaker,
            documents=tuple(sorted(p.documents)),
            role_group=p.role_group,
            kinds=tuple(kind for kind in KINDS if kind in p.kinds),
            flagged_turns=p.flagged,
            same_role=roles[p.profile],
            same_in_all=whole[p.profile, frozenset(p.kinds)],
        )
        for p in people
    ]
    return tuple(sorted(made, key=lambda r: (-r.flagged_turns, -len(r.kinds), r.documents, r.speaker)))
