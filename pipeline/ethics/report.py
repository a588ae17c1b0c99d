"""A finished run and what people checked go in, the report on its pseudonymisation comes out, without a word of talk."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data_schemas.records import Pseudonymised
from pipeline.bench import Workbench
from pipeline.ethics.checks import Check, Standing, check_in_words, has_lapsed, standing_of
from pipeline.ethics.found import Found, Shape, TranscriptCount, found_in, shape_of, transcript_count
from pipeline.ethics.made_by import MadeBy, made_by
from pipeline.ethics.missed import Missed, Read, missed_in
from pipeline.ethics.people import People, PeopleCount
from pipeline.ethics.recapture import Recapture, recapture
from pipeline.ethics.singling import Combinations, combinations
from pipeline.ethics.wording import LIMITS
from pipeline.export.facts import Archive
from pipeline.export.transcripts import document_name, passages_by_document
from pipeline.run import Outcome, records

SCHEMA = 1  # grows when a key of the JSON file goes or changes its meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much talk the report is about; transcripts set aside are not in it."""

    transcripts: int
    words: int
    set_aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything the report says, in the order of the JSON file."""

    report: str = "pseudonymisation"
    schema: int = SCHEMA
    project: str
    standing: Standing
    archive: Size
    replaced: Found
    missed: Missed
    capture_recapture: Recapture
    people: People
    combinations: Combinations
    limits: tuple[str, ...]
    made_by: MadeBy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    shapes: Counter[Shape]
    people: People
    counts: dict[str, TranscriptCount]


def report_of(bench: Workbench, outcome: Outcome, *, archive: Archive, checks: Sequence[Check]) -> Report:
    """The report on the transcripts that stand in the outputs."""
    passages, names = passages_by_document(archive), safe_names(archive)
    checked = checks_by_id(outcome, checks=checks)
    words = {doc_id: sum(p.words for p in own) for doc_id, own in passages.items()}
    seen = _seen(bench, outcome, names=names, words=words, checked=checked)
    reads = [
        Read(document=names[i], replaced=seen.counts[i].total, check=check, changed=has_lapsed(check))
        for i, check in checked.items()
        if check is not None
    ]
    return Report(
        project=archive.facts.project,
        standing=standing_of(list(checked.values())),
        archive=Size(transcripts=len(checked), words=archive.facts.words, set_aside=len(archive.facts.set_aside)),
        replaced=found_in(seen.shapes, transcripts=list(seen.counts.values())),
        missed=missed_in(reads, transcripts=len(checked)),
        capture_recapture=recapture(seen.shapes),
        people=seen.people,
        combinations=combinations(archive.records, passages),
        limits=LIMITS,
        made_by=made_by(bench),
    )


def safe_names(archive: Archive) -> dict[str, str]:
    """The safe name of every transcript, by doc_id."""
    passages = passages_by_document(archive)
    return {record.doc_id: document_name(record, passages[record.doc_id]) for record in archive.records}


def checks_by_id(outcome: Outcome, *, checks: Sequence[Check]) -> dict[str, Check | None]:
    """The check of every transcript of the outputs, by doc_id."""
    by_file = {check.file: check for check in checks}
    files = {source.doc_id: source.file for source in outcome.sources}
    return {doc_id: by_file.get(files[doc_id]) for doc_id in outcome.rows["score"]}


def _seen(
    bench: Workbench,
    outcome: Outcome,
    *,
    names: Mapping[str, str],
    words: Mapping[str, int],
    checked: Mapping[str, Check | None],
) -> _Seen:
    """Count through the pseudonymised transcripts, one in memory at a time."""
    shapes: Counter[Shape] = Counter()
    people, counts = PeopleCount(), {}
    rows = {doc_id: outcome.rows["pseudonymise"][doc_id] for doc_id in checked}
    for doc_id, record in records(bench.pseudonymise, rows):
        if isinstance(record, Pseudonymised):
            people.add(record)
            shapes.update(map(shape_of, record.redactions))
            state = check_in_words(checked[doc_id])
            counts[doc_id] = transcript_count(record, document=names[doc_id], words=words[doc_id], check=state)
    return _Seen(shapes=shapes, people=people.people(), counts=counts)
