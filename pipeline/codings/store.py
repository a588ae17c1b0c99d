"""Codings, notes and scopes go in, lines of JSON that are only ever added to come out, and back.

One file for each coder and origin, readable by its owner only. Of what stands twice the later holds. A last line that a
kill tore is passed over and named; the next one to be added takes its place.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from data_schemas.codings import ABOUT, QUEUES, SOURCES, Coding, Note, Point, Scope
from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from pipeline.vault import make_private, write_private

Item = Coding | Note | Scope
SUFFIX = ".codings.jsonl"
_KINDS: dict[str, type[Item]] = {"coding": Coding, "note": Note, "scope": Scope}
_ENCODER = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Codings:
    """What stands today, sorted; `torn` names the files whose last line was cut short by a kill."""

    codings: tuple[Coding, ...] = ()
    notes: tuple[Note, ...] = ()
    scopes: tuple[Scope, ...] = ()
    torn: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The digest of all that stands; empty where nobody decided anything."""
        return digest([self.codings, self.notes, self.scopes]) if self.codings or self.notes or self.scopes else ""


def append(folder: Path, items: Sequence[Item]) -> None:
    """Add items to their coders' files, on the disk when this returns; ConfigError where one is not as it should be."""
    by_file: dict[str, list[str]] = {}
    for item in items:
        _check(item, where="a coding")
        by_file.setdefault(file_of(item), []).append(_line(item))
    if items:
        make_private(folder)
    for name, lines in sorted(by_file.items()):
        is_new = not (folder / name).exists()
        with _held(folder / name) as out:
            os.fchmod(out.fileno(), 0o600)
            _mend(out.fileno())
            out.write("".join(f"{line}\n" for line in lines).encode())
            out.flush()
            os.fsync(out.fileno())
        if is_new:
            _sync(folder)


def read(folder: Path) -> Codings:
    """Everything that stands; ConfigError names the file and line that cannot be read."""
    latest: dict[tuple[object, ...], tuple[float, str, int, Item]] = {}
    torn = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        made, number = 0.0, 0
        for number, item in _items(path):
            made = max(made, when(item.made))  # within a file a later line is later, whatever its tool's clock said
            place = (made, path.name, number, item)
            if _identity(item) not in latest or latest[_identity(item)][:3] <= place[:3]:
                latest[_identity(item)] = place
        if _lines(path)[number:]:
            torn.append(path.name)
    standing = [item for *_, item in latest.values() if not item.removed]
    return Codings(
        codings=tuple(sorted((i for i in standing if isinstance(i, Coding)), key=_coding_order)),
        notes=tuple(sorted((i for i in standing if isinstance(i, Note)), key=lambda n: (n.about, n.coder))),
        scopes=tuple(
            sorted((i for i in standing if isinstance(i, Scope)), key=lambda s: (s.doc_id, s.coder, s.source))
        ),
        torn=tuple(torn),
    )


def history(folder: Path) -> Iterator[tuple[float, Item]]:
    """Every item that was ever added, superseded ones too, with the moment that counts for it."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        made = 0.0
        for _, item in _items(path):
            made = max(made, when(item.made))
            yield made, item


def dated(folder: Path, items: Sequence[Coding]) -> list[Coding]:
    """The codings, each later than all that its coder decided on its stretch before, whatever a clock said."""
    places = {_identity(item) for item in items}
    latest: dict[tuple[object, ...], float] = {}
    for made, item in history(folder) if items else ():
        if _identity(item) in places:
            latest[_identity(item)] = max(made, latest.get(_identity(item), made))
    found = []
    for item in items:
        last = latest.get(_identity(item), 0.0)
        after = datetime.fromtimestamp(last + 0.001, UTC).isoformat(timespec="milliseconds")
        found.append(item if when(item.made) > last else replace(item, made=after))
    return found


def file_of(item: Item) -> str:
    """A name for each coder and origin, unlike the others even where two names come out alike."""
    parts = [item.coder, item.origin or "own"]
    stem = "-".join(re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-")[:30] or "coder" for part in parts)
    return f"{stem}-{digest(parts)[:6]}{SUFFIX}"


def content_digest(coding: Coding) -> str:
    """The digest of what was decided, whenever that was."""
    return digest(replace(coding, id="", made=""))


def when(made: str) -> float:
    """An ISO date and time in seconds, taken as UTC where it names no zone; the beginning of time where there is none."""
    if not made:
        return 0.0
    moment = datetime.fromisoformat(made)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def remove(
    folder: Path, *, gone: Callable[[Item], bool], left: Callable[[Item], Item] = lambda item: item, dry: bool = False
) -> dict[str, int]:
    """Remove every line, superseded ones too, whose item is `gone`; returns how many were removed or changed by file.

    `left` is what is left of an item that stays: it keeps its line, so that no earlier one stands again.
    """
    counts = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with _held(path):
            items = [item for _, item in _items(path)]
            kept = [left(item) for item in items if not gone(item)]
            if kept != items:
                unchanged = sum(left(item) == item for item in items if not gone(item))
                counts[path.name] = len(items) - unchanged
                if not dry and kept:
                    write_private(path, "".join(f"{_line(item)}\n" for item in kept).encode())
                elif not dry:
                    path.unlink()
    if counts and not dry:
        _sync(folder)
    return counts


@contextmanager
def _held(path: Path) -> Iterator[IO[bytes]]:
    """A file to add to, locked; opened again where it was replaced or removed while another held it."""
    while True:
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno())):
                yield file
                return


def _sync(folder: Path) -> None:
    """Have the names of a folder's files on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _items(path: Path) -> Iterator[tuple[int, Item]]:
    """The items of a file with the number of their line; the torn last one is left out."""
    lines = _lines(path)
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
        _check(item, where=f"{path.parent.name}/{path.name}, line {number}")
        yield number, item


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().removesuffix(b"\n").split(b"\n") if path.stat().st_size else []


def _line(item: Item) -> str:
    kind = next(name for name, of in _KINDS.items() if isinstance(item, of))
    if isinstance(item, Coding):
        parts = [item.doc_id, item.start, item.end, item.coder, item.queue, item.made]
        item = replace(item, id=digest([*parts, "beside"] if item.beside else parts))
    return _ENCODER.encode({"kind": kind, **msgspec.to_builtins(item)}).decode()


def _mend(handle: int) -> None:
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


def _identity(item: Item) -> tuple[object, ...]:
    if isinstance(item, Coding):
        return ("coding", item.doc_id, item.start, item.end, item.coder, item.queue, item.beside)
    if isinstance(item, Note):
        return ("note", item.about, item.coder)
    return ("scope", item.doc_id, item.coder, item.source)


def _coding_order(coding: Coding) -> tuple[str, Point, Point, str, str, bool]:
    return coding.doc_id, coding.start, coding.end, coding.coder, coding.queue, coding.beside


def _check(item: Item, *, where: str) -> None:
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
