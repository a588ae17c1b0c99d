"""Specification of the Word reader: documents built here go in, utterances come out."""

import copy
import io
import zipfile

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import DocumentError
from pipeline.readers import Reading, guard, read_bytes

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def reading(document: Document) -> Reading:
    return read_bytes(saved(document), name="talk.docx")


def spoken(document: Document) -> list[tuple[str | None, str]]:
    return [(u.speaker, u.text) for u in reading(document).utterances]


def with_table(rows: list[list[str]], document: Document | None = None) -> Document:
    document = document or docx.Document()
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return document


def test_bold_labels_with_and_without_colon() -> None:
    for colon in (":", ""):
        document = docx.Document()
        for name, text in [("Interviewer", "Tell me."), ("P1", "So: well."), ("Interviewer", "And?"), ("P1", "No.")]:
            paragraph = document.add_paragraph()
            paragraph.add_run(name + colon).bold = True
            paragraph.add_run(" " + text)
        assert spoken(document) == [
            ("Interviewer", "Tell me."),
            ("P1", "So: well."),
            ("Interviewer", "And?"),
            ("P1", "No."),
        ]


def test_teams_transcript_with_soft_breaks() -> None:
    document = docx.Document()
    document.add_heading("X-20260615-Meeting Transcript", 1)
    for line in ("15 June 2026", "27m 42s", "Nick Hill started transcription"):
        document.add_paragraph(line)
    for name, time, text in [
        ("Ann Lee", "0:03", "Hello."),
        ("Nick Hill", "0:09", "Hi: yes."),
        ("Ann Lee", "1:00:01", "Bye."),
    ]:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name}   {time}").add_break()
        paragraph.add_run(text)
    document.add_paragraph("Nick Hill stopped transcription")
    assert [(u.speaker, u.start_s, u.text) for u in reading(document).utterances] == [
        ("Ann Lee", 3.0, "Hello."),
        ("Nick Hill", 9.0, "Hi: yes."),
        ("Ann Lee", 3601.0, "Bye."),
    ]


def test_speakers_as_headings() -> None:
    document = docx.Document()
    for name, text in [("Ann", "Tell me."), ("Ben", "Well."), ("Ann", "And?"), ("Ben", "No.")]:
        document.add_heading(name, 2)
        document.add_paragraph(text)
    assert spoken(document) == [("Ann", "Tell me."), ("Ben", "Well."), ("Ann", "And?"), ("Ben", "No.")]


def test_table_in_any_column_order_after_other_tables() -> None:
    document = with_table([["Speaker", "Score"], ["Ann", "2.9"], ["Tom", "-1.3"]])
    document.add_paragraph("Some words about the table.")
    rows = [
        ["Timespan", "Content", "Speaker"],
        ["0:00.0 - 0:05.0", "Hello there.", "Ann"],
        ["0:05.0 - 0:09.5", "Hi\nyou.", "Tom:"],
    ]
    found = reading(with_table([*rows, ["", "And more.", ""]], document))
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in found.utterances] == [
        ("Ann", 0.0, 5.0, "Hello there."),
        ("Tom", 5.0, 9.5, "Hi you."),
        ("Tom", None, None, "And more."),
    ]
    assert any("outside the transcript table" in note for note in found.notes)


def test_table_without_titles() -> None:
    rows = [["I:", "So tell me."], ["R:", "It was fine."], ["I:", "And then?"], ["", "Go on."]]
    assert spoken(with_table(rows)) == [
        ("I", "So tell me."),
        ("R", "It was fine."),
        ("I", "And then?"),
        ("I", "Go on."),
    ]


def test_table_used_for_layout() -> None:
    assert spoken(with_table([["I: Tell me."], ["R: Well."], ["I: And?"]])) == [
        ("I", "Tell me."),
        ("R", "Well."),
        ("I", "And?"),
    ]


def test_insertions_and_content_controls_are_read_and_deletions_are_not() -> None:
    document = docx.Document()
    document.add_paragraph("I: hello")
    edited = document.add_paragraph("R: one ")
    for tag, text_tag, words in (("w:ins", "w:t", "inserted"), ("w:del", "w:delText", "deleted")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        change.append(run)
        edited._p.append(change)
    control, inside = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(inside)
    inside.append(document.add_paragraph("I: controlled")._p)
    document.element.body.insert(2, control)
    assert spoken(document) == [("I", "hello"), ("R", "one inserted"), ("I", "controlled")]


def test_text_boxes_are_read_once() -> None:
    document = docx.Document()
    host = document.add_paragraph("I: hello")
    for tag in ("mc:Choice", "mc:Fallback"):
        wrapper = parse_xml(
            f'<w:r xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><{tag}>'
            f"<w:txbxContent><w:p><w:r><w:t>R: boxed</w:t></w:r></w:p></w:txbxContent></{tag}></w:r>"
        )
        host._p.append(wrapper)
    assert spoken(document) == [("I", "hello"), ("R", "boxed")]


def test_headings_alone_are_no_talk() -> None:
    document = docx.Document()
    document.add_heading("Interview", 1)
    with pytest.raises(DocumentError, match="no talk"):
        reading(document)


def repacked(document: bytes, *, member: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
        new.writestr(member, content)
    return stream.getvalue()


def small() -> bytes:
    document = docx.Document()
    document.add_paragraph("I: hello")
    document.add_paragraph("R: hi")
    return saved(document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("member", ["word/document.xml", "word/styles.xml", "docProps/core.xml"])
def test_entities_are_refused(member: str, encoding: str) -> None:
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
    )
    with pytest.raises(DocumentError, match="entity"):
        read_bytes(repacked(small(), member=member, content=xml.encode(encoding)), name="a.docx")


@pytest.mark.timeout(60)
def test_zip_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked(small(), member="word/media/a.xml", content=b"<a/>" + b" " * (20 * 2**20))
    with pytest.raises(DocumentError, match="more than 150-fold"):
        read_bytes(bomb, name="a.docx")
    monkeypatch.setattr(guard, "MAX_UNPACKED", 10 * 2**20)
    with pytest.raises(DocumentError, match="unpacks beyond 10 MiB"):
        read_bytes(bomb, name="a.docx")


def test_sentences_set_as_headings_are_talk() -> None:
    document = docx.Document()
    for text in ("Ann: So tell me how you came to work here.", "Ben: I came because of my brother who was ill."):
        document.add_heading(text, 2)
    assert spoken(document) == [
        ("Ann", "So tell me how you came to work here."),
        ("Ben", "I came because of my brother who was ill."),
    ]


def test_overlapping_members_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<a/>" * 1000)
        twin = copy.copy(archive.filelist[0])
        twin.filename = "word/twin.xml"
        archive.filelist.append(twin)
    with pytest.raises(DocumentError, match="overlap"):
        read_bytes(stream.getvalue(), name="a.docx")


@pytest.mark.timeout(60)
def test_too_many_members_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(5000):
            archive.writestr(f"word/{number}.xml", "<a/>")
    with pytest.raises(DocumentError, match="5000 members"):
        read_bytes(stream.getvalue(), name="a.docx")


def outcome(content: bytes) -> str:
    """`read`, or the refusal; nothing else may happen."""
    try:
        return "read" if read_bytes(content, name="a.docx").utterances else "hello, but nothing read"
    except DocumentError as error:
        return str(error)


SMALL = small()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 255))
def test_damaged_files_are_read_or_refused(place: int, value: int) -> None:
    damaged = SMALL[:place] + bytes([value]) + SMALL[place + 1 :]
    assert "hello" not in outcome(damaged)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 3000), st.sampled_from([b"<w:p>", b"</w:p>", b"w:", b"<w:tbl/>", b"<w:tr/>", b"&x;", b"\xff", b'"'])
)
def test_damaged_xml_is_read_or_refused(place: int, piece: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(SMALL)) as archive:
        xml = archive.read("word/document.xml")
    place %= len(xml)
    assert "hello" not in outcome(
        repacked(SMALL, member="word/document.xml", content=xml[:place] + piece + xml[place:])
    )


def test_names_marked_by_a_style_instead_of_bold() -> None:
    document = docx.Document()
    document.styles.add_style("Speaker Name", WD_STYLE_TYPE.CHARACTER)
    for name, text in [("Ann Lee", "Tell me."), ("Ben", "So well."), ("Ann Lee", "And?"), ("Ben", "No.")]:
        paragraph = document.add_paragraph()
        paragraph.add_run(name, style="Speaker Name")
        paragraph.add_run(f" {text}")
    assert spoken(document) == [("Ann Lee", "Tell me."), ("Ben", "So well."), ("Ann Lee", "And?"), ("Ben", "No.")]


def test_names_in_a_bold_paragraph_style() -> None:
    document = docx.Document()
    document.styles.add_style("Question", WD_STYLE_TYPE.PARAGRAPH).font.bold = True
    for name, text in [("Interviewer", "Tell me."), ("Ben", "So well."), ("Interviewer", "And?"), ("Ben", "No.")]:
        document.add_paragraph(name, style="Question")
        document.add_paragraph(text)
    assert spoken(document) == [
        ("Interviewer", "Tell me."),
        ("Ben", "So well."),
        ("Interviewer", "And?"),
        ("Ben", "No."),
    ]
