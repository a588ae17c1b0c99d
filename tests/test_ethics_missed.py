"""Misses are estimated from what was drawn at random and read in full, and from nothing else."""

import pytest

from pipeline.ethics.exact import exact_share
from pipeline.ethics.missed import Missed, Read, ReadApart, missed_in
from tests.noted import Noted


def read(name: str, *, missed: int | None, replaced: int = 20, drawn: bool = True, changed: bool = False) -> Read:
    check = Noted(file=name, drawn=drawn, checked_by="A. Reader", date="2026-03-01", read_in_full=True, missed=missed)
    return Read(document=name, replaced=replaced, check=check, changed=changed)


def unread(name: str) -> Read:
    return Read(document=name, replaced=20, check=Noted(file=name, drawn=True), changed=False)


def found(*reads: Read) -> Missed:
    return missed_in(reads, transcripts=50)


def test_nobody_read_anything() -> None:
    nothing = found()
    assert (nothing.drawn_and_read, nothing.miss_rate, nothing.share_with_a_miss) == (0, None, None)
    assert found(unread("a")).drawn == 1
    assert found(unread("a")).miss_rate is None


def test_misses_are_counted_over_identifiers_and_over_transcripts() -> None:
    some = found(read("a", missed=3), read("b", missed=0), read("c", missed=0), read("d", missed=1))
    assert (some.missed, some.replaced) == (4, 80)
    assert some.miss_rate == exact_share(4, 84)
    assert (some.with_a_miss, some.share_with_a_miss) == (2, exact_share(2, 4))
    assert some.miss_rate_bound is None
    assert some.share_with_a_miss_bound is None


def test_none_found_gives_the_rule_of_three() -> None:
    none = found(*(read(name, missed=0) for name in "abcde"))
    assert none.miss_rate is not None
    assert none.miss_rate.low == 0
    assert none.miss_rate_bound == pytest.approx(3 / 100)
    assert none.share_with_a_miss_bound == pytest.approx(3 / 5)


def test_a_transcript_that_somebody_chose_is_told_and_not_used() -> None:
    chosen = found(read("a", missed=0), read("z", missed=9, drawn=False), read("b", missed=5, drawn=False))
    assert (chosen.missed, chosen.replaced) == (0, 20)
    assert chosen.read_not_drawn == (
        ReadApart(document="b", replaced=20, missed=5),
        ReadApart(document="z", replaced=20, missed=9),
    )


def test_a_reading_without_a_count_cannot_be_used() -> None:
    lacking = found(read("a", missed=None), read("b", missed=1))
    assert (lacking.drawn_and_read, lacking.read_without_count, lacking.replaced) == (1, 1, 20)


def test_a_reading_that_nobody_signed_is_none() -> None:
    check = Noted(file="a", drawn=True, read_in_full=True, missed=0)
    assert found(Read(document="a", replaced=20, check=check, changed=False)).drawn_and_read == 0


def test_what_was_mended_after_reading_still_counts_as_missed() -> None:
    mended = found(read("a", missed=2, changed=True), read("b", missed=0))
    assert (mended.missed, mended.changed_since_read) == (2, 1)


def test_transcripts_without_any_identifier_have_no_rate() -> None:
    bare = found(read("a", missed=0, replaced=0))
    assert (bare.miss_rate, bare.miss_rate_bound) == (None, None)
    assert bare.share_with_a_miss == exact_share(0, 1)
