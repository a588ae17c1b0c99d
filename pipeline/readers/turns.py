"""The lines of a file and its grammar go in; the lines come out, each with the label it begins with, if any.

Two speakers on a line become two lines. A label with a slip after it is a label; a name that only the margin set at the
start of a line is none. `>>`, and dashes in a dialogue without names, change the speaker without saying who speaks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.readers.evidence import ENDED, TAIL
from pipeline.readers.heads import Head, after_label, head_of, with_bare_times
from pipeline.readers.labels import Grammar
from pipeline.readers.shapes import MAX_LABEL, MAX_WORDS, WEAK
from pipeline.readers.talk import Line

MIN_DASHES = 4  # lines that begin with a dash, from which dashes may be a dialogue
HALF = 0.5
SELDOM = 0.1  # share of labels that repeat the label before, up to which repeating one is odd
ASIDE = 300  # characters within which a bracket closes again

_TOKEN = re.compile(r"[\[({]|[\])}]|//|[:\uff1a](?=\s|[^\s/\\\d:)]|\Z)")
_INNER = re.compile(r"(?<=[.?!…\])\"”])\s+(?=[A-Z][\w.'\u2019-]{0,30}(?: [A-Z\d][\w.'\u2019-]{0,30}){0,3}:\s)")
_BEFORE = re.compile(r"(?:[.?!…\"”\u2019)\]>*\u2013\u2014-]\s*|\s{2,}|\t)\Z")
_SLIP = re.compile(r"\s*(?P<open>[^;:\s][^;:]{0,62}?)\s?;\s*(?P<rest>\S.*)\Z", re.DOTALL)
_BARE = re.compile(r"\s*(?P<open>[A-Z]{1,4}[ -]?\d{1,3}|[A-Z]{3,})\s+(?P<rest>[A-Z].*)\Z", re.DOTALL)
_ARROW = re.compile(r"\s*>{2,3}\s*(?=\S)")
_DASH = re.compile(r"\s*(?:[-\u2013\u2014]|--)\s*(?=[^\s\d-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A line and its label; `change` says that another speaker, not named, begins."""

    line: Line
    head: Head | None = None
    change: bool = False


def labelled(lines: Sequence[Line], grammar: Grammar | None) -> list[Labelled]:
    """Every line with its label."""
    if grammar is None:
        return _changes([Labelled(line=line) for line in lines], dashes=_is_dialogue(lines))
    heads = with_bare_times([grammar.head(line) for line in lines])
    found = [Labelled(line=line, head=head) for line, head in zip(lines, heads, strict=True)]
    if grammar.has("colon"):
        spelled = frozenset(f.head.label for f in found if f.head is not None and f.head.shape not in WEAK)
        found = _without_wrapped(_with_slips(found, spelled))
        found = list(_split(found, spelled))
    return _changes(found, dashes=False)


def broken(lines: Sequence[Line]) -> list[Line]:
    """The lines, ended before whatever may be a label after the end of a sentence."""
    return [replace(line, text=part) for line in lines for part in _INNER.split(line.text) if part]


def _is_dialogue(lines: Sequence[Line]) -> bool:
    dashed = sum(_DASH.match(line.text) is not None for line in lines)
    return dashed >= MIN_DASHES and dashed >= HALF * min(len(lines), len({line.block for line in lines}) or 1)


def _changes(found: list[Labelled], *, dashes: bool) -> list[Labelled]:
    pattern = _DASH if dashes else _ARROW
    return [
        replace(f, line=replace(f.line, text=f.line.text[mark.end() :], bold=0), change=True)
        if f.head is None and (mark := pattern.match(f.line.text))
        else f
        for f in found
    ]


def _with_slips(found: list[Labelled], spelled: frozenset[str]) -> list[Labelled]:
    """With the labels that a slip parts from their colon: `R; yes`, and at the start of a turn `P03 Yes`."""
    kept = []
    for i, f in enumerate(found):
        before = found[i - 1].line if i else None
        fresh = before is None or before.block != f.line.block or ENDED.search(before.text[-TAIL:]) is not None
        kept.append(_slip(f, spelled, patterns=(_SLIP, _BARE) if fresh else (_SLIP,)) if f.head is None else f)
    return kept


def _slip(found: Labelled, spelled: frozenset[str], *, patterns: Sequence[re.Pattern[str]]) -> Labelled:
    for pattern in patterns:
        match = pattern.match(found.line.text)
        if match and match["open"] in spelled:
            return replace(found, head=head_of(match["open"], rest=match["rest"], line=found.line, stamps=()))
    return found


def _without_wrapped(found: list[Labelled]) -> list[Labelled]:
    """Without names in mid-sentence at the start of a wrapped line, whose bearer then speaks next anyway."""
    headed = [i for i, f in enumerate(found) if f.head is not None]
    keys = {i: head.key for i in headed if (head := found[i].head) is not None}
    repeats = sum(keys[a] == keys[b] for a, b in pairwise(headed))
    if repeats > max(1, SELDOM * len(headed)):
        return found
    kept = list(found)
    for i, after in pairwise(headed):
        before, now = (found[i - 1].line if i else None), found[i]
        wrapped = before is not None and before.block == now.line.block and not ENDED.search(before.text[-TAIL:])
        if wrapped and keys[i] == keys[after] and now.head is not None and now.head.rest[:1].islower():
            kept[i] = replace(now, head=None)
    return kept


def _split(found: Sequence[Labelled], spelled: frozenset[str]) -> Iterator[Labelled]:
    """Each line, or its parts where a label stands after the end of a sentence within it."""
    key = ""
    for f in found:
        rest = f.head.rest if f.head is not None else f.line.text
        key = f.head.key if f.head is not None else key
        cuts = _cuts(rest, spelled, key=key) if ":" in rest or "\uff1a" in rest else []
        if not cuts:
            yield f
            continue
        first = rest[: cuts[0].start]
        line = f.line if f.head is not None else replace(f.line, text=first)
        yield Labelled(line=line, head=replace(f.head, rest=first) if f.head is not None else None)
        ends = [cut.start for cut in cuts[1:]] + [len(rest)]
        for cut, end in zip(cuts, ends, strict=True):
            yield _part(f.line, label=cut.label, rest=rest[cut.end : end])
        key = cuts[-1].label.casefold()


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int
    label: str


def _part(line: Line, *, label: str, rest: str) -> Labelled:
    plain = Line(text=rest, block=line.block)
    after = after_label(rest, bare=False)
    return Labelled(line=plain, head=head_of(label, rest=after.rest if after else rest, line=plain, stamps=(after,)))


def _cuts(text: str, spelled: frozenset[str], *, key: str) -> list[_Cut]:
    """Where other speakers begin within a text: never within brackets or between double slashes."""
    cuts: list[_Cut] = []
    opened: list[int] = []
    slashed = False
    for token in _TOKEN.finditer(text):
        place = token.start()
        if token[0] in "[({":
            opened.append(place)
        elif token[0] in "])}":
            opened = opened[:-1]
        elif token[0] == "//":
            slashed = not slashed
        elif not slashed and not (opened and place - opened[-1] < ASIDE):
            label = _label_before(text, place, spelled)
            if label and label.casefold() != key:
                start = text.rindex(label, 0, place)
                cuts.append(_Cut(start, token.end(), label))
                key = label.casefold()
    return cuts


def _label_before(text: str, place: int, spelled: frozenset[str]) -> str | None:
    """The known label that ends where a colon stands and begins after the end of a sentence."""
    low = max(0, place - MAX_LABEL - 2)
    words = text[low:place].rstrip()
    begin = len(words)
    for _ in range(MAX_WORDS):
        begin = max(words.rfind(" ", 0, begin), words.rfind("\t", 0, begin))
        label = words[begin + 1 :]
        if label in spelled and (_BEFORE.search(words[: begin + 1])):
            return label
        if begin < 0:
            break
    glued = re.search(r"[.?!](?=[A-Z])([A-Z][A-Z '.-]+)\Z", words)
    return glued[1] if glued and glued[1] in spelled else None
