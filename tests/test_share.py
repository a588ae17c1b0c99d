"""A folder for others: checked transcripts only, nothing of the vault, and never over what somebody else put there."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from models.release import DEFAULT
from pipeline.bench import workbench
from pipeline.project import load_project
from pipeline.share import Shared, write_share
from tests.conftest import make_archive, run_archive, tree_bytes
from tests.test_review import sign


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = make_archive(tmp_path / "archive")
    run_archive(folder)
    return folder


def share(archive: Path, folder: Path, *, only_checked: bool = False) -> Shared:
    outcome, _ = run_archive(archive)
    return write_share(workbench(load_project(archive)), outcome, folder=folder, only_checked=only_checked)


def test_nothing_is_shared_while_a_transcript_is_unchecked(archive: Path, tmp_path: Path) -> None:
    sign(archive, "monday.txt", "tuesday.txt")
    with pytest.raises(ConfigError, match="1 of 3 transcripts are not checked") as caught:
        share(archive, tmp_path / "shared")
    assert "--only-checked" in str(caught.value)
    assert not (tmp_path / "shared").exists()


def test_none_checked_is_nothing_to_share(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no transcript is checked"):
        share(archive, tmp_path / "shared", only_checked=True)


def test_only_the_checked_are_shared_with_tables_made_for_these(archive: Path, tmp_path: Path) -> None:
    sign(archive, "monday.txt", "tuesday.txt")
    made = share(archive, tmp_path / "shared", only_checked=True)
    assert (made.transcripts, made.of_transcripts) == (2, 3)
    files = tree_bytes(tmp_path / "shared")
    assert len(files) == made.files
    assert sum(name.startswith("transcripts/") for name in files) == 2
    assert len({json.loads(row)["doc_id"] for row in files["data/passages.jsonl"].splitlines()}) == 2
    table = files["tables/codes_by_role_group.csv"].decode("utf-8-sig")
    assert "2 of 3 transcripts, all of them checked" in table.splitlines()[1]
    assert "other_staff" not in table
    assert not any(b"NOT CHECKED" in content for content in files.values())


def test_the_manifest_has_the_digest_of_every_file(archive: Path, tmp_path: Path) -> None:
    sign(archive)
    share(archive, tmp_path / "shared")
    files = tree_bytes(tmp_path / "shared")
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert (manifest["transcripts"], manifest["of_transcripts"]) == (3, 3)


def test_no_path_file_name_name_or_reader_is_shared(archive: Path, tmp_path: Path) -> None:
    sign(archive)
    share(archive, tmp_path / "shared")
    for name, content in tree_bytes(tmp_path / "shared").items():
        for word in (b"Karen", b"Holdsworth", b"monday", b"Ann Reader", str(tmp_path).encode(), b"vault/"):
            assert word not in content, (name, word)


def test_sharing_again_gives_the_same_bytes_in_the_same_folder(archive: Path, tmp_path: Path) -> None:
    sign(archive)
    share(archive, tmp_path / "shared")
    before = tree_bytes(tmp_path / "shared")
    share(archive, tmp_path / "shared")
    assert tree_bytes(tmp_path / "shared") == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["archive", "shared"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"notes.txt": "mine"}, "holds something else than an export"),
        ({"manifest.json": '{"made_by": "threefaces export", "key": "ANOTHER1", "files": {}}'}, "holds something else"),
        ({"manifest.json": "[]"}, "holds something else"),
    ],
)
def test_a_foreign_folder_is_left_alone(archive: Path, tmp_path: Path, files: dict[str, str], message: str) -> None:
    sign(archive)
    (tmp_path / "shared").mkdir()
    for name, text in files.items():
        (tmp_path / "shared" / name).write_text(text)
    before = tree_bytes(tmp_path / "shared")
    with pytest.raises(ConfigError, match=message):
        share(archive, tmp_path / "shared")
    assert tree_bytes(tmp_path / "shared") == before


def test_what_somebody_added_to_an_export_is_not_lost(archive: Path, tmp_path: Path) -> None:
    sign(archive)
    share(archive, tmp_path / "shared")
    (tmp_path / "shared" / "tables" / "ours.xlsx").write_text("figures")
    with pytest.raises(ConfigError, match="1 files in this folder were not written by an export"):
        share(archive, tmp_path / "shared")
    assert (tmp_path / "shared" / "tables" / "ours.xlsx").exists()


@pytest.mark.parametrize("place", ["vault/x", "store", "out/x", "transcripts", ".", ".."])
def test_the_folder_lies_apart_from_the_project(archive: Path, place: str) -> None:
    sign(archive)
    with pytest.raises(ConfigError, match="--share: "):
        share(archive, archive / place)


def test_export_refuses_in_one_line_and_says_where_the_internal_outputs_are(
    archive: Path, tmp_path: Path, threefaces
) -> None:
    refused = threefaces("export", archive, "--share", tmp_path / "shared")
    assert refused.returncode == 2
    assert "3 of 3 transcripts are not checked" in refused.stderr.strip().splitlines()[-1]
    assert threefaces("export", archive, "--only-checked").returncode == 2
    inside = threefaces("export", archive)
    assert inside.returncode == 0
    assert "internal" in inside.stderr
    sign(archive)
    done = threefaces("export", archive, "--share", tmp_path / "shared")
    assert done.returncode == 0, done.stderr
    assert "3 of 3 transcripts" in done.stderr
    assert (tmp_path / "shared" / "index.html").exists()


def test_a_confidential_model_is_never_passed_on(archive: Path, tmp_path: Path) -> None:
    sign(archive)
    model = tmp_path / "shared" / "ours"
    shutil.copytree(DEFAULT, model)
    facts = json.loads((model / "model.json").read_text()) | {"confidential": True}
    (model / "model.json").write_text(json.dumps(facts))
    settings = archive / "project.yaml"
    settings.write_text(settings.read_text() + f"model: {model}\n")
    for folder in (tmp_path / "shared", model, model / "for-others"):
        with pytest.raises(ConfigError, match="would pass on model coproduction-power-minilm, which is confidential"):
            share(archive, folder)
    share(archive, tmp_path / "apart")
    files = tree_bytes(tmp_path / "apart")
    assert not [name for name in files if name.endswith((".safetensors", "model.json"))]
    assert b"coproduction-power-minilm 1 (confidential)" in files["manifest.json"]
