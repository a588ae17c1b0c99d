"""The tables of talk and questions go in, figures of who talks, who asks and whom come out."""

from collections.abc import Sequence

from pipeline.export.facts import Archive
from pipeline.export.pages import heading
from pipeline.export.table import Table
from pipeline.figures.cells import Cell, matrix
from pipeline.figures.dots import Dot, dots
from pipeline.figures.drawing import ACCENT, Names
from pipeline.figures.figure import Figure, named, number, rows_of
from pipeline.roster import OTHER, ROLE_GROUPS

TALKING = "talk-shares"
TALK_TABLE, ASKED_TABLE = "talk_by_role_group", "questions_by_role_group"
MEASURES = {
    "share_of_words": "Share of all words",
    "share_among_participants": "Share among participants",
    "question_rate": "Turns that end by asking",
}


def talk_figures(archive: Archive, tables: Sequence[Table]) -> list[Figure]:
    """Shares of talk by role group, and whose questions are followed by whose turn."""
    talk, asked = named(tables, TALK_TABLE), named(tables, ASKED_TABLE)
    return [*([_talk(talk)] if talk else []), *([_asked(asked)] if asked else [])]


def _talk(table: Table) -> Figure:
    rows = rows_of(table)
    groups = [heading(str(row["role_group"])) for row in rows]
    found = []
    for line, row in enumerate(rows):
        for panel, (measure, what) in enumerate(MEASURES.items()):
            share, low, high = (number(row[name]) for name in (measure, f"{measure}_low", f"{measure}_high"))
            limits = f", 95 % {100 * low:.0f} to {100 * high:.0f}" if low is not None and high is not None else ""
            told = f"{groups[line]}, {what.lower()}: " + (
                f"{100 * share:.1f} %{limits}" if share is not None else "none"
            )
            found.append(
                Dot(
                    panel=panel,
                    group=line,
                    colour=ACCENT,
                    share=share,
                    low=low,
                    high=high,
                    firm=True,
                    counts="",
                    told=told,
                    link="",
                )
            )
    return Figure(
        name=TALK_TABLE,
        part=TALKING,
        title=table.title,
        text=f"{'; '.join(dot.told for dot in found if dot.share is not None)}.",
        chart=dots(found, panels=Names(names=tuple(MEASURES.values())), groups=Names(names=tuple(groups))),
        table=TALK_TABLE,
    )


def _asked(table: Table) -> Figure:
    rows = rows_of(table)
    asking, asked = (
        [g for g in (*ROLE_GROUPS, OTHER) if g in {row[of] for row in rows}] for of in ("role_group", "asked_of")
    )
    cells = []
    for row in rows:
        share = number(row["share_of_questions"]) or 0.0
        cells.append(
            Cell(
                row=asking.index(str(row["role_group"])),
                column=asked.index(str(row["asked_of"])),
                text=f"{row['questions']:,}",
                colour=ACCENT,
                depth=share,
                strong=False,
                told=(
                    f"{heading(str(row['role_group']))} asks, then {heading(str(row['asked_of'])).lower()} speaks: "
                    f"{row['questions']} of {row['of_questions']} questions, {100 * share:.0f} %"
                ),
                link="",
            )
        )
    return Figure(
        name=ASKED_TABLE,
        part=TALKING,
        title=table.title,
        text=f"{'; '.join(cell.told for cell in cells)}.",
        chart=matrix(
            cells,
            rows=Names(names=tuple(map(heading, asking))),
            columns=Names(names=tuple(map(heading, asked))),
            width=70,
            height=26,
            titles=("who asks", "who speaks next"),
        ),
        table=ASKED_TABLE,
    )
