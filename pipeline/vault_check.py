"""A project and the key at hand go in; nothing comes out if they belong together and the vault is whole, else one line.

Every command on a project begins here and has written nothing by then. A project knows its key by a keyed check that
`init` leaves in the vault; that every shard opens and stands under its own name shows that the vault is whole.
"""

from pathlib import Path

from data_schemas.errors import ConfigError
from pipeline.forgotten import JOURNAL, REMAINDER, TOMBSTONES
from pipeline.key import Key, is_open_to_others, read_key
from pipeline.project import Project
from pipeline.shelf import part_name, stored_keys
from pipeline.vault import read_header, read_shard, write_private

CHECK = "key-check"
SHELVES = ("detected", "originals")
NAMED = 3  # parts that a message names before it counts


def open_vault(project: Project) -> Key:
    """The project's key; ConfigError if it is missing, readable by others or another, or the vault is not whole."""
    key = read_key(project.key)
    if not key.is_public and is_open_to_others(project.key):
        raise ConfigError(
            f"{project.key.name}: others on this machine may read the key, or change it; type "
            f"`chmod 600 {project.key}` and repeat the command"
        )
    check_vault(project, key=key)
    return key


def check_vault(project: Project, *, key: Key) -> None:
    """Refuse another key than the project's, a damaged vault, and one that lacks what the store rests on."""
    _check_key(project.vault / CHECK, key=key)
    for path in (project.vault / name for name in (TOMBSTONES, JOURNAL, REMAINDER)):
        if path.exists():
            read_shard(path, record_type=object, key=key)
    for name in SHELVES:
        for path in sorted((project.vault / name).glob("*.shard")):
            rows, records = read_header(path), read_shard(path, record_type=object, key=key)
            if len(rows) != len(records) or path.name != part_name([r.get("key", "") for r in rows], suffix=".shard"):
                raise ConfigError(
                    f"vault/{name}/{path.name}: holds what belongs under another name; nothing was changed. Put the "
                    "vault back from your backup"
                )
    _check_nothing_lost(project)


def note_key(vault: Path, *, key: Key) -> None:
    """Leave the check by which the project knows its key."""
    if not (vault / CHECK).exists():
        write_private(vault / CHECK, _check_of(key).encode("ascii"))


def is_begun(project: Project) -> bool:
    """Whether anything was made with a key before."""
    folders = [*(project.vault / name for name in SHELVES), *project.store.glob("*/")]
    return (project.vault / CHECK).exists() or any(any(folder.iterdir()) for folder in folders if folder.is_dir())


def _check_key(path: Path, *, key: Key) -> None:
    if not path.exists():
        return
    known = path.read_bytes()
    if known == _check_of(key).encode("ascii"):
        return
    begun_with = known.split(b" ")[0].decode("ascii", "replace")
    raise ConfigError(
        f"this is not the key that this project was begun with: its fingerprint is {key.fingerprint}, "
        f"vault/{CHECK} names {begun_with[:8]!r}. Nothing was changed. Put the right key back (or the vault from your "
        "backup); to begin anew with another key, remove the vault and the store first"
    )


def _check_of(key: Key) -> str:
    return f"{key.fingerprint} {key.mac('key check').hex()}\n"


def _check_nothing_lost(project: Project) -> None:
    """Every masked transcript in the store needs what was found in it and what it hides."""
    masked = stored_keys(project.store / "pseudonymise")
    if not masked:
        return
    headers = {
        name: [row for path in (project.vault / name).glob("*.shard") for row in read_header(path)] for name in SHELVES
    }
    found = {row["doc_id"] for row in headers["detected"]}
    hidden = {row["key"] for row in headers["originals"]}
    lost = sorted({part for doc_id, key, part in masked if doc_id not in found or key not in hidden})
    if lost:
        named = ", ".join(lost[:NAMED]) + (f" and {len(lost) - NAMED} more" if len(lost) > NAMED else "")
        raise ConfigError(
            f"the vault lacks what belongs to {len(lost)} part(s) of the store; nothing was changed. Put vault/ back from "
            f"your backup. Without one, remove from {project.store.name}/pseudonymise: {named}; the next run makes them "
            "again from the transcripts"
        )
