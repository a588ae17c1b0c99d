"""Coded passages go in, a published study's reading of those speakers to whom its conditions apply comes out.

A reading is an interpretation, shown beside the codes really found and never in their place.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from data_schemas.codebook import Code, Codebook, Dimension, Reading, ReadingCode
from pipeline.coded import CodedPassage
from pipeline.statistics.clusters import tied
from pipeline.statistics.corpus import Factor, codes_of, in_order
from pipeline.statistics.intervals import Estimate, clustered_share, numbered, wilson

Limits = Literal["", "passages", "people"]
Clusters = Mapping[str, int]  # of every passage, by its id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """How much of what was read goes to one code.

    A passage counts once in `share`, in equal parts for each of its framings; `passages` have the code in any of them.
    `limits` says between what the interval is a spread: one person's `passages`, taken for independent (Wilson 1927), or
    `people` and interviews that are tied by nothing. Neither allows for errors of the model.
    """

    code: ReadingCode
    passages: int
    share: float
    interval: Estimate | None
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One code of another dimension, found in so many of the same people's coded passages."""

    dimension: Dimension
    code: Code
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The reading of one speaker, or of all who qualify: over `of` passages, beside what `coded` passages hold."""

    name: str
    role: str
    speakers: int
    of: int
    coded: int
    read: tuple[ReadAs, ...]
    beside: tuple[Beside, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead:
    """A speaker to whom the reading does not apply, and why."""

    name: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingResult:
    """One reading of an archive; `together` is None where nobody qualifies."""

    reading: Reading
    together: Distribution | None
    speakers: tuple[Distribution, ...]
    not_read: tuple[NotRead, ...]


def read(passages: Sequence[CodedPassage], codebook: Codebook, *, reading: Reading) -> ReadingResult:
    """Apply one of the codebook's readings under its own conditions to every speaker with coded passages."""
    people: dict[str, list[CodedPassage]] = {}
    for passage in in_order(passages):
        if passage.coded:
            people.setdefault(passage.who, []).append(passage)
    names = _names(people)
    qualified, not_read = [], []
    for who in sorted(people, key=lambda who: names[who]):
        reason = _reason(people[who], codebook=codebook, reading=reading)
        if reason:
            not_read.append(NotRead(name=names[who], role=people[who][0].role, reason=reason))
        else:
            qualified.append(who)
    of = _clusters([passage for own in people.values() for passage in own])

    def distribution(*chosen: str) -> Distribution:
        own, name = [people[who] for who in chosen], names[chosen[0]] if len(chosen) == 1 else ""
        return _distribution(own, name=name, codebook=codebook, reading=reading, clusters=of)

    each = [distribution(who) for who in qualified]
    return ReadingResult(
        reading=reading,
        together=distribution(*qualified) if qualified else None,
        speakers=tuple(each),
        not_read=tuple(not_read),
    )


def _names(people: Mapping[str, Sequence[CodedPassage]]) -> dict[str, str]:
    """The name first shown for each person; somebody shown as others before is (2), (3), and so on."""
    shown: Counter[str] = Counter()
    names = {}
    for who, own in people.items():
        name = own[0].speaker
        shown[name] += 1
        names[who] = name if shown[name] == 1 else f"{name} ({shown[name]})"
    return names


def _read_passages(passages: Sequence[CodedPassage], *, codebook: Codebook, reading: Reading) -> list[CodedPassage]:
    about = codebook.dimension(reading.about_dimension)
    return [
        passage
        for passage in passages
        if reading.about_code in codes_of(passage, about) and _framings(passage, codebook=codebook, reading=reading)
    ]


def _framings(passage: CodedPassage, *, codebook: Codebook, reading: Reading) -> list[tuple[str, str]]:
    read_codes = {entry.code for entry in reading.codes}
    held = [(name, code) for name in reading.dimensions for code in codes_of(passage, codebook.dimension(name))]
    return [(name, code) for name, code in held if code in read_codes]


def _reason(passages: Sequence[CodedPassage], *, codebook: Codebook, reading: Reading) -> str:
    groups = sorted({passage.role_group for passage in passages})
    if groups != [reading.role_group]:
        return f"role group is {' and '.join(_words(g) for g in groups)}, not {_words(reading.role_group)}"
    if any(passage.formally_employed is not reading.formally_employed for passage in passages):
        return f"not marked as {'' if reading.formally_employed else 'not '}formally employed"
    kept = _read_passages(passages, codebook=codebook, reading=reading)
    about = next(c for c in codebook.dimension(reading.about_dimension).codes if c.id == reading.about_code)
    if len(kept) < reading.min_passages:
        return f"{len(kept)} framing passages about {about.name.lower()}, fewer than {reading.min_passages}"
    found = {name for passage in kept for name, _ in _framings(passage, codebook=codebook, reading=reading)}
    if len(found) < reading.min_dimensions:
        of = len(reading.dimensions)
        return f"framings in {len(found)} of the {of} dimensions read, fewer than {reading.min_dimensions}"
    return ""


def _distribution(
    people: Sequence[list[CodedPassage]], *, name: str, codebook: Codebook, reading: Reading, clusters: Clusters
) -> Distribution:
    coded = [passage for person in people for passage in person]
    kept = _read_passages(coded, codebook=codebook, reading=reading)
    return Distribution(
        name=name,
        role=people[0][0].role if name else "",
        speakers=len(people),
        of=len(kept),
        coded=len(coded),
        read=tuple(
            _read_as(entry, kept, codebook=codebook, reading=reading, clusters=clusters) for entry in reading.codes
        ),
        beside=tuple(
            Beside(dimension=dimension, code=code, passages=sum(code.id in codes_of(p, dimension) for p in coded))
            for dimension in (codebook.dimension(name) for name in reading.beside)
            for code in dimension.codes
        ),
    )


def _read_as(
    entry: ReadingCode, kept: Sequence[CodedPassage], *, codebook: Codebook, reading: Reading, clusters: Clusters
) -> ReadAs:
    framings = [_framings(passage, codebook=codebook, reading=reading) for passage in kept]
    parts = [sum(code == entry.code for _, code in held) / len(held) for held in framings]
    alone = len({passage.who for passage in kept}) == 1
    of = numbered([clusters[passage.passage_id] for passage in kept])
    interval = (
        wilson(min(sum(parts), len(parts)), len(parts))
        if alone
        else clustered_share(np.array(parts, dtype=np.float64), of)
    )
    return ReadAs(
        code=entry,
        passages=sum(part > 0 for part in parts),
        share=sum(parts) / len(parts),
        interval=interval,
        limits="" if interval is None else "passages" if alone else "people",
    )


def _clusters(passages: Sequence[CodedPassage]) -> Clusters:
    """Interviews with one speaker or of one case fall into one cluster, and so do the speakers of one interview."""
    cases = [passage.case for passage in passages]
    numbers = tied(
        numbered([passage.doc_id for passage in passages]),
        speakers=numbered([passage.who for passage in passages]),
        cases=Factor(numbers=numbered(cases), names=tuple(dict.fromkeys(cases))),
    )
    return {passage.passage_id: int(number) for passage, number in zip(passages, numbers, strict=True)}


def _words(identifier: str) -> str:
    return identifier.replace("_", " ")
