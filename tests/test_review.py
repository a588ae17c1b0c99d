"""The review as a person does it: run, decide, run again; sign, and what was written stops being a draft."""

import csv
import json
import stat
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from pipeline.bench import workbench
from pipeline.project import load_project
from pipeline.review.desk import open_desk
from pipeline.review.sheet import read_sheet, write_sheet
from pipeline.run import plan
from tests.conftest import passages_of, run_archive, tree_bytes

DRAFT = "DRAFT \u2013 NOT CHECKED"


@pytest.fixture
def archive(archive: Path) -> Path:
    for name in ("monday", "wednesday"):
        talk = archive / "transcripts" / f"{name}.txt"
        talk.write_text(talk.read_text() + "\nI: And who else?\n\nR: We did it with the Zorblax lot, on 900461.\n")
    return archive


def rows_of(path: Path) -> dict[str, dict[str, str]]:
    key = "text" if path.name == "review.csv" else "file"
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return {row[key]: row for row in csv.DictReader(handle)}


def decide(archive: Path, *changes: dict[str, str]) -> None:
    path = archive / "vault" / "review.csv"
    found = read_sheet(path, needs=())
    rows = {row["text"]: row for _, row in found.rows}
    for change in changes:
        rows[change["text"]] = {**rows.get(change["text"], {}), **change}
    write_sheet(path, columns=found.columns, rows=rows.values())


def sign(archive: Path, *files: str) -> None:
    path = archive / "vault" / "checked.csv"
    found = read_sheet(path, needs=())
    signed = {"checked_by": "Ann Reader", "date": "2026-03-31"}
    rows = [{**row, **(signed if row["file"] in files or not files else {})} for _, row in found.rows]
    write_sheet(path, columns=found.columns, rows=rows)


def said(archive: Path) -> str:
    return " ".join(row["text"] for row in passages_of(archive))


def test_a_run_lists_what_it_left_and_a_decision_is_replayed(archive: Path) -> None:
    run_archive(archive)
    table = archive / "vault" / "review.csv"
    assert stat.S_IMODE(table.stat().st_mode) == 0o600
    found = rows_of(table)
    assert (found["900461"]["type"], found["900461"]["times"], found["900461"]["transcripts"]) == ("ID", "2", "2")
    assert said(archive).count("900461") == 2
    decide(archive, {"text": "900461", "decision": "always", "note": "the case"})
    _, plans = plan(workbench(load_project(archive)))
    assert set(plans[1].why.values()) == {"changed: decisions"}
    outcome, _ = run_archive(archive)
    assert [len(outcome.worked[s]) for s in ("detect", "pseudonymise", "segment")] == [0, 2, 2]
    assert "900461" not in said(archive)
    assert "[Number]" in said(archive)
    kept = rows_of(table)["900461"]
    assert (kept["decision"], kept["note"], kept["risk"], kept["times"]) == ("always", "the case", "0.00", "2")
    before = tree_bytes(archive / "vault")
    outcome, written = run_archive(archive)
    assert not written.fresh
    assert not any(outcome.worked.values())
    assert tree_bytes(archive / "vault") == before
    decide(archive, {"text": "900461", "decision": ""})
    run_archive(archive)
    assert said(archive).count("900461") == 2


def test_never_leaves_a_text_and_here_masks_it_in_one_transcript(archive: Path) -> None:
    run_archive(archive)
    names = {row["file"]: row["document"] for row in rows_of(archive / "vault" / "checked.csv").values()}
    decide(
        archive,
        {"text": "900461", "decision": "here", "type": "ID", "in_documents": names["monday.txt"]},
        {"text": "the rota", "decision": "always", "type": "ORG"},
        {"text": "Holdsworth", "decision": "never"},
    )
    run_archive(archive)
    by_document = {d: " ".join(p["text"] for p in passages_of(archive) if p["document"] == d) for d in names.values()}
    assert "900461" not in by_document[names["monday.txt"]]
    assert "900461" in by_document[names["wednesday.txt"]]
    assert "the rota" not in by_document[names["tuesday.txt"]]
    assert "Karen Holdsworth" not in said(archive)


def test_a_new_transcript_is_masked_by_what_was_decided_before_it_came(archive: Path) -> None:
    run_archive(archive)
    decide(archive, {"text": "dobbler", "decision": "always", "type": "PERSON"})
    run_archive(archive)
    (archive / "transcripts" / "friday.txt").write_text("I: And who?\n\nR: It was dobbler who ran it all, then.\n")
    outcome, _ = run_archive(archive)
    assert len(outcome.worked["pseudonymise"]) == 1
    assert "dobbler" not in said(archive)


def test_a_wrong_decision_stops_before_anything_is_written(archive: Path) -> None:
    run_archive(archive)
    decide(archive, {"text": "900461", "decision": "maybe"})
    before = tree_bytes(archive)
    with pytest.raises(ConfigError, match=r"review\.csv, line \d, decision: expected always"):
        run_archive(archive)
    assert tree_bytes(archive) == before


def test_outputs_are_a_draft_until_every_transcript_is_checked(archive: Path) -> None:
    run_archive(archive)
    out, checked = archive / "out", archive / "vault" / "checked.csv"
    assert list(rows_of(checked)) == ["monday.txt", "tuesday.txt", "wednesday.txt"]
    sign(archive, "monday.txt")
    _, written = run_archive(archive)
    assert written.fresh
    assert json.loads((out / "run.json").read_text())["status"][:2] == [DRAFT, "1 of 3 transcripts checked"]
    pages = [p for p in out.rglob("*") if p.suffix in (".html", ".md", ".csv")]
    assert len(pages) > 10
    heads = {p.relative_to(out).as_posix(): DRAFT in p.read_text(encoding="utf-8") for p in pages}
    empty = {p.relative_to(out).as_posix() for p in pages if p.suffix == ".csv" and p.read_text().count("\n") < 2}
    assert {name for name, marked in heads.items() if not marked} <= empty
    sign(archive)
    run_archive(archive)
    assert json.loads((out / "run.json").read_text())["status"][0] == "3 of 3 transcripts checked"
    assert not any(DRAFT in p.read_text(encoding="utf-8") for p in pages)


def test_a_check_lapses_when_a_decision_changes_the_text(archive: Path) -> None:
    run_archive(archive)
    sign(archive)
    run_archive(archive)
    decide(archive, {"text": "900461", "decision": "always"})
    _, written = run_archive(archive)
    assert written.facts["status"][:2] == [DRAFT, "1 of 3 transcripts checked"]
    rows = rows_of(archive / "vault" / "checked.csv")
    assert rows["monday.txt"]["status"] == "changed since checked"
    assert rows["tuesday.txt"]["status"] == "checked"


def test_the_desk_counts_without_a_word_of_the_talk(archive: Path) -> None:
    desk = open_desk(load_project(archive), draw=None)
    assert (desk.summary.reasons, desk.summary.transcripts, desk.summary.checked) == ((), 3, 0)
    run_archive(archive)
    desk = open_desk(load_project(archive), draw=2)
    assert (desk.summary.drawn, desk.summary.read) == (2, 0)
    found = {reason.why: reason.texts for reason in desk.summary.reasons}
    assert found["six digits or more"] == 1
    decide(archive, {"text": "9004611", "decision": "always", "type": "ID"})
    run_archive(archive)
    summary = open_desk(load_project(archive), draw=None).summary
    assert (summary.decided, summary.idle, summary.drawn) == (1, 1, 2)


def test_review_prints_figures_and_with_show_the_words(archive: Path, threefaces) -> None:
    run_archive(archive)
    done = threefaces("review", archive, "--draw", "2")
    assert done.returncode == 0, done.stderr
    assert "0 of 3 transcripts checked" in done.stderr
    assert "six digits or more" in done.stderr
    assert "900461" not in done.stderr + done.stdout
    assert "900461" in threefaces("review", archive, "--show").stderr
