"""Findings of one utterance go in, disjoint stretches to be replaced come out, clear of marks and pseudonyms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from data_schemas.pseudonyms import CODED
from data_schemas.records import Event, Finding
from pipeline.pseudonymise.lists import BY_NAMES, COMPASS
from pipeline.pseudonymise.tokens import Line

_EDGES = " \t\n.,;:!?\"'\u201c\u201d\u2018\u2019()[]{}<>\u2013\u2014-"
_POSSESSIVE = 2  # characters
_JOINED = (" ", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of an utterance to be replaced; the layers that found it, the deciding one first, and their types."""

    utterance: int
    start: int
    end: int
    type: str
    layers: tuple[str, ...]
    types: tuple[str, ...]
    confidence: float


def merged(findings: Sequence[Finding], *, line: Line, events: Sequence[Event]) -> tuple[Stretch, ...]:
    """Union of all findings; a stretch takes its type and layer from its longest finding, then the surest."""
    cuts = sorted({place for e in events for place in (e.start, e.end)} | {p for span in line.pseudonyms for p in span})
    pieces = [piece for f in findings for piece in _cut(f, cuts=cuts, line=line)]
    pieces.sort(key=lambda f: (f.start, -f.end, f.type, f.layer))
    groups: list[list[Finding]] = []
    reach = -1
    for piece in pieces:
        if groups and piece.start < reach:
            groups[-1].append(piece)
        else:
            groups.append([piece])
            reach = piece.end
        reach = max(reach, piece.end)
    united: list[Stretch] = []
    for i, group in enumerate(groups):
        until = groups[i + 1][0].start if i + 1 < len(groups) else len(line.text)
        between = united[-1].end if united else 0, until
        united.append(_united(group, line=line, between=between))
    return _joined(united, line=line, cuts=frozenset(cuts))


def _cut(finding: Finding, *, cuts: Sequence[int], line: Line) -> list[Finding]:
    """The finding cut at the borders of marks and pseudonyms, without its edges and what lies in pseudonyms."""
    places = [finding.start, *(c for c in cuts if finding.start < c < finding.end), finding.end]
    pieces = []
    for start, end in pairwise(places):
        if any(a <= start and end <= b for a, b in line.pseudonyms):
            continue
        while start < end and line.text[start] in _EDGES and line.text[start] != "(":
            start += 1
        while end > start and line.text[end - 1] in _EDGES:
            end -= 1
        if any(c.isalnum() for c in line.text[start:end]):
            pieces.append(
                line.finding(start, end, kind=finding.type, layer=finding.layer, confidence=finding.confidence)
            )
    return pieces


def _united(group: Sequence[Finding], *, line: Line, between: tuple[int, int]) -> Stretch:
    longest = min(
        group, key=lambda f: (f.start - _stem(f, line=line), -f.confidence, f.type != "PERSON", f.type, f.layer)
    )
    start, end = min(f.start for f in group), max(f.end for f in group)
    if longest.type == "PERSON" and end - _POSSESSIVE == _stem(longest, line=line):
        end -= _POSSESSIVE
    if longest.type == "PERSON":
        start = max(between[0], _with_by_name(_with_initials(start, line=line), line=line))
    elif longest.type in CODED:
        start, end = _with_compass(start, end, line=line, between=between)
        named = longest.type == "HOSPITAL" or (longest.type == "LOCATION" and " " in line.text[start:end])
        start = max(between[0], _with_article(start, line=line)) if named else start
    return Stretch(
        utterance=line.utterance,
        start=start,
        end=end,
        type=longest.type,
        layers=_first_then(longest.layer, (f.layer for f in group)),
        types=_first_then(longest.type, (f.type for f in group)),
        confidence=longest.confidence,
    )


def _stem(finding: Finding, *, line: Line) -> int:
    """Where a finding ends without a possessive: `Roisin's` as a body's name is no longer than `Roisin` as a person's."""
    possessive = line.text[finding.start : finding.end].endswith(("'s", "\u2019s"))
    return finding.end - _POSSESSIVE if possessive else finding.end


def _first_then(first: str, others: Iterable[str]) -> tuple[str, ...]:
    return (first, *sorted(set(others) - {first}))


def _with_initials(start: int, *, line: Line) -> int:
    """The start moved before the initials that stand right before a name: `J. K. Osei`, `E.-L. Bray`."""
    for before, after in pairwise(reversed([w for w in line.words if w.start <= start])):
        initial = (
            len(after.text) == 1 and after.capital and line.text[after.stop : before.start] in (". ", ".", ".-", "-")
        )
        if before.start != start or not initial or (after.folded == "i" and before.initial):
            break
        start = after.start
    return start


def _with_by_name(start: int, *, line: Line) -> int:
    """The start moved before a word that tells two people of one name apart: `Wee Andy`, `scouse pete`."""
    for before, after in pairwise(line.words):
        if after.start == start and before.folded in BY_NAMES and line.text[before.stop : start] == " ":
            return before.start if line.poor or (before.capital and not before.initial) else start
    return start


def _with_article(start: int, *, line: Line) -> int:
    """The start moved before the article that belongs to a name: `the Royal`, `the Falls Road`."""
    article = start >= 4 and line.text[start - 4 : start].lower() == "the "
    return start - 4 if article and (start == 4 or not line.text[start - 5].isalnum()) else start


def _with_compass(start: int, end: int, *, line: Line, between: tuple[int, int]) -> tuple[int, int]:
    """The stretch with a capitalised `South` or `West` right before or after it that is not its neighbours'."""
    for before, after in pairwise(line.words):
        if line.text[before.stop : after.start] == " ":
            leads = after.start == start and before.capital and not before.initial and before.folded in COMPASS
            if leads and before.start >= between[0]:
                start = before.start
            if before.stop == end and after.capital and after.folded in COMPASS and after.stop <= between[1]:
                end = after.stop
    return start, end


def _joined(spans: Sequence[Stretch], *, line: Line, cuts: frozenset[int]) -> tuple[Stretch, ...]:
    """First and last name side by side become one."""
    joined: list[Stretch] = []
    for span in spans:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.type == span.type == "PERSON"
            and line.text[last.end : span.start] in _JOINED
            and not cuts & set(range(last.end, span.start + 1))
            and " " not in line.text[last.start : last.end]
        ):
            joined[-1] = replace(
                last,
                end=span.end,
                layers=_first_then(last.layers[0], span.layers + last.layers),
                types=_first_then(last.type, span.types + last.types),
                confidence=max(last.confidence, span.confidence),
            )
        else:
            joined.append(span)
    return tuple(joined)
