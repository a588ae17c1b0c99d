"""A run does what is needed and no more, whatever the order, the workers or the accidents."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError, LockedError
from pipeline.bench import workbench
from pipeline.lock import locked
from pipeline.project import load_project
from pipeline.run import clean, plan
from pipeline.setup_project import begin
from tests.conftest import ROOT, make_archive, offline, passages_of, run_archive, set_roles, tree_bytes

STAGES = ["detect", "pseudonymise", "segment", "encode", "score"]
NOTHING: dict[str, list[str]] = {name: [] for name in STAGES}


def doc_ids(archive: Path) -> dict[str, str]:
    sources, _ = plan(workbench(load_project(archive)))
    return {source.file: source.doc_id for source in sources}


def why(archive: Path) -> dict[str, dict[str, str]]:
    _, plans = plan(workbench(load_project(archive)))
    return {p.name: p.why for p in plans if p.why}


def test_a_second_run_works_on_nothing_and_leaves_the_outputs(archive: Path) -> None:
    first, written = run_archive(archive)
    assert written.fresh
    assert {name: len(done) for name, done in first.worked.items()} == dict.fromkeys(STAGES, 3)
    before = tree_bytes(archive / "out")
    second, again = run_archive(archive)
    assert not again.fresh
    assert second.worked == NOTHING
    assert tree_bytes(archive / "out") == before


def test_only_what_was_added_or_edited_is_worked_on(archive: Path) -> None:
    run_archive(archive)
    (archive / "transcripts" / "thursday.txt").write_text(
        "I: And the garden?\n\nR: It is cold, nobody goes there now.\n"
    )
    wednesday = archive / "transcripts" / "wednesday.txt"
    wednesday.write_text(wednesday.read_text() + "\nI: Anything else?\n\nR: No, that was all of it, thanks.\n")
    ids = doc_ids(archive)
    outcome, written = run_archive(archive)
    assert outcome.worked == dict.fromkeys(STAGES, sorted([ids["thursday.txt"], ids["wednesday.txt"]]))
    assert written.fresh


def test_a_new_name_reaches_the_transcripts_in_which_it_occurs_and_no_others(archive: Path) -> None:
    monday = archive / "transcripts" / "monday.txt"
    monday.write_text(monday.read_text() + "\nI: Who else?\n\nR: well, it was all very harbottle, sort of.\n")
    run_archive(archive)
    assert any("harbottle" in row["text"] for row in passages_of(archive))
    (archive / "transcripts" / "friday.txt").write_text(
        "I: Who runs it?\n\nR: Dr Emmeline Harbottle runs it, she came from the other team. Dr Harbottle is fair.\n"
    )
    ids = doc_ids(archive)
    outcome, _ = run_archive(archive)
    assert outcome.worked["detect"] == [ids["friday.txt"]]
    assert outcome.worked["pseudonymise"] == sorted([ids["friday.txt"], ids["monday.txt"]])
    assert not any("harbottle" in row["text"].lower() for row in passages_of(archive))


def test_a_plan_says_what_would_run_and_why(archive: Path) -> None:
    ids = doc_ids(archive)
    assert why(archive) == {"detect": dict.fromkeys(ids.values(), "new")}
    run_archive(archive)
    assert why(archive) == {}
    tuesday = archive / "transcripts" / "tuesday.txt"
    tuesday.write_text(tuesday.read_text().replace("overruled", "over-ruled"))
    assert why(archive)["detect"] == {ids["tuesday.txt"]: "changed: file"}


def test_a_plan_names_the_setting_that_changed(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_archive(archive)
    bench = workbench(load_project(archive))
    from dataclasses import replace

    changed = replace(bench, segment=replace(bench.segment, stage=replace(bench.segment.stage, weights="another")))
    _, plans = plan(changed)
    assert set(plans[2].why.values()) == {"setting changed: weights"}


def test_changed_roles_reach_the_tables_without_any_work(archive: Path) -> None:
    run_archive(archive)
    set_roles(archive, {"monday.txt": "volunteer"})
    outcome, written = run_archive(archive)
    assert outcome.worked == NOTHING
    assert written.fresh
    assert "volunteer" in {row["role_group"] for row in passages_of(archive)}


def test_one_and_two_workers_give_the_same_bytes(tmp_path: Path, archive: Path) -> None:
    many = {
        f"{day}.txt": f"I: And on {day}?\n\nR: We talked about the rota and the kitchen.\n" for day in "abcdefghijkl"
    }
    for name, text in many.items():
        (archive / "transcripts" / name).write_text(text)
    run_archive(archive, workers=1)
    one = tree_bytes(archive / "out")
    for place in ("store", "out"):
        shutil.rmtree(archive / place)
    for shard in (archive / "vault").rglob("*.shard"):
        shard.unlink()
    run_archive(archive, workers=2)
    assert tree_bytes(archive / "out") == one


def test_after_a_kill_the_next_run_gives_the_same_bytes(archive: Path) -> None:
    for number in range(12):
        text = "".join(
            f"I: And then?\n\nR: Then number {number} came, and they did not ask me about {i}.\n\n" for i in range(24)
        )
        (archive / "transcripts" / f"more-{number:02}.txt").write_text(text)
    command = [sys.executable, "-c", "from pipeline.cli.app import main; main()", "run", str(archive)]
    killed = subprocess.Popen(command, cwd=ROOT, env=offline(), stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list((archive / "store" / "segment").glob("*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    assert not (archive / "out" / "run.json").exists()
    run_archive(archive)
    after_kill = tree_bytes(archive / "out")
    for place in ("store", "out"):
        shutil.rmtree(archive / place)
    for shard in (archive / "vault").rglob("*.shard"):
        shard.unlink()
    run_archive(archive)
    assert tree_bytes(archive / "out") == after_kill


def test_what_cannot_be_read_is_set_aside_and_the_rest_goes_on(archive: Path) -> None:
    (archive / "transcripts" / "scan.pdf").write_bytes(b"%PDF-1.4 nothing to read here")
    outcome, written = run_archive(archive)
    assert [(a.stage, a.doc_id) for a in outcome.asides] == [("detect", doc_ids(archive)["scan.pdf"])]
    assert len(outcome.rows["score"]) == 3
    assert written.facts["set_aside"][0]["stage"] == "detect"


def test_clean_removes_what_is_no_longer_current_and_nothing_else(archive: Path) -> None:
    run_archive(archive)
    outputs = tree_bytes(archive / "out")
    (archive / "transcripts" / "wednesday.txt").unlink()
    removed = clean(workbench(load_project(archive)))
    assert removed == dict.fromkeys(STAGES, 1)
    assert tree_bytes(archive / "out") == outputs
    outcome, _ = run_archive(archive)
    assert outcome.worked == NOTHING


def test_one_run_at_a_time(archive: Path) -> None:
    with locked(archive / "store"), pytest.raises(LockedError, match="another run"), locked(archive / "store"):
        pass


def test_a_lost_key_stops_everything(archive: Path) -> None:
    run_archive(archive)
    before = tree_bytes(archive)
    (archive / "vault" / "key").unlink()
    with pytest.raises(ConfigError, match="put back the key"):
        run_archive(archive)
    with pytest.raises(ConfigError, match="made with one"):
        begin(archive, title="x", input_folder="transcripts", accept=False)
    assert {k: v for k, v in before.items() if k != "vault/key"} == tree_bytes(archive)


def test_no_raw_word_reaches_the_disk_outside_the_vault(archive: Path) -> None:
    run_archive(archive)
    for place in ("store", "out"):
        for name, content in tree_bytes(archive / place).items():
            assert b"Karen" not in content, name
            assert b"Holdsworth" not in content, name
            assert b"monday" not in content, name
    assert any("[Name " in row["text"] for row in passages_of(archive))


def test_two_projects_with_two_keys_share_no_pseudonym(tmp_path: Path, archive: Path) -> None:
    other = make_archive(tmp_path / "other")
    run_archive(archive)
    run_archive(other)
    assert not {r["speaker"] for r in passages_of(archive)} & {r["speaker"] for r in passages_of(other)}
