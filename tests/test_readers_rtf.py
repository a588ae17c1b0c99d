"""Specification of the RTF reader: documents written out here go in, utterances come out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import DocumentError
from pipeline.readers.rtf import looks_like_rtf, read_rtf

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fcharset204 Arial Cyr;}"
    r"{\f2\fcharset128 MS Gothic;}}{\colortbl;\red0\green0\blue0;}"
    r"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}{\*\cs10\b Strong;}}{\info{\title A secret}{\author Me}}"
    r"{\header The same on every page\par}{\footer \chpgn\par}"
)


def said(body: str) -> list[tuple[str | None, str]]:
    return [(u.speaker, u.text) for u in read_rtf((HEAD + body + "}").encode("latin-1"))]


def test_bold_labels_without_a_colon() -> None:
    turns = [("Interviewer", "So: tell me."), ("P1", "Well."), ("Interviewer", "And?"), ("P1", "No.")]
    body = "".join(rf"\pard\plain {{\b {name}}} {text}\par" for name, text in turns)
    assert said(body) == turns


def test_lines_tabs_and_paragraphs() -> None:
    assert said(r"\pard I:\tab Tell me\line about it.\par R:\tab Well.\par I: And?\par ") == [
        ("I", "Tell me about it."),
        ("R", "Well."),
        ("I", "And?"),
    ]


def test_as_a_mac_writes_it() -> None:
    body = (
        "{\\rtf1\\ansi\\ansicpg1252\\cocoartf2639\n\\cocoatextscaling0{\\fonttbl\\f0\\fswiss\\fcharset0 Helvetica;"
        "\\f1\\fswiss\\fcharset0 Helvetica-Bold;}\n{\\*\\expandedcolortbl;;}\n\\pard\\tx720\\pardirnatural\n\n"
        "\\f1\\b\\fs24 \\cf0 Interviewer:\n\\f0\\b0  Hello there\\\n\\\n\\f1\\b Jane:\n\\f0\\b0  Hi \\uc0\\u55357 "
        "\\u56832 \\'97 ok\\\n\\f1\\b Interviewer:\n\\f0\\b0  So\\\n}"
    )
    assert [(u.speaker, u.text) for u in read_rtf(body.encode())] == [
        ("Interviewer", "Hello there"),
        ("Jane", "Hi \U0001f600\u2014 ok"),
        ("Interviewer", "So"),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"caf\'e9", "caf\u00e9"),
        (r"\u8217\'92tis", "\u2019tis"),
        (r"\uc2\u8217\'92\'92tis", "\u2019tis"),
        (r"\uc0\u8217 tis", "\u2019tis"),
        (r"\u-3913?x", "\uf0b7x"),
        (r"\ldblquote a\rdblquote\emdash b\~c\_d\-e", "\u201ca\u201d\u2014b c-de"),
        (r"{\f1 \'ef\'f0\'e8\'e2\'e5\'f2}", "\u043f\u0440\u0438\u0432\u0435\u0442"),
        (r"{\f2 \'82\'a0\'83A}", "\u3042\u30a2"),
        ("caf\xc3\xa9", "caf\u00e9"),
        ("caf\xe9", "caf\u00e9"),
        (r"{\upr{old}{\*\ud{new}}}", "new"),
        (r"\{a\}\\b", r"{a}\b"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}", "link"),
        (r"a{\v hidden}{\deleted gone}{\footnote note}{\*\annotation remark}{\*\unheard of}b", "ab"),
        (r"a{\pict\bin5 }}}}}}b", "ab"),
    ],
)
def test_characters_and_what_is_not_on_the_page(written: str, meant: str) -> None:
    assert said(rf"\pard I: hello\par R: {written}\par I: yes\par ") == [("I", "hello"), ("R", meant), ("I", "yes")]


def test_headings_by_style_and_by_outline_level() -> None:
    body = (
        r"\pard\s1 Interview with Jane\par\pard I: hello\par R: hi\par\pard\outlinelevel0 Part two\par\pard I: so\par "
    )
    assert said(body) == [("I", "hello"), ("R", "hi"), ("I", "so")]


def test_tables_with_several_paragraphs_in_a_cell() -> None:
    rows = [
        ("I:", r"Tell me\par about it."),
        ("R:", "It was fine then."),
        ("I:", "And what came then?"),
        ("", "Go on."),
    ]
    body = "".join(rf"\trowd\cellx1000\cellx9000\pard\intbl {a}\cell {b}\cell\row" for a, b in rows)
    assert said(r"\pard Before\par" + body + r"\pard\par After\par ") == [
        ("I", "Tell me about it."),
        ("R", "It was fine then."),
        ("I", "And what came then?"),
        ("I", "Go on."),
    ]


def test_text_boxes_stand_apart_from_the_paragraph_around_them() -> None:
    box = r"{\shp{\*\shpinst\shpleft0{\sp{\sn a}{\sv b}}{\shptxt\pard R: boxed\par}}{\shprslt old}}"
    assert said(rf"\pard I: hello\par I: one {box}two\par R: yes\par ") == [
        ("I", "hello"),
        ("R", "boxed"),
        ("I", "one two"),
        ("R", "yes"),
    ]


def test_times_of_f4() -> None:
    talk = read_rtf((HEAD + r"\pard I: Hello #00:00:05-2#\par R: Hi #00:00:09-1#\par I: So\par}").encode())
    assert [(u.speaker, u.end_s, u.text) for u in talk] == [("I", 5.2, "Hello"), ("R", 9.1, "Hi"), ("I", None, "So")]


def test_what_is_left_out_is_said() -> None:
    talk = read_rtf((HEAD + r"\pard I: a{\footnote x}\par R: b{\footnote y}\par I: c").encode())
    assert "2 footnotes left out" in talk.notes
    assert any("may be cut off" in note for note in talk.notes)


@pytest.mark.timeout(120)
def test_groups_too_deep_in_one_another_are_refused() -> None:
    with pytest.raises(DocumentError, match="1000 groups"):
        read_rtf(b"{\\rtf1" + b"{" * 100_000)


def test_recognised_by_its_first_characters() -> None:
    assert looks_like_rtf(b"{\\rtf1 hello}")
    assert looks_like_rtf(b"\xef\xbb\xbf\n{\\rtf1 hello}")
    assert not looks_like_rtf(b"Ann: {\\rtf1")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "{",
                "}",
                "\\b",
                "\\u55357 ",
                "\\'e9",
                "\\'",
                "\\",
                "\\bin9999999 ",
                "\\par ",
                "\\cell",
                "\\row",
                "\\intbl",
                "\\shptxt",
                "{\\*",
                "\\uc9 ",
                "\\f1",
                "\\stylesheet",
                "\\s1 heading;",
                "a: ",
                "\n",
                "\xe9",
            ]
        ),
        max_size=40,
    )
)
def test_any_file_is_read_or_refused(pieces: list[str]) -> None:
    read_rtf(("{\\rtf1 " + "".join(pieces)).encode("latin-1"))
