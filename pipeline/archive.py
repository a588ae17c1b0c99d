"""An outcome goes in, the finished archive comes out: all passages with their codes, a person's before the model's, and facts."""

from collections.abc import Mapping, Sequence
from functools import partial
from importlib.metadata import version

from data_schemas.records import Scored, Segmented
from models.release import Release
from pipeline.bench import Workbench
from pipeline.coded import CodedPassage
from pipeline.codings.current import Current, current_codings
from pipeline.corpus import cast_of, coded_passages, persons_listed, unlisted
from pipeline.evaluation.archive import audited_here
from pipeline.export.correcting import correcting
from pipeline.export.facts import Archive, Facts, SetAside
from pipeline.model_figures import model_figures
from pipeline.review.checks import Check
from pipeline.run import Outcome, records
from pipeline.vectors import vectors_of


def archive_of(
    bench: Workbench,
    outcome: Outcome,
    *,
    names: Mapping[str, str],
    checked: frozenset[str],
    current: Current | None = None,
) -> Archive:
    """The finished archive as exporters take it; `checked` are the ids of transcripts whose check stands.

    Who needs what people decided beside it gives it as `current`, so that it is read and placed once.
    """
    segmented = {d: r for d, r in records(bench.segment, outcome.rows["segment"]) if isinstance(r, Segmented)}
    known = persons_listed(outcome.sources, key=bench.key)
    casts = {s.doc_id: cast_of(s, key=bench.key, elsewhere=known) for s in outcome.sources if s.doc_id in segmented}
    documents = {s.doc_id: names.get(s.file, s.doc_id) for s in outcome.sources}
    current = current_codings(bench, outcome) if current is None else current
    decided = current.by_document()
    passages: list[CodedPassage] = []
    for doc_id, scored in records(bench.score, outcome.rows["score"]):
        if isinstance(scored, Scored):
            passages += coded_passages(
                segmented[doc_id],
                scored,
                cast=casts[doc_id],
                document=documents[doc_id],
                release=bench.release,
                placed=decided.get(doc_id, ()),
            )
    passages.sort(key=lambda p: (p.document, p.passage_id))
    ordered = tuple(segmented[d] for d in sorted(segmented, key=lambda d: documents[d]))
    return Archive(
        passages=tuple(passages),
        records=ordered,
        codebook=bench.release.codebook,
        facts=_facts(
            bench,
            outcome,
            documents=documents,
            unknown=unlisted(ordered, casts),
            passages=passages,
            checked=len(checked),
            current=current,
        ),
        notes=current.stored.notes,
        vectors=partial(vectors_of, bench, outcome),
        model_figures=model_figures(bench.release.folder),
    )


def _facts(
    bench: Workbench,
    outcome: Outcome,
    *,
    documents: dict[str, str],
    unknown: tuple[str, ...],
    passages: Sequence[CodedPassage],
    checked: int,
    current: Current,
) -> Facts:
    release = bench.release
    audited = release.audited and audited_here(release.folder, texts=(p.text for p in passages))
    asides = (SetAside(document=documents[a.doc_id], stage=a.stage, reason=a.reason) for a in outcome.asides)
    return Facts(
        project=bench.project.title,
        model=called(release),
        model_digest=release.digest,
        model_card=release.summary,
        codebook_id=release.codebook.id,
        codebook_version=release.codebook.version,
        version=version("threefaces"),
        key_fingerprint=bench.key.fingerprint,
        validated=audited and release.validated,
        audited=audited,
        transcripts=len(outcome.rows["score"]),
        set_aside=tuple(asides),
        unknown_speakers=unknown,
        number_format=bench.number_format,
        words=sum(p.words for p in passages),
        dates_shifted=bench.project.shift_dates,
        checked=checked,
        stale_codings=len(current.stale) + len(current.lapsed),
        torn_codings=current.stored.torn,
        model_labels=release.labels_by_source,
        design=bench.project.design,
        audit_passages=correcting(passages, release.codebook),
    )


def called(release: Release) -> str:
    """The model as every output names it, with a mark where it may not be passed on."""
    return f"{release.name} {release.version}{' (confidential)' if release.confidential else ''}"


def checked_of(checks: Sequence[Check], outcome: Outcome) -> frozenset[str]:
    """The ids of the finished transcripts whose check stands."""
    signed = {check.file for check in checks if check.stands}
    return frozenset(s.doc_id for s in outcome.sources if s.file in signed and s.doc_id in outcome.rows["score"])
