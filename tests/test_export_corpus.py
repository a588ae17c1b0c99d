"""The corpus loads with the tools that people use, and its columns say what they are."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pandas as pd
import pytest
import yaml

from data_schemas.codebook import Codebook
from pipeline.export.columns import columns_of
from tests.test_export_archive import CODEBOOK, archive, export


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")


@pytest.mark.parametrize(("kind", "file"), [("parquet", "data/passages.parquet"), ("json", "data/passages.jsonl")])
def test_datasets_loads_it(tmp_path: Path, kind: str, file: str) -> None:
    datasets = pytest.importorskip("datasets")
    export(tmp_path / "out", archive())
    loaded = datasets.load_dataset(
        kind, data_files=str(tmp_path / "out" / file), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert loaded.num_rows == 6
    first = loaded[1]
    assert first["passage_id"] == "PSW-28.0002"
    assert first["text"].startswith("=SUM(A1)")
    assert first["power_face"] == ["decision_making"]
    assert first["p_power_face_decision_making"] == 0.75
    assert first["attr_site"] == "=north"
    assert loaded[0]["p_voice_none"] is None


def test_the_card_makes_the_folder_a_dataset(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    card = export(tmp_path / "out", archive())["README.md"].decode()
    loaded = datasets.load_dataset(str(tmp_path / "out"), split="train", cache_dir=str(tmp_path / "cache"))
    assert loaded.num_rows == 6
    front = yaml.safe_load(card.split("---\n")[1])
    assert front["configs"][0]["data_files"] == [{"split": "train", "path": "data/passages.parquet"}]
    assert front["pretty_name"] == "Hub <interviews>"
    assert "*Pseudonymised, not anonymous*" in card
    assert "not validated on this archive" in card
    assert r"| service\_user\_or\_peer | Peer support worker | 1 | 4 |" in card
    assert "| Face of power | Decision-making | 1 | 5 | 0 |" in card


def test_both_files_hold_the_same_rows(tmp_path: Path) -> None:
    files = export(tmp_path, archive())
    lines = [json.loads(line) for line in files["data/passages.jsonl"].splitlines()]
    table = pd.read_parquet(tmp_path / "data/passages.parquet")
    assert list(table.columns) == list(lines[0])
    assert table["passage_id"].tolist() == [line["passage_id"] for line in lines]
    assert lines[2]["power_face_abstained"] == ["ideological"]
    assert lines[0]["coded"] is False


def test_every_column_is_explained(tmp_path: Path) -> None:
    explained = export(tmp_path, archive())["columns.md"].decode()
    for column in pd.read_parquet(tmp_path / "data/passages.parquet").columns:
        assert f"| `{column}` |" in explained


def test_a_dimension_named_like_a_column_keeps_both_columns() -> None:
    built = msgspec.to_builtins(CODEBOOK)
    built["dimensions"][2]["id"] = "text"
    built["dimensions"][5]["applies_to"] = ["text", "experience", "identity"]
    built["readings"] = []
    codebook = msgspec.convert(built, Codebook)
    names = [column.name for column in columns_of(replace(archive(), codebook=codebook).passages, codebook)]
    assert names.count("text") == 1
    assert "text_2" in names
    assert len(set(names)) == len(names)
