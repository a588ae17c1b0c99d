"""The example notebook: its cells run in order on an exported archive, and it stores no figure that could grow old."""

import contextlib
import io
import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.gold_archive import gold_archive
from tests.test_export_archive import export

NOTEBOOK = json.loads((ROOT / "examples" / "analysis.ipynb").read_text(encoding="utf-8"))


def test_it_stores_no_output() -> None:
    code = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
    assert len(code) == 8
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_its_cells_run_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export(tmp_path / "out", gold_archive())
    monkeypatch.setenv("THREEFACES_OUT", str(tmp_path / "out"))
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    names: dict = {"__name__": "__main__"}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for number, cell in enumerate(cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"):
            exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)  # noqa: S102 - our own notebook
    assert "1,034 of 1,4" in said.getvalue()
    assert gold_archive().facts.status in said.getvalue()
    row = names["table"].query("role_group == 'service user or peer' and code == 'decision making'").iloc[0]
    assert (row["of_passages"], row["interviews"]) == (519, 8)
    assert 0.12 < row["low"] < row["share"] < row["high"] < 0.15
    assert len(names["shown"]) == 3  # only one group has eight interviews
    assert len(names["chart"].to_dict()["facet"]) == 1
    assert names["words"].iloc[0]["role_group"] == "service_user_or_peer"
