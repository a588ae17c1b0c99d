"""Marks on their words and what their codes stand for go in, codings come out: one for each stretch, coder and queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from data_schemas.codebook import NONE, Codebook
from data_schemas.codings import HUMAN_ASSISTED, HUMAN_BLIND, Coding, Point
from pipeline.codings.lines import when
from pipeline.codings.store import content_digest
from pipeline.imports.found import Path, shown
from pipeline.imports.mapping import Target
from pipeline.imports.placing import Put, Told

LATER = "kept as it stands: it was decided otherwise later, or elsewhere"
CONFLICT = "not taken: two codes of {} on one stretch, which takes one"
_Stretch = tuple[str, Point, Point, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Codings to add, how many stand there already as they are, and what was contradictory."""

    new: tuple[Coding, ...]
    known: int
    told: tuple[Told, ...] = field(default=())


def gathered(
    put: Sequence[Put],
    *,
    targets: Mapping[Path, Target],
    codebook: Codebook,
    standing: Sequence[Coding],
    origin: str,
    names: Mapping[str, str],
) -> Gathered:
    """The codings of a file, each beside what the same coder has decided on the same stretch before.

    What stands there already adds nothing, a dimension that the file does not touch stays as it was decided; what was
    decided blind stands beside what is changed with suggestions in sight. `names` are what outputs call the transcripts.
    """
    groups: dict[_Stretch, list[Put]] = {}
    for one in put:
        mark = one.mark
        groups.setdefault((one.doc_id, one.start, one.end, mark.coder, mark.queue), []).append(one)
    before = {(c.doc_id, c.start, c.end, c.coder, c.queue): c for c in standing if not c.beside}
    assisted = before | {(c.doc_id, c.start, c.end, c.coder, c.queue): c for c in standing if c.beside}
    new, told, known = [], [], 0
    for stretch, own in groups.items():
        codes, conflicts = codes_given(own, targets=targets, codebook=codebook)
        for dimension in conflicts:
            between = [o for o in own if targets.get(o.mark.code, Target()).dimension == dimension]
            told.append(line_on(between, reason=CONFLICT.format(dimension), names=names))
        said = _coding(own, codes=codes, targets=targets, origin=origin)
        stands = (assisted if said.source == HUMAN_ASSISTED else before).get(stretch)
        coding = said if stands is None else _beside(said, stands)
        if stands is not None and content_digest(coding) == content_digest(stands):
            known += 1
        elif stands is not None and not _is_later(said, stands):
            told.append(line_on(own, reason=LATER, names=names, taken=True))
        elif coding.codes or coding.open_codes or coding.memo:
            new.append(coding)
    return Gathered(new=tuple(new), known=known, told=tuple(told))


def codes_given(
    own: Sequence[Put], *, targets: Mapping[Path, Target], codebook: Codebook
) -> tuple[dict[str, list[str]], list[str]]:
    """By dimension, in the codebook's order, what was given; and the dimensions that contradict themselves."""
    given: dict[str, set[str]] = {}
    for one in own:
        target = targets.get(one.mark.code, Target())
        if target.dimension:
            given.setdefault(target.dimension, set()).add(target.code)
    codes, conflicts = {}, []
    for dimension in (d for d in codebook.dimensions if d.id in given):
        values = given[dimension.id]
        if len(values) > 1 and (NONE in values or dimension.kind == "single"):
            conflicts.append(dimension.id)
        else:
            codes[dimension.id] = [code for code in dimension.code_ids if code in values]
    return codes, conflicts


def open_codes_of(own: Sequence[Put], *, targets: Mapping[Path, Target]) -> list[str]:
    """The coder's own codes among these marks, sorted."""
    opened = (targets[one.mark.code].open_code for one in own if one.mark.code in targets)
    return sorted({code for code in opened if code})


def _coding(own: Sequence[Put], *, codes: dict[str, list[str]], targets: Mapping[Path, Target], origin: str) -> Coding:
    first, marks = own[0], [one.mark for one in own]
    sources = {mark.source for mark in marks}
    return Coding(
        doc_id=first.doc_id,
        start=first.start,
        end=first.end,
        coder=first.mark.coder,
        source=HUMAN_ASSISTED if HUMAN_ASSISTED in sources else first.mark.source,
        codes=codes,
        open_codes=open_codes_of(own, targets=targets),
        memo="\n".join(dict.fromkeys(line for mark in marks for line in mark.memo.splitlines() if line.strip())),
        queue=first.mark.queue,
        made=max((date_of(mark.made) for mark in marks), key=when, default=""),
        origin=origin,
        anchor=first.anchor,
    )


def _beside(said: Coding, stands: Coding) -> Coding:
    """What the file says beside what stands already; the latter itself where that holds everything."""
    after_blind = said.source == HUMAN_ASSISTED and stands.source == HUMAN_BLIND
    merged = replace(
        said,
        codes={**stands.codes, **said.codes},
        complete=stands.complete,
        unfinished=stands.unfinished,
        open_codes=list(dict.fromkeys([*stands.open_codes, *said.open_codes])),
        memo=said.memo or stands.memo,
        probability=stands.probability,
        source=said.source if after_blind else stands.source,
        beside=stands.beside or after_blind,
    )
    return stands if _content(merged) == _content(stands) else merged


def _content(coding: Coding) -> tuple[dict[str, set[str]], set[str], list[str]]:
    return {d: set(codes) for d, codes in coding.codes.items()}, set(coding.open_codes), coding.memo.split()


def _is_later(said: Coding, stands: Coding) -> bool:
    """Whether a file may change a decision: it was made later there, or comes from the same program, and not earlier."""
    now, then = when(said.made), when(stands.made)
    return now > then or (now == then and said.origin == stands.origin)


def line_on(own: Sequence[Put], *, reason: str, names: Mapping[str, str], taken: bool = False) -> Told:
    """A line of the list on marks that stand on one stretch; `names` are what outputs call the transcripts."""
    first = own[0]
    return Told(
        document=names.get(first.doc_id, first.doc_id),
        code="; ".join(sorted({shown(one.mark.code) for one in own if one.mark.code})),
        coder=first.mark.coder,
        at=first.mark.at,
        utterance=str(first.start.utterance + 1),
        reason=reason,
        doc_id=first.doc_id,
        taken=taken,
    )


def date_of(made: str) -> str:
    """A date as codings have it; none where the file's is no date."""
    try:
        when(made)
    except ValueError:
        return ""
    return made
