"""The finished archive goes in, its tables come out as Word files to paste into a paper, one file for each table."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.export.docx_file import Grid, Paragraph, Row, write_docx
from pipeline.export.facts import Archive
from pipeline.export.paper import MOST_ROWS, Line, Printed, printed
from pipeline.export.table import Table, status_of
from pipeline.export.tables import FOLDER, MEANINGS, tables

WORD = "word"
WIDE = 5  # columns: more need the page on its side
LONG = 24  # characters of a cell from which a column is one of words, given more room and set from the left
WIDEST = 6.0  # times the room of a column of figures


def write_word_tables(folder: Path, archive: Archive) -> list[Path]:
    """Write every table that has rows under `tables/word/`."""
    return [
        _written(folder / FOLDER / WORD / f"{table.name}.docx", table, archive)
        for table in tables(archive)
        if table.rows
    ]


def _written(path: Path, table: Table, archive: Archive) -> Path:
    shown = printed(table, archive.codebook)
    landscape = max(len(header) for header, _ in shown.parts) > WIDE
    return write_docx(path, _blocks(shown, table=table, archive=archive), landscape=landscape)


def _blocks(shown: Printed, *, table: Table, archive: Archive) -> Iterator[Paragraph | Grid]:
    status = status_of(table, facts=archive.facts)
    for number, (header, lines) in enumerate(shown.parts):
        more = f" ({number + 1} of {len(shown.parts)})" if len(shown.parts) > 1 else ""
        yield Paragraph(text=shown.title + more, style="Caption", numbered=True)
        yield Paragraph(text=f"Status: {status}.", style="Status")
        yield _grid(header, lines)
    yield Paragraph(text=f"Note. {' '.join(_notes(shown, table=table, archive=archive))}", style="Note")


def _notes(shown: Printed, *, table: Table, archive: Archive) -> Iterator[str]:
    facts = archive.facts
    if shown.cells:
        yield f"{shown.cells}."
    for names, meaning in (*MEANINGS, *table.meanings):
        if set(names.split(", ")) & set(shown.columns):
            yield f"{names.replace('`', '')}: {meaning.replace('`', '')}."
    if shown.rows_left_out:
        yield f"The first {MOST_ROWS} rows; {shown.rows_left_out} more are in {table.name}.csv."
    yield (
        f"Coded by {facts.model} (digest {facts.model_digest}) with codebook {facts.codebook_id} {facts.codebook_version}, "
        f"in Threefaces {facts.version}; counts are of talk, not of what happened."
    )


def _grid(header: Sequence[str], lines: Sequence[Line]) -> Grid:
    longest = [max(map(_length, column)) for column in zip(header, *(line.cells for line in lines), strict=True)]
    words = {number for number, length in enumerate(longest) if number == 0 or length > LONG}
    return Grid(
        header=tuple(header),
        rows=tuple(Row(cells=line.cells, heading=line.heading) for line in lines),
        widths=tuple(
            min(WIDEST, max(1.0, length / LONG * 2)) if n in words else 1.0 for n, length in enumerate(longest)
        ),
        figures=frozenset(range(len(header))) - words,
    )


def _length(cell: str) -> int:
    return max(map(len, cell.split("\n")))
