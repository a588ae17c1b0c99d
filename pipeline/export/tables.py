"""The finished archive goes in, tables for a paper come out: CSV files that say their status, and what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from data_schemas.records import DOCUMENT
from pipeline.export.escape import for_markdown
from pipeline.export.facts import Archive, cautions
from pipeline.export.names import file_stems
from pipeline.export.quotes import MOST, UNCHECKED, quotes
from pipeline.export.reading_table import READING_COLUMNS, reading_rows
from pipeline.export.tables_page import tables_page
from pipeline.export.write import Cell, write_csv, write_text
from pipeline.statistics.corpus import arrays
from pipeline.statistics.prevalence import (
    Prevalence,
    attributes_of,
    by_attribute,
    by_document,
    by_role,
    by_role_group,
    crossed,
    crossings,
    framings,
    prevalence,
    splits,
)
from pipeline.statistics.readings import read

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
QUOTED = ("rank", "document", "speaker", "role", "role_group", "passage_id", "probability", "checked", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: `name` is its file's stem, every row has a cell for each column."""

    name: str = ""
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def write_tables(folder: Path, archive: Archive) -> list[Path]:
    """Write every table under `tables/`, with a README and one page that shows them."""
    made = tables(archive)
    paths = [write_csv(folder / "tables" / f"{t.name}.csv", columns=t.columns, rows=t.rows) for t in made]
    readme = write_text(folder / "tables" / "README.md", _readme(made, archive))
    return [*paths, readme, write_text(folder / "tables" / "tables.html", tables_page(archive))]


def table_names(archive: Archive) -> list[str]:
    """The stems of the CSV files that an archive gets, in their order."""
    codebook = archive.codebook
    names = ["codes_by_role_group", "codes_by_role"]
    names += [f"codes_by_{name}" for name in attributes_of(arrays(archive.passages, codebook))]
    names += [f"framings_by_{split.id}" for split in splits(codebook)]
    names += [f"{dimension.id}_by_{target.id}" for dimension, target in crossings(codebook)]
    names += [f"reading_{reading.id}" for reading in codebook.readings]
    names += ["codes_in_documents"] * has_documents(archive)
    return file_stems([*names, "quotes"])


def has_documents(archive: Archive) -> bool:
    """Whether written documents stand beside the interviews."""
    return any(passage.kind == DOCUMENT for passage in archive.passages)


def tables(archive: Archive) -> list[Table]:
    """All tables of an archive, in the order of `table_names`."""
    codebook, data = archive.codebook, arrays(archive.passages, archive.codebook)
    made = [
        _counted("Codes by role group", prevalence(data, by=by_role_group), by="role_group"),
        _counted("Codes by role", prevalence(data, by=by_role), by="role"),
    ]
    for name in attributes_of(data):
        made.append(_counted(f"Codes by {name}", prevalence(data, by=by_attribute(name)), by=name))
    for split in splits(codebook):
        found = framings(data, split=split, by=by_role_group)
        made.append(_counted(f"Framings by {split.name}", found, by="role_group"))
    for dimension, target in crossings(codebook):
        found = crossed(data, dimension=dimension, by=by_role_group)
        made.append(_counted(f"{dimension.name} by {target.name}", found, by="role_group"))
    for reading in codebook.readings:
        rows = reading_rows(read(archive.passages, codebook, reading=reading), codebook=codebook)
        made.append(Table(title=f"{reading.title} ...", columns=READING_COLUMNS, rows=rows))
    if has_documents(archive):
        made.append(_in_documents(archive))
    made.append(_quoted(archive))
    names = table_names(archive)
    return [_finished(table, name=name, status=archive.facts.status) for name, table in zip(names, made, strict=True)]


def _in_documents(archive: Archive) -> Table:
    """Written documents by themselves, without the dimensions that are put to talk only."""
    found = prevalence(arrays(archive.passages, archive.codebook, documents=True), by=by_document)
    return _counted("Codes in documents", [row for row in found if row.dimension.documents], by="document")


def _counted(title: str, found: Sequence[Prevalence], *, by: str) -> Table:
    has_split = any(row.split for row in found)
    columns = (by, *CODED, *(SPLIT if has_split else ()), *COUNTED)
    return Table(title=title, columns=columns, rows=tuple(_row(row) for row in found))


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


def _quoted(archive: Archive) -> Table:
    rows = tuple(
        (
            *(quote.dimension.id, quote.dimension.name, quote.code.id, quote.code.name, quote.rank),
            *(quote.passage.document, quote.passage.speaker, quote.passage.role, quote.passage.role_group),
            *(quote.passage.passage_id, quote.probability, UNCHECKED, quote.passage.text),
        )
        for quote in quotes(archive.passages, archive.codebook)
    )
    return Table(title=f"Up to {MOST} quotes a code", columns=(*CODED, *QUOTED), rows=rows)


def _finished(table: Table, *, name: str, status: str) -> Table:
    rows = tuple((status, *row) for row in table.rows)
    return Table(name=name, title=table.title, columns=("status", *table.columns), rows=rows)


def _readme(made: Sequence[Table], archive: Archive) -> str:
    facts = archive.facts
    files = [f"| `{table.name}.csv` | {for_markdown(table.title)} | {len(table.rows)} |" for table in made]
    meanings = [f"| `{name}` | {meaning} |" for name, meaning in MEANINGS]
    lines = [
        f"# Tables of {for_markdown(facts.project)}",
        "",
        (
            f"Status: **{for_markdown(facts.status)}**. Coded by {for_markdown(facts.model)} "
            f"with codebook {for_markdown(facts.codebook_id)} {for_markdown(facts.codebook_version)}."
        ),
        "",
        "| file | what | rows |",
        "|---|---|---|",
        *files,
        "",
        "| column | meaning |",
        "|---|---|",
        *meanings,
        "",
        (
            "The files are UTF-8 with a byte order mark, which Excel needs; in R use `readr::read_csv`, or "
            '`read.csv(..., fileEncoding = "UTF-8-BOM")`. A text that begins with `=`, `+`, `-` or `@` has an '
            "apostrophe before it, so that no spreadsheet calculates it."
        ),
        "",
        "What must not be concluded:",
        "",
        *(f"- {for_markdown(caution)}" for caution in cautions(archive.codebook, facts)),
        "",
    ]
    return "\n".join(lines)


MEANINGS = (
    ("status", "how far the figures can be trusted; the same in every row"),
    ("role_group, role", "who speaks; `(everyone)` is all coded speakers together"),
    ("passages, speakers, interviews", "how many passages the model gave the code, by how many people, where"),
    ("abstained", "passages on which the model would not decide"),
    ("of_passages, of_speakers, of_interviews", "the coded passages, people and interviews of which this is a part"),
    ("split_dimension, split_code", "the further code that the row is confined to"),
    ("share", "the part of `of_passages`, 0 to 1, as `share_from` says; empty where there are too few interviews"),
    ("share_low, share_high", "95 % interval, clustered by interview (CR2, t with interviews - 1 degrees of freedom)"),
    ("share_from", "`probabilities`: mean of the model's probabilities; `assigned codes`: part of passages given both"),
    ("checked", "whether a person has confirmed the quote"),
)
