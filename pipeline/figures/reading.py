"""The table of a study's reading goes in, a figure of it comes out: for those to whom its conditions apply, and nobody else."""

from collections.abc import Sequence

from pipeline.export.facts import Archive
from pipeline.export.links import passages_link
from pipeline.export.reading_table import ONE_SPEAKER, READING_COLUMNS
from pipeline.export.table import Table
from pipeline.figures.dots import Dot, dots
from pipeline.figures.drawing import Names
from pipeline.figures.figure import Figure, Row, number, rows_of

READING = "reading"
MOST_SPEAKERS = 40  # lines in a panel that can still be read


def reading_figures(archive: Archive, tables: Sequence[Table]) -> list[Figure]:
    """One for each reading that applies to anybody; a copy for others has none, since it is of single people."""
    if archive.facts.shared:
        return []
    made = [t for t in tables if set(t.columns) >= set(READING_COLUMNS)]
    return [f for t, reading in zip(made, archive.codebook.readings, strict=True) if (f := _of(t, reading.id, archive))]


def _of(table: Table, reading_id: str, archive: Archive) -> Figure | None:
    reading = next(reading for reading in archive.codebook.readings if reading.id == reading_id)
    rows = [row for row in rows_of(table) if row["row"] == "read"]
    people = list(dict.fromkeys(_who(row) for row in rows))[: 1 + MOST_SPEAKERS]
    if not people:
        return None
    codes = [entry.code for entry in reading.codes]
    dimension = archive.codebook.dimension(reading.dimensions[0])
    colours = {code.id: code.color.lower() for code in dimension.codes}
    about = f"{reading.about_dimension}.{reading.about_code}"
    panels = {entry.code: f"{entry.form}: {entry.reading}" for entry in reading.codes}
    found = [
        _dot(
            row,
            panel=codes.index(str(row["code"])),
            group=people.index(_who(row)),
            colour=colours[str(row["code"])],
            what=panels[str(row["code"])],
        )
        for row in rows
        if _who(row) in people
    ]
    framed = [f"{name}.{code}" for name in reading.dimensions for code in codes]
    return Figure(
        name=table.name,
        part=READING,
        title=table.title,
        text=f"{'; '.join(dot.told for dot in found if dot.group == 0)}.",
        chart=dots(found, panels=Names(names=tuple(panels.values())), groups=Names(names=tuple(people))),
        table=table.name,
        passages=f"{passages_link(about, *framed, group=('role_group', reading.role_group))}&match=any",
    )


def _who(row: Row) -> str:
    return str(row["speaker"]) if row["of"] == ONE_SPEAKER else str(row["of"]).capitalize()


def _dot(row: Row, *, panel: int, group: int, colour: str, what: str) -> Dot:
    share, low, high = (number(row[name]) for name in ("share", "share_low", "share_high"))
    counts = f"{row['passages']} of {row['of_passages']}"
    told = f"{_who(row)}, {what}: {counts} framing passages"
    if share is not None and low is not None and high is not None:
        told += f"; {100 * share:.0f} %, {100 * low:.0f} to {100 * high:.0f} ({row['interval']})"
    return Dot(
        panel=panel,
        group=group,
        colour=colour,
        share=share if low is not None else None,
        low=low,
        high=high,
        firm=False,  # none of the limits in its table claims a coverage
        counts=counts,
        told=told,
        link="",
    )
