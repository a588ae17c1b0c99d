"""The table of words that mark a code goes in, small plots of the first words of each code come out."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import altair as alt

from pipeline.export.facts import Archive
from pipeline.export.links import TALK, has_both, passages_link
from pipeline.export.table import Table
from pipeline.figures.drawing import INK, Names
from pipeline.figures.figure import Figure, Row, named, number, rows_of

WORDS = "words"
TABLE = "words_by_code"
FIRST = 8  # words shown of each code
PANEL, HEIGHT, ACROSS = 170, 17, 4  # pixels of a panel and of a word; panels beside one another


def word_figures(archive: Archive, tables: Sequence[Table]) -> list[Figure]:
    """A panel for each code that any word marks."""
    table = named(tables, TABLE)
    rows = (
        [row for row in rows_of(table) if row["rank"] is not None and (number(row["rank"]) or 0) <= FIRST]
        if table
        else []
    )
    if not rows:
        return []
    codes = {
        (d.id, c.id): (f"{d.name}: {c.name}", c.color.lower()) for d in archive.codebook.dimensions for c in d.codes
    }
    panels = list(dict.fromkeys((str(row["dimension"]), str(row["code"])) for row in rows))
    kind = TALK if has_both(archive) else ""
    told = {
        codes[panel][0]: [str(r["word"]) for r in rows if (str(r["dimension"]), str(r["code"])) == panel]
        for panel in panels
    }
    values = [_value(row, panels=panels, codes=codes, kind=kind) for row in rows]
    return [
        Figure(
            name=TABLE,
            part=WORDS,
            title="Words that mark passages with a code",
            text=" ".join(f"{name}: {', '.join(words)}." for name, words in told.items()),
            chart=_chart(values, panels=Names(names=tuple(codes[panel][0] for panel in panels))),
            table=TABLE,
        )
    ]


def _value(
    row: Row, *, panels: Sequence[tuple[str, str]], codes: dict[tuple[str, str], tuple[str, str]], kind: str
) -> dict[str, Any]:
    code = (str(row["dimension"]), str(row["code"]))
    link = passages_link(".".join(code), kind=kind)
    return {
        "panel": panels.index(code),
        "rank": row["rank"],
        "word": row["word"],
        "ratio": max(0.0, number(row["log_ratio"]) or 0.0),
        "zero": 0,
        "colour": codes[code][1],
        "told": (
            f"{row['word']}: said in {row['interviews']} of {row['of_interviews']} interviews in passages with the code, in "
            f"{row['other_interviews']} of {row['of_other_interviews']} in passages without it; log ratio {row['log_ratio']:.2f}"
        ),
        "link": f"{link}&text={quote(str(row['word']))}",
    }


def _chart(values: Sequence[dict[str, Any]], *, panels: Names) -> Any:
    base = alt.Chart().encode(y=alt.Y("rank:O", axis=None))
    bars = base.mark_bar(opacity=0.28, height=HEIGHT - 3).encode(
        x=alt.X("ratio:Q", axis=alt.Axis(title=None, tickCount=3, ticks=False, domain=False)),
        fill=alt.Fill("colour:N", scale=None, legend=None),
        href="link:N",
        description="told:N",
    )
    words = base.mark_text(align="left", dx=5, color=INK, fontSize=11, aria=False).encode(x="zero:Q", text="word:N")
    made = alt.layer(bars, words, data=alt.InlineData(values=list(values))).properties(
        width=PANEL, height=alt.Step(HEIGHT)
    )
    facet = alt.Facet("panel:O", header=alt.Header(labelExpr=panels.expression, title=None))
    return made.facet(facet, columns=ACROSS, spacing={"row": 14, "column": 18})
