"""Gold rows with persons (`eid`) and redactions with surrogates go in; how well a surrogate stands for a person comes out.

A person is an `eid` within its text, and a mention's surrogate that of the person's redaction over most of it. B-cubed:
Bagga and Baldwin 1998; a mention without a surrogate stands alone there.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Person = tuple[str, str]  # id of the text, eid


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A marked mention of a person, and what stands for it; `surrogate` is None where it is left in clear."""

    person: Person
    surface: str
    surrogate: str | None
    flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """Figures over an archive; `shared` count surrogates, of which no redaction of those `unflagged` carries a flag.

    People of two texts who are given the same full name are taken for one.
    """

    persons: int  # with two or more mentions
    one_surrogate: float  # share of them with exactly one surrogate and no mention in clear
    one_where_masked: float  # share of them with at most one surrogate, mentions in clear left aside
    surrogates: int
    shared_within: int  # by two persons of one text
    shared_within_unflagged: int
    shared_across: int  # by people of two texts
    shared_across_unflagged: int
    precision: float  # B-cubed within each text
    recall: float
    f: float


def mentions_of(gold: Sequence[Row], predicted: Sequence[Row]) -> list[Mention]:
    """Every marked mention of a person."""
    found = {row["id"]: row["redactions"] for row in predicted}
    return [
        _mention(span, row=row, redactions=found[row["id"]])
        for row in gold
        for span in row["spans"]
        if span["type"] == "PERSON" and span.get("eid")
    ]


def consistency(mentions: Sequence[Mention]) -> Consistency:
    """How far one person has one surrogate and one surrogate is one person's."""
    of_person: dict[Person, list[Mention]] = defaultdict(list)
    holders: dict[str, set[Person]] = defaultdict(set)
    flagged = {m.surrogate for m in mentions if m.flagged}
    for mention in mentions:
        of_person[mention.person].append(mention)
        if mention.surrogate is not None:
            holders[mention.surrogate].add(mention.person)
    several = [own for own in of_person.values() if len(own) > 1]
    within = [s for s, people in holders.items() if _of_one_text(people)]
    names = {person: _full_name(own) for person, own in of_person.items()}
    across = [s for s, people in holders.items() if _of_two_texts(people, names=names)]
    precision, recall = b_cubed([(_stands_for(m, alone=i), m.person) for i, m in enumerate(mentions)])
    return Consistency(
        persons=len(several),
        one_surrogate=_share(
            [len({m.surrogate for m in own}) == 1 and own[0].surrogate is not None for own in several]
        ),
        one_where_masked=_share([len({m.surrogate for m in own} - {None}) <= 1 for own in several]),
        surrogates=len(holders),
        shared_within=len(within),
        shared_within_unflagged=len(set(within) - flagged),
        shared_across=len(across),
        shared_across_unflagged=len(set(across) - flagged),
        precision=precision,
        recall=recall,
        f=2 * precision * recall / (precision + recall) if precision + recall else 0.0,
    )


def split_people(mentions: Sequence[Mention]) -> dict[str, list[tuple[str, str]]]:
    """Everybody who has several surrogates or is left in clear at times, for `pii_misses.listing`."""
    of_person: dict[Person, list[Mention]] = defaultdict(list)
    for mention in mentions:
        of_person[mention.person].append(mention)
    out = defaultdict(list)
    for person, own in of_person.items():
        if len({m.surrogate for m in own}) > 1:
            ways = Counter(f"{m.surface}: {m.surrogate or 'in clear'}" for m in own)
            out["in one text"].append((", ".join(f"{way} x {n}" for way, n in sorted(ways.items())), person[0]))
    return out


def b_cubed(pairs: Sequence[tuple[Hashable, Hashable]]) -> tuple[float, float]:
    """Precision and recall over (found cluster, true cluster) of each item."""
    found, true, both = Counter(a for a, _ in pairs), Counter(b for _, b in pairs), Counter(pairs)
    if not pairs:
        return 1.0, 1.0
    precision = sum(both[a, b] / found[a] for a, b in pairs) / len(pairs)
    return precision, sum(both[a, b] / true[b] for a, b in pairs) / len(pairs)


def _mention(span: Row, *, row: Row, redactions: Sequence[Row]) -> Mention:
    touching = [r for r in redactions if r["start"] < span["end"] and r["end"] > span["start"] and "surrogate" in r]
    best = max(touching, key=lambda r: min(r["end"], span["end"]) - max(r["start"], span["start"]), default={})
    return Mention(
        person=(row["id"], span["eid"]),
        surface=row["text"][span["start"] : span["end"]],
        surrogate=best.get("surrogate"),
        flagged=any(r.get("flag") for r in touching),
    )


def _stands_for(mention: Mention, *, alone: int) -> Hashable:
    """The cluster that a mention is put in: its surrogate within its text, or itself where it is left in clear."""
    return (mention.person[0], mention.surrogate) if mention.surrogate else alone


def _of_one_text(people: set[Person]) -> bool:
    """Whether two of them are of one text."""
    return len({text for text, _ in people}) < len(people)


def _of_two_texts(people: set[Person], *, names: Mapping[Person, str | None]) -> bool:
    """Whether two of them are of different texts and not known to be the same person."""
    of_text: dict[str, set[Hashable]] = defaultdict(set)
    for person in people:
        of_text[person[0]].add(names[person] or person)
    return len(of_text) > 1 and len(set().union(*of_text.values())) > 1


def _full_name(mentions: Sequence[Mention]) -> str | None:
    """The longest of a person's names where it has two words or more."""
    longest = max((" ".join(m.surface.casefold().split()) for m in mentions), key=lambda name: (len(name), name))
    return longest if " " in longest else None


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 1.0
