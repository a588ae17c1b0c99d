"""What `evaluate --out` writes: a report, tables and plots, safe to open, the same bytes every time; and its JSON."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from data_schemas.codebook import parse_codebook
from data_schemas.errors import ConfigError
from models.decisions import uncalibrated
from models.evaluation.judged import judge
from models.release import DEFAULT, read_release
from pipeline.evaluation.figures import Evaluation, evaluation_of
from pipeline.evaluation.files import check_place, write_evaluation
from tests.conftest import ROOT, tree_bytes
from tests.test_evaluate import CORE, FACE, faces, random_core
from tests.test_evaluate_audit import blind, written

NASTY = '<script>alert(1)</script> & "quoted"'


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    scores, labels = random_core(3)
    judged = judge(scores, labels=labels, codebook=CORE, calibration=uncalibrated(CORE))
    return evaluation_of(judged, release=read_release(DEFAULT))


@pytest.fixture(scope="module")
def folder(evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("evaluation") / "one"
    write_evaluation(out, evaluation, codebook=CORE)
    return out


def test_a_report_comes_with_tables_and_plots(folder: Path) -> None:
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {"report.html", "figures.json", "figures.csv", "groups.csv", "reliability.csv", "risk-coverage.csv"} <= names
    for plot in ("codes", "reliability", "risk-coverage", "confusion-likeliest-power_face"):
        assert {f"plots/{plot}.svg", f"plots/{plot}.png"} <= names
    assert "confusion-construction-voice-experience-identity.csv" in names
    assert (folder / "plots" / "codes.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_figures_give_the_same_bytes(folder: Path, evaluation: Evaluation, tmp_path: Path) -> None:
    write_evaluation(tmp_path / "two", evaluation, codebook=CORE)
    assert tree_bytes(tmp_path / "two") == tree_bytes(folder)


def test_a_confusions_table_has_its_values_on_both_sides(folder: Path) -> None:
    lines = (folder / "confusion-value-stance.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "label has / coder says,imposed,leveraged"
    assert [line.split(",")[0] for line in lines[1:]] == ["imposed", "leveraged"]


def test_the_report_loads_nothing_and_shows_every_code(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.findall(r"<script|<img|<link|@import|url\((?!#)|\bsrc=", page)
    assert set(re.findall(r'(?:href|xmlns(?::\w+)?)="([^"]+)"', page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    for dimension in CORE.dimensions:
        for code in dimension.codes:
            assert f"{code.name}<sup>*</sup>" in page
    assert "untested on real talk" in page
    assert page.count("<svg") == len(list((folder / "plots").glob("*.svg")))


def test_names_of_a_strangers_codebook_stay_words(tmp_path: Path) -> None:
    text = (ROOT / "tests" / "data" / "trust.yaml").read_text()
    text = text.replace("name: Given", f"name: '{NASTY}'").replace("name: Trust", f"name: '{NASTY}'")
    codebook = parse_codebook(text, name="nasty.yaml")
    scores, labels = random_core(2)
    labels = [
        replace(label, codes={"trust": ["given"] if i % 3 else []}, complete=["trust"], role_group="=1+1" + NASTY)
        for i, label in enumerate(labels)
    ]
    judged = judge(scores[:, :4], labels=labels, codebook=codebook, calibration=uncalibrated(codebook))
    write_evaluation(tmp_path, evaluation_of(judged, release=read_release(DEFAULT)), codebook=codebook)
    for file in [tmp_path / "report.html", *(tmp_path / "plots").glob("*.svg")]:
        content = file.read_text(encoding="utf-8")
        assert "<script" not in content, file.name
        assert "&lt;script" in content or "codes" not in file.name
    assert "\"'=1+1" in (tmp_path / "groups.csv").read_text(encoding="utf-8-sig")


def test_a_kappa_that_is_not_defined_is_shown_as_a_dash(tmp_path: Path, capsys) -> None:
    judged = faces([(str(i % 3), "", 0.1, 0.1) for i in range(9)])
    told = evaluation_of(judged, release=replace(read_release(DEFAULT), codebook=FACE))
    write_evaluation(tmp_path, told, codebook=FACE)
    report = (tmp_path / "report.html").read_text()
    assert (
        "Kappa is \u2013 in the median over codes and \u2013\nof the rest; pooled over codes \u2013 and \u2013."
        in report
    )
    assert '"kappa_pooled": null' in (tmp_path / "figures.json").read_text()
    from pipeline.cli.evaluating import show

    show(told)
    assert "kappa (median) -, of the rest -." in " ".join(capsys.readouterr().err.split())


def test_the_table_fits_a_terminal(evaluation: Evaluation, capsys, monkeypatch) -> None:
    from pipeline.cli.evaluating import show
    from pipeline.cli.terminal import people

    monkeypatch.setattr(people, "_width", 100)
    show(evaluation)
    table = capsys.readouterr().err.partition("Macro-F1")[0]
    assert "\N{HORIZONTAL ELLIPSIS}" not in table
    assert max(len(row) for row in table.splitlines()) <= 100
    for code in CORE.dimension("power_face").code_ids:
        assert re.search(rf"^  {code}\* ", table, re.MULTILINE)


def test_the_command_writes_a_folder_and_prints_the_same_as_json(tmp_path: Path, threefaces) -> None:
    held = written(tmp_path / "held.jsonl", blind(4, 4))
    done = threefaces("evaluate", "--labels", held, "--out", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    assert f"begin with {tmp_path / 'out' / 'report.html'}" in done.stderr
    told = json.loads(done.stdout)
    assert set(told) == set(Evaluation.__struct_fields__)
    assert told == json.loads((tmp_path / "out" / "figures.json").read_text())
    assert told["promises"] == []  # no audit, no promise
    assert "not validated on this archive" in told["notes"][0]
    assert "4 interviews: intervals from fewer than 8 are too narrow." in told["notes"]


def test_an_audited_model_promises_nothing_of_other_passages() -> None:
    scores, labels = random_core(5)
    judged = judge(scores, labels=labels, codebook=CORE, calibration=uncalibrated(CORE))
    elsewhere = evaluation_of(judged, release=replace(read_release(DEFAULT), validated=True))
    assert elsewhere.promises == ()
    assert "Audited on one archive" in elsewhere.notes[0]


def test_a_report_overwrites_no_model(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="that is a model's folder"):
        check_place(DEFAULT)
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(ConfigError, match="that is a file"):
        check_place(tmp_path / "notes.txt")
    check_place(tmp_path)


def test_every_key_is_documented() -> None:
    documented = (ROOT / "docs" / "evaluating.md").read_text()
    for key in Evaluation.__struct_fields__:
        assert f"`{key}`" in documented, key
