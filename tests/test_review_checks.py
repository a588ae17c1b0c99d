"""`vault/checked.csv`: who read and signed what, and that a check stands only for the text that was signed."""

import stat
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from data_schemas.records import Pseudonymised, Utterance
from pipeline.key import Key
from pipeline.review.checks import (
    CHECKED,
    COLUMNS,
    LAPSED,
    UNCHECKED,
    Check,
    draw,
    keep_checks,
    read_checks,
    text_digest,
)
from pipeline.review.desk import sample
from pipeline.review.sheet import read_sheet, write_sheet
from pipeline.sources import Source

DOCUMENTS = {"a.txt": "PSW-1", "b.txt": "IDB"}


def keep(path: Path, texts: dict[str, str] | None = None, documents: dict[str, str] = DOCUMENTS) -> dict[str, Check]:
    found = None if texts is None else lambda files: {f: texts[f] for f in files if f in texts}
    return {check.file: check for check in keep_checks(path, documents=documents, texts=found)}


def fill(path: Path, which: str, /, **values: str) -> None:
    found = read_sheet(path, needs=())
    rows = [{**row, **(values if row["file"] == which else {})} for _, row in found.rows]
    columns = [*found.columns, *(name for name in values if name not in found.columns)]
    write_sheet(path, columns=columns, rows=rows)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    keep(tmp_path / "checked.csv")
    return tmp_path / "checked.csv"


def test_every_transcript_has_a_row_that_its_owner_alone_may_read(path: Path) -> None:
    found = read_sheet(path, needs=COLUMNS)
    assert [(row["file"], row["document"]) for _, row in found.rows] == [("a.txt", "PSW-1"), ("b.txt", "IDB")]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [check.status for check in read_checks(path)] == [UNCHECKED, UNCHECKED]


def test_a_check_stands_from_the_run_after_signing_until_the_text_changes(path: Path) -> None:
    fill(path, "a.txt", checked_by="Ann", date="2026-03-31")
    assert not keep(path)["a.txt"].stands
    assert keep(path, {"a.txt": "t1", "b.txt": "t1"})["a.txt"].stands
    assert not keep(path, {"a.txt": "t1"})["b.txt"].stands
    assert keep(path, {"a.txt": "t1"})["a.txt"].status == CHECKED
    assert keep(path, {"a.txt": "t2"})["a.txt"].status == LAPSED
    assert keep(path, {"a.txt": "t1"})["a.txt"].status == CHECKED


@pytest.mark.parametrize("again", [{"date": "2026-04-01"}, {"checked_by": "Bea"}, {"digest": ""}])
def test_a_new_name_or_date_or_an_emptied_digest_signs_anew(path: Path, again: dict[str, str]) -> None:
    fill(path, "a.txt", checked_by="Ann", date="2026-03-31")
    keep(path, {"a.txt": "t1"})
    assert keep(path, {"a.txt": "t2"})["a.txt"].status == LAPSED
    fill(path, "a.txt", **again)
    assert keep(path, {"a.txt": "t2"})["a.txt"].stands


def test_taking_a_signature_back_takes_the_check_back(path: Path) -> None:
    fill(path, "a.txt", checked_by="Ann", date="2026-03-31")
    keep(path, {"a.txt": "t1"})
    fill(path, "a.txt", checked_by="", date="")
    check = keep(path, {"a.txt": "t1"})["a.txt"]
    assert (check.status, check.digest) == (UNCHECKED, "")


def test_a_transcript_that_was_not_worked_on_is_not_checked(path: Path) -> None:
    fill(path, "a.txt", checked_by="Ann", date="2026-03-31")
    keep(path, {"a.txt": "t1"})
    assert not keep(path, {})["a.txt"].stands


def test_rows_of_transcripts_that_are_gone_stay_where_something_was_written(path: Path) -> None:
    fill(path, "a.txt", note="read aloud", asked="Bea")
    assert set(keep(path, documents={"c.txt": "IDC"})) == {"c.txt"}
    rows = read_sheet(path, needs=COLUMNS).rows
    assert [(row["file"], row["note"], row["asked"]) for _, row in rows] == [
        ("a.txt", "read aloud", "Bea"), ("c.txt", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"checked_by": "Ann", "date": "31/03/2026"}, "line 2, date: expected year-month-day, such as 2026-03-31"),
        ({"checked_by": "Ann", "date": "2026-02-30"}, "line 2, date: expected"),
        ({"checked_by": "Ann"}, "line 2, date: is missing"),
        ({"date": "2026-03-31"}, "line 2, checked_by: is missing"),
        ({"drawn": "maybe"}, "line 2, drawn: expected yes, no or nothing"),
        ({"read_in_full": "half"}, "line 2, read_in_full: expected yes, no or nothing"),
        ({"read_in_full": "yes"}, "line 2, missed: a transcript read in full needs the number"),
        ({"missed": "-1"}, "line 2, missed: expected the number"),
        ({"file": "b.txt"}, "lines 2, 3, file: stands twice"),
    ],
)
def test_a_wrong_entry_is_named(path: Path, values: dict[str, str], message: str) -> None:
    fill(path, "a.txt", **values)
    with pytest.raises(ConfigError) as caught:
        read_checks(path)
    assert message in str(caught.value)
    assert "Ann" not in str(caught.value)


def test_the_digest_is_of_what_a_reader_sees() -> None:
    def record(speaker: str, text: str, start: float | None = None) -> Pseudonymised:
        utterance = Utterance(speaker=speaker, start_s=start, end_s=None, text=text)
        return Pseudonymised(doc_id="D1", utterances=(utterance,), events=(), redactions=())

    assert text_digest(record("R", "I left.")) == text_digest(record("R", "I left.", start=3.0))
    assert len({text_digest(record(*said)) for said in (("R", "I left."), ("R", "I left"), ("Q", "I left."))}) == 3


def test_a_sample_is_the_same_for_a_key_and_a_larger_one_holds_the_smaller(path: Path) -> None:
    def source(number: int) -> Source:
        file = f"{number}.txt"
        return Source(doc_id=file, file=file, path=Path(file), member="", digest="", size=1, speakers=(), key=KEY)

    sources = [source(n) for n in range(40)]
    ten = sample(sources, key=KEY, number=10)
    assert len(ten) == 10
    assert ten == sample(sources[::-1], key=KEY, number=10)
    assert ten < sample(sources, key=KEY, number=20)
    assert ten != sample(sources, key=Key(b"1" * 32), number=10)
    draw(path, files={"b.txt"})
    assert [check.drawn for check in read_checks(path)] == [False, True]
    draw(path, files={"a.txt"})
    assert [check.drawn for check in read_checks(path)] == [True, False]


KEY = Key(b"0" * 32)
