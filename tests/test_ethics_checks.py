"""What the table of checked transcripts says decides whether a report is headed as a draft."""

from pipeline.ethics.checks import (
    CHECKED,
    DRAFT,
    LAPSED,
    check_in_words,
    has_lapsed,
    is_signed,
    standing_of,
)
from tests.noted import Noted

SIGNED = Noted(file="a.txt", checked_by="A. Reader", date="2026-03-01")
OTHER = Noted(file="b.txt", checked_by="a. reader", date="2026-03-02", read_in_full=True, missed=0)
CHANGED = Noted(file="c.txt", checked_by="B. Reader", date="2026-03-02", status=LAPSED)


def test_a_check_is_told_in_words() -> None:
    assert [check_in_words(c) for c in (OTHER, None, SIGNED, CHANGED)] == [
        "read in full",
        "not checked",
        "checked",
        "checked, changed since",
    ]
    assert [has_lapsed(c) for c in (SIGNED, CHANGED)] == [False, True]


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
