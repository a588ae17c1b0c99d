"""Passages go in, the same passages come out as others get them: no role and no attribute that fewer than five people have.

A rare role takes its role group's name, a rare group joins `other`, a rare value of an attribute is left empty. What is left
over this way is never fewer than five people either, as far as there are so many: the next rarest joins it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from data_schemas.records import DOCUMENT
from pipeline.coded import CodedPassage
from pipeline.roster import OTHER
from pipeline.sources import INTERVIEWER
from pipeline.statistics.disclosure import FEWEST_PEOPLE

NOT_TAKING_PART = (INTERVIEWER, DOCUMENT)  # role groups of those who are not studied
EMPTY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coarsened:
    """The passages as others get them, and how many labels gave way: roles, role groups, values of attributes."""

    passages: tuple[CodedPassage, ...]
    roles: int
    role_groups: int
    values: int


def coarsened(passages: Sequence[CodedPassage]) -> Coarsened:
    """Coarsen role groups, then the roles in each, then attributes and whether somebody is employed.

    Of interviewers and written documents only the role group is left: they are nobody's rows in a table.
    """
    taking_part = [p for p in passages if p.role_group not in NOT_TAKING_PART]
    merged = rare(_who((p.role_group, p.who) for p in taking_part), left_over=None)
    grouped = [replace(p, role_group=OTHER) if p.role_group in merged else p for p in taking_part]
    roles = {
        (group, role)
        for group in {p.role_group for p in grouped}
        for role in rare(_who((p.role, p.who) for p in grouped if p.role_group == group), left_over=group)
    }
    names = sorted({name for p in grouped for name in p.attributes})
    values = {
        name: rare(_who((p.attributes.get(name, EMPTY), p.who) for p in grouped), left_over=EMPTY) for name in names
    }
    employed = rare(_who((_said(p.formally_employed), p.who) for p in grouped), left_over=EMPTY)
    done = {p.passage_id: _without(p, roles=roles, values=values, employed=employed) for p in grouped}
    return Coarsened(
        passages=tuple(done.get(p.passage_id) or _bare(p) for p in passages),
        roles=len(roles),
        role_groups=len(merged),
        values=sum(len(gone) for gone in values.values()) + len(employed),
    )


def rare(people: Mapping[str, frozenset[str]], *, left_over: str | None) -> frozenset[str]:
    """The labels that give way: those of fewer than five people, and the next rarest until those left over are five.

    `left_over` is the label that they take, which some may have already; None where it is nobody's yet.
    """
    own = {label: who for label, who in people.items() if label != left_over}
    order = sorted(own, key=lambda label: (len(own[label]), label))
    gone = {label for label in order if len(own[label]) < FEWEST_PEOPLE}
    rest = people.get(left_over or EMPTY, frozenset()) if left_over is not None else frozenset()
    rest = rest.union(*(own[label] for label in gone))
    for label in (label for label in order if label not in gone):
        if not 0 < len(rest) < FEWEST_PEOPLE:
            break
        gone.add(label)
        rest |= own[label]
    return frozenset(gone)


def _who(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for label, person in pairs:
        found.setdefault(label, set()).add(person)
    return {label: frozenset(who) for label, who in found.items()}


def _without(
    passage: CodedPassage,
    *,
    roles: set[tuple[str, str]],
    values: Mapping[str, frozenset[str]],
    employed: frozenset[str],
) -> CodedPassage:
    group, role, given = passage.role_group, passage.role, passage.attributes
    return replace(
        passage,
        role=group if (group, role) in roles else role,
        attributes={name: EMPTY if value in values[name] else value for name, value in given.items()},
        formally_employed=None if _said(passage.formally_employed) in employed else passage.formally_employed,
    )


def _bare(passage: CodedPassage) -> CodedPassage:
    return replace(
        passage,
        role=passage.role_group,
        attributes=dict.fromkeys(passage.attributes, EMPTY),
        formally_employed=None,
    )


def _said(employed: bool | None) -> str:
    return EMPTY if employed is None else str(employed)
