"""Two coders' stretches of text go in; how much of the same text they coded comes out, and how many stretches are the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from data_schemas.codings import Scope
from pipeline.codings.current import Placed

SAME = 0.5  # share of what either covers that both must cover for two stretches to be the same

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Of all pairs of coders together: the share of characters coded by either that both coded, and F1 of stretches."""

    code: str
    characters: float | None
    f1: float | None
    stretches: int


def overlaps(
    placed: Sequence[Placed], *, scopes: Sequence[Scope] = (), coders: Sequence[str], codes: Iterable[tuple[str, str]]
) -> list[Overlap]:
    """By code, over the transcripts that both of a pair worked on."""
    worked: dict[str, set[str]] = {}
    for p in placed:
        worked.setdefault(p.coding.coder, set()).add(p.coding.doc_id)
    for scope in scopes:
        worked.setdefault(scope.coder, set()).add(scope.doc_id)
    found = []
    for dimension, code in codes:
        held: dict[tuple[str, str], list[Stretch]] = {}
        for p in placed:
            if code in p.coding.codes.get(dimension, []):
                held.setdefault((p.coding.coder, p.coding.doc_id), []).append((p.start, p.end))
        found.append(_overlap(f"{dimension}.{code}", held, coders=coders, worked=worked))
    return found


def _overlap(
    code: str,
    held: Mapping[tuple[str, str], list[Stretch]],
    *,
    coders: Sequence[str],
    worked: Mapping[str, set[str]],
) -> Overlap:
    both = either = same = stretches = 0
    for one, other in combinations(coders, 2):
        for doc_id in sorted(worked.get(one, set()) & worked.get(other, set())):
            a, b = held.get((one, doc_id), []), held.get((other, doc_id), [])
            shared = _shared(_merged(a), _merged(b))
            both += shared
            either += _length(_merged(a)) + _length(_merged(b)) - shared
            same += same_stretches(a, b)
            stretches += len(a) + len(b)
    return Overlap(
        code=code,
        characters=both / either if either else None,
        f1=2 * same / stretches if stretches else None,
        stretches=stretches,
    )


def same_stretches(one: Sequence[Stretch], other: Sequence[Stretch]) -> int:
    """How many of the stretches are the same, each matched once, the most alike first."""
    alike = sorted(
        ((-_likeness(a, b), i, j) for i, a in enumerate(one) for j, b in enumerate(other) if _likeness(a, b) >= SAME)
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in alike:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
    return len(taken[0])


def _likeness(a: Stretch, b: Stretch) -> float:
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / (a[1] - a[0] + b[1] - b[0] - shared)


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    out: list[Stretch] = []
    for start, end in sorted(stretches):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _length(stretches: Sequence[Stretch]) -> int:
    return sum(end - start for start, end in stretches)


def _shared(one: Sequence[Stretch], other: Sequence[Stretch]) -> int:
    """Characters in both; each of the two is sorted and without overlap."""
    total = i = j = 0
    while i < len(one) and j < len(other):
        total += max(0, min(one[i][1], other[j][1]) - max(one[i][0], other[j][0]))
        if one[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    return total
