"""Segmented transcripts and who speaks in them go in, how much everybody talks and asks comes out.

These are facts of the transcripts: no coder plays a part, and interviewers are counted too, apart from those they ask.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from data_schemas.records import DOCUMENT, WITHDRAWN, Segmented
from pipeline.coded import CodedPassage
from pipeline.roster import OTHER, ROLE_GROUPS, UNKNOWN
from pipeline.segment.context import spoken
from pipeline.segment.exchanges import asks
from pipeline.statistics.intervals import Estimate, Floats, Integers, clustered_ratio

INTERVIEWER = "interviewer"
_WORD = re.compile(r"\S*\w\S*")  # a dash or the mark of a gap by itself is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One speaker of one interview: words as spoken, turns (a mere "mm" is none), and how many of these end by asking.

    `of_words` are all words of the interview, `of_participants` those of people who are no interviewers; `next_to` counts
    the questions by the role group of who speaks next. `who` is the person, as people are told apart everywhere.
    """

    document: str
    kind: str
    speaker: str
    who: str
    role: str
    role_group: str
    words: int
    of_words: int
    of_participants: int
    turns: int
    questions: int
    next_to: tuple[tuple[str, int], ...]

    @property
    def asking(self) -> bool:
        """Whether this is an interviewer."""
        return self.role_group == INTERVIEWER


def talk_of(records: Iterable[Segmented], passages: Iterable[CodedPassage]) -> list[Talk]:
    """Everybody in every interview, by document and speaker; written documents and withdrawn turns are left out.

    Somebody who says nothing but back-channels is in no passage, and so has an unknown role.
    """
    known: dict[str, dict[str, CodedPassage]] = {}
    for passage in passages:
        known.setdefault(passage.doc_id, {})[passage.speaker] = passage
    found = [talk for r in records if r.doc_id in known for talk in _in_interview(r, known[r.doc_id])]
    return sorted(found, key=lambda talk: (talk.document, talk.speaker))


def ratio(tops: Floats, bottoms: Floats, clusters: Integers) -> Estimate | None:
    """A ratio of two totals with its 95 % interval, as that of a share (`clustered_ratio`); shapes (rows,).

    None below eight clusters, where nothing varies, and where the ratio is 0 or 1.
    """
    of = np.unique(clusters, return_inverse=True)[1]
    top, bottom = (np.bincount(of, weights=values).astype(np.float64) for values in (tops, bottoms))
    return clustered_ratio(top[bottom > 0], bottom[bottom > 0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a whole, and its 95 % interval where there can be one."""

    share: float
    interval: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTalk:
    """One role group: `of_words` is its part of all words of the interviews in which it speaks.

    `of_participants` is the same without interviewers, where two others or more speak; None where there is no such
    interview, and for interviewers. `rate` is the part of its turns that end by asking; None where it has no turns.
    """

    group: str
    held: tuple[Talk, ...]
    of_words: Part
    of_participants: Part | None
    rate: Part | None


def by_group(talk: Sequence[Talk], *, clusters: Mapping[str, int]) -> list[GroupTalk]:
    """Every role group in its usual order; `clusters` gives each document's, for the intervals."""
    participants = Counter(t.document for t in talk if not t.asking)
    found = []
    for group in (g for g in (*ROLE_GROUPS, OTHER) if any(t.role_group == g for t in talk)):
        held = tuple(t for t in talk if t.role_group == group)
        here = {t.document: t for t in held}
        several = {document for document in here if participants[document] > 1}
        among = [(t.document, t.words) for t in held if t.document in several and not t.asking]
        turns = [(t.document, t.turns) for t in held]
        whole = _part([(t.document, t.words) for t in held], [(d, t.of_words) for d, t in here.items()], clusters)
        if whole is not None:
            found.append(
                GroupTalk(
                    group=group,
                    held=held,
                    of_words=whole,
                    of_participants=_part(among, [(d, here[d].of_participants) for d in dict(among)], clusters),
                    rate=_part([(t.document, t.questions) for t in held], turns, clusters),
                )
            )
    return found


def _part(
    tops: Sequence[tuple[str, int]], bottoms: Sequence[tuple[str, int]], clusters: Mapping[str, int]
) -> Part | None:
    """One total by another, both given by document; None where the other is 0."""
    below = sum(value for _, value in bottoms)
    if not below:
        return None
    documents = sorted({document for document, _ in bottoms})
    row = {document: number for number, document in enumerate(documents)}
    top, bottom = np.zeros(len(row)), np.zeros(len(row))
    for document, value in tops:
        top[row[document]] += value
    for document, value in bottoms:
        bottom[row[document]] += value
    of = np.array([clusters[document] for document in documents], dtype=np.int64)
    return Part(share=sum(value for _, value in tops) / below, interval=ratio(top, bottom, of))


def _in_interview(record: Segmented, known: Mapping[str, CodedPassage]) -> list[Talk]:
    some = next(iter(known.values()))
    if some.kind == DOCUMENT:
        return []
    said = [(t.speaker, spoken(record, t.start, t.end), t.backchannel) for t in record.turns if t.speaker != WITHDRAWN]
    words: Counter[str] = Counter()
    for speaker, text, _ in said:
        words[speaker] += len(_WORD.findall(text))
    group = {name: known[name].role_group if name in known else UNKNOWN for name in words}
    turns = [(speaker, text) for speaker, text, backchannel in said if not backchannel]
    followed = _followed(turns, group)
    return [
        Talk(
            document=some.document,
            kind=some.kind,
            speaker=name,
            who=known[name].who if name in known else name,
            role=known[name].role if name in known else UNKNOWN,
            role_group=group[name],
            words=words[name],
            of_words=words.total(),
            of_participants=sum(n for other, n in words.items() if group[other] != INTERVIEWER),
            turns=sum(speaker == name for speaker, _ in turns),
            questions=sum(speaker == name and asks(text) for speaker, text in turns),
            next_to=tuple(sorted(followed.get(name, Counter()).items())),
        )
        for name in words
    ]


def _followed(turns: Sequence[tuple[str, str]], group: Mapping[str, str]) -> dict[str, Counter[str]]:
    """For every speaker how many questions each role group's turn follows."""
    found: dict[str, Counter[str]] = {}
    for (speaker, text), (other, _) in pairwise(turns):
        if other != speaker and asks(text):
            found.setdefault(speaker, Counter())[group[other]] += 1
    return found
