"""What the table of checked transcripts says decides whether a report is headed as a draft."""

from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from pipeline.ethics.checks import (
    CHECKED,
    DRAFT,
    LAPSED,
    Noted,
    check_in_words,
    has_lapsed,
    is_signed,
    read_checks,
    standing_of,
)

SIGNED = Noted(file="a.txt", checked_by="A. Reader", date="2026-03-01")
OTHER = Noted(file="b.txt", checked_by="a. reader", date="2026-03-02", read_in_full=True, missed=0)
CHANGED = Noted(file="c.txt", checked_by="B. Reader", date="2026-03-02", status=LAPSED)

TABLE = """\
file,document,drawn,checked_by,date,read_in_full,missed,note,digest,status
hub/a.txt,PSW-1,yes,A. Reader,2026-03-01,yes,2,seen,4f1c,checked
hub/b.txt,PSW-2,,,,,,,,
hub/c.txt,PSW-3,No,B. Reader,2026-03-02,no,,,77aa,changed since checked
"""


def test_without_the_table_nothing_is_checked(tmp_path: Path) -> None:
    assert read_checks(tmp_path / "checked.csv") == ()


def test_the_table_is_read(tmp_path: Path) -> None:
    (tmp_path / "checked.csv").write_text(TABLE, encoding="utf-8")
    first, second, third = read_checks(tmp_path / "checked.csv")
    assert (first.file, first.drawn, first.read_in_full, first.missed) == ("hub/a.txt", True, True, 2)
    assert [is_signed(c) for c in (first, second, third)] == [True, False, True]
    assert [has_lapsed(c) for c in (first, second, third)] == [False, False, True]
    assert [check_in_words(c) for c in (first, second, third)] == [
        "read in full",
        "not checked",
        "checked, changed since",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",yes,2,", ",yes,two,", "checked.csv, line 2: missed"),
        (",yes,A.", ",maybe,A.", "checked.csv, line 2: drawn"),
        (",no,,,77aa", ",nein,,,77aa", "checked.csv, line 4: read_in_full"),
        ("missed", "gone", "no column 'missed'"),
    ],
)
def test_what_cannot_be_understood_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    (tmp_path / "checked.csv").write_text(TABLE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        read_checks(tmp_path / "checked.csv")


def test_an_archive_is_a_draft_until_every_transcript_is_checked() -> None:
    assert standing_of([SIGNED, None]).status == DRAFT
    assert standing_of([SIGNED, Noted(file="b.txt")]).status == DRAFT
    assert standing_of([SIGNED, CHANGED]).status == DRAFT
    assert standing_of([SIGNED, OTHER]).status == CHECKED
    assert standing_of([]).status == DRAFT


def test_a_check_of_a_text_that_has_changed_counts_as_none() -> None:
    standing = standing_of([SIGNED, CHANGED, OTHER])
    assert (standing.checked, standing.changed_since_checked, standing.transcripts) == (2, 1, 3)
    assert standing.checkers == 1  # one person wrote the same name twice


def test_a_name_without_a_date_is_no_signature() -> None:
    assert not is_signed(Noted(file="a.txt", checked_by="A. Reader"))
