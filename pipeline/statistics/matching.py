"""A query's tree and the coded passages go in, the passages that it means come out."""

from collections.abc import Sequence

import numpy as np

from data_schemas.errors import ConfigError
from pipeline.coded import CodedPassage
from pipeline.statistics.code_names import SHOWN, codes_named
from pipeline.statistics.corpus import ATTRIBUTE, Arrays, Mask
from pipeline.statistics.phrases import phrase
from pipeline.statistics.queries import And, Code, Label, Near, Node, Not, Or, People, Words


def found(query: Node | People, *, data: Arrays, passages: Sequence[CodedPassage]) -> Mask:
    """The passages that a query means, (passages,); of speakers, those for which they were chosen.

    `passages` are those of `data`, row by row. ConfigError names a code or label that is not there.
    """
    if not isinstance(query, People):
        return matching(query, data=data, passages=passages)
    having = [matching(node, data=data, passages=passages) for node in query.having]
    never = [matching(node, data=data, passages=passages) for node in query.never]
    count = int(data.speakers.max()) + 1 if len(data) else 0
    chosen = np.ones(count, dtype=np.bool_)
    for mask in having:
        chosen &= np.bincount(data.speakers[mask], minlength=count) > 0
    for mask in never:
        chosen &= np.bincount(data.speakers[mask], minlength=count) == 0
    of_theirs = chosen[data.speakers]
    return _any_of(having, data) & of_theirs if having else of_theirs


def matching(node: Node, *, data: Arrays, passages: Sequence[CodedPassage]) -> Mask:
    """The passages among a node of a query; shape (passages,)."""

    def of(inner: Node) -> Mask:
        return matching(inner, data=data, passages=passages)

    match node:
        case Code(name):
            return _any_of([data.assigned[key] for key in codes_named(name, data.codebook)], data)
        case Words(text):
            pattern = phrase(text)
            said = (pattern.search(passage.text) is not None for passage in passages)
            return np.fromiter(said, dtype=np.bool_, count=len(data))
        case Label(factors, value):
            return _labelled(factors, value, data)
        case Not(inner):
            return ~of(inner)
        case And(first, second):
            return of(first) & of(second)
        case Or(first, second):
            return of(first) | of(second)
        case Near(first, second, turns):
            return _near(of(first), of(second), turns=turns, data=data)


def _labelled(factors: Sequence[str], value: str, data: Arrays) -> Mask:
    wanted = plain(value)
    known = [factor for factor in factors if factor in data.factors]
    masks = [
        data.factors[factor].where(name)
        for factor in known
        for name in data.factors[factor].names
        if plain(name) == wanted
    ]
    if not masks:
        label = factors[0].removeprefix(ATTRIBUTE)
        names = sorted({name for factor in known for name in data.factors[factor].names if name})
        attributes = sorted(name.removeprefix(ATTRIBUTE) for name in data.factors if name.startswith(ATTRIBUTE))
        choices = names or [f"one of the attributes {', '.join(attributes)}" if attributes else "no such label"]
        more = f" and {len(choices) - SHOWN} more" if len(choices) > SHOWN else ""
        raise ConfigError(f"query, {label}: nobody has {value!r}; expected {', '.join(choices[:SHOWN])}{more}")
    return _any_of(masks, data)


def _near(first: Mask, second: Mask, *, turns: int, data: Arrays) -> Mask:
    """Those of the first within so many turns of the second, and those of the second within so many of the first."""
    if not len(data):
        return first
    step = int(data.turns.max()) + turns + 1  # apart enough that turns of two transcripts are never near
    places = data.interviews * step + data.turns

    def close_to(others: Mask) -> Mask:
        there = np.sort(places[others])
        before = np.searchsorted(there, places - turns, side="left")
        after = np.searchsorted(there, places + turns, side="right")
        close: Mask = after > before
        return close

    return (first & close_to(second)) | (second & close_to(first))


def _any_of(masks: Sequence[Mask], data: Arrays) -> Mask:
    held: Mask = np.logical_or.reduce(masks) if masks else np.zeros(len(data), dtype=np.bool_)
    return held


def plain(value: str) -> str:
    """A label as it is compared: in any case, with blanks for _."""
    return " ".join(value.casefold().replace("_", " ").split())
