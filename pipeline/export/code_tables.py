"""The arrays of an archive go in, the tables of how often each code is found come out: by role, attribute, document."""

from collections.abc import Sequence

from data_schemas.records import DOCUMENT
from pipeline.export.facts import Archive
from pipeline.export.table import Table
from pipeline.export.write import Cell
from pipeline.statistics.corpus import ATTRIBUTE, DOCUMENT_NAME, ROLE, ROLE_GROUP, Arrays, arrays
from pipeline.statistics.prevalence import (
    Prevalence,
    attributes_of,
    crossed,
    crossings,
    framings,
    prevalence,
    splits,
)

COUNTED = (
    "passages",
    "speakers",
    "interviews",
    "abstained",
    "of_passages",
    "of_speakers",
    "of_interviews",
    "share",
    "share_low",
    "share_high",
    "share_from",
    "note",
)
CODED = ("dimension", "dimension_name", "code", "code_name")
SPLIT = ("split_dimension", "split_code", "split_code_name")


def code_tables(archive: Archive, data: Arrays) -> list[Table]:
    """Every code by role group, role and attribute; framings by what they are about; stances by face; documents apart."""
    codebook = archive.codebook
    made = [
        _counted("codes_by_role_group", "Codes by role group", prevalence(data, by=ROLE_GROUP), by="role_group"),
        _counted("codes_by_role", "Codes by role", prevalence(data, by=ROLE), by="role"),
    ]
    for factor in attributes_of(data):
        name = factor.removeprefix(ATTRIBUTE)
        made.append(_counted(f"codes_by_{name}", f"Codes by {name}", prevalence(data, by=factor), by=name))
    for split in splits(codebook):
        found = framings(data, split=split, by=ROLE_GROUP)
        made.append(_counted(f"framings_by_{split.id}", f"Framings by {split.name}", found, by="role_group"))
    for dimension, target in crossings(codebook):
        found = crossed(data, dimension=dimension, by=ROLE_GROUP)
        name, title = f"{dimension.id}_by_{target.id}", f"{dimension.name} by {target.name}"
        made.append(_counted(name, title, found, by="role_group"))
    return made


def document_tables(archive: Archive, data: Arrays) -> list[Table]:
    """Written documents by themselves, without the dimensions that are put to talk only; nothing where there are none."""
    if not any(passage.kind == DOCUMENT for passage in archive.passages):
        return []
    found = prevalence(arrays(archive.passages, archive.codebook, documents=True), by=DOCUMENT_NAME)
    rows = [row for row in found if row.dimension.documents]
    return [_counted("codes_in_documents", "Codes in documents", rows, by="document")]


def _counted(name: str, title: str, found: Sequence[Prevalence], *, by: str) -> Table:
    has_split = any(row.split for row in found)
    columns = (by, *CODED, *(SPLIT if has_split else ()), *COUNTED)
    return Table(name=name, title=title, columns=columns, rows=tuple(_row(row) for row in found))


def _row(row: Prevalence) -> tuple[Cell, ...]:
    e = row.estimate
    split = (row.split[0].id, row.split[1].id, row.split[1].name) if row.split else ()
    return (
        row.group,
        *(row.dimension.id, row.dimension.name, row.code.id, row.code.name),
        *split,
        *(row.found.passages, row.found.speakers, row.found.interviews, row.abstained),
        *(row.base.passages, row.base.speakers, row.base.interviews),
        *((e.share, e.low, e.high, row.source) if e else (None, None, None, "")),
        row.note,
    )
