"""A project goes in, warnings about where it lies come out: folders that copy themselves, disks that all can read."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from pipeline.project import Project

SYNCHRONISED = (
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "google-drive",
    "my drive",
    "icloud",
    "mobile documents",
    "nextcloud",
    "owncloud",
    "box sync",
    "pcloud",
    "syncthing",
)
MARKERS = (".dropbox", ".dropbox.cache", ".stfolder", ".sync_journal.db", ".csync_journal.db", ".owncloudsync.log")
_ONE_MODE = "vfat msdos exfat ntfs ntfs3 fuseblk cifs smb3 smbfs 9p drvfs vboxsf hfs iso9660 udf fuse.exfat fuse.rclone"
WITHOUT_PERMISSIONS = frozenset(_ONE_MODE.split())  # file systems with one mode for all files, set when it is mounted
MOUNTS = Path("/proc/self/mountinfo")


def warnings_for(project: Project) -> tuple[str, ...]:
    """One line for every reason why the vault may leave this machine by itself, or be read by others on it."""
    found = []
    if _is_synchronised(project.vault):
        found.append(
            "this project lies in a synchronised folder: key and names would be copied to a cloud. Move it elsewhere."
        )
    unignored = _unignored(project)
    if unignored:
        found.append(
            f"this project lies in a folder under version control that does not ignore {', '.join(unignored)}: add "
            "them to .gitignore there, and never commit them."
        )
    if not keeps_permissions(project.vault):
        found.append(
            "this disk keeps no file permissions: whoever can open it can read the key and the names. Encrypt the disk, "
            "or keep the key elsewhere (`key:` in project.yaml, or the variable THREEFACES_KEY)."
        )
    return tuple(found)


def keeps_permissions(path: Path) -> bool:
    """Whether files there have permissions of their own; memory sticks and Windows shares often have none."""
    place = path.resolve()
    best, kind = -1, ""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        return os.name == "posix"
    for line in lines:
        left, _, right = line.partition(" - ")
        mount = Path(re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), left.split()[4]))
        if (place == mount or mount in place.parents) and len(mount.parts) >= best:
            best, kind = len(mount.parts), right.split()[0]
    return kind not in WITHOUT_PERMISSIONS


def _is_synchronised(vault: Path) -> bool:
    places = [vault.resolve(), *vault.resolve().parents]
    named = any(name in place.name.casefold() for place in places for name in SYNCHRONISED)
    return named or any((place / marker).exists() for place in places for marker in MARKERS)


def _unignored(project: Project) -> list[str]:
    """The project's private folders that the repository around it would take in; none where there is no repository."""
    places = {p.resolve() for p in (project.vault, project.store, project.output, project.input, project.key.parent)}
    places.discard(project.folder)
    out = []
    for place in sorted(places):
        if not any((folder / ".git").exists() for folder in place.parents):
            continue
        git = shutil.which("git")
        asked = [git or "", "-C", str(place.parent), "check-ignore", "-q", f"{place.name}/"]
        ignored = git is not None and subprocess.run(asked, check=False, capture_output=True).returncode == 0
        if not ignored:
            out.append(f"{place.name}/")
    return sorted(set(out))
