"""What coders coded in full in a file goes in: the transcripts, and those of which it cannot be taken, come out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from data_schemas.codings import HUMAN_ASSISTED, Scope
from pipeline.imports.placing import Put, Told
from pipeline.imports.transcripts import Transcripts
from pipeline.key import Key

Asked = Callable[[str, Sequence[str]], Mapping[str, Sequence[str]]]


def lost(told: Sequence[Told]) -> set[tuple[str, str]]:
    """Transcripts and coders of which some coding has no place."""
    return {(t.doc_id, t.coder) for t in told if not t.taken}


def scopes_of(
    put: Sequence[Put], told: Sequence[Told], *, names: Mapping[str, str], complete: Asked, origin: str
) -> tuple[list[Scope], tuple[str, ...]]:
    """What each coder coded in full, and the transcripts for which that cannot be taken: some coding there has no place.

    What is unmarked in these may be marked in the file, so that it is no known negative.
    """
    unplaced = lost(told)
    scopes, incomplete = list[Scope](), []
    for coder, documents in sorted(_sources(put).items()):
        shown = {names[doc_id]: doc_id for doc_id in sorted(documents, key=lambda d: names[d])}
        for name, dimensions in complete(coder, list(shown)).items():
            doc_id = shown[name]
            if dimensions and (doc_id, coder) in unplaced:
                incomplete.append(name)
            elif dimensions:
                source = documents[doc_id]
                scopes.append(
                    Scope(doc_id=doc_id, coder=coder, source=source, complete=list(dimensions), origin=origin)
                )
    return scopes, tuple(dict.fromkeys(incomplete))


def new_scopes(
    scopes: Sequence[Scope], *, standing: Sequence[Scope], transcripts: Transcripts, key: Key
) -> tuple[Scope, ...]:
    """The scopes that add something to those standing, each with the digest of what is said in its transcript."""
    held = {scope.doc_id: transcripts.held(scope.doc_id) for scope in scopes}
    anchors = {doc_id: one.places.whole(key=key) for doc_id, one in held.items() if one is not None}
    before = {(s.doc_id, s.coder, s.source): s for s in standing}
    anchored = (replace(scope, anchor=anchors.get(scope.doc_id, "")) for scope in scopes)
    return tuple(added for scope in anchored if (added := _added(scope, before)) is not None)


def _sources(put: Sequence[Put]) -> dict[str, dict[str, str]]:
    """By coder and transcript how it was coded: not blind in one place, not blind in full."""
    found: dict[str, dict[str, str]] = {}
    for one in put:
        own = found.setdefault(one.mark.coder, {})
        if own.get(one.doc_id) != HUMAN_ASSISTED:
            own[one.doc_id] = one.mark.source
    return found


def _added(scope: Scope, standing: Mapping[tuple[str, str, str], Scope]) -> Scope | None:
    """The scope with the dimensions that stand already; None where it adds none to them."""
    stands = standing.get((scope.doc_id, scope.coder, scope.source))
    before = stands.complete if stands is not None and stands.anchor in ("", scope.anchor) else []
    whole = list(dict.fromkeys([*before, *scope.complete]))
    return None if whole == before else replace(scope, complete=whole)
