"""The finished archive goes in, tables for a paper come out: CSV files that say their status, and what they mean."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pipeline.export.code_tables import code_tables, document_tables
from pipeline.export.cooccurrence_tables import cooccurrence_tables
from pipeline.export.difference_tables import difference_tables
from pipeline.export.dispersion_tables import dispersion_tables
from pipeline.export.escape import for_markdown
from pipeline.export.facts import Archive, cautions
from pipeline.export.keyness_tables import keyness_tables
from pipeline.export.quote_tables import quote_tables
from pipeline.export.reading_table import reading_tables
from pipeline.export.table import Table, TableMaker, finished
from pipeline.export.tables_page import tables_page
from pipeline.export.talk_tables import talk_tables
from pipeline.export.theme_tables import theme_tables
from pipeline.export.write import write_csv, write_text
from pipeline.share_tables import shareable
from pipeline.statistics.corpus import arrays

FOLDER = "tables"
MAKERS: tuple[TableMaker, ...] = (
    code_tables,
    difference_tables,
    talk_tables,
    reading_tables,
    document_tables,
    cooccurrence_tables,
    dispersion_tables,
    keyness_tables,
    quote_tables,
    theme_tables,
)


def write_tables(folder: Path, archive: Archive) -> list[Path]:
    """Write every table under `tables/`, with a README and one page that shows them."""
    made = tables(archive)
    paths = [write_csv(folder / FOLDER / f"{t.name}.csv", columns=t.columns, rows=t.rows) for t in made]
    readme = write_text(folder / FOLDER / "README.md", _readme(made, archive))
    return [*paths, readme, write_text(folder / FOLDER / "tables.html", tables_page(archive))]


@lru_cache(maxsize=1)
def tables(archive: Archive) -> list[Table]:
    """All tables of an archive, in the order of their makers; made once for an archive, however many ask."""
    data = arrays(archive.passages, archive.codebook)
    made = [table for make in MAKERS for table in make(archive, data)]
    return finished(shareable(made, archive) if archive.facts.shared else made, facts=archive.facts)


def _readme(made: Sequence[Table], archive: Archive) -> str:
    facts = archive.facts
    files = [f"| `{table.name}.csv` | {for_markdown(table.title)} | {len(table.rows)} |" for table in made]
    further = dict(pair for table in made for pair in table.meanings)
    meanings = [f"| `{name}` | {meaning} |" for name, meaning in (*MEANINGS, *further.items())]
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
            "apostrophe before it, so that no spreadsheet calculates it. `parquet/` holds the same tables with their types, "
            "`word/` as a paper prints them, with caption and notes."
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
    ("passages, speakers, interviews", "passages to which the code is assigned, and where: not verified"),
    ("abstained", "passages on which the model would not decide"),
    ("of_passages, of_speakers, of_interviews", "the coded passages, people and interviews of which this is a part"),
    ("split_dimension, split_code", "the further code that the row is confined to"),
    ("share", "the part of `of_passages`, 0 to 1, from all passages; empty where there are too few interviews"),
    (
        "share_low, share_high",
        "the limits of an interval: where a share is corrected by an audit, of what blind coding of the whole archive would "
        "give, or, from a declared random sample, of the population sampled; else only the spread between interviews, "
        "without the model's errors (t on the logit scale)",
    ),
)
