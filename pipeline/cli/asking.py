"""The command that asks the finished corpus in SQL: sql."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from data_schemas.errors import ConfigError
from pipeline.cli.beginning import Where
from pipeline.cli.terminal import say
from pipeline.counted import counted

if TYPE_CHECKING:
    from pipeline.sql.ask import Answer, Corpus

SHOWN = 1000  # rows on the terminal: more are for a file
WIDE = 10_000  # characters of a line that goes elsewhere than to a terminal
FIGURE = re.compile(r"-?\d*\.?\d*")


def sql(
    project: Where,
    question: Annotated[str, typer.Argument(help="one SELECT, in quotes", show_default=False)] = "",
    views: Annotated[bool, typer.Option("--views", help="say what can be asked of: views and their columns")] = False,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="write all rows to this file")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="for programs: JSON lines, one a row")] = False,
    rows: Annotated[int, typer.Option(min=1, help="most rows shown on the terminal")] = SHOWN,
) -> None:
    """Ask the finished corpus a question in SQL (DuckDB's): it is read, nothing is changed, no other file is seen.

    PROJECT may also be a folder of outputs, such as one made for others.

    Example: threefaces sql my-archive/ "SELECT role_group, sum(words) FROM passages GROUP BY ALL"
    """
    from pipeline.sql.ask import ask, corpus
    from pipeline.sql.views import documented

    if not question and not views:
        raise ConfigError('sql: expected a question, such as "SELECT * FROM interviews", or --views')
    with corpus(_outputs(project)) as asked:
        if views:
            _show(("view", "column", "meaning"), list(documented(asked.views)))
            return
        answer = ask(asked, question)
        if csv_file is not None:
            count = _write(csv_file, answer, status=asked.status)
            say(f"{counted(count, 'row')} written to {escape(str(csv_file))}")
            say("[yellow]They may hold what participants said:[/] only you may read the file.")
        elif as_json:
            for row in answer.rows:
                line = dict(zip(answer.columns, row, strict=True))
                sys.stdout.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        else:
            _tell(asked, answer, most=rows)


def _outputs(project: Path) -> Path:
    """The folder of outputs: a project's, or the one given."""
    from pipeline.export.corpus import PARQUET
    from pipeline.project import load_project

    return project if (project / PARQUET).is_file() else load_project(project).output


def _tell(asked: "Corpus", answer: "Answer", *, most: int) -> None:
    found = list(islice(answer.rows, most + 1))
    _show(answer.columns, [[_shown(cell) for cell in row] for row in found[:most]])
    if len(found) > most:
        say(f"[yellow]These are the first {most} rows; there are more:[/] --csv FILE takes all, --rows shows more")
    say(f"{counted(min(len(found), most), 'row')}; {escape(asked.status)}")


def _show(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on standard output, a page at a time where a terminal cannot hold it."""
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else WIDE)
    out = Table(header_style="bold", box=None, pad_edge=False)
    for number, name in enumerate(columns):
        is_figure = bool(rows) and all(FIGURE.fullmatch(row[number]) for row in rows)
        out.add_column(name, overflow="fold", justify="right" if is_figure else "left")
    for row in rows:
        out.add_row(*row)
    if console.is_terminal and len(rows) > console.height:
        with console.pager():
            console.print(out)
    else:
        console.print(out)


def _write(path: Path, answer: "Answer", *, status: str) -> int:
    """All rows as CSV with the status in front, as every table has it; whole or not at all; returns how many."""
    from pipeline.export.escape import for_csv
    from pipeline.export.table import STATUS
    from pipeline.export.write import BYTE_ORDER_MARK
    from pipeline.whole_file import OWNER, put_whole

    count = 0

    def fill(file: BinaryIO) -> None:
        nonlocal count
        out = io.TextIOWrapper(file, encoding="utf-8", newline="")
        out.write(BYTE_ORDER_MARK)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([STATUS, *map(for_csv, answer.columns)])
        for row in _safe(answer.rows):
            writer.writerow([status, *row])
            count += 1
        out.detach()

    put_whole(path, fill, mode=OWNER)
    return count


def _safe(rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    from pipeline.export.escape import for_csv

    for row in rows:
        yield [
            str(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else for_csv(_text(cell))
            for cell in row
        ]


def _shown(cell: Any) -> str:
    return f"{cell:.4f}" if isinstance(cell, float) else _text(cell)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "; ".join(map(_text, cell)) if isinstance(cell, list) else str(cell)


COMMANDS = (sql,)
