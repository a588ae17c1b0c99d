"""A file of codings goes in, its items come out, line by line; what is whole on the disk and what a kill tore."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from data_schemas.codings import ABOUT, QUEUES, SOURCES, Coding, Note, Scope
from data_schemas.errors import ConfigError
from data_schemas.hashing import digest

Item = Coding | Note | Scope
_KINDS: dict[str, type[Item]] = {"coding": Coding, "note": Note, "scope": Scope}
_ENCODER = msgspec.json.Encoder(order="deterministic")


@contextmanager
def held(path: Path) -> Iterator[IO[bytes]]:
    """A file to add to, locked; opened again where it was replaced or removed while another held it."""
    while True:
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno())):
                yield file
                return


def sync(folder: Path) -> None:
    """Have the names of a folder's files on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def items_of(path: Path) -> Iterator[tuple[int, Item]]:
    """The items of a file with the number of their line; the torn last one is left out."""
    lines = lines_of(path)
    for number, line in enumerate(lines, start=1):
        try:
            row = msgspec.json.decode(line, type=dict[str, Any])
            item = msgspec.convert(row, _KINDS[str(row.pop("kind", ""))])
        except (msgspec.DecodeError, UnicodeDecodeError, KeyError) as error:
            if number == len(lines) and not path.read_bytes().endswith(b"\n"):
                return
            raise ConfigError(
                f"{path.parent.name}/{path.name}, line {number}: not a coding; put the file back from your backup, or "
                "remove the line"
            ) from error
        check(item, where=f"{path.parent.name}/{path.name}, line {number}")
        yield number, item


def lines_of(path: Path) -> list[bytes]:
    """The lines of a file, the torn last one too."""
    return path.read_bytes().removesuffix(b"\n").split(b"\n") if path.stat().st_size else []


def line_of(item: Item) -> str:
    """An item as its line, with its id."""
    kind = next(name for name, of in _KINDS.items() if isinstance(item, of))
    if isinstance(item, Coding):
        parts = [item.doc_id, item.start, item.end, item.coder, item.queue, item.made]
        item = replace(item, id=digest([*parts, "beside"] if item.beside else parts))
    return _ENCODER.encode({"kind": kind, **msgspec.to_builtins(item)}).decode()


def mend(handle: int) -> None:
    """Make the file end with a whole line: a torn one is cut off, one that only lacks its end gets it."""
    content = os.pread(handle, os.fstat(handle).st_size, 0)
    if not content or content.endswith(b"\n"):
        return
    whole, _, last = content.rpartition(b"\n")
    try:
        msgspec.json.decode(last)
        os.write(handle, b"\n")
    except msgspec.DecodeError:
        os.ftruncate(handle, len(whole) + (1 if whole else 0))


def when(made: str) -> float:
    """An ISO date and time in seconds, taken as UTC where it names no zone; the beginning of time where there is none."""
    if not made:
        return 0.0
    moment = datetime.fromisoformat(made)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def check(item: Item, *, where: str) -> None:
    """ConfigError where an item is not as it should be."""
    if not item.coder.strip():
        raise ConfigError(f"{where}: has no coder; expected a name or initials")
    try:
        when(item.made)
    except ValueError as error:
        raise ConfigError(f"{where}: made: expected a date and time such as 2026-03-31T14:05:00Z") from error
    if isinstance(item, Note):
        if item.about.partition(":")[0] not in ABOUT or not item.about.partition(":")[2]:
            raise ConfigError(f"{where}: a note is about speaker:NAME, code:dimension.code or transcript:ID")
        return
    if item.source not in SOURCES:
        raise ConfigError(f"{where}: source {item.source!r}: expected {' or '.join(SOURCES)}")
    if isinstance(item, Coding) and item.queue not in QUEUES:
        raise ConfigError(f"{where}: queue {item.queue!r}: expected {' or '.join(filter(None, QUEUES))}, or nothing")
