"""The finished archive goes in, the table of quotes comes out: a few for reading under every code, as papers print them."""

from functools import lru_cache

from pipeline.export.facts import Archive
from pipeline.export.quotes import MOST, Quote, quotes
from pipeline.export.table import Table
from pipeline.export.write import Cell, clock
from pipeline.statistics.corpus import Arrays

APPROVED = "approved quotes only"
PRINTED = ("theme", "role", "quote", "where")
ABOUT = ("kind", "why", "checked", "approved")
CODED = ("dimension", "dimension_name", "code", "code_name", "rank", "document", "role_group", "passage_id")
COLUMNS = (*PRINTED, *ABOUT, *CODED, "probability")
MEANINGS = (
    ("theme, quote, where", "the code, what was said, and the transcript with the time where there is one"),
    ("kind", "`example`; `counter-example`: carries the code and what `why` says; `near miss`: nearly got the code"),
    ("checked", "whether a person decided on the code here, or the model alone"),
    ("approved", "whether somebody approved the quote to be passed on"),
    ("rank", "the order to read in: spread over interviews and roles, central ones first"),
)


def quote_tables(archive: Archive, data: Arrays) -> list[Table]:
    """Within the house quotes of every code; for others every approved quote that carries one, and no speaker."""
    if archive.facts.shared:
        own = [p for p in archive.passages if p.passage_id in archive.approved]
        found = [q for d in (False, True) for q in quotes(own, archive.codebook, documents=d, all_of_them=True)]
        return [
            Table(
                name="quotes",
                title="Approved quotes",
                columns=COLUMNS,
                rows=tuple(_row(quote, archive) for quote in found),
                open_to_others=APPROVED,
                meanings=MEANINGS,
            )
        ]
    columns = (*COLUMNS, "speaker")
    rows = tuple((*_row(quote, archive), quote.passage.speaker) for quote in chosen_quotes(archive))
    title = f"Up to {MOST} quotes a code, then counter-examples and near misses"
    return [Table(name="quotes", title=title, columns=columns, rows=rows, of_people=True, meanings=MEANINGS)]


@lru_cache(maxsize=1)
def chosen_quotes(archive: Archive) -> tuple[Quote, ...]:
    """The quotes for reading, of talk and then of written documents; chosen once for an archive."""
    passages, codebook, vectors = archive.passages, archive.codebook, archive.vectors
    return tuple(q for d in (False, True) for q in quotes(passages, codebook, vectors=vectors, documents=d))


def where(quote: Quote) -> str:
    """The transcript, and the time in it where it has times."""
    time = clock(quote.passage.start_s)
    return f"{quote.passage.document}, {time}" if time else quote.passage.document


def _row(quote: Quote, archive: Archive) -> tuple[Cell, ...]:
    passage = quote.passage
    return (
        f"{quote.dimension.name}: {quote.code.name}",
        *(passage.role, passage.text, where(quote)),
        *(quote.kind, quote.why, quote.checked, passage.passage_id in archive.approved),
        *(quote.dimension.id, quote.dimension.name, quote.code.id, quote.code.name, quote.rank),
        *(passage.document, passage.role_group, passage.passage_id, quote.probability),
    )
