"""Nothing that somebody said or typed acts in a spreadsheet, a browser or a Markdown reader."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.export.escape import for_csv, for_html, for_markdown
from pipeline.export.names import file_stems, unlike


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_formula_gets_an_apostrophe(first: str) -> None:
    assert for_csv(f"{first}1+1") == f"'{first}1+1"


@pytest.mark.parametrize("harmless", ["", "a=1", "– she said", "'quoted'", " spaced", "0.5"])
def test_other_text_stays_as_it_is(harmless: str) -> None:
    assert for_csv(harmless) == harmless


def test_html_is_text() -> None:
    assert (
        for_html("<script>\"a\" & 'b'\x00</script>") == "&lt;script&gt;&quot;a&quot; &amp; &#x27;b&#x27;&lt;/script&gt;"
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"])))
def test_html_reads_back_as_the_same_text(text: str) -> None:
    assert html.unescape(for_html(text)) == text


def test_markdown_is_one_line_of_text() -> None:
    assert for_markdown("a | b\n# *c* [d](e) <f>") == r"a \| b \# \*c\* \[d\](e) \<f\>"


@pytest.mark.parametrize(
    ("begins", "literal"), [("- a", r"\- a"), ("+ a-b", r"\+ a-b"), ("1. a", r"1\. a"), ("12) a", r"12\) a")]
)
def test_no_text_begins_a_list(begins: str, literal: str) -> None:
    assert for_markdown(begins) == literal


def test_file_stems_are_safe_and_unlike_each_other() -> None:
    assert file_stems(["PSW-28", "psw-28", "../../etc/passwd", "CON", "", "Ward 3/ü"]) == [
        "PSW-28",
        "psw-28_2",
        "etc-passwd",
        "_CON",
        "transcript",
        "Ward-3",
    ]


@given(st.lists(st.text(alphabet="aA_2", max_size=3)))
def test_unlike_names_never_meet(names: list[str]) -> None:
    made = unlike(names)
    assert len({name.casefold() for name in made}) == len(names)
