"""Released models: found by name, small enough to travel, whole, and clear about an encoder that is not there."""

import json
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from models.inputs import CoderInput
from models.lock import entries, folder_of
from models.release import DEFAULT, RELEASED, check_encoder, model_folder, read_release, short_name
from pipeline.bench import workbench
from pipeline.project import load_project

ALL = sorted(RELEASED.iterdir())
LARGEST_DELTA = 5 * 1024 * 1024  # bytes


def here(base: str) -> bool:
    return folder_of(entries()["encoders"][base]) is not None


def test_a_model_is_a_folder_a_released_name_or_the_default(tmp_path: Path) -> None:
    assert model_folder(None) == DEFAULT
    assert model_folder(Path("minilm")) == model_folder(Path("coproduction-power-minilm")) == DEFAULT
    assert model_folder(tmp_path) == tmp_path
    with pytest.raises(
        ConfigError, match=r"model folder 'huge': not there, and no name of a released model \(.*minilm"
    ):
        model_folder(Path("huge"))
    with pytest.raises(ConfigError, match="model folder 'minilm': not there"):
        model_folder(tmp_path / "minilm")  # a path is never taken for a name


@pytest.mark.parametrize("folder", ALL, ids=lambda folder: folder.name)
def test_a_released_model_is_whole_and_its_delta_small(folder: Path) -> None:
    release = read_release(folder)
    assert release.name == folder.name
    assert not release.confidential
    assert not release.validated
    assert release.base_sha256 == entries()["encoders"][release.base]["sha256"]
    assert (folder / "delta.safetensors").stat().st_size <= LARGEST_DELTA
    assert len(release.calibration.threshold) == len(release.codebook.columns)
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "no human has coded them" in card
    assert json.loads((folder / "trained_on.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", ALL, ids=lambda folder: folder.name)
def test_a_released_model_reads_a_plain_case(folder: Path) -> None:
    release = read_release(folder)
    if not here(release.base):
        pytest.skip(f"encoder {release.base} is not on this machine; `threefaces setup --encoder base` fetches it")
    from models.coder import Coder

    coder = Coder(release, number_format="fp32")
    said = [
        "We are not invited to that meeting, it is for registered staff only, that is how it was set up.",
        "The bus was late again this morning and then it rained.",
    ]
    chances = coder.probabilities(coder.score(coder.encode([CoderInput(text=text) for text in said])))
    face = chances[:, release.codebook.slice_of("power_face")]
    assert int(face[0].argmax()) == 1  # non-decision-making
    assert face[0].max() > 0.5 > 0.2 > face[1].max()


def test_a_project_names_a_released_model(archive: Path) -> None:
    settings = archive / "project.yaml"
    settings.write_text(settings.read_text() + "model: minilm\n")
    assert workbench(load_project(archive)).release.folder == DEFAULT


def test_an_encoder_that_is_missing_is_said_before_any_work(
    archive: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("models.lock.JOINED", tmp_path / "none")
    larger = next((folder for folder in ALL if short_name(folder) == "mpnet"), None)
    if larger is None:
        pytest.skip("no larger model is released")
    with pytest.raises(ConfigError, match="run `threefaces setup --encoder base`"):
        check_encoder(read_release(larger))
    settings = archive / "project.yaml"
    settings.write_text(settings.read_text() + "model: mpnet\n")
    with pytest.raises(ConfigError, match="run `threefaces setup --encoder base`"):
        workbench(load_project(archive))
    assert not list((archive / "store").rglob("*.parquet"))
