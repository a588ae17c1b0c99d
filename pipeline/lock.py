"""One run at a time in a project; the lock goes when its process does, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data_schemas.errors import LockedError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the project's lock; LockedError if another process does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(f"another run is working in {folder.name!r}; wait for it, or stop it first") from error
        yield
