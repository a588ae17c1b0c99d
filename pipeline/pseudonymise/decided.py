"""Lines and what a person decided about texts go in; findings of what is always masked come out, and what is left is let go.

A text is matched by whole words in any case of letters. One whose words are all ordinary and written with capitals
(`Will`, `Hope Farm`) is matched only where it has the capitals.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from data_schemas.records import Finding
from pipeline.pseudonymise.lists import is_ordinary
from pipeline.pseudonymise.spans import Stretch
from pipeline.pseudonymise.tokens import Line, words_of

LAYER = "decisions"
_JOINS = frozenset((" ", "-", "\n", ". "))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A text that is masked as `type` wherever it stands in a transcript, or (`mask` false) left as it is."""

    text: str
    type: str
    mask: bool


@dataclass(frozen=True, slots=True)
class Form:
    """How a text is known: folded words, and whether it must be written with capitals."""

    words: tuple[str, ...]
    capital: bool


def form_of(text: str) -> Form:
    """The form by which a text is recognised; no words at all where it has none."""
    words = [w for w in words_of(text) if w.text[0].isalnum()]
    letters = [w for w in words if w.text[0].isalpha()]
    ordinary = bool(letters) and all(is_ordinary(w.folded) for w in letters)
    return Form(tuple(w.folded for w in words), ordinary and any(w.capital for w in letters))


def decided_findings(lines: Sequence[Line], decided: Sequence[Decided]) -> Iterator[Finding]:
    """Every place where a text stands that is to be masked."""
    table = _table([d for d in decided if d.mask])
    for line in lines:
        for i in range(len(line.words)):
            for form, kind in table.get(line.words[i].folded, ()):
                if _stands(line, i, form=form):
                    last = line.words[i + len(form.words) - 1]
                    end = last.end if kind == "PERSON" else last.stop
                    yield line.finding(line.words[i].start, end, kind=kind, layer=LAYER, confidence=1.0)


def without_left(
    spans: Sequence[tuple[Stretch, ...]], *, lines: Sequence[Line], decided: Sequence[Decided]
) -> list[tuple[Stretch, ...]]:
    """The stretches without those that lie inside a text to be left; what a decision masks stays masked."""
    table = _table([d for d in decided if not d.mask])
    if not table:
        return list(spans)
    return [_kept(own, line=line, table=table) for line, own in zip(lines, spans, strict=True)]


def _kept(own: tuple[Stretch, ...], *, line: Line, table: dict[str, list[tuple[Form, str]]]) -> tuple[Stretch, ...]:
    left = [
        (line.words[i].start, line.words[i + len(form.words) - 1].stop)
        for i in range(len(line.words))
        for form, _ in table.get(line.words[i].folded, ())
        if _stands(line, i, form=form)
    ]
    return tuple(s for s in own if LAYER in s.layers or not any(a <= s.start and s.end <= b for a, b in left))


def _table(decided: Sequence[Decided]) -> dict[str, list[tuple[Form, str]]]:
    """Forms and their types by the first word, the longest first."""
    table: dict[str, list[tuple[Form, str]]] = {}
    forms = {(form_of(d.text), d.type) for d in decided}
    for form, kind in sorted(forms, key=lambda f: (-len(f[0].words), f[0].words, f[0].capital, f[1])):
        if form.words:
            table.setdefault(form.words[0], []).append((form, kind))
    return table


def _stands(line: Line, i: int, *, form: Form) -> bool:
    words = line.words[i : i + len(form.words)]
    if tuple(w.folded for w in words) != form.words:
        return False
    if form.capital and not all(w.capital for w in words if w.text[0].isalpha()):
        return False
    return all(_joined(line.text[a.stop : b.start]) for a, b in pairwise(words))


def _joined(gap: str) -> bool:
    """Whether what stands between two words keeps them one text: blanks, hyphens, the dots and signs of an address."""
    return gap in _JOINS or not any(c.isspace() for c in gap)
