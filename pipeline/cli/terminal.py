"""What commands say to people (on standard error) and to programs (on standard output)."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from data_schemas.errors import ConfigError
from pipeline.whole_file import put_whole

people = Console(stderr=True, highlight=False)
FIGURES = 22  # characters: no figure with its interval is longer, and no sentence shorter
WIDEST = 1000  # characters, to measure what a table would take


def complain(message: str, code: int) -> int:
    """One line on standard error; gives back the exit code."""
    people.print(f"[bold red]threefaces:[/] {escape(message)}", soft_wrap=True)
    return code


def say(message: str) -> None:
    """One line for people; may hold Rich mark-up."""
    people.print(message, soft_wrap=True)


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "", spare: Sequence[str] = ()
) -> None:
    """A table for people, no cell of it cut; a narrow terminal goes without the last of the spare columns."""
    cells = [[str(value) for value in row] for row in rows]
    left_out: list[str] = []
    for name in (*reversed(spare), ""):
        shown = [i for i, column in enumerate(columns) if column not in left_out]
        out = _laid_out([columns[i] for i in shown], [[row[i] for i in shown] for row in cells], title=title)
        if not name or people.measure(out, options=people.options.update(max_width=WIDEST)).maximum <= people.width:
            break
        left_out.insert(0, name)
    people.print(out)
    if left_out:
        say(f"A wider terminal also shows: {', '.join(left_out)}")


def _laid_out(columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str) -> Table:
    """Figures stay on one line; the first column and whole sentences are folded where room is short."""
    out = Table(title=escape(title) or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
    widths = [max(len(cell) for cell in (column, *cells)) for column, *cells in zip(columns, *rows, strict=True)]
    figures = [number > 0 and width <= FIGURES for number, width in enumerate(widths)]
    room = sum(width + 2 for width, whole in zip(widths, figures, strict=True) if whole) + FIGURES <= people.width
    for column, whole in zip(columns, figures, strict=True):
        out.add_column(escape(column), no_wrap=room and whole, overflow="fold")
    for row in rows:
        out.add_row(*(escape(value) for value in row))
    return out


def by_dimension(rows: Iterable[Sequence[object]], *, width: int) -> list[list[object]]:
    """Rows that begin with dimension.code, under one row for each dimension: short enough for narrow terminals."""
    grouped: list[list[object]] = []
    shown = ""
    for name, *figures in rows:
        dimension, _, code = str(name).partition(".")
        if dimension != shown:
            grouped.append([dimension, *([""] * (width - 1))])
            shown = dimension
        grouped.append([f"  {code}", *figures])
    return grouped


def emit(value: Any) -> None:
    """One JSON document on standard output, for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n")


def emit_lines(values: Iterable[Any]) -> None:
    """JSON lines on standard output."""
    for value in values:
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


@contextmanager
def bar(title: str, *, total: float) -> Iterator[Callable[[float], None]]:
    """A progress bar; call what it gives with the amount done so far. A total of 1 is shown as a percentage."""
    with progress(share=total == 1.0) as shown:
        task = shown.add_task(title, total=total)
        yield lambda done: shown.update(task, completed=done)


def progress(*, share: bool = False) -> Progress:
    """The one look of all progress bars: so many of so many, or a share."""
    done = TaskProgressColumn() if share else MofNCompleteColumn()
    return Progress(TextColumn("{task.description:24}"), BarColumn(), done, TimeElapsedColumn(), console=people)


def read_lines(path: Path, *, needs: Sequence[str]) -> list[dict[str, Any]]:
    """JSON lines with unique string ids; ConfigError names the line and what is missing or stands twice."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: cannot be read as UTF-8 text; expected JSON lines") from error
    rows: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ConfigError(f"{path.name}, line {number}: not JSON; expected one object a line") from error
        missing = [name for name in needs if not isinstance(row, dict) or not isinstance(row.get(name), str)]
        if missing:
            raise ConfigError(f"{path.name}, line {number}: no text field {missing[0]!r}; expected {', '.join(needs)}")
        if row["id"] in seen:
            raise ConfigError(
                f"{path.name}, line {number}: its id stands already in line {seen[row['id']]}; ids must differ"
            )
        seen[row["id"]] = number
        rows.append(row)
    if not rows:
        raise ConfigError(f"{path.name}: no lines in it; expected JSON lines with {', '.join(needs)}")
    return rows


def write_lines(path: Path, rows: Iterable[Any]) -> int:
    """Write JSON lines, whole or not at all; returns how many."""
    content = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    put_whole(path, lambda out: out.write("".join(content).encode("utf-8")))
    return len(content)
