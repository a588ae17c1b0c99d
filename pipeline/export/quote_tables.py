"""The finished archive goes in, the table of quotes comes out: a few for reading under every code."""

from pipeline.export.facts import Archive
from pipeline.export.quotes import MOST, UNCHECKED, quotes
from pipeline.export.table import Table
from pipeline.statistics.corpus import Arrays

COLUMNS = (
    *("dimension", "dimension_name", "code", "code_name"),
    *("rank", "document", "speaker", "role", "role_group"),
    *("passage_id", "probability", "checked", "text"),
)


def quote_tables(archive: Archive, data: Arrays) -> list[Table]:
    """Up to twelve quotes of every code."""
    rows = tuple(
        (
            *(quote.dimension.id, quote.dimension.name, quote.code.id, quote.code.name, quote.rank),
            *(quote.passage.document, quote.passage.speaker, quote.passage.role, quote.passage.role_group),
            *(quote.passage.passage_id, quote.probability, UNCHECKED, quote.passage.text),
        )
        for quote in quotes(archive.passages, archive.codebook)
    )
    title = f"Up to {MOST} quotes a code"
    return [Table(name="quotes", title=title, columns=COLUMNS, rows=rows, of_people=True)]
