"""The corpus is asked in SQL: views say what they hold, every question of the docs has an answer, nothing else is reached."""

import csv
import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data_schemas.errors import ConfigError
from pipeline.cli.asking import sql
from pipeline.sql.ask import OF_DATA, UNSAID, Corpus, ask, corpus
from tests.conftest import ROOT
from tests.gold_archive import gold_archive
from tests.test_export_archive import CODEBOOK, archive, export, renamed

QUESTIONS = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "sql.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    export(folder, gold_archive())
    return folder


@pytest.fixture
def asked(outputs: Path) -> Iterator[Corpus]:
    with corpus(outputs) as opened:
        yield opened


def answer(asked: Corpus, question: str) -> list[tuple]:
    return list(ask(asked, question).rows)


def small(folder: Path, question: str) -> list[tuple]:
    export(folder, archive())
    with corpus(folder) as opened:
        return answer(opened, question)


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_every_question_of_the_docs_is_answered(asked: Corpus, question: str) -> None:
    found = answer(asked, question)
    no_such_row = "abstained GROUP BY" in question  # the makers left nothing undecided
    assert bool(found) is not no_such_row


def test_there_are_ten_questions_and_one_more() -> None:
    assert len(QUESTIONS) == 11


def test_every_documented_column_is_there_and_every_column_documented(asked: Corpus) -> None:
    for view in asked.views:
        there = list(ask(asked, f"SELECT * FROM {view.name} LIMIT 0").columns)
        if view.columns:
            assert [name for names, _ in view.columns for name in names.split(", ")] == there, view.name


def test_a_row_of_codes_for_each_coded_passage_and_code(tmp_path: Path) -> None:
    rows = small(
        tmp_path,
        "SELECT speaker, dimension, code, probability, assigned, abstained, applies, decided_by FROM codes "
        "WHERE passage_id = 'PSW-28.0002' AND dimension IN ('power_face', 'stance') ORDER BY dimension, code",
    )
    assert [row[1:] for row in rows] == [
        ("power_face", "decision_making", 0.75, True, False, True, ""),
        ("power_face", "ideological", 0.125, False, False, True, ""),
        ("power_face", "non_decision_making", 0.125, False, False, True, ""),
        ("stance", "imposed", 0.75, True, False, True, ""),
        ("stance", "leveraged", 0.125, False, False, True, ""),
    ]


def test_a_dimension_that_depends_on_another_applies_where_that_has_a_code(tmp_path: Path) -> None:
    rows = small(
        tmp_path, "SELECT passage_id, bool_and(applies) FROM codes WHERE dimension = 'stance' GROUP BY ALL ORDER BY ALL"
    )
    assert [row[1] for row in rows] == [True, False, False, False, False]


def test_interviewers_are_in_passages_and_not_in_codes(asked: Corpus) -> None:
    assert answer(asked, "SELECT count(*) > 0 FROM passages WHERE role_group = 'interviewer'") == [(True,)]
    assert answer(asked, "SELECT count(*) FROM codes WHERE role_group = 'interviewer'") == [(0,)]


def test_views_add_up(asked: Corpus) -> None:
    words = {
        answer(asked, f"SELECT sum(words) FROM {view}")[0][0]
        for view in ("passages", "turns", "speakers", "interviews")
    }
    assert words == {gold_archive().facts.words}
    assert answer(asked, "SELECT count(*), sum(speakers) FROM interviews") == [(14, 20)]


def test_a_renamed_codebook_has_the_same_views(tmp_path: Path) -> None:
    other, new = renamed(CODEBOOK)
    export(tmp_path, archive(other, rename=new))
    with corpus(tmp_path) as opened:
        found = answer(opened, "SELECT dimension FROM codes GROUP BY dimension ORDER BY dimension")
    assert [row[0] for row in found] == sorted(other.ids)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT nope FROM passages", 'column "nope" not found'),
        ("SELECT * FROM codez", "There are passages, codes, turns, speakers, interviews, tables.abstentions"),
        ("SELECT text::INT FROM passages", "a value is not of the type that the question takes it for"),
        ("", "expected one SELECT"),
        ("SELECT 1; SELECT 2", "expected one SELECT"),
        ("DROP VIEW passages", "expected one SELECT"),
        ("CREATE TABLE a AS SELECT 1", "expected one SELECT"),
        ("SET lock_configuration = false", "expected one SELECT"),
        ("ATTACH 'other.db'", "expected one SELECT"),
        ("INSTALL httpfs", "expected one SELECT"),
        ("EXPLAIN ANALYZE COPY (SELECT 1) TO 'FILE'", "expected one SELECT"),
        ("COPY (SELECT 1) TO 'FILE'", "expected one SELECT"),
        ("SELECT * FROM read_text('FOLDER/README.md')", "disabled by configuration"),
        ("SELECT * FROM read_csv('FOLDER/tables/quotes.csv')", "disabled by configuration"),
        ("SELECT * FROM 'FOLDER/tables/quotes.csv'", "disabled by configuration"),
        ("SELECT * FROM glob('FOLDER/*')", "disabled by configuration"),
        ("SELECT * FROM read_parquet('https://example.org/a.parquet')", "disabled by configuration"),
    ],
)
def test_what_is_no_question_is_refused_in_one_line(outputs: Path, question: str, message: str) -> None:
    before = (outputs / "data" / "passages.parquet").read_bytes()
    question = question.replace("FILE", str(outputs / "data" / "passages.parquet")).replace("FOLDER", str(outputs))
    with corpus(outputs) as opened, pytest.raises(ConfigError) as refused:
        answer(opened, question)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)
    assert (outputs / "data" / "passages.parquet").read_bytes() == before


@pytest.mark.parametrize(
    "question",
    [
        "SELECT text::INT FROM passages",
        "SELECT error(text) FROM passages",
        "SELECT regexp_matches('a', '(' || text) FROM passages",
        "SELECT to_json(text)::INT[] FROM passages",
        "SELECT ('it''s ' || text)::DATE FROM passages",
    ],
)
def test_no_message_repeats_what_was_said(outputs: Path, question: str) -> None:
    with corpus(outputs) as opened, pytest.raises(ConfigError) as refused:
        answer(opened, question)
    kind = str(refused.value).rsplit(" (", 1)[1].removesuffix(")")
    assert str(refused.value) == f"sql: {OF_DATA.get(kind, UNSAID)} ({kind})"


def test_no_corpus_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="threefaces run"), corpus(tmp_path):
        pass


def test_the_command_writes_csv_with_the_status_and_no_formula_and_into_no_pipe(tmp_path: Path) -> None:
    export(tmp_path, archive())
    target = tmp_path / "a" / "b.csv"
    sql(tmp_path, "SELECT text, voice, words FROM passages ORDER BY passage_id", csv_file=target)
    with target.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 6
    assert list(rows[0]) == ["status", "text", "voice", "words"]
    assert {row["status"].split(";")[0] for row in rows} == {"DRAFT – NOT CHECKED"}
    assert rows[1]["text"].startswith("'=SUM(A1)")
    assert rows[4]["voice"] == "rejected"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ConfigError, match="pipe: not a file but a folder, a device or a pipe"):
        sql(tmp_path, "SELECT 1", csv_file=tmp_path / "pipe")
    assert stat.S_ISFIFO((tmp_path / "pipe").lstat().st_mode)


def test_a_question_that_fails_on_the_way_leaves_no_file(outputs: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TRY_CAST"):
        sql(outputs, "SELECT text::INT FROM passages", csv_file=tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_the_command_prints_rows(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sql(outputs, "SELECT document, speakers, kind AS n FROM interviews ORDER BY document", rows=2)
    out = capsys.readouterr().out
    assert [line.split() for line in out.splitlines()] == [
        ["document", "speakers", "n"],
        ["CPN-1", "1", "interview"],
        ["DYAD-1", "2", "dyad"],
    ]


def test_the_command_speaks_json_lines(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sql(outputs, "SELECT code AS a, 1 AS a, 0.5::DOUBLE AS b FROM codes LIMIT 2", as_json=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [list(line) for line in lines] == [["a", "a_2", "b"]] * 2
    assert lines[0]["b"] == 0.5


def test_the_command_shows_the_views(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sql(outputs, views=True)
    assert "whether the passage carries the code" in capsys.readouterr().out


def test_at_the_console_more_rows_and_the_status_are_said_and_an_error_is_one_line(outputs: Path, threefaces) -> None:
    done = threefaces("sql", outputs, "SELECT * FROM interviews", "--rows", "2")
    assert done.returncode == 0, done.stderr
    assert "first 2 rows; there are more" in done.stderr
    assert "uncorrected; starter model" in done.stderr
    wrong = threefaces("sql", outputs, "SELECT 1 FROM")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert len(wrong.stderr.strip().splitlines()) == 1


def test_finished_tables_are_parquet_too_with_the_same_rows(outputs: Path) -> None:
    for path in sorted((outputs / "tables").glob("*.csv")):
        table = pq.read_table(outputs / "tables" / "parquet" / f"{path.stem}.parquet")
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
        assert table.num_rows == len(rows), path.name
        assert table.column_names == list(rows[0])
    counted = pq.read_table(outputs / "tables" / "parquet" / "codes_by_role_group.parquet")
    assert (counted.schema.field("assigned_passages").type, counted.schema.field("share").type) == ("int64", "double")
