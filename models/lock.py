"""`models.lock` goes in, checked folders of pinned artefacts come out."""

import hashlib
import importlib.util
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data_schemas.errors import ConfigError

LOCK_FILE = Path(__file__).resolve().parent.parent / "models.lock"


@dataclass(frozen=True, slots=True)
class Pinned:
    """An artefact on this machine whose weights have the pinned digest."""

    folder: Path
    sha256: str


@cache
def pinned(kind: str, name: str) -> Pinned:
    """The folder of a pinned artefact, its weights checked; ConfigError if it is missing or differs."""
    entry = tomllib.loads(LOCK_FILE.read_text(encoding="utf-8")).get(kind, {}).get(name)
    if entry is None:
        raise ConfigError(f"models.lock: no entry [{kind}.{name}]; expected one of the pinned names")
    spec = importlib.util.find_spec(entry["module"])
    if spec is None or not spec.submodule_search_locations:
        raise ConfigError(f"{entry['package']} is not installed; run `threefaces setup` (or `make setup`)")
    folder = Path(spec.submodule_search_locations[0]) / entry["folder"]
    found = file_sha256(folder / entry["weights"])
    if found != entry["sha256"]:
        raise ConfigError(
            f"{entry['package']}: its weights differ from models.lock; reinstall it with `threefaces setup`"
        )
    return Pinned(folder, found)


def is_pinned(kind: str, name: str) -> bool:
    """Whether models.lock has an entry of that name."""
    return name in tomllib.loads(LOCK_FILE.read_text(encoding="utf-8")).get(kind, {})


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal; ConfigError if it cannot be read."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(
            f"{path.name}: cannot be read ({error.strerror}); reinstall it with `threefaces setup`"
        ) from error
