"""`models.lock` goes in, checked folders of pinned artefacts come out."""

import hashlib
import importlib.util
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_schemas.errors import ConfigError

JOINED = Path(sys.prefix) / "share" / "threefaces"  # inside the environment: it goes when the environment goes
LOCK_FILE = Path(__file__).resolve().parent.parent / "models.lock"


@dataclass(frozen=True, slots=True)
class Pinned:
    """An artefact on this machine whose weights have the pinned digest."""

    folder: Path
    sha256: str


@cache
def pinned(kind: str, name: str) -> Pinned:
    """The folder of a pinned artefact, its weights checked; ConfigError if it is missing or differs."""
    entry = entries().get(kind, {}).get(name)
    if entry is None:
        raise ConfigError(f"models.lock: no entry [{kind}.{name}]; expected one of the pinned names")
    folder = present(entry)
    found = file_sha256(folder / entry["weights"])
    if found != entry["sha256"]:
        raise ConfigError(f"{entry['title']}: its weights differ from models.lock; run `{_setup(entry)}` again")
    return Pinned(folder, found)


def present(entry: dict[str, Any]) -> Path:
    """The folder of an artefact, unchecked; ConfigError says how to get one that is not here."""
    folder = folder_of(entry)
    if folder is None:
        raise ConfigError(f"{entry['title']} is not on this machine; run `{_setup(entry)}`")
    return folder


def entries() -> dict[str, dict[str, dict[str, Any]]]:
    """What models.lock says, by kind and name."""
    return tomllib.loads(LOCK_FILE.read_text(encoding="utf-8"))


def folder_of(entry: dict[str, Any]) -> Path | None:
    """Where an artefact lies: in its package, or, if it comes in pieces, among the joined ones; None if it is not here."""
    if "pieces" in entry:
        folder = Path(JOINED, entry["folder"])
        return folder if (folder / entry["weights"]).is_file() else None
    spec = importlib.util.find_spec(entry["module"])
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0], entry["folder"])


def _setup(entry: dict[str, Any]) -> str:
    return str(entry.get("setup", "threefaces setup"))


def is_pinned(kind: str, name: str) -> bool:
    """Whether models.lock has an entry of that name."""
    return name in entries().get(kind, {})


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal; ConfigError if it cannot be read."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(
            f"{path.name}: cannot be read ({error.strerror}); reinstall it with `threefaces setup`"
        ) from error
