"""A project goes in, a workbench comes out: key, roster, model and every step with its shelf."""

from dataclasses import dataclass, replace
from pathlib import Path

from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from data_schemas.records import Detected, Encoded, Originals, Pseudonymised, Scored, Segmented
from models.lock import pinned
from models.numbers import NumberFormat, resolve_number_format
from models.release import Release, check_encoder, read_release
from pipeline.code import Encode, Score
from pipeline.forgotten import JOURNAL, read_forgotten
from pipeline.key import Key
from pipeline.plan import Step
from pipeline.project import Project, model_of
from pipeline.pseudonymise.stages import Detect, Pseudonymise
from pipeline.review import decisions
from pipeline.review.decisions import Decision, read_decisions
from pipeline.roster import Roster, read_roster
from pipeline.segment import Segment
from pipeline.shelf import ParquetShelf, VaultShelf
from pipeline.vault_check import open_vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """Everything that a run, a plan or a clean-up of one project needs."""

    project: Project
    key: Key
    roster: Roster
    decisions: tuple[Decision, ...]
    release: Release
    number_format: NumberFormat
    detect: Step
    pseudonymise: Step
    segment: Step
    encode: Step
    score: Step

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in their order."""
        return (self.detect, self.pseudonymise, self.segment, self.encode, self.score)


def workbench(project: Project, *, forgetting: bool = False) -> Workbench:
    """Set up the steps of a project; ConfigError if key, vault, roster, model or language model are not as they should be.

    Only `forget` may work on a project in which one was begun and has not ended.
    """
    key = open_vault(project)
    if (project.vault / JOURNAL).exists() and not forgetting:
        raise ConfigError("a `forget` was stopped before it had ended; type it again, and it goes on from there")
    release = read_release(model_of(project))
    check_encoder(release)
    number_format = resolve_number_format(project.number_format)
    weights = pinned("spacy", project.language_model).sha256
    detected = VaultShelf(project.vault / "detected", Detected, key)
    originals = VaultShelf(project.vault / "originals", Originals, key)
    masked, segmented, encoded, scored = (
        ParquetShelf(project.store / name, record_type)
        for name, record_type in (
            ("pseudonymise", Pseudonymised),
            ("segment", Segmented),
            ("encode", Encoded),
            ("score", Scored),
        )
    )
    folder: Path = release.folder
    encode = Encode(model=folder, number_format=number_format, trunk=release.trunk_digest(number_format))
    score = Score(
        model=folder, number_format=number_format, heads=release.heads_digest, codebook=digest(release.codebook.columns)
    )
    return Workbench(
        project=project,
        key=key,
        roster=replace(read_roster(project.speakers), forgotten=read_forgotten(project.vault, key=key)),
        decisions=read_decisions(project.vault / decisions.FILE),
        release=release,
        number_format=number_format,
        detect=Step(stage=Detect(model=project.language_model, weights=weights, key=key), shelf=detected),
        pseudonymise=Step(stage=_masking(project, key=key), shelf=masked, upstream=detected, secrets=originals),
        segment=Step(stage=Segment(model=project.language_model, weights=weights), shelf=segmented, upstream=masked),
        encode=Step(stage=encode, shelf=encoded, upstream=segmented),
        score=Step(stage=score, shelf=scored, upstream=encoded),
    )


def _masking(project: Project, *, key: Key) -> Pseudonymise:
    return Pseudonymise(key=key, levels=project.levels.as_settings(), shift_dates=project.shift_dates)
