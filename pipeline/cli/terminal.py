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

people = Console(stderr=True, highlight=False)


def complain(message: str, code: int) -> int:
    """One line on standard error; gives back the exit code."""
    people.print(f"[bold red]threefaces:[/] {escape(message)}", soft_wrap=True)
    return code


def say(message: str) -> None:
    """One line for people; may hold Rich mark-up."""
    people.print(message, soft_wrap=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """A table for people; nothing in it is taken for Rich mark-up."""
    out = Table(title=escape(title) or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        out.add_column(escape(column))
    for row in rows:
        out.add_row(*(escape(str(value)) for value in row))
    people.print(out)


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
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text("".join(content), encoding="utf-8")
    temporary.replace(path)
    return len(content)
