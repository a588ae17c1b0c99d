"""The finished archive goes in, the parts of the report's first view come out, in the order in which they are read."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from data_schemas.records import DOCUMENT
from pipeline.export.corpus import COLUMNS, JSON_LINES, PARQUET
from pipeline.export.facts import Archive, cautions
from pipeline.export.heat import heat_of
from pipeline.export.links import TALK, has_both
from pipeline.export.pages import part
from pipeline.export.tables import FOLDER, tables
from pipeline.export.tables_page import caption_of, limits_told
from pipeline.export.transcripts import document_name, passages_by_document, transcript_files
from pipeline.report.by_group import rows_by_group
from pipeline.report.figures import FIGURES
from pipeline.report.section import TEMPLATES, Section, SectionMaker
from pipeline.report.structure import data_structure
from pipeline.statistics.corpus import ROLE_GROUP, Arrays, codes_of
from pipeline.statistics.prevalence import NOT_RECORDED, Prevalence

FITTING = 6  # groups beside each other on a wide screen; more are scrolled in a box of their own
FILES = (
    ("README.md", "dataset card: what the corpus is and how it loads"),
    (PARQUET, "every passage with its codes and probabilities, for pandas, R, DuckDB and datasets"),
    (JSON_LINES, "the same, one JSON object a line"),
    (COLUMNS, "what each of its columns means"),
    ("tables/README.md", "what each column of the tables means"),
)


def who_speaks(archive: Archive, data: Arrays) -> Section:
    """Every code in every role group, shaded."""
    rows = rows_by_group(archive, data)
    kind = TALK if has_both(archive) else ""
    heat = heat_of(rows, dimensions=archive.codebook.dimensions, by=ROLE_GROUP, kind=kind)
    return Section(
        id="who-speaks",
        title="Who speaks of what",
        sentence=(
            f"Each column is a role group; its roles are listed below the table, and the page of each code has them one by one. "
            f"A cell gives the share of the group's passages that speak of the code{limits_told(rows)}, drawn as the line "
            "through the bar; and below it how many passages were given the code. Choose a cell to read the passages, a code's "
            f"name for its page. {caption_of(rows).partition('.')[2].strip()}"
        ),
        html=_part(
            "who_speaks",
            h=heat,
            roles=_roles(archive),
            fitting=FITTING,
            beside=_beside(rows, few=heat.few),
            shared=archive.facts.shared,
        ),
    )


def _beside(rows: Sequence[Prevalence], *, few: bool) -> list[str]:
    """What a reader must know who compares two numbers of the table, in a line each."""
    audited = not {row.interval for row in rows} <= {"", "spread"}
    corrected = "; where an audit corrects it, what people found counts too" if audited else ""
    alone = " A group with too few interviews has counts alone." if few else ""
    return [
        "A share and the count below it differ: the share adds up probabilities, unsure passages too; the count takes only "
        f"passages that were given the code{corrected}.",
        f"Counts are no shares: where groups differ in size, do not compare their counts.{alone}",
        "Each code asks a question of its own. What you want to know may be answered by several codes, and they may point to "
        "different groups: look at all of them, and say on which code an answer rests.",
    ]


def _roles(archive: Archive) -> list[tuple[str, list[str]]]:
    """Each role group with the roles in it, of those whose passages are counted."""
    counted = [p for p in archive.passages if p.coded and p.kind != DOCUMENT]
    groups = sorted({p.role_group for p in counted if p.role_group})
    return [(group, sorted({p.role or NOT_RECORDED for p in counted if p.role_group == group})) for group in groups]


def not_concluded(archive: Archive, data: Arrays) -> Section:
    """What must not be concluded."""
    return Section(
        id="cautions",
        title="What must not be concluded",
        sentence="The limits of these figures, to be kept in mind and to be reported with them.",
        html=_part("cautions", cautions=cautions(archive.codebook, archive.facts)),
    )


def interviews(archive: Archive, data: Arrays) -> Section:
    """The list of transcripts, each leading to its sheet."""
    by_document = passages_by_document(archive)
    listed = []
    for record, path in transcript_files(archive):
        passages = by_document[record.doc_id]
        coded = [passage for passage in passages if passage.coded]
        with_codes = sum(any(codes_of(p, d) for d in archive.codebook.dimensions) for p in coded)
        listed.append(
            {
                "href": quote(path),
                "slug": path.rpartition("/")[2].removesuffix(".html"),
                "name": document_name(record, passages),
                "kind": passages[0].kind if passages else "",
                "speakers": list(dict.fromkeys((p.speaker, p.role) for p in coded)),
                "words": sum(p.words for p in passages),
                "coded": len(coded),
                "with_codes": with_codes,
            }
        )
    return Section(
        id="interviews",
        title="The interviews",
        sentence=(
            "Each name opens the transcript, with the codes beside the talk."
            if archive.facts.shared
            else "Each name opens the sheet of the interview: who spoke, of what, the passages to begin with, and what sets "
            "it apart. The transcript follows, with the codes beside the talk."
        ),
        html=_part("interviews", listed=listed, facts=archive.facts),
    )


def files(archive: Archive, data: Arrays) -> Section:
    """What else lies in the folder."""
    return Section(
        id="files",
        title="Tables and data",
        sentence="Everything that this report shows also lies in the same folder, for a paper or a spreadsheet.",
        html=_part(
            "files",
            tables=[{"href": f"{FOLDER}/{table.name}.csv", "name": table.name} for table in tables(archive)],
            files=[{"href": path, "name": path, "what": what} for path, what in (*archive.beside, *FILES)],
        ),
    )


def how_made(archive: Archive, data: Arrays) -> Section:
    """Model, codebook and versions, for a methods section."""
    return Section(
        id="how-made",
        title="How this was made",
        sentence="What a methods section has to name. The same input, settings, key and versions give the same report.",
        html=_part("how_made", facts=archive.facts, codebook=archive.codebook),
    )


SECTIONS: tuple[SectionMaker, ...] = (
    who_speaks,
    *FIGURES,
    data_structure,
    not_concluded,
    interviews,
    files,
    how_made,
)


def _part(template: str, **values: Any) -> Markup:
    return part(template, folder=TEMPLATES, **values)
