"""The arrays of an archive go in, the tables of how often each code is found come out: by role, attribute, document."""

from collections.abc import Sequence
from dataclasses import replace

from data_schemas.records import DOCUMENT
from pipeline.export.facts import Archive
from pipeline.export.sampled import of_population
from pipeline.export.table import SHARE_FROM, Table
from pipeline.export.write import Cell
from pipeline.statistics.corpus import ATTRIBUTE, CASE, DOCUMENT_NAME, ROLE, ROLE_GROUP, Arrays, arrays
from pipeline.statistics.groups import Measure
from pipeline.statistics.prevalence import (
    Prevalence,
    attributes_of,
    crossed,
    crossings,
    framings,
    prevalence,
    splits,
)
from pipeline.statistics.shares import Interval, Source

COUNTED = (
    "assigned_passages",
    "assigned_speakers",
    "assigned_interviews",
    "verified_passages",
    "verified_speakers",
    "verified_interviews",
    "abstained",
    "of_passages",
    "of_speakers",
    "of_interviews",
    "share",
    "share_low",
    "share_high",
    SHARE_FROM,
    "interval",
    "audited",
    "audited_with_code",
    "note",
)
CODED = ("dimension", "dimension_name", "code", "code_name")
SPLIT = ("split_dimension", "split_code", "split_code_name")
ABSTAINED = ("abstained", "speakers", "of_passages", "of_speakers", "share")
FROM: dict[Source, str] = {"probabilities": "probabilities, uncorrected", "audit": "corrected by the audit"}
LIMITS: dict[Interval, str] = {
    "": "",
    "spread": "spread between interviews, no coverage claimed",
    "archive": "95 %, this archive coded blind throughout",
    "population": "95 %, the population sampled",
}
MEASURES: tuple[Measure, ...] = ("passages", "words", "speakers", "interviews")
MEANINGS = (
    (
        "assigned_...",
        "passages to which the code is assigned, by the model unless a person decided, and their speakers and "
        "interviews: not verified, and no finding of how many people spoke of it",
    ),
    (
        "verified_...",
        "of these, the passages on which people decided, and their speakers and interviews: at least so many",
    ),
    (
        "share_from",
        "`probabilities, uncorrected`, or `corrected by the audit`: what people who coded blind say the model errs by",
    ),
    ("interval", "what `share_low` and `share_high` are limits of; see docs/statistics.md"),
    (
        "audited, audited_with_code",
        "passages of the row's base that people coded blind for the audit; those with the code",
    ),
    (
        "over",
        "`passages` or `words` of which the share is a part; `speakers`, `interviews`: passages weighed so that each "
        "speaker or interview counts alike",
    ),
)


def code_tables(archive: Archive, data: Arrays) -> list[Table]:
    """All tables of codes; intervals are for a population only where the declared sample supports them."""
    return tables_of(data, population=of_population(archive, data))


def tables_of(data: Arrays, *, population: bool = False) -> list[Table]:
    """Every code by role group, role, attribute, case and interview; framings by what they are about; stances by face."""
    codebook = data.codebook

    def by(factor: str, name: str) -> Table:
        rows = prevalence(data, by=factor, population=population)
        return _counted(f"codes_by_{name}", f"Codes by {name.replace('_', ' ')}", rows, by=name)

    made = [by(ROLE_GROUP, "role_group"), by(ROLE, "role")]
    made += [by(factor, factor.removeprefix(ATTRIBUTE)) for factor in attributes_of(data)]
    made += [by(CASE, "case")] if len(data.factors[CASE].names) > 1 else []
    made.append(replace(by(DOCUMENT_NAME, "interview"), of_people=True))
    for split in splits(codebook):
        found = framings(data, split=split, by=ROLE_GROUP, population=population)
        made.append(_counted(f"framings_by_{split.id}", f"Framings by {split.name}", found, by="role_group"))
    for dimension, target in crossings(codebook):
        found = crossed(data, dimension=dimension, by=ROLE_GROUP, population=population)
        name, title = f"{dimension.id}_by_{target.id}", f"{dimension.name} by {target.name}"
        made.append(_counted(name, title, found, by="role_group"))
    return [*made, _measured(data, population=population), _abstained(prevalence(data, by=ROLE_GROUP))]


def document_tables(archive: Archive, data: Arrays) -> list[Table]:
    """Written documents by themselves, without the dimensions that are put to talk only; nothing where there are none."""
    if not any(passage.kind == DOCUMENT for passage in archive.passages):
        return []
    found = prevalence(arrays(archive.passages, archive.codebook, documents=True), by=DOCUMENT_NAME)
    rows = [row for row in found if row.dimension.documents]
    made = _counted("codes_in_documents", "Codes in documents", rows, by="document")
    return [replace(made, open_to_others="written documents")]


def _counted(name: str, title: str, found: Sequence[Prevalence], *, by: str) -> Table:
    has_split = any(row.split for row in found)
    columns = (by, *CODED, *(SPLIT if has_split else ()), *COUNTED)
    rows = tuple((row.group, *_coded(row), *_counts(row)) for row in found)
    return Table(name=name, title=title, columns=columns, rows=rows, meanings=MEANINGS)


def _measured(data: Arrays, *, population: bool) -> Table:
    """The same shares over passages, words, speakers and interviews."""
    each = [prevalence(data, by=ROLE_GROUP, over=over, population=population) for over in MEASURES]
    rows = tuple((row.group, *_coded(row), row.over, *_counts(row)) for same in zip(*each, strict=True) for row in same)
    return Table(
        name="shares_by_role_group",
        title="Codes by role group, over passages, words, speakers and interviews",
        columns=("role_group", *CODED, "over", *COUNTED),
        rows=rows,
        meanings=MEANINGS,
    )


def _abstained(found: Sequence[Prevalence]) -> Table:
    """How often the model would not decide, which no share of a code leaves out."""
    rows = tuple(
        (
            *(row.group, *_coded(row), row.abstained, row.abstaining, row.base.passages, row.base.speakers),
            row.abstained / row.base.passages if row.base.passages else None,
        )
        for row in found
    )
    return Table(
        name="abstentions",
        title="Passages on which the model would not decide",
        columns=("role_group", *CODED, *ABSTAINED),
        rows=rows,
    )


def _coded(row: Prevalence) -> tuple[Cell, ...]:
    split = (row.split[0].id, row.split[1].id, row.split[1].name) if row.split else ()
    return (row.dimension.id, row.dimension.name, row.code.id, row.code.name, *split)


def _counts(row: Prevalence) -> tuple[Cell, ...]:
    e = row.estimate
    return (
        *(row.found.passages, row.found.speakers, row.found.interviews),
        *(row.verified.passages, row.verified.speakers, row.verified.interviews, row.abstained),
        *(row.base.passages, row.base.speakers, row.base.interviews),
        *((e.share, e.low, e.high, FROM[row.source], LIMITS[row.interval]) if e else (None, None, None, "", "")),
        *(row.audited, row.positives, row.note),
    )
