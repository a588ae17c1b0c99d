"""Coders of a project, or label files, are compared; what was not coded blind is never called agreement."""

import csv
import io
import json
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml

from data_schemas.codebook import load_codebook, parse_codebook
from data_schemas.codings import Coding, Scope
from data_schemas.errors import ConfigError
from pipeline.agree.desk import AGREEMENT, CONSISTENCY, Compared, compare_in_archive, compare_in_files
from pipeline.agree.write import write_compared
from pipeline.archive import archive_of
from pipeline.bench import workbench
from pipeline.codings.current import current_codings, places_of
from pipeline.codings.store import append, read
from pipeline.project import load_project
from pipeline.run import run as run_all
from tests.conftest import make_archive, passages_of, run_archive, tree_bytes

CODEBOOK = load_codebook()
BUS = "The bus was late again this morning."
KEPT = "so I keep my mouth shut now"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("agree") / "archive")
    run_archive(folder)
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "archive"))


def opened(folder: Path):
    bench = workbench(load_project(folder))
    return bench, run_all(bench, workers=1, tell=lambda told: None)


def code(folder: Path, coder: str, decisions: dict[str, list[str]], *, source: str = "human_blind") -> None:
    """Code every passage: those that hold the words with these faces, all others with none."""
    bench, outcome = opened(folder)
    codings = []
    for row in passages_of(folder):
        if not row["coded"]:
            continue
        ((_, places),) = places_of(bench, outcome, documents=[row["doc_id"]])
        start, end = places.to_cleaned(row["start"], row["end"])
        codes = next((codes for words, codes in decisions.items() if words in row["text"]), [])
        made = Coding(doc_id=row["doc_id"], start=start, end=end, coder=coder, source=source)
        codings.append(replace(made, codes={"power_face": codes}, complete=["power_face"]))
    append(folder / "codings", codings)


def compared(folder: Path, *coders: str, files: tuple[str, ...] = (), codes: tuple[str, ...] = (), consistency=False):
    bench, outcome = opened(folder)
    whole = archive_of(bench, outcome, names={}, checked=frozenset())
    current = current_codings(bench, outcome)
    return compare_in_archive(whole, current, coders=coders, files=files, codes=codes, consistency=consistency)


def figure(found: Compared, code: str) -> float | None:
    return next(c for c in found.codes if c.code == code).alpha.value


@pytest.fixture
def coded(archive: Path) -> Path:
    """Ann and Bo agree on one passage and differ on another."""
    code(archive, "Ann", {KEPT: ["ideological"], BUS: ["decision_making"]})
    code(archive, "Bo", {KEPT: ["ideological"], BUS: ["non_decision_making"]})
    return archive


def test_two_coders_of_a_project_are_compared_on_its_passages(coded: Path) -> None:
    found = compared(coded)
    assert (found.measure, found.judged.coders, found.interviews) == (AGREEMENT, ("Ann", "Bo"), 3)
    assert len(found.judged.units) == sum(p["coded"] for p in passages_of(coded))
    assert figure(found, "power_face.ideological") == 1.0
    assert figure(found, "stance.imposed") is None
    assert [c.code for c in found.codes if c.units] == [
        f"power_face.{c}" for c in CODEBOOK.dimension("power_face").code_ids
    ]
    ideological = next(o for o in found.stretches if o.code == "power_face.ideological")
    assert (ideological.characters, ideological.f1) == (1.0, 1.0)


def test_a_third_coder_takes_kappa_away_and_naming_two_brings_it_back(coded: Path) -> None:
    code(coded, "Cy", {KEPT: ["ideological"]})
    assert compared(coded).codes[0].kappa.value is None
    two = compared(coded, "Cy", "Ann")
    assert two.judged.coders == ("Cy", "Ann")
    assert next(c for c in two.codes if c.code == "power_face.ideological").kappa.value == 1.0
    with pytest.raises(ConfigError, match="no codings of 'Dee' there; there are some of Ann, Bo, Cy"):
        compared(coded, "Dee", "Ann")


def test_what_is_begun_and_not_finished_is_compared_with_nobody(coded: Path) -> None:
    before = compared(coded, "Ann", "Bo")
    stored = [c for c in read(coded / "codings").codings if c.coder == "Bo"]
    append(coded / "codings", [replace(c, complete=[], unfinished=["power_face"]) for c in stored[:2]])
    after = compared(coded, "Ann", "Bo")
    assert len(after.judged.units) == len(before.judged.units) - 2


def test_only_some_transcripts_and_codes(coded: Path) -> None:
    names = sorted({p["document"] for p in passages_of(coded)})
    assert compared(coded, files=(names[0],)).interviews == 1
    assert [c.code for c in compared(coded, codes=("stance", "power_face.ideological")).codes] == [
        "power_face.ideological",
        *(f"stance.{c}" for c in CODEBOOK.dimension("stance").code_ids),
    ]
    with pytest.raises(ConfigError, match="--files: no transcript 'PSW-99'"):
        compared(coded, files=("PSW-99",))
    with pytest.raises(ConfigError, match="--codes: no 'mood' in codebook"):
        compared(coded, codes=("mood",))


def test_assisted_decisions_are_left_out_or_make_it_consistency(archive: Path) -> None:
    code(archive, "Ann", {KEPT: ["ideological"]})
    code(archive, "Bo", {KEPT: ["ideological"]}, source="human_assisted")
    with pytest.raises(
        ConfigError, match=r"needs two coders who coded blind; there are 1, and \d+ codings that were made"
    ):
        compared(archive)
    found = compared(archive, consistency=True)
    assert (found.measure, found.left_out) == (CONSISTENCY, 0)


def test_what_is_unmarked_in_a_transcript_coded_in_full_carries_none(archive: Path) -> None:
    bench, outcome = opened(archive)
    (doc_id,) = {p["doc_id"] for p in passages_of(archive) if KEPT in p["text"]}
    ((_, places),) = places_of(bench, outcome, documents=[doc_id])
    text = next(r.text for r in archive_of(bench, outcome, names={}, checked=frozenset()).records if r.doc_id == doc_id)
    start = text.index(KEPT)
    points = places.to_cleaned(start, start + len(KEPT))
    for coder in ("Ann", "Bo"):
        append(archive / "codings", [Scope(doc_id=doc_id, coder=coder, source="human_blind", complete=["power_face"])])
    small = Coding(doc_id=doc_id, start=points[0], end=points[1], coder="Ann", source="human_blind")
    append(archive / "codings", [replace(small, codes={"power_face": ["ideological"]})])
    found = compared(archive)
    decided = {
        u.id: [found.judged.codes("power_face", int(m)) for m in found.judged.masks["power_face"][:, i]]
        for i, u in enumerate(found.judged.units)
    }
    texts = {p["passage_id"]: p["text"] for p in passages_of(archive)}
    assert len(decided) > 1
    for name, codes in decided.items():
        assert codes == [("ideological",) if KEPT in texts[name] else (), ()]


def test_what_was_coded_with_suggestions_in_a_transcript_coded_in_full_is_not_taken_for_none(archive: Path) -> None:
    code(archive, "Ann", {KEPT: ["ideological"]}, source="human_assisted")
    code(archive, "Bo", {KEPT: ["ideological"]})
    (doc_id,) = {p["doc_id"] for p in passages_of(archive) if KEPT in p["text"]}
    append(archive / "codings", [Scope(doc_id=doc_id, coder="Ann", source="human_blind", complete=["power_face"])])
    with pytest.raises(ConfigError, match="decided on no passage in common"):
        compared(archive)


def test_a_coder_who_is_named_twice_is_one(coded: Path) -> None:
    with pytest.raises(ConfigError, match="needs two coders who coded blind; there are 1"):
        compared(coded, "Ann", "Ann")


def test_a_dimension_may_have_more_codes_than_a_machine_word_has_bits(tmp_path: Path) -> None:
    codes = [{"id": f"c{i}", "name": f"C {i}", "definition": "d", "color": "#666666"} for i in range(70)]
    dimension = {"id": "many", "name": "Many", "kind": "multi", "definition": "d", "codes": codes}
    book = {"id": "b", "version": "1.0", "title": "B", "source": "s", "dimensions": [dimension]}
    many = parse_codebook(yaml.safe_dump(book), name="b.yaml")
    paths = []
    for name, given in (("ann", [["c69"], ["c1"], []]), ("bo", [["c69"], ["c68"], []])):
        rows = [
            {"id": f"{i}", "interview": "a", "text": f"text {i}", "codes": {"many": own}, "source": "human_blind"}
            for i, own in enumerate(given)
        ]
        paths.append(tmp_path / f"{name}.jsonl")
        paths[-1].write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = compare_in_files(paths, codebook=many, codes=[], consistency=False)
    assert (figure(found, "many.c69"), found.dimensions[0].units) == (1.0, 3)
    assert {(c.first_code, c.second_code) for c in found.confused} == {("c69", "c69"), ("c1", "c68"), ("none", "none")}


def test_the_passages_that_differ_are_shown_side_by_side_and_escaped(coded: Path, tmp_path: Path) -> None:
    code(coded, "=1+<b>Eve</b>", {KEPT: ["ideological"], BUS: []})
    found = compared(coded)
    write_compared(tmp_path / "a", found)
    write_compared(tmp_path / "b", found)
    files = tree_bytes(tmp_path / "a")
    assert files == tree_bytes(tmp_path / "b")
    assert sorted(files) == ["by_code.csv", "confusion.csv", "differences.csv", "differences.html", "figures.json"]
    rows = list(csv.DictReader(io.StringIO(files["differences.csv"].decode("utf-8-sig"))))
    assert [(r["dimension"], r["Ann"], r["Bo"], r["'=1+<b>Eve</b>"]) for r in rows] == [
        ("power_face", "decision_making", "non_decision_making", "none")
    ]
    assert BUS in rows[0]["text"]
    page = files["differences.html"].decode()
    assert "<b>Eve" not in page
    assert "=1+&lt;b&gt;Eve" in page
    assert page.count('class="row coded"') == 1
    figures = json.loads(files["figures.json"])
    assert (figures["measure"], figures["differ"], figures["coders"][1:]) == ("agreement", 1, ["Ann", "Bo"])


def labels(path: Path, faces: dict[str, list[str] | None], source: str = "human_blind") -> Path:
    rows = [
        {
            "id": name,
            "interview": name[0],
            "text": f"text {name}",
            "codes": {} if codes is None else {"power_face": codes},
            "source": source,
        }
        for name, codes in faces.items()
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_label_files_with_the_same_ids_are_compared(tmp_path: Path) -> None:
    one = labels(tmp_path / "ann.jsonl", {"a1": ["ideological"], "a2": [], "b1": None, "c9": []})
    other = labels(tmp_path / "bo.jsonl", {"a1": ["ideological"], "a2": ["ideological"], "b1": []})
    found = compare_in_files([one, other], codebook=CODEBOOK, codes=[], consistency=False)
    assert (found.judged.coders, len(found.judged.units), found.interviews) == (("ann", "bo"), 2, 1)
    assert found.stretches == ()
    with pytest.raises(ConfigError, match="no id stands in two of them"):
        compare_in_files([one, labels(tmp_path / "z.jsonl", {"z": []})], codebook=CODEBOOK, codes=[], consistency=False)
    with pytest.raises(ConfigError, match="two label files or more"):
        compare_in_files([one], codebook=CODEBOOK, codes=[], consistency=False)


def test_models_are_consistent_and_never_agree(
    tmp_path: Path, threefaces: Callable[..., CompletedProcess[str]]
) -> None:
    one = labels(tmp_path / "small.jsonl", {"a1": ["ideological"], "a2": []}, source="model")
    other = labels(tmp_path / "large.jsonl", {"a1": ["ideological"], "a2": []}, source="model")
    refused = threefaces("agree", one, other)
    assert refused.returncode == 2
    assert "small.jsonl: labels by model: agreement is between people who coded blind" in refused.stderr
    found = threefaces("agree", one, other, "--consistency", "--json", "--out", tmp_path / "out")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["measure"] == "consistency"
    page = (tmp_path / "out" / "differences.html").read_text()
    assert "Consistency of 2 coders" in page
    assert "it says how alike decisions are, not how far people agree" in page


def test_the_command_compares_a_project(coded: Path, threefaces: Callable[..., CompletedProcess[str]]) -> None:
    out = coded.parent / "agreement"
    found = threefaces("agree", coded, "--coders", "Ann,Bo", "--codes", "power_face", "--out", out)
    assert found.returncode == 0, found.stderr
    assert "Agreement of Ann, Bo" in found.stderr
    assert "on 1 of them they differ" in found.stderr
    assert "differences.html and differences.csv hold what participants said" in found.stderr
    for name in ("differences.html", "differences.csv"):
        assert (out / name).stat().st_size > 0
        assert stat.S_IMODE((out / name).stat().st_mode) == 0o600
