"""A research team's way from a table of labels to coded passages, by commands alone; `trust` is a stranger's codebook."""

import json
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from pipeline.cli.app import app
from tests.conftest import ROOT, tree_bytes

DATA = ROOT / "tests" / "data"
GIVEN = ("--labels", DATA / "trust.csv", "--codebook", DATA / "trust.yaml", "--folds", "2")
FULL = ("--epochs", "4", "--processes", "1")
SAID = {
    "a": ("nobody there trusts me, not one of them", "withheld"),
    "b": ("the train was late and we had tea", None),
    "c": ("you need to earn their trust here", "earned"),
}
TROUBLES = (
    "4 things to mend; until then nothing is trained and nothing written:",
    "--out thesis: it holds something else than a model, which would be lost; give a new folder",
    "labels.csv, line 14, column trust (and 11 more): dimension 'trust' has no code 'witheld'; nearest: 'withheld'",
    "labels.csv, line 5: id 'given-2' stands already in line 4; ids must differ",
    "code trust.withheld: 0 labelled passages from 0 interviews; at least 8 from 2 are needed",
)


def call(*arguments: object) -> None:
    app([str(argument) for argument in arguments], standalone_mode=False)


@pytest.mark.parametrize("way", [("--quick",), FULL, ("--from", "minilm", *FULL)], ids=["quick", "full", "from"])
def test_from_a_table_to_a_model_to_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], way: tuple[str, ...]
) -> None:
    model, held = tmp_path / "model", tmp_path / "held.csv"
    call("train", *GIVEN, *way, "--out", model)
    said = capsys.readouterr().err
    for told in (
        f"Model written to {model}; read its card, README.md there.",
        "treat the model as confidential",
        f"threefaces evaluate --labels OTHERS --model {model}",
        f"write `model: {model}` in project.yaml",
    ):
        assert told in said
    with pytest.raises(ConfigError, match="passages trained model model"):
        call("evaluate", "--labels", DATA / "trust.csv", "--model", model)
    held.write_text(
        "id,interview,text,trust\n" + "".join(f'{i},new,"{t}",{c or "none"}\n' for i, (t, c) in SAID.items())
    )
    call("evaluate", "--labels", held, "--model", model)
    passages, coded = tmp_path / "passages.jsonl", tmp_path / "coded.jsonl"
    passages.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, (t, _) in SAID.items()))
    call("code", passages, "--out", coded, "--model", model)
    chances = {row["id"]: row["codes"]["trust"] for row in map(json.loads, coded.read_text().splitlines())}
    assert chances["a"]["withheld"] > chances["b"]["withheld"]
    assert chances["c"]["earned"] > chances["b"]["earned"]


def test_every_trouble_is_told_and_nothing_is_touched(tmp_path: Path, threefaces) -> None:
    labels, out = tmp_path / "labels.csv", tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("mine")
    rows = (DATA / "trust.csv").read_text().replace("given-3,i3", "given-2,i3").replace(",withheld,", ",witheld,")
    labels.write_text(rows)
    done = threefaces("train", "--labels", labels, *GIVEN[2:], "--out", out)
    assert done.returncode == 2
    for told in TROUBLES:
        assert told in done.stderr
    with pytest.raises(ConfigError) as caught:
        call("train", "--labels", labels, *GIVEN[2:], "--quick", "--out", out)
    for told in TROUBLES:
        assert told in str(caught.value)
    assert tree_bytes(tmp_path) == {"labels.csv": rows.encode(), "thesis/chapter.txt": b"mine"}


def test_options_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--quick: takes no --teacher and no --epochs"):
        call("train", *GIVEN, "--quick", "--epochs", "4", "--out", tmp_path / "model")
    with pytest.raises(ConfigError, match="'huge': not there, and no name of a released model"):
        call("train", *GIVEN, "--quick", "--base", "huge", "--out", tmp_path / "model")
