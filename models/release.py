"""A model folder goes in, what it is comes out: names, digests, codebook and decisions, without loading a weight."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from data_schemas.codebook import Codebook, parse_codebook
from data_schemas.errors import ConfigError
from data_schemas.hashing import digest, digest_bytes
from models.decisions import Calibration
from models.inputs import INPUT_VERSION
from models.lock import entries, present

RELEASED = Path(__file__).parent / "released"
DEFAULT = RELEASED / "coproduction-power-minilm"
DELTA, HEADS, DECISIONS, MODEL, CODEBOOK = (
    "delta.safetensors",
    "heads.safetensors",
    "decisions.json",
    "model.json",
    "codebook.yaml",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A model folder as read, with the digests that stages are keyed by."""

    folder: Path
    name: str
    version: str
    base: str
    base_sha256: str
    rank: int
    alpha: int
    first_layer: int
    codebook: Codebook
    calibration: Calibration
    delta_digest: str
    heads_digest: str
    summary: str
    audited: bool  # whether a blind sample of one archive set its decisions
    validated: bool  # whether that audit could promise anything
    confidential: bool
    labels_by_source: tuple[tuple[str, int], ...] = ()  # how many labels made it, by who coded them

    @property
    def digest(self) -> str:
        """One digest of everything that decides a code."""
        parts = [self.base_sha256, self.delta_digest, self.heads_digest]
        return digest([*parts, self.calibration, self.codebook])

    def trunk_digest(self, number_format: str) -> str:
        """What a vector depends on: base, delta, input form and number format."""
        return digest([self.base_sha256, self.delta_digest, INPUT_VERSION, number_format])


def model_folder(wanted: Path | None) -> Path:
    """The folder of a model: a folder, the bare name of a released one (`mpnet`), or nothing for the default."""
    if wanted is None:
        return DEFAULT
    if wanted.is_dir():
        return wanted
    names = {name: folder for folder in sorted(RELEASED.iterdir()) for name in (folder.name, short_name(folder))}
    if len(wanted.parts) == 1 and wanted.name in names:
        return names[wanted.name]
    known = ", ".join(short_name(folder) for folder in sorted(RELEASED.iterdir()))
    raise ConfigError(f"model folder {wanted.name!r}: not there, and no name of a released model ({known})")


def short_name(folder: Path) -> str:
    """What a released model is called for short: its encoder."""
    return folder.name.rpartition("-")[2]


def check_encoder(release: Release) -> None:
    """ConfigError if the encoder of a model is pinned and not on this machine; its weights are checked when loaded."""
    entry = entries().get("encoders", {}).get(release.base)
    if entry is not None:
        present(entry)


def read_release(folder: Path) -> Release:
    """Read a model folder without loading weights; ConfigError names what is missing or wrong."""
    try:
        facts = json.loads((folder / MODEL).read_text(encoding="utf-8"))
        calibration = msgspec.json.decode((folder / DECISIONS).read_bytes(), type=Calibration)
        codebook = parse_codebook((folder / CODEBOOK).read_text(encoding="utf-8"), name=f"{folder.name}/{CODEBOOK}")
        deltas = [digest_bytes((folder / name).read_bytes()) for name in (DELTA, HEADS)]
        recipe = facts["recipe"]["delta"]
        return Release(
            folder=folder,
            name=facts["name"],
            version=facts["version"],
            base=facts["base"],
            base_sha256=facts["base_sha256"],
            rank=recipe["rank"],
            alpha=recipe["alpha"],
            first_layer=recipe.get("first_layer", 0),
            codebook=codebook,
            calibration=calibration,
            delta_digest=deltas[0],
            heads_digest=deltas[1],
            summary=facts.get("summary", ""),
            audited=bool(facts.get("validated", False)),
            validated=bool(facts.get("validated", False)) and _promises(facts),
            confidential=bool(facts.get("confidential", False)),
            labels_by_source=tuple(sorted(labels_behind(facts).items())),
        )
    except (OSError, ValueError, KeyError, msgspec.DecodeError) as error:
        raise ConfigError(
            f"model folder {folder.name!r}: {_trouble(error)}; expected what `threefaces train` writes"
        ) from error


def labels_behind(facts: dict[str, Any]) -> dict[str, int]:
    """How many labels made a model by what its folder says, by who coded them: its own, and those of where it began."""
    own, before = (facts.get(part, {}).get("by_source", {}) for part in ("labels", "start"))
    return {source: own.get(source, 0) + before.get(source, 0) for source in sorted({*own, *before})}


def _promises(facts: dict[str, Any]) -> bool:
    told = facts.get("validated_on", {}).get("promises", [])
    return any(promise["at_most"] is not None for promise in told)


def _trouble(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{Path(error.filename or '').name} cannot be read"
    return f"{error}" if isinstance(error, KeyError) else "a file is not what it should be"
