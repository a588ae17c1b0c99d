"""A run goes in, labels from what people decided come out: those that train a model, or the blind audit that judges one.

No passage of the audit trains: neither what was decided on it in the audit, nor what anybody else decided there, nor a
passage that was drawn and waits for its coder.
"""

import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from data_schemas.codebook import Codebook
from data_schemas.codings import AUDIT, HUMAN_BLIND, Coding, Scope
from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from data_schemas.records import Segmented
from pipeline.bench import Workbench
from pipeline.codings.audited import in_full
from pipeline.codings.current import Current, Placed, current_codings, places_of
from pipeline.codings.decided import standing
from pipeline.codings.labels import labels_from
from pipeline.codings.placing import Span
from pipeline.corpus import cast_of
from pipeline.counted import be, counted
from pipeline.label.queues import read_queues
from pipeline.run import Outcome, records
from pipeline.safe_names import read_names


def training_labels(
    bench: Workbench, outcome: Outcome, *, codebook: Codebook, coders: Collection[str] = (), audit_too: bool = False
) -> list[Label]:
    """What people decided in dimensions of this codebook; ConfigError where that is nothing."""
    current = current_codings(bench, outcome)
    people = {p.coding.coder for p in current.placed} | {s.coder for s in current.stored.scopes}
    strange = sorted(set(coders) - people)
    if strange:
        raise ConfigError(f"--coders: no codings of {strange[0]!r}; there are some of {', '.join(sorted(people))}")
    held = () if audit_too else (*_audited(current), *_waiting(bench, outcome))
    own = [p for p in current.placed if not coders or p.coding.coder in coders]
    free = _free(own, held=held)
    scopes = [s for s in current.scopes if not coders or s.coder in coders]
    found = _labels(bench, outcome, placed=free, marked=[*own, *held], scopes=scopes, audit=audit_too)
    labels = [label for label in found if {*label.codes, *label.complete} & set(codebook.ids)]
    if not labels:
        begun = _begun(free, codebook=codebook)
        left = f"; {begun_told(begun)} (on the review page Enter finishes a passage)" if begun else ""
        raise ConfigError(
            f"{bench.project.folder.name}: nobody decided anything there that may train a model of codebook {codebook.id}; "
            f"code passages (threefaces label, threefaces import). The audit trains nothing without --audit-too{left}"
        )
    return [_within(label, codebook=codebook) for label in labels]


def begun_codings(
    bench: Workbench, outcome: Outcome, *, codebook: Codebook, coders: Collection[str] = (), audit_too: bool = False
) -> int:
    """Of the codings from which `training_labels` takes labels, how many leave a dimension of this codebook unfinished."""
    current = current_codings(bench, outcome)
    held = () if audit_too else (*_audited(current), *_waiting(bench, outcome))
    own = [p for p in current.placed if not coders or p.coding.coder in coders]
    return _begun(_free(own, held=held), codebook=codebook)


def begun_told(begun: int) -> str:
    """How many codings are begun, in words."""
    return f"{counted(begun, 'coding')} {be(begun)} begun and not finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditors:
    """Who coded an audit blind, and how many of its passages several of them coded, and coded differently.

    `unfinished` passages have codes, and no dimension that their coder said is decided in full: they count for nothing.
    `in_part` count in some dimensions, and not in others that were begun.
    """

    coders: tuple[str, ...]
    passages: int
    by_several: int
    differ: int
    unfinished: int = 0
    in_part: int = 0


def auditors(bench: Workbench, outcome: Outcome) -> Auditors:
    """Whose decisions `audit_labels` are; two coders differ where both decided on a dimension, and not alike."""
    at = _blind_audit(bench, outcome)
    finished = {place: [c.coding for c in map(in_full, own) if c.coding.decides] for place, own in at.items()}
    judged = {place: codings for place, codings in finished.items() if codings}
    several = [codings for codings in judged.values() if len({c.coder for c in codings}) > 1]
    return Auditors(
        coders=tuple(sorted({c.coder for codings in judged.values() for c in codings})),
        passages=len(judged),
        by_several=len(several),
        differ=sum(any(_differ(a, b) for a, b in combinations(codings, 2)) for codings in several),
        unfinished=len(at) - len(judged),
        in_part=sum(_in_part(at[place]) for place in judged),
    )


def audit_labels(bench: Workbench, outcome: Outcome) -> list[Label]:
    """What was decided blind and in full in the audit, one label a passage; ConfigError where that is nothing.

    A code in a row that is not done counts for nothing: a row that was left without one could not count either, and the
    sample would hold too many with the code.
    """
    at = _blind_audit(bench, outcome)
    if not at:
        raise ConfigError(
            f"{bench.project.folder.name}: nobody coded a passage of the audit queue yet; draw one with "
            "threefaces label --queue audit --n 120"
        )
    full = [[in_full(p) for p in own] for own in at.values()]
    placed = [_latest(own) for own in full if any(p.coding.decides for p in own)]
    labels = _labels(bench, outcome, placed=placed, marked=(), scopes=(), audit=True)
    if not labels:
        raise ConfigError(
            f"{bench.project.folder.name}: of the audit {counted(len(at), 'passage')} {be(len(at))} begun, and none "
            "finished; say Done? yes in the form, or press Enter on the page, where all of a passage is decided"
        )
    return labels


def _labels(
    bench: Workbench,
    outcome: Outcome,
    *,
    placed: Sequence[Placed],
    marked: Sequence[Placed],
    scopes: Sequence[Scope],
    audit: bool,
) -> list[Label]:
    names = read_names(bench.project.files)
    segmented = {d: r for d, r in records(bench.segment, outcome.rows["segment"]) if isinstance(r, Segmented)}
    return labels_from(
        placed,
        segmented,
        casts={s.doc_id: cast_of(s, key=bench.key) for s in outcome.sources if s.doc_id in segmented},
        documents={s.doc_id: names.get(s.file, s.doc_id) for s in outcome.sources},
        scopes=scopes,
        audit=audit,
        marked=marked,
    )


def _audited(current: Current) -> list[Placed]:
    return [p for p in current.placed if p.coding.queue == AUDIT]


def _blind_audit(bench: Workbench, outcome: Outcome) -> dict[tuple[str, int, int], list[Placed]]:
    """By passage of the audit what its coders decided blind, later ones last."""
    blind = [p for p in _audited(current_codings(bench, outcome)) if p.coding.source == HUMAN_BLIND]
    at: dict[tuple[str, int, int], list[Placed]] = {}
    for p in sorted(blind, key=standing):
        at.setdefault((p.coding.doc_id, p.start, p.end), []).append(p)
    return at


def _in_part(own: Sequence[Placed]) -> bool:
    """Whether somebody began a dimension on a passage that nobody finished there."""
    return bool({d for p in own for d in p.coding.codes} - {d for p in own for d in p.coding.complete})


def _latest(own: Sequence[Placed]) -> Placed:
    """The latest decision on a passage in each dimension, as in every output."""
    codes = {d: codes for p in own for d, codes in p.coding.codes.items()}
    finished = [p for p in own if p.coding.decides]
    return replace(finished[-1], coding=replace(finished[-1].coding, codes=codes, complete=list(codes)))


def _differ(one: Coding, other: Coding) -> bool:
    both = set(one.decides) & set(other.decides)
    return any(set(one.codes.get(d, [])) != set(other.codes.get(d, [])) for d in both)


def _waiting(bench: Workbench, outcome: Outcome) -> list[Placed]:
    """The passages of the audit queue as codings that decide nothing: drawn is held back, coded or not.

    Where the vault has nothing by which they are placed, the whole transcript is held back.
    """
    drawn = [d for d in read_queues(bench.project.codings) if d.queue == AUDIT]
    found = []
    for doc_id, places in places_of(bench, outcome, documents={d.doc_id for d in drawn}):
        for one in (d for d in drawn if d.doc_id == doc_id):
            span = Span(start=0, end=sys.maxsize) if places is None else places.to_text(one.start, one.end)
            if span is not None:
                coding = Coding(doc_id=doc_id, start=one.start, end=one.end, coder="", source=one.source, queue=AUDIT)
                found.append(Placed(coding=coding, start=span.start, end=span.end))
    return found


def _free(own: Sequence[Placed], *, held: Sequence[Placed]) -> list[Placed]:
    """Of these codings those that may train: on nothing that is held back, and blind where a coder decided twice."""
    there: dict[str, list[Placed]] = {}
    for h in held:
        there.setdefault(h.coding.doc_id, []).append(h)
    return [p for p in _first_blind(own) if not any(_overlap(p, h) for h in there.get(p.coding.doc_id, ()))]


def _begun(free: Sequence[Placed], *, codebook: Codebook) -> int:
    return sum(bool({*p.coding.unfinished} & set(codebook.ids)) for p in free)


def _first_blind(placed: Iterable[Placed]) -> list[Placed]:
    """Of what one coder decided twice on a stretch, blind and with suggestions in sight, only what was blind."""
    best: dict[tuple[object, ...], Placed] = {}
    for p in sorted(placed, key=standing):
        best[p.coding.doc_id, p.start, p.end, p.coding.coder] = p
    return list(best.values())


def _overlap(one: Placed, other: Placed) -> bool:
    return one.coding.doc_id == other.coding.doc_id and one.start < other.end and one.end > other.start


def _within(label: Label, *, codebook: Codebook) -> Label:
    """The label without what another codebook's dimensions say."""
    codes = {d: codes for d, codes in label.codes.items() if d in codebook.ids}
    return replace(label, codes=codes, complete=[d for d in label.complete if d in codebook.ids])
