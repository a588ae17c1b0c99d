"""Tables open in Word as a paper prints them: codes against groups, rounded figures, status and notes, the same bytes."""

import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from pipeline.export.docx_file import Grid, Paragraph, Row, write_docx
from pipeline.export.paper import Printed, figure, interval, printed
from pipeline.export.table import Table
from pipeline.export.tables import tables
from pipeline.export.word import write_word_tables
from tests.gold_archive import CODEBOOK, gold_archive
from tests.test_export_archive import archive, export


def table(name: str) -> Table:
    return next(t for t in tables(gold_archive()) if t.name == name)


def row(shown: Printed, first: str) -> tuple[str, ...]:
    return next(line.cells for _, lines in shown.parts for line in lines if line.cells[0] == first)


@pytest.mark.parametrize(
    ("cell", "column", "shown"),
    [
        (0.1249, "share", ".12"),
        (1.0, "share", "1.00"),
        (-0.125, "difference", "\u2212.12"),
        (-0.001, "difference", ".00"),
        (1.005, "lift", "1.00"),
        (0.5, "lift", "0.50"),
        (1234.5, "expected", "1,234.50"),
        (0.0312, "p", ".031"),
        (0.0002, "p_adjusted", "< .001"),
        (1234, "passages", "1,234"),
        (True, "checked", "yes"),
        (None, "share", ""),
    ],
)
def test_figures_are_as_in_a_paper(cell: float, column: str, shown: str) -> None:
    assert figure(cell, column=column) == shown


def test_an_interval_stands_behind_its_figure() -> None:
    assert interval(0.12, 0.08, 0.17, column="share") == ".12 [.08, .17]"
    assert interval(0.12, None, None, column="share") == ".12"
    assert interval(None, None, None, column="share") == ""


def test_codes_are_rows_and_groups_are_columns() -> None:
    shown = printed(table("codes_by_role_group"), CODEBOOK)
    ((header, lines),) = shown.parts
    assert header == ("", "Everyone", "Service user or peer", "Carer", "Professional", "Other staff", "Volunteer")
    assert lines[0].heading
    assert lines[0].cells == ("Face of power", "of 1,034", "of 519", "of 58", "of 230", "of 154", "of 73")
    assert lines[1].cells == ("Decision-making", "47\n.14 [.13, .15]", "23\n.14 [.12, .15]", "2", "12", "5", "5")
    assert shown.cells == "In each cell: passages assigned; Share [spread between interviews, no coverage claimed]"


def test_a_crossed_code_counts_among_the_passages_with_the_other() -> None:
    shown = printed(table("stance_by_power_face"), CODEBOOK)
    assert row(shown, "Stance, where Decision-making")[:4] == (
        "Stance, where Decision-making",
        "of 47",
        "of 23",
        "of 2",
    )
    assert row(shown, "Imposed")[1] == "26\n.27 [.23, .31]"


def test_a_framing_is_apart_by_whom_it_is_about_among_all_passages() -> None:
    shown = printed(table("framings_by_about"), CODEBOOK)
    assert row(shown, "Voice")[1] == "of 1,034"
    assert row(shown, "Non-professional (Self)")[1] == "9\n.03 [.02, .03]"


def test_many_groups_are_printed_in_parts() -> None:
    shown = printed(table("codes_by_role"), CODEBOOK)
    assert [len(header) for header, _ in shown.parts] == [8, 8, 4]
    assert len({tuple(line.cells[0] for line in lines) for _, lines in shown.parts}) == 1


def test_other_tables_lose_ids_and_what_is_empty() -> None:
    given = Table(
        name="a",
        title="A table",
        columns=("status", "role_group", "code", "code_name", "gap", "share", "share_low", "share_high", "note"),
        rows=(
            ("draft", "other_staff", "x", "An X", None, 0.5, 0.4, 0.6, ""),
            ("draft", "carer", "x", "An X", None, 0.25, None, None, "few"),
        ),
    )
    ((header, lines),) = printed(given, CODEBOOK).parts
    assert header == ("Role group", "Code", "Share [95% CI]", "Note")
    assert [line.cells for line in lines] == [
        ("Other staff", "An X", ".50 [.40, .60]", ""),
        ("Carer", "An X", ".25", "few"),
    ]


def test_a_long_table_is_cut_and_says_so(tmp_path: Path) -> None:
    rows = tuple(("draft", n) for n in range(250))
    shown = printed(Table(name="long", title="Long", columns=("status", "times"), rows=rows), CODEBOOK)
    assert (len(shown.parts[0][1]), shown.rows_left_out) == (200, 50)


def test_word_opens_every_table_with_caption_status_repeated_header_and_notes(tmp_path: Path) -> None:
    paths = write_word_tables(tmp_path, gold_archive())
    assert {path.stem for path in paths} == {t.name for t in tables(gold_archive()) if t.rows}
    opened = docx.Document(tmp_path / "tables" / "word" / "codes_by_role_group.docx")
    caption, status, *_, note = opened.paragraphs
    assert (caption.style.name, caption.text) == ("Caption", "Table . Codes by role group")  # the number is Word's
    assert "SEQ Table" in caption._p.xml
    assert status.text == f"Status: {gold_archive().facts.status}."
    assert note.text.startswith(
        "Note. In each cell: passages assigned; Share [spread between interviews, no coverage claimed]."
    )
    assert "share_low, share_high: the limits of an interval" in note.text
    (grid,) = opened.tables
    assert grid.cell(2, 1).text == "47\n.14 [.13, .15]"
    assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert opened.sections[0].orientation == WD_ORIENT.LANDSCAPE


def test_the_same_archive_gives_the_same_word_files(tmp_path: Path) -> None:
    given = archive()
    one = export(tmp_path / "a", given)
    other = export(tmp_path / "b", replace(given, passages=given.passages[::-1]))
    word = [path for path in one if path.endswith(".docx")]
    assert "tables/word/codes_by_role.docx" in word
    assert all(one[path] == other[path] for path in word)


def test_what_xml_does_not_allow_is_replaced_and_mark_up_is_text(tmp_path: Path) -> None:
    text = "<w:t>&amp;\x0b\x00\ufffe ]]> =1+1"
    grid = Grid(header=(text,), rows=(Row(cells=("a\r\nb",)),), widths=(1.0,))
    opened = docx.Document(write_docx(tmp_path / "a.docx", [Paragraph(text=text), grid]))
    assert opened.paragraphs[0].text == "<w:t>&amp;\ufffd ]]> =1+1"
    assert opened.tables[0].cell(0, 0).text == opened.paragraphs[0].text
    assert opened.tables[0].cell(1, 0).text == "a\nb"


def test_a_word_file_says_nothing_of_when_and_where_it_was_made(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", [Paragraph(text="Hello")])
    with zipfile.ZipFile(path) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist() == [
            "[Content_Types].xml",
            "_rels/.rels",
            "word/_rels/document.xml.rels",
            "word/styles.xml",
            "word/document.xml",
        ]


def test_where_limits_are_of_different_things_each_share_says_of_which() -> None:
    columns = ("role_group", "dimension", "code", "code_name", "assigned_passages", "of_passages")
    columns += ("share", "share_low", "share_high", "interval")
    face = ("power_face", "decision_making", "Decision-making")
    rows = (
        ("(everyone)", *face, 31, 90, 0.3, 0.2, 0.4, "95 %, this archive"),
        ("professional", *face, 12, 40, 0.25, 0.1, 0.5, "spread"),
        ("carer", *face, 1, 8, None, None, None, ""),
    )
    shown = printed(Table(name="codes", title="Codes", columns=columns, rows=rows), CODEBOOK)
    assert row(shown, "Decision-making")[1:] == ("31\n.30 [.20, .40]\u1d43", "12\n.25 [.10, .50]\u1d47", "1")
    assert shown.cells == "In each cell: passages assigned; Share [\u1d43 95 %, this archive or \u1d47 spread]"
