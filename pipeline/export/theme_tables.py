"""The finished archive goes in, the table of its data structure comes out, as papers print it."""

from pipeline.export.facts import Archive
from pipeline.export.structure import CODEBOOK, Structure, structure_of
from pipeline.export.table import Table
from pipeline.export.write import Cell
from pipeline.statistics.corpus import Arrays

NAME = "data_structure"
PRINTED = ("first_order_concept", "second_order_theme", "aggregate_dimension", "named_by")
COUNTED = ("passages", "speakers", "interviews")
MEANINGS = (
    ("first_order_concept", "what a person named, close to what was said; empty where nobody has named anything"),
    ("second_order_theme", "what concepts were grouped under by a person, or (deductive) a code of the codebook"),
    ("aggregate_dimension", "what themes were grouped under by a person, or (deductive) a dimension of the codebook"),
    (
        "named_by",
        "who named the concept in themes/themes.csv; `open code`: while coding; `codebook`: theory, and nobody",
    ),
)


def theme_tables(archive: Archive, data: Arrays) -> list[Table]:
    """One table: people's concepts, for the house only, or the codebook's structure, which tells nothing of anybody."""
    structure = structure_of(archive)
    if structure.deductive:
        return [
            Table(
                name=NAME,
                title=structure.title,
                columns=PRINTED,
                rows=tuple(("", t.name, d.name, CODEBOOK) for d in structure.dimensions for t in d.themes),
                open_to_others="the codebook's structure, from no passage",
                meanings=MEANINGS,
            )
        ]
    rows = tuple(_rows(structure, archive))
    columns = (*PRINTED, *COUNTED)
    return [Table(name=NAME, title=structure.title, columns=columns, rows=rows, of_people=True, meanings=MEANINGS)]


def _rows(structure: Structure, archive: Archive) -> list[tuple[Cell, ...]]:
    known = {p.passage_id: p for p in archive.passages}
    rows: list[tuple[Cell, ...]] = []
    for dimension in structure.dimensions:
        for theme in dimension.themes:
            for concept in theme.concepts:
                own = [known[i] for i in concept.passages if i in known]
                speakers, interviews = {p.who for p in own}, {p.doc_id for p in own}
                counts = (len(own), len(speakers), len(interviews))
                rows.append((concept.name, theme.name, dimension.name, concept.named_by, *counts))
    return rows
