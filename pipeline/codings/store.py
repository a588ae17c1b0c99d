"""Codings, notes and scopes go in, lines of JSON that are only ever added to come out, and back.

One file for each coder and origin, readable by its owner only. Of what stands twice the later holds. A last line that a
kill tore is passed over and named; the next one to be added takes its place.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from data_schemas.codings import Coding, Note, Point, Scope
from data_schemas.hashing import digest
from pipeline.codings.lines import Item, check, held, items_of, line_of, lines_of, mend, sync, when
from pipeline.vault import make_private, write_private

SUFFIX = ".codings.jsonl"


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
    """Add items to their coders' files, on the disk when this returns; ConfigError where one is not as it should be.

    All of them are added, or none where the disk fails (OSError): the files are held until all are written.
    """
    by_file: dict[str, list[str]] = {}
    for item in items:
        check(item, where="a coding")
        by_file.setdefault(file_of(item), []).append(line_of(item))
    if items:
        make_private(folder)
    new = [name for name in by_file if not (folder / name).exists()]
    sizes: dict[str, int] = {}
    with ExitStack() as stack:
        handles: dict[str, int] = {}
        try:
            for name in sorted(by_file):  # always in this order, so that no two wait for one another
                handles[name] = stack.enter_context(held(folder / name)).fileno()
                sizes[name] = _made_ready(handles[name])
            for name, handle in handles.items():
                _add(handle, "".join(f"{line}\n" for line in by_file[name]).encode())
        except OSError:
            for name, handle in handles.items():
                os.ftruncate(handle, sizes.get(name, os.fstat(handle).st_size))
                if name in new and not os.fstat(handle).st_size:
                    (folder / name).unlink()
            raise
    if new:
        sync(folder)


def read(folder: Path) -> Codings:
    """Everything that stands; ConfigError names the file and line that cannot be read."""
    latest: dict[tuple[object, ...], tuple[float, str, int, Item]] = {}
    torn = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        number = 0
        for number, made, item in _moments(path):
            place = (made, path.name, number, item)
            if _identity(item) not in latest or latest[_identity(item)][:3] <= place[:3]:
                latest[_identity(item)] = place
        if lines_of(path)[number:]:
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
        yield from ((made, item) for _, made, item in _moments(path))


def _moments(path: Path) -> Iterator[tuple[int, float, Item]]:
    """Number, moment and item of each line; within a file a later line is later, whatever its tool's clock said."""
    made = 0.0
    for number, item in items_of(path):
        made = max(made, when(item.made))
        yield number, made, item


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


def _made_ready(handle: int) -> int:
    """Make a file end with a whole line; returns its size."""
    os.fchmod(handle, 0o600)
    mend(handle)
    return os.fstat(handle).st_size


def _add(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]
    os.fsync(handle)


def file_of(item: Item) -> str:
    """A name for each coder and origin, unlike the others even where two names come out alike."""
    parts = [item.coder, item.origin or "own"]
    stem = "-".join(re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-")[:30] or "coder" for part in parts)
    return f"{stem}-{digest(parts)[:6]}{SUFFIX}"


def content_digest(coding: Coding) -> str:
    """The digest of what was decided, whenever that was."""
    return digest(replace(coding, id="", made=""))


def remove(
    folder: Path, *, gone: Callable[[Item], bool], left: Callable[[Item], Item] = lambda item: item, dry: bool = False
) -> dict[str, int]:
    """Remove every line, superseded ones too, whose item is `gone`; returns how many were removed or changed by file.

    `left` is what is left of an item that stays: it keeps its line, so that no earlier one stands again.
    """
    counts = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with held(path):
            items = [item for _, item in items_of(path)]
            kept = [left(item) for item in items if not gone(item)]
            if kept != items:
                unchanged = sum(left(item) == item for item in items if not gone(item))
                counts[path.name] = len(items) - unchanged
                if not dry and kept:
                    write_private(path, "".join(f"{line_of(item)}\n" for item in kept).encode())
                elif not dry:
                    path.unlink()
    if counts and not dry:
        sync(folder)
    return counts


def _identity(item: Item) -> tuple[object, ...]:
    if isinstance(item, Coding):
        return ("coding", item.doc_id, item.start, item.end, item.coder, item.queue, item.beside)
    if isinstance(item, Note):
        return ("note", item.about, item.coder)
    return ("scope", item.doc_id, item.coder, item.source)


def _coding_order(coding: Coding) -> tuple[str, Point, Point, str, str, bool]:
    return coding.doc_id, coding.start, coding.end, coding.coder, coding.queue, coding.beside
