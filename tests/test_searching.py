"""Looking things up in a coded archive: the answer by role group, the files written, and the commands as a user calls them."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from pipeline.export.facts import Archive
from pipeline.export.searched import among, answer, as_json, write_answer, write_lines
from pipeline.statistics.concordance import concordance
from pipeline.statistics.phrases import phrase
from pipeline.statistics.queries import parse
from tests.test_export_archive import archive as made
from tests.test_export_archive import facts
from tests.test_statistics_corpus import CODEBOOK, passage

ARCHIVE = made()


def test_an_answer_is_counted_by_role_group_beside_all_that_was_coded() -> None:
    found = answer(ARCHIVE, parse("voice.rejected or power_face"), documents=False)
    assert [p.passage_id for p in found.passages] == ["PSW-28.0002", "Ward 3/ü.0001", "Ward 3/ü.0002"]
    assert found.counts == (
        ("(everyone)", 3, 2, 2, 5, 2, 2),
        ("service_user_or_peer", 2, 1, 2, 4, 1, 2),
        ("professional", 1, 1, 1, 1, 1, 1),
    )


def test_written_documents_are_asked_apart_from_talk() -> None:
    said = passage(1, text="We vote.")
    written = replace(passage(1, document="Policy", text="Members vote.", role_group="document"), kind="document")
    both = Archive(passages=(said, written), records=(), codebook=CODEBOOK, facts=facts())
    for documents, expected in ((False, "PSW-01"), (True, "Policy")):
        assert [p.document for p in answer(both, parse('"vote"'), documents=documents).passages] == [expected]


def test_json_and_csv_say_how_far_the_codes_can_be_trusted(tmp_path: Path) -> None:
    found = answer(ARCHIVE, parse("decision_making"), documents=False)
    told = as_json(ARCHIVE, found)
    assert told["status"] == list(ARCHIVE.facts.standing)
    assert told["counts"][0]["passages"] == 1
    assert told["passages"][0]["codes"] == "power_face.decision_making; stance.imposed"
    write_answer(tmp_path / "found.csv", ARCHIVE, found)
    with (tmp_path / "found.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert row["status"] == ARCHIVE.facts.status
    assert row["text"] == "'=SUM(A1) is what they wrote, and the consultant had the last word."
    assert (row["document"], row["role_group"]) == ("PSW-28", "service_user_or_peer")


def test_a_concordance_leaves_interviewers_out_unless_they_are_asked_for(tmp_path: Path) -> None:
    every = among(ARCHIVE, codes=[], roles=[])
    assert {p.role_group for p in every} == {"service_user_or_peer", "professional"}
    assert [p.text for p in among(ARCHIVE, codes=[], roles=["Interviewer"])] == ["How did that go?"]
    assert [p.text for p in among(ARCHIVE, codes=["voice.rejected"], roles=["service user_or peer"])] == ["-- no."]
    with pytest.raises(ConfigError, match="--role 'doctor': nobody has it; expected Interviewer, Nurse <ward>, "):
        among(ARCHIVE, codes=[], roles=["doctor"])
    lines = concordance(every, ARCHIVE.records, phrase("the consultant"), width=30)
    write_lines(tmp_path / "lines.csv", ARCHIVE, lines)
    with (tmp_path / "lines.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["left"], row["node"], row["right"]) == (
        "M(A1) is what they wrote, and ",
        "the consultant",
        " had the last word. (laughs) <",
    )
    assert (tmp_path / "lines.csv").stat().st_mode & 0o077 == 0


def test_the_commands(archive: Path, threefaces, tmp_path: Path) -> None:
    told = threefaces("find", archive, 'role:professional and "rota"', "--csv", tmp_path / "a.csv")
    assert told.returncode == 0, told.stderr
    assert "She is on the rota like the rest of us" in told.stderr
    assert "Written to" in told.stderr
    assert "starter model, not validated on this archive" in told.stderr
    rows = json.loads(threefaces("find", archive, 'not "rota"', "--json").stdout)
    assert rows["query"] == 'not "rota"'
    assert {row["role_group"] for row in rows["counts"]} >= {"(everyone)", "professional", "other_staff"}
    assert not [p for p in rows["passages"] if "rota" in p["text"]]

    told = threefaces("concordance", archive, "late", "--sort", "left", "--width", "20")
    assert told.returncode == 0, told.stderr
    shown = [line for line in told.stderr.splitlines() if "monday" in line or "service_user" in line]
    assert [line.index("late") for line in shown] == [20, 20]

    refused = threefaces("find", archive, "voice and")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "query, at its end: expected a code" in refused.stderr
    for command in ("find", "concordance"):
        assert f"Example: threefaces {command}" in threefaces(command, "--help").stdout
