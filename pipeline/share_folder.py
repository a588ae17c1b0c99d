"""A folder for others: whether it may be written, its manifest with the digest of every file, and how it takes its place."""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from data_schemas.errors import ConfigError
from models.release import Release
from pipeline.export.facts import Archive
from pipeline.project import Project

MANIFEST = "manifest.json"
MADE_BY = "threefaces export"


def check_folder(folder: Path, *, project: Project, release: Release, key: str) -> None:
    """ConfigError where the folder lies in the project or a confidential model, or holds what no export of ours wrote."""
    _check_place(folder, project=project)
    _check_model(folder, release=release)
    _check_ours(folder, key=key)


def _check_place(folder: Path, *, project: Project) -> None:
    """The folder lies apart from everything that the project keeps, and holds none of it."""
    for place in (project.vault, project.store, project.input, project.output, project.key.parent):
        kept = place.resolve()
        if place != project.folder and (folder == kept or kept in folder.parents):
            raise ConfigError(f"--share: lies inside the project's {place.name!r}; give a folder of its own elsewhere")
    if folder == project.folder or folder in project.folder.parents:
        raise ConfigError("--share: would hold the project itself; give a new folder of its own")


def _check_model(folder: Path, *, release: Release) -> None:
    """A model that was trained on participants' words stays in the house: its folder neither holds nor is what is shared."""
    kept = release.folder.resolve()
    if release.confidential and (folder == kept or folder in kept.parents or kept in folder.parents):
        raise ConfigError(
            f"--share: would pass on model {release.name}, which is confidential: it was trained on participants' "
            "words; give a folder apart from it"
        )


def _check_ours(folder: Path, *, key: str) -> None:
    """Only an empty folder, or what an earlier export of this project wrote and nobody added to, is replaced."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ConfigError("--share: is a file; give a folder")
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    if not there:
        return
    made = _manifest_of(folder)
    if made.get("made_by") != MADE_BY or made.get("key") != key:
        raise ConfigError(
            "--share: this folder holds something else than an export of this project; give another folder"
        )
    added = there - {MANIFEST, *made.get("files", {})}
    if added:
        raise ConfigError(
            f"--share: {len(added)} files in this folder were not written by an export and would be lost; "
            "move them elsewhere or give another folder"
        )


def _manifest_of(folder: Path) -> dict[str, Any]:
    try:
        made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return made if isinstance(made, dict) else {}


def write_manifest(folder: Path, paths: Sequence[Path], *, archive: Archive) -> None:
    """What the folder is and the SHA-256 of every other file in it."""
    facts = archive.facts
    manifest = {
        "made_by": MADE_BY,
        "threefaces": version("threefaces"),
        "project": facts.project,
        "key": facts.key_fingerprint,
        "status": list(facts.standing),
        "transcripts": facts.transcripts,
        "of_transcripts": facts.of_transcripts,
        "codebook": {"id": facts.codebook_id, "version": facts.codebook_version},
        "model": {"name": facts.model, "digest": facts.model_digest},
        "files": {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(paths)},
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def put(folder: Path, fresh: Path) -> None:
    """Put the fresh folder in the place of the old one."""
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        os.replace(folder, old)
    os.replace(fresh, folder)
    shutil.rmtree(old, ignore_errors=True)
