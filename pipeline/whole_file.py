"""Bytes go in; a file comes out whole or, after an error or a kill, not at all: what stood there before stands still.

Every file that may not be found half written is written by this.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from data_schemas.errors import ConfigError

TEMPORARY = ".tmp"  # ends the name of a file that is being written; one that a kill left may be removed
EVERYBODY, OWNER = 0o666, 0o600  # who may read it, as far as the user's umask allows


def put_whole(path: Path, fill: Callable[[BinaryIO], object], *, mode: int = EVERYBODY) -> None:
    """Have `fill` write into a file beside `path` and put it there once it is on the disk; `mode` is as `os.open` has it.

    A link stays one: the file that it leads to is written. ConfigError where a folder, device or pipe stands there; OSError
    where the disk or a permission is lacking; what `fill` raises is raised. Nothing is left beside then.
    """
    if path.exists() and not path.is_file():
        raise ConfigError(f"{path}: not a file but a folder, a device or a pipe; expected the name of a file to write")
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}{TEMPORARY}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as out:
            fill(out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
