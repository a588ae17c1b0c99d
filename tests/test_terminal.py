"""Tables for people can be read in a terminal of eighty columns: no code's name is cut, and no interval."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from data_schemas.codebook import load_codebook
from models.metrics import CodeFigures
from pipeline.agree.alpha import Figure
from pipeline.cli import agreeing, evaluating, learning
from pipeline.cli.terminal import people, table
from pipeline.cli.using import say_use
from pipeline.setup_project import begin

CODES = [(d.id, c.id) for d in load_codebook().dimensions for c in d.codes]
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
FIGURES = [
    CodeFigures(
        code=f"{dimension}.{code}",
        n=1234,
        known=2345,
        precision=0.71,
        recall=0.72,
        f1=0.73,
        f1_low=0.41,
        f1_high=0.87,
        kappa=-0.62,
        brier=0.11,
        skill=-0.35,
        ece=0.123,
        abstained=0.45,
        off=True,
        ece_chance=0.02,
        ece_chance_high=0.09,
    )
    for dimension, code in CODES
]


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "_width", 80)


def check(shown: str, *, interval: str, mark: str = "") -> None:
    """Every dimension and every code stands on a line of its own, each with both ends of its interval."""
    assert ELLIPSIS not in shown
    for dimension, code in CODES:
        assert re.search(rf"^{dimension} *$", shown, re.MULTILINE)
        assert re.search(rf"^  {code}{mark} .*{interval}", shown, re.MULTILINE), code


def test_how_a_project_comes_to_use_a_model_is_said_by_the_models_path_from_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "study" / "transcripts").mkdir(parents=True)
    begin(tmp_path / "study", title="", input_folder="transcripts", accept=False)
    capsys.readouterr()
    say_use(tmp_path / "study" / "models" / "ours", project=tmp_path / "study")
    say_use(tmp_path / "elsewhere", project=tmp_path / "study" / "project.yaml")
    said = capsys.readouterr().err
    assert "write `model: models/ours` in project.yaml, then threefaces run" in said
    assert "write `model: ../elsewhere` in project.yaml" in said


def test_figures_after_training(capsys: pytest.CaptureFixture[str]) -> None:
    learning._show(FIGURES, title="On interviews that the judging models had not seen")
    shown = capsys.readouterr().err
    check(shown, interval=r"0\.41-0\.87")
    assert "A wider terminal also shows: " in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_an_evaluation_with_its_promises(capsys: pytest.CaptureFixture[str]) -> None:
    promises = [SimpleNamespace(code=f"{d}.{c}", tagged=1234, wrong=12, interviews=14, at_most=None) for d, c in CODES]
    curve = SimpleNamespace(open_passages=0.1, open_of_reached=0.2, kappa_median=0.3, kappa_median_rest=0.4)
    result: Any = SimpleNamespace(
        codes=FIGURES,
        untested=[f.code for f in FIGURES],
        model="a-model-of-some-length",
        passages=2345,
        interviews=14,
        abstention=curve,
        macro_f1=0.5,
        promises=promises,
        notes=(),
    )
    evaluating.show(result)
    figures, _, promised = capsys.readouterr().err.partition("Macro-F1")
    check(figures, interval=r"\.41-\.87", mark=r"\*")
    check(promised, interval="too few to say")


@pytest.mark.parametrize("coders", [("Ann", "Bo"), ("Ann", "Bo", "Cem")])
def test_agreement(coders: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr("pipeline.agree.differences.differences", lambda judged, wanted: [])
    some = Figure(value=-0.12, low=-0.45, high=-0.05)
    codes = [
        SimpleNamespace(code=f"{d}.{c}", units=1234, coded=567, kappa=some, alpha=some, alpha_coded=some)
        for d, c in CODES
    ]
    judged = SimpleNamespace(coders=coders, units=())
    found: Any = SimpleNamespace(codes=codes, judged=judged, measure="agreement", wanted=(), interviews=9, left_out=0)
    agreeing._tell_agreement(found)
    check(capsys.readouterr().err, interval=r"-0\.12 \(-\.45 to -\.05\) +-0\.12 \(-\.45 to -\.05\)")


def test_what_no_width_can_hold_is_folded_and_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"column {letter}" for letter in "abcdefghijkl"]
    table(["x", *names], [["power_face.counter_hegemonic", *(["0.123456789"] * 12)]])
    shown = capsys.readouterr().err
    assert ELLIPSIS not in shown
    assert re.sub(r"\s", "", shown).count("9") >= 12
