"""Specification of positions: however a program counts, its stretches come out on their words, or it is refused."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import ConfigError
from pipeline.imports.positions import COUNTS, MOST, NVIVO, UNITS, Count, Stretch, places_in, with_lf

SMILE = "\U0001f600"
TALK = f"I: How are you {SMILE}?\nR: Fine, thank you. {3 * SMILE}\nI: And the hub?\nR: We were not asked about that at all.\n"
QUOTES = ["Fine, thank you.", "And the hub?", "We were not asked", "not asked about", "that at all."]


def counted(count: Count, text: str, offset: int) -> int:
    before = text[:offset]
    units = len(before.encode("utf-16-le")) // 2 if count.units == UNITS else len(before)
    return units + (count.line_end - 1) * before.count("\n")


def stretch(count: Count, text: str, quote: str, *, named: bool) -> Stretch:
    start = text.index(quote)
    ends = [counted(count, text, at) for at in (start, start + len(quote))]
    return Stretch(0, ends[0], ends[1], quote if named else "")


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("count", COUNTS, ids=str)
def test_every_count_is_known_by_its_quotes_or_by_the_edges_of_words(count: Count, bom: str, named: bool) -> None:
    stretches = [stretch(count, TALK, quote, named=named) for quote in QUOTES]
    for usual in (NVIVO, MOST):
        places = places_in([bom + TALK.replace("\n", "\r\n")], stretches, usual=usual, file="x.qdpx")
        assert [TALK[start:end] for start, end in places] == QUOTES


WORDS = st.lists(
    st.sampled_from(["hub", "we", SMILE, "é", "naïve", "\n", "talk.", "I", "place"]), min_size=9, max_size=40
)


@settings(max_examples=40)
@given(WORDS, st.sampled_from(COUNTS), st.data())
def test_whatever_the_text_a_stretch_is_on_its_quote_or_the_file_is_refused(
    words: list[str], count: Count, data: st.DataObject
) -> None:
    text = " ".join(words)
    spans = [m.span() for m in re.finditer(r"\w+", text)]
    if not spans:
        return
    chosen = data.draw(st.lists(st.sampled_from(spans), min_size=1, max_size=5))
    stretches = [Stretch(0, counted(count, text, a), counted(count, text, b), text[a:b]) for a, b in chosen]
    try:
        places = places_in([text.replace("\n", "\r\n")], stretches, usual=MOST, file="x.qdpx")
    except ConfigError as error:
        assert "x.qdpx" in str(error)  # noqa: PT017
        return
    assert [text[a:b] for a, b in places] == [text[a:b] for a, b in chosen]


def test_two_counts_that_fit_alike_are_refused_with_both_named() -> None:
    text = "aa bb aa bb\r\naa bb aa bb aa bb\r\nbb"
    with pytest.raises(ConfigError, match=r"f\.qdpx: positions may count .*line end as [12].* or .*neither wins"):
        places_in([text], [Stretch(0, 13, 14)], usual=MOST, file="f.qdpx")


def test_without_anything_that_counts_differently_nothing_has_to_be_proved() -> None:
    assert places_in(["one two"], [Stretch(0, 1, 2)], usual=NVIVO, file="x") == ((1, 2),)


@pytest.mark.parametrize("named", [True, False])
def test_positions_that_count_a_byte_order_mark_are_refused(named: bool) -> None:
    plain = TALK.replace(SMILE, "")
    stretches = (stretch(MOST, plain, quote, named=named) for quote in QUOTES)
    shifted = [Stretch(0, s.start + 1, s.end + 1, s.quote) for s in stretches]
    with pytest.raises(
        ConfigError, match=r"x\.qdpx: its positions do not fit its own texts: counted as .*; counted as"
    ):
        places_in(["\ufeff" + plain], shifted, usual=MOST, file="x.qdpx")


def test_a_name_that_is_a_comment_proves_nothing_and_one_that_is_cut_off_does() -> None:
    start = TALK.index("We were")
    comment = Stretch(0, start, start + 7, "what they think of it")
    cut = Stretch(0, start, start + 25, "We were not as\u2026")
    for one in (comment, cut):
        assert places_in([TALK], [one], usual=MOST, file="x")[0][0] == start


def test_the_text_that_offsets_are_told_in_has_lf_and_no_byte_order_mark() -> None:
    assert with_lf("\ufeffa\r\nb\rc\n") == "a\nb\nc\n"


def test_where_the_edges_of_words_tell_nothing_a_quote_does() -> None:
    text = "ab\r\n\u2605\u2606\u2726\u2727"
    assert places_in([text], [Stretch(0, 5, 6, "\u2606")], usual=MOST, file="x") == ((4, 5),)
    with pytest.raises(ConfigError, match="neither wins"):
        places_in([text], [Stretch(0, 5, 6)], usual=MOST, file="x")
