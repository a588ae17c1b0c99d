"""Pages of docs go in; the same come out with what each of their commands says of the examples.

usage: python scripts/make_chapter.py      (brings examples/archive up to date first; `make chapter`)

A block marked `console` is a command after `$ `, to the end of its last quotation mark, and what it said. Whatever the
command says today replaces what stands there; blocks of another kind are left alone.
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PAGES = (ROOT / "docs" / "chapter.md", ROOT / "docs" / "data_card.md")
BLOCK = re.compile(r"^```console\n(\$ .*?)^```$", re.DOTALL | re.MULTILINE)
WIDTH = 110  # characters of a line, as wide as a page shows
BAR = "\u2501"  # what progress bars are drawn with


def main() -> None:
    """Run every command of the pages on the examples and write what it says into them."""
    said("threefaces run examples/archive", ROOT)
    for page in PAGES:
        page.write_text(renewed(page.read_text(encoding="utf-8"), ROOT), encoding="utf-8")
        print(f"Written: {page.relative_to(ROOT)}")


def renewed(page: str, folder: Path) -> str:
    """A page with what its commands say today, run where `folder` holds examples/archive."""

    def anew(block: re.Match[str]) -> str:
        command, _ = parted(block[1])
        return f"```console\n$ {command}\n{said(command, folder)}```"

    return BLOCK.sub(anew, page)


def blocks(page: str) -> list[tuple[str, str]]:
    """Each command of a page with what stands below it."""
    return [parted(block) for block in BLOCK.findall(page)]


def parted(block: str) -> tuple[str, str]:
    """A command, which ends on the line with its last quotation mark, and what follows it."""
    lines = block.removeprefix("$ ").splitlines(keepends=True)
    for end in range(1, len(lines) + 1):
        command = "".join(lines[:end])
        with contextlib.suppress(ValueError):
            shlex.split(command)
            return command.rstrip("\n"), "".join(lines[end:])
    raise ValueError(f"a quotation mark is missing in the command {lines[0].strip()!r}")


def said(command: str, folder: Path) -> str:
    """What a command says: ours in this process, any other in a shell; no progress bars, no path of this machine."""
    name, *arguments = shlex.split(command)
    if name == "threefaces":
        text = _ours(arguments, folder)
    else:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        text = subprocess.run(  # noqa: S602 - the page's own command
            command,
            shell=True,
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    lines = [line.rstrip() for line in text.replace(f"{folder}/", "").splitlines() if BAR not in line]
    return "".join(f"{line}\n" for line in lines).strip("\n") + "\n"


def _ours(arguments: list[str], folder: Path) -> str:
    from pipeline.cli import terminal
    from pipeline.cli.app import app

    heard = io.StringIO()
    with _in(folder), _width(terminal.people), contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
        app(arguments, standalone_mode=False)
    return heard.getvalue()


@contextlib.contextmanager
def _in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def _width(console: Console) -> Iterator[None]:
    before = console.width
    console.width = WIDTH
    try:
        yield
    finally:
        console.width = before


if __name__ == "__main__":
    main()
