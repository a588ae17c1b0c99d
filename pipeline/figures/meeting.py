"""The table of codes that meet in a passage goes in, a matrix of lifts comes out, of those with a spread between interviews."""

import math
from collections.abc import Sequence

from pipeline.export.facts import Archive
from pipeline.export.links import TALK, has_both, passages_link
from pipeline.export.table import Table
from pipeline.figures.cells import Cell, matrix
from pipeline.figures.drawing import ACCENT, OTHER, Names
from pipeline.figures.figure import Figure, named, number, rows_of
from pipeline.statistics.groups import EVERYONE

MEETING = "meeting"
TABLE = "codes_together"
FULL = 3.0  # doublings (or halvings) of chance at which a cell is shaded in full


def meeting_figures(archive: Archive, tables: Sequence[Table]) -> list[Figure]:
    """One matrix for all speakers together; none where no lift has a spread."""
    table = named(tables, TABLE)
    rows = [r for r in rows_of(table) if r["role_group"] == EVERYONE and r["lift_low"] is not None] if table else []
    if not table or not rows:
        return []
    codes = [(d.id, c.id) for d in archive.codebook.dimensions for c in d.codes]
    names = {(d.id, c.id): f"{d.name}: {c.name}" for d in archive.codebook.dimensions for c in d.codes}
    first, second = (
        [(str(r[f"{side}_dimension"]), str(r[f"{side}_code"])) for r in rows] for side in ("first", "second")
    )
    across, down = [c for c in codes if c in first], [c for c in codes if c in second]
    kind = TALK if has_both(archive) else ""
    cells = []
    for row, a, b in zip(rows, first, second, strict=True):
        lift, low, high = (number(row[name]) or 0.0 for name in ("lift", "lift_low", "lift_high"))
        cells.append(
            Cell(
                row=down.index(b),
                column=across.index(a),
                text=f"{lift:.1f}",
                colour=ACCENT if lift >= 1 else OTHER,
                depth=min(1.0, abs(math.log2(lift)) / FULL) if lift > 0 else 1.0,
                strong=low > 1 or high < 1,
                told=f"{names[a]} with {names[b]}: {row['together']} passages, lift {lift:.2f}, spread {low:.2f} to {high:.2f}",
                link=passages_link(".".join(a), ".".join(b), kind=kind),
            )
        )
    apart = [cell for cell in cells if cell.strong]
    return [
        Figure(
            name=TABLE,
            part=MEETING,
            title="Codes that meet in a passage: lift, where it has a spread between interviews",
            text=(
                f"{len(cells)} pairs of codes have a lift with a spread between interviews; that of {len(apart)} leaves out 1. "
                f"{_list(apart)}"
            ).strip(),
            chart=matrix(
                cells,
                rows=Names(names=tuple(names[c] for c in down)),
                columns=Names(names=tuple(names[c] for c in across)),
                width=44,
                height=24,
                titles=("", ""),
            ),
            table=TABLE,
        )
    ]


def _list(cells: Sequence[Cell]) -> str:
    return "; ".join(cell.told for cell in cells) + ("." if cells else "")
