"""Specification of the OpenDocument reader: documents built here go in, utterances come out."""

import io
import zipfile
from collections.abc import Callable

import odfdo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import DocumentError
from pipeline.readers.odt import looks_like_flat_odt, looks_like_odt, read_odt
from pipeline.readers.talk import Talk

NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:'
    'text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:'
    'xmlns:xsl-fo-compatible:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:'
    'names:tc:opendocument:xmlns:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
STYLES = (
    '<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties '
    'fo:font-weight="bold"/></style:style><style:style style:name="T2" style:family="text"><style:text-properties '
    'text:display="none"/></style:style><style:style style:name="P1" style:family="paragraph" '
    'style:parent-style-name="Heading_20_1"/></office:automatic-styles>'
)


def flat(body: str) -> bytes:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><office:document {NAMES}>{STYLES}<office:body><office:text>{body}"
        "</office:text></office:body></office:document>"
    ).encode()


def said(body: str) -> list[tuple[str | None, str]]:
    return [(u.speaker, u.text) for u in read_odt(flat(body))]


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def test_as_the_library_writes_it() -> None:
    document, stream = odfdo.Document("text"), io.BytesIO()
    document.body.clear()
    document.insert_style(odfdo.Style("text", name="Loud", bold=True), automatic=True)
    document.body.append(odfdo.Header(1, "Interview with Jane"))
    turns = [("Interviewer", "So: tell me."), ("Jane", "Well."), ("Interviewer", "And?"), ("Jane", "No.")]
    for name, text in turns:
        paragraph = odfdo.Paragraph()
        paragraph.append(odfdo.Span(name, style="Loud"))
        paragraph.append_plain_text(f" {text}")
        document.body.append(paragraph)
    document.save(stream)
    assert [(u.speaker, u.text) for u in read_odt(stream.getvalue())] == turns


def test_blanks_tabs_and_line_breaks() -> None:
    body = (
        "<text:p>I:<text:tab/>So<text:s text:c='3'/>tell\n me<text:line-break/>about it.</text:p>"
        "<text:p>R:<text:soft-page-break/> Well.</text:p><text:p>I: And?</text:p>"
    )
    assert said(body) == [("I", "So tell me about it."), ("R", "Well."), ("I", "And?")]


def test_what_is_deleted_hidden_or_noted_is_not_read() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>R: deleted</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p>I: hello<office:annotation><dc:creator>Me</dc:creator>"
        "<text:p>remark</text:p></office:annotation></text:p><text:p>R: a<text:span text:style-name='T2'>hidden"
        "</text:span>b<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>note</text:p>"
        "</text:note-body></text:note></text:p><text:p>I: so</text:p>"
    )
    talk = read_odt(flat(body))
    assert [(u.speaker, u.text) for u in talk] == [("I", "hello"), ("R", "ab"), ("I", "so")]
    assert "1 footnote left out" in talk.notes


def test_headings_lists_sections_and_text_boxes() -> None:
    body = (
        "<text:p text:style-name='P1'>A title by its style</text:p><text:section><text:list><text:list-item>"
        "<text:p>I: hello</text:p></text:list-item></text:list></text:section><text:p>R: hi<draw:frame><draw:text-box>"
        "<text:p>I: boxed</text:p></draw:text-box></draw:frame></text:p><text:p>R: bye</text:p>"
    )
    assert said(body) == [("I", "hello"), ("R", "hi"), ("I", "boxed"), ("R", "bye")]


def row(*cells: str) -> str:
    return (
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in cells)
        + ("</table:table-row>")
    )


def test_tables_with_titles() -> None:
    body = (
        "<table:table><table:table-header-rows>"
        + row("Time", "Speaker", "Text")
        + "</table:table-header-rows>"
        + row("0:03", "Ann", "Hello")
        + row("0:07", "Ben", "Hi")
        + "</table:table>"
    )
    talk = read_odt(flat(body))
    assert [(u.speaker, u.start_s, u.text) for u in talk] == [("Ann", 3.0, "Hello"), ("Ben", 7.0, "Hi")]


def test_spreadsheets_with_rows_and_cells_repeated_to_the_edge() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    filler = f'<table:table-row table:number-rows-repeated="1048000">{cell}</table:table-row>'
    content = flat("").replace(
        b"<office:text></office:text>",
        (
            "<office:spreadsheet><table:table>"
            + row("Speaker", "Text")
            + row("Ann", "Hello")
            + row("Ben", "Hi")
            + filler
            + "</table:table></office:spreadsheet>"
        ).encode(),
    )
    assert [(u.speaker, u.text) for u in read_odt(content)] == [("Ann", "Hello"), ("Ben", "Hi")]


def test_protected_damaged_and_foreign_files_are_refused() -> None:
    body = flat("<text:p>I: hello</text:p>")
    with pytest.raises(DocumentError, match="password"):
        read_odt(zipped(content_xml=body, **{"META-INF__manifest_xml": b"<a><encryption-data/></a>"}))
    with pytest.raises(DocumentError, match=r"without content\.xml"):
        read_odt(zipped(other_xml=body))
    with pytest.raises(DocumentError, match="not well-formed"):
        read_odt(zipped(content_xml=body[:-20], mimetype=b"x"))
    with pytest.raises(DocumentError, match="without text"):
        read_odt(body.replace(b"office:text", b"office:drawing"))


@pytest.mark.parametrize("wrap", [lambda xml: xml, lambda xml: zipped(content_xml=xml)])
def test_entities_are_refused(wrap: Callable[[bytes], bytes]) -> None:
    bomb = flat("<text:p>&a;</text:p>").replace(b"?>", b"?><!DOCTYPE x [<!ENTITY a 'b'>]>", 1)
    with pytest.raises(DocumentError, match="entity"):
        read_odt(wrap(bomb))


def test_recognised_by_its_members_or_its_root() -> None:
    assert looks_like_odt(frozenset({"mimetype", "content.xml", "META-INF/manifest.xml"}))
    assert not looks_like_odt(frozenset({"mimetype", "OEBPS/content.opf"}))
    assert looks_like_flat_odt(flat("").decode())
    assert not looks_like_flat_odt("<html>")


def outcome(read: Callable[[bytes], Talk], content: bytes) -> str:
    """`read`, or the refusal; nothing else may happen."""
    try:
        read(content)
    except DocumentError as error:
        return str(error)
    return "read"


SMALL = zipped(content_xml=flat("<text:p>I: secret</text:p><text:p>R: hi</text:p>"), mimetype=b"x")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 255))
def test_damaged_files_are_read_or_refused(place: int, value: int) -> None:
    assert "secret" not in outcome(read_odt, SMALL[:place] + bytes([value]) + SMALL[place + 1 :])
