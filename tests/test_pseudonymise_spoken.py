"""What is said becomes what would be written, and every written character knows the words it comes from."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.pseudonymise.registrations import is_nhs_number
from pipeline.pseudonymise.tokens import line_of
from pipeline.pseudonymise.written import written_line
from tests.marked_lines import found_in


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("it's oh seven seven double oh nine hundred one two three yeah", "it's 07700900123 yeah"),
        ("oh one one three, four nine six, er, oh one eight seven", "0113, 496 0187"),
        ("double four, triple nine, treble two", "44, 999, 222"),
        ("twenty-one thirty-four", "2134"),
        ("a hundred and twelve carlton road", "112 carlton road"),
        ("nine hundred and one two three", "900 123"),
        ("oh four four, no, sorry, four four two", "044 442"),
        ("two hundred and fifty thousand pounds", "two hundred and fifty thousand pounds"),
        ("L for Lima, S for sugar, seven", "L, S, 7"),
        ("ess ten two tee bee", "S102TB"),
        ("Yankee Kilo nineteen alpha bravo charlie", "YK19ABC"),
        ("double-u double-u double-u dot bevbakes dot com", "www.bevbakes.com"),
        ("j dot okafor at nhs dot net please", "j.okafor@nhs.net please"),
        ("it's bev underscore reads eighty four at gmail dot com", "it's bev_reads84@gmail.com"),
        ("dancing queen, all one word, at hotmail dot co dot uk", "dancingqueen@hotmail.co.uk"),
        ("thirteen slash four four seven one", "13/4471"),
        ("oh seven [pause] seven double oh", "07 700"),
        ("Oh, one of them said no.", "Oh, 1 of them said no."),
        ("i had a one to one", "i had a 1 to 1"),
        ("0113 496 0187 at nine", "0113 496 0187 at 9"),
    ],
)
def test_the_said_is_written_out(said: str, written: str) -> None:
    assert written_line(line_of(said)).text == written


WORDS = st.sampled_from(
    [
        "oh",
        "seven",
        "double",
        "triple",
        "nine",
        "hundred",
        "twenty-one",
        "and",
        "a",
        "i",
        "er,",
        "no,",
        "sorry,",
        "four",
        "nought",
        "zed",
        "jay",
        "L",
        "for",
        "Lima,",
        "dot",
        "at",
        "nhs",
        "net",
        "underscore",
        "dash",
        "slash",
        "0113",
        "496",
        "07700",
        "it's",
        "one's",
        "[pause]",
        "(laughs)",
        "thousand",
        "kilo",
        "alpha",
        "you",
        "are",
        "to",
        "two.",
        "all",
        "one",
        "word",
        "the",
        "Sharon's",
        "@",
        "gmail",
        "com",
        ".",
        "…",
        "é’s",
        "at",
        "sign",
        "capital",
        "hyphen",
        "[Name",
        "ABC234]",
        "[Phone]",
    ]
)
TEXTS = st.lists(WORDS, max_size=25).map(" ".join)


@given(TEXTS)
def test_the_map_points_inside_the_text_and_covers_whole_words(text: str) -> None:
    line = line_of(text)
    written = written_line(line)
    said = [(p.start, p.end) for p in written.pieces]
    inside = {place for start, end in said for place in range(start, end)}
    assert all(0 <= start < end <= len(text) for start, end in said)
    assert all(end <= start for (_, end), (start, _) in pairwise(said))
    for place, character in enumerate(written.text):
        start, end = written.span(place, place + 1)
        assert 0 <= start < end <= len(text)
        if start in inside:
            assert all(w.stop <= start or end <= w.start or (start <= w.start and w.stop <= end) for w in line.words)
        else:
            assert character == (line.bare)[start]


@given(TEXTS)
def test_what_is_not_said_stays_in_order(text: str) -> None:
    written = written_line(line_of(text))
    places = [written.span(i, i + 1) for i in range(len(written.text))]
    assert places == sorted(places)


NAMES = dict(
    zip("0123456789", ["oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], strict=True)
)
DIGITS = st.text("0123456789", min_size=3, max_size=3)


def said(written: str) -> str:
    return " ".join(NAMES.get(c, c.lower()) for c in written if c != " ")


@settings(max_examples=25)
@given(DIGITS, st.sampled_from(("my number is {}", "ring {} after six", "it's {}")))
def test_a_phone_number_is_found_typed_and_said(last: str, frame: str) -> None:
    for number in (f"07700 900{last}", f"01632 960{last}", f"0113 496 0{last}", f"020 7946 0{last}"):
        for form in (number, number.replace(" ", ""), said(number), said(number).replace("oh", "zero")):
            assert _covers(frame.format(form), form), form


@given(st.integers(0, 999_999))
def test_an_nhs_number_is_found_typed_and_said(middle: int) -> None:
    numbers = [f"999{middle:06}{check}" for check in range(10)]
    for number in (n for n in numbers if is_nhs_number(n)):
        for form in (f"{number[:3]} {number[3:6]} {number[6:]}", number, said(number)):
            assert _covers(f"it was {form} on the band", form), form


@given(
    st.sampled_from(("LS", "M", "NG", "SW", "G", "CF")),
    st.integers(1, 99),
    st.integers(0, 9),
    st.sampled_from(("AB", "XX", "NT")),
)
def test_a_postcode_is_found_typed_and_said(area: str, district: int, sector: int, unit: str) -> None:
    postcode = f"{area}{district} {sector}{unit}"
    for form in (postcode, postcode.lower().replace(" ", ""), said(postcode), said(postcode).upper()):
        assert _covers(f"the postcode is {form} if you want it", form), form


@given(st.sampled_from(("AB", "JC", "QQ", "PW")), st.integers(0, 999_999), st.sampled_from("ABCD"))
def test_a_national_insurance_number_is_found_typed_and_said(prefix: str, number: int, suffix: str) -> None:
    for form in (f"{prefix}{number:06}{suffix}", said(f"{prefix}{number:06}{suffix}")):
        assert _covers(f"national insurance {form}, that's it", form), form


def _covers(text: str, form: str) -> bool:
    start = text.index(form)
    return any(a <= start and start + len(form) <= b for a, b, _ in found_in(text))
