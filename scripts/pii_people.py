"""Gold rows with persons (`eid`) and redactions with surrogates go in; how well a surrogate stands for a person comes out.

A person is an `eid` within its text, and a mention's surrogate that of the person's redaction over most of it. B-cubed:
Bagga and Baldwin 1998; a mention without a surrogate stands alone there.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Person = tuple[str, str]  # id of the text, eid


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A marked mention of a person, and what stands for it; `surrogate` is None where it is left in clear."""

    person: Person
    surrogate: str | None
    flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """Figures over an archive; `shared` count surrogates, of which `unflagged` no redaction carries a flag."""

    persons: int  # with two or more mentions
    one_surrogate: float  # share of them with exactly one surrogate and no mention in clear
    one_where_masked: float  # share of them with at most one surrogate, mentions in clear left aside
    surrogates: int
    shared_within: int  # by two persons of one text
    shared_within_unflagged: int
    shared_across: int  # by persons of two texts: the same words, whether or not the same person
    precision: float  # B-cubed within each text
    recall: float
    f: float


def mentions_of(gold: Sequence[Row], predicted: Sequence[Row]) -> list[Mention]:
    """Every marked mention of a person."""
    found = {row["id"]: row["redactions"] for row in predicted}
    return [
        _mention(span, text_id=row["id"], redactions=found[row["id"]])
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
    texts = {s: Counter(text for text, _ in persons) for s, persons in holders.items()}
    within = [s for s, counts in texts.items() if max(counts.values()) > 1]
    precision, recall = b_cubed(
        [((m.person[0], m.surrogate) if m.surrogate else i, m.person) for i, m in enumerate(mentions)]
    )
    return Consistency(
        persons=len(several),
        one_surrogate=_share(
            [len({m.surrogate for m in own}) == 1 and own[0].surrogate is not None for own in several]
        ),
        one_where_masked=_share([len({m.surrogate for m in own} - {None}) <= 1 for own in several]),
        surrogates=len(holders),
        shared_within=len(within),
        shared_within_unflagged=len([s for s in within if s not in flagged]),
        shared_across=len([s for s, counts in texts.items() if len(counts) > 1]),
        precision=precision,
        recall=recall,
        f=2 * precision * recall / (precision + recall) if precision + recall else 0.0,
    )


def b_cubed(pairs: Sequence[tuple[Hashable, Hashable]]) -> tuple[float, float]:
    """Precision and recall over (found cluster, true cluster) of each item."""
    found, true, both = Counter(a for a, _ in pairs), Counter(b for _, b in pairs), Counter(pairs)
    if not pairs:
        return 1.0, 1.0
    precision = sum(both[a, b] / found[a] for a, b in pairs) / len(pairs)
    return precision, sum(both[a, b] / true[b] for a, b in pairs) / len(pairs)


def _mention(span: Row, *, text_id: str, redactions: Sequence[Row]) -> Mention:
    touching = [r for r in redactions if r["start"] < span["end"] and r["end"] > span["start"] and "surrogate" in r]
    best = max(touching, key=lambda r: min(r["end"], span["end"]) - max(r["start"], span["start"]), default={})
    return Mention(
        person=(text_id, span["eid"]),
        surrogate=best.get("surrogate"),
        flagged=any(r.get("flag") for r in touching),
    )


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 1.0
