"""A human decision stands in every output, whatever the model says, and nothing of it is lost or repeated."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data_schemas.codebook import load_codebook
from data_schemas.codings import Coding, Note, Point
from models.decisions import decide, uncalibrated
from pipeline.bench import workbench
from pipeline.codings.current import Placed, places_of
from pipeline.codings.decided import decided_on
from pipeline.codings.store import append
from pipeline.project import load_project
from pipeline.share import write_share
from tests.conftest import make_archive, passages_of, run_archive, tree_bytes
from tests.test_review import sign

CODEBOOK = load_codebook()
BUS = "The bus was late again this morning."
SOMEBODY = Coding(doc_id="D1", start=Point(0, 0), end=Point(0, 9), coder="Ann", source="human_blind")


def on(start: int, end: int, **what: object) -> Placed:
    return Placed(coding=replace(SOMEBODY, **what), start=start, end=end)


def face(*codes: str, source: str = "human_blind", coder: str = "Ann", made: str = "") -> dict[str, object]:
    return {"codes": {"power_face": list(codes)}, "source": source, "coder": coder, "made": made}


def test_a_coding_decides_on_a_passage_of_which_it_covers_seven_tenths() -> None:
    coding = on(30, 200, **face("non_decision_making"))
    assert decided_on(0, 100, [coding], codebook=CODEBOOK).codes == {"power_face": ("non_decision_making",)}
    assert decided_on(0, 99, [coding], codebook=CODEBOOK).codes == {}


def test_blind_goes_before_assisted_and_later_before_earlier() -> None:
    early = on(0, 100, **face("non_decision_making", made="2026-03-01T10:00:00Z"))
    late = on(0, 100, **face("ideological", coder="Bo", made="2026-03-02T10:00:00Z"))
    assisted = on(0, 100, **face("decision_making", source="human_assisted", made="2026-03-03T10:00:00Z"))
    found = decided_on(0, 100, [late, early, assisted], codebook=CODEBOOK)
    assert (found.codes, found.by) == ({"power_face": ("ideological",)}, {"power_face": "human_blind"})
    found = decided_on(0, 100, [assisted], codebook=CODEBOOK)
    assert (found.codes, found.by) == ({"power_face": ("decision_making",)}, {"power_face": "human_assisted"})


def test_codes_of_one_moment_and_coder_belong_together_in_the_codebooks_order() -> None:
    two = [on(0, 100, **face("ideological")), on(0, 110, **face("decision_making"))]
    assert decided_on(0, 100, two, codebook=CODEBOOK).codes["power_face"] == ("decision_making", "ideological")


def test_an_empty_list_is_a_decision_and_an_absent_dimension_is_none() -> None:
    found = decided_on(0, 9, [on(0, 9, codes={"power_face": []})], codebook=CODEBOOK)
    assert found.codes == {"power_face": ()}
    assert decided_on(0, 9, [on(0, 9, complete=["power_face"])], codebook=CODEBOOK).codes == {"power_face": ()}
    for codes in ({"of_another_codebook": ["x"]}, {"power_face": ["of_another_codebook"]}):
        assert decided_on(0, 9, [on(0, 9, codes=codes)], codebook=CODEBOOK).codes == {}


def test_open_codes_and_memos_stand_where_most_of_their_coding_does() -> None:
    small = on(40, 60, open_codes=["last word", "rota"], memo="see below")
    assert decided_on(45, 100, [small], codebook=CODEBOOK).open_codes == ("last word", "rota")
    assert decided_on(0, 45, [small], codebook=CODEBOOK).memos == ()


def test_a_dimension_that_depends_on_another_follows_what_people_decided_there() -> None:
    scores = np.full(len(CODEBOOK.columns), 0.9)
    free = decide(scores, codebook=CODEBOOK, calibration=uncalibrated(CODEBOOK))
    assert free.assigned["stance"]
    held = decide(scores, codebook=CODEBOOK, calibration=uncalibrated(CODEBOOK), given={"power_face": ()})
    assert (held.assigned["power_face"], held.assigned["stance"], held.abstained["stance"]) == ((), (), ())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("decided") / "archive")
    run_archive(folder)
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(made, tmp_path / "archive"))


def code(folder: Path, words: str, **what: object) -> None:
    """Code the passage that holds these words."""
    outcome, _ = run_archive(folder)
    (row,) = [p for p in passages_of(folder) if words in p["text"]]
    bench = workbench(load_project(folder))
    ((_, places),) = places_of(bench, outcome, documents=[row["doc_id"]])
    assert places is not None
    start, end = places.to_cleaned(row["start"], row["end"])
    append(folder / "codings", [replace(SOMEBODY, doc_id=row["doc_id"], start=start, end=end, **what)])


def test_a_decision_stands_in_the_corpus_and_runs_nothing_again(archive: Path) -> None:
    code(archive, BUS, codes={"power_face": ["ideological"]}, open_codes=["waiting"], memo="a memo <b>")
    append(archive / "codings", [Note(about="code:power_face.ideological", coder="Ann", memo="rare")])
    outcome, written = run_archive(archive)
    assert written.fresh
    assert not any(outcome.worked.values())
    (row,) = [p for p in passages_of(archive) if BUS in p["text"]]
    assert (row["power_face"], row["power_face_abstained"], row["power_face_by"]) == (
        ["ideological"],
        [],
        "human_blind",
    )
    assert (row["open_codes"], row["memos"], row["stance_by"]) == (["waiting"], ["a memo <b>"], "model")
    assert {p["power_face_by"] for p in passages_of(archive) if not p["coded"]} == {""}
    assert written.facts["decided_by_people"] == 1
    pages = b"".join(v for k, v in tree_bytes(archive / "out").items() if k.startswith("transcripts/")).decode()
    assert "a person, blind" in pages
    assert "a memo &lt;b&gt;" in pages
    assert "people decided" in (archive / "out" / "tables" / "tables.html").read_text()
    assert json.loads((archive / "out" / "data" / "notes.jsonl").read_text())["memo"] == "rare"
    assert not run_archive(archive)[1].fresh


def test_nothing_decided_leaves_every_output_as_it_was_and_taking_back_restores_it(archive: Path) -> None:
    before = tree_bytes(archive / "out")
    code(archive, BUS, codes={"power_face": []})
    run_archive(archive)
    assert tree_bytes(archive / "out") != before
    code(archive, BUS, codes={"power_face": []}, removed=True)
    run_archive(archive)
    assert tree_bytes(archive / "out") == before


def test_coding_again_with_another_model_does_not_replace_a_decision(archive: Path) -> None:
    code(archive, BUS, codes={"power_face": ["ideological"]}, complete=["power_face"])
    run_archive(archive)
    (before,) = [p for p in passages_of(archive) if BUS in p["text"]]
    model = archive / "models" / "other"
    import shutil

    shutil.copytree(Path("models/released/coproduction-power-minilm"), model)
    decisions = json.loads((model / "decisions.json").read_text())
    decisions["threshold"] = [0.0 for _ in decisions["threshold"]]
    decisions["sure"] = [0.0 for _ in decisions["sure"]]
    (model / "decisions.json").write_text(json.dumps(decisions))
    with (archive / "project.yaml").open("a") as settings:
        settings.write("model: models/other\n")
    run_archive(archive)
    (after,) = [p for p in passages_of(archive) if BUS in p["text"]]
    assert after["power_face"] == before["power_face"] == ["ideological"]
    assert after["about"] != before["about"] or after["stance"] != before["stance"] or after["voice"] != before["voice"]


def test_memos_and_open_codes_are_never_shared(archive: Path, tmp_path: Path) -> None:
    code(archive, BUS, codes={"power_face": ["ideological"]}, open_codes=["waiting game"], memo="ask Ann")
    append(archive / "codings", [Note(about="transcript:x", coder="Ann", memo="a difficult hour")])
    run_archive(archive)
    sign(archive)
    outcome, _ = run_archive(archive)
    write_share(workbench(load_project(archive)), outcome, folder=tmp_path / "shared", only_checked=False)
    shared = tree_bytes(tmp_path / "shared")
    for content in shared.values():
        assert not any(word in content for word in (b"waiting game", b"ask Ann", b"difficult hour"))
    rows = [json.loads(line) for line in shared["data/passages.jsonl"].splitlines()]
    assert [r["power_face"] for r in rows if BUS in r["text"]] == [["ideological"]]
