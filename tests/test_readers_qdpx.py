"""Specification of the REFI-QDA reader: projects built here go in; their texts come out, or the talk of the only one."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import DocumentError
from pipeline.readers.qdpx import looks_like_qdpx, qdpx_project, qdpx_sources, read_qdpx
from pipeline.readers.text import read_text

TALK = "I: Hello.\nR: Hi.\nI: So?\n"


def project(sources: str, files: dict[str, str | bytes] | None = None, *, name: str = "project.qde") -> bytes:
    xml = (
        '<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="Secret">'
        f"<Sources>{sources}</Sources><Notes><Note><PlainTextContent>I: no</PlainTextContent></Note></Notes></Project>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, xml)
        for path, content in (files or {}).items():
            archive.writestr(path, content)
    return stream.getvalue()


def text_source(name: str, path: str) -> str:
    return f'<TextSource guid="x" name="{name}" plainTextPath="{path}"/>'


@pytest.mark.parametrize("folder", ["sources", "Sources", "SOURCES"])
@pytest.mark.parametrize("root", ["project.qde", "Project.qde", "My study.QDE"])
def test_each_text_with_its_name_in_the_projects_order(folder: str, root: str) -> None:
    sources = text_source("Second", "internal://B1.txt") + text_source("First", "internal://a2.TXT")
    content = project(sources, {f"{folder}/A2.txt": "first", f"{folder}/b1.txt": "second", "junk.root": "x"}, name=root)
    assert qdpx_sources(content) == [("Second", b"second"), ("First", b"first")]


def test_text_inside_the_project_and_word_files_where_there_is_no_plain_text() -> None:
    sources = (
        '<TextSource name="A"><Description>x</Description><PlainTextContent>I: inside</PlainTextContent></TextSource>'
        '<TextSource name="B" richTextPath="internal://b.docx" plainTextPath="internal://b.txt"/>'
        '<TextSource name="B" richTextPath="internal://c.docx" plainTextPath="internal://c.txt"/>'
    )
    content = project(sources, {"sources/b.docx": b"PK word", "sources/c.docx": b"PK word", "sources/c.txt": "plain"})
    assert qdpx_sources(content) == [("A", b"I: inside"), ("B", b"PK word"), ("B (2)", b"plain")]


def test_transcripts_of_recordings_are_texts_named_after_them_each_once() -> None:
    sources = (
        text_source("Talk", "internal://a.txt")
        + '<AudioSource name="Tape 1" path="relative:///a.m4a"><Transcript plainTextPath="internal://b.txt"/></AudioSource>'
        + '<VideoSource name="Film"><Transcript name="Its words" plainTextPath="internal://c.txt"/>'
        + '<Transcript plainTextPath="internal://a.txt"/></VideoSource><PDFSource path="internal://d.pdf"/>'
    )
    found = qdpx_project(project(sources, {f"sources/{n}.txt": n for n in "abc"}))
    assert found.sources == (("Talk", b"a"), ("Tape 1", b"b"), ("Its words", b"c"))
    assert found.notes == ("1 PDF or picture source left out",)


@pytest.mark.parametrize(("end", "counted"), [("\n", 1), ("\r\n", 1), ("\r\n", 2)])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_times_kept_beside_the_text_reach_the_utterances(end: str, counted: int, mark: str) -> None:
    lines = ["I: Hello.", "R: Hi \U0001f600.", "I: So?"]
    starts = [0, len(lines[0]) + counted, len(lines[0]) + len(lines[1]) + 2 * counted]
    points = "".join(
        f'<SyncPoint guid="p{i}" timeStamp="{t}" position="{p}"/>'
        for i, (t, p) in enumerate(zip((0, 4500, 3_661_000), starts, strict=True))
    )
    source = f'<AudioSource name="T"><Transcript plainTextPath="internal://t.txt">{points}</Transcript></AudioSource>'
    talk = read_qdpx(project(source, {"sources/t.txt": mark + end.join(lines)}), read=read_text)
    assert [(u.speaker, u.start_s, u.text) for u in talk] == [
        ("I", 0.0, "Hello."),
        ("R", 4.5, "Hi \U0001f600."),
        ("I", 3661.0, "So?"),
    ]


def test_a_project_with_a_single_text_is_read() -> None:
    content = project(
        text_source("T", "internal://t.txt") + text_source("U", "internal://u.txt"), {"sources/t.txt": TALK}
    )
    talk = read_qdpx(content, read=read_text)
    assert [(u.speaker, u.text) for u in talk] == [("I", "Hello."), ("R", "Hi."), ("I", "So?")]
    assert "1 text source missing from the project" in talk.notes


def test_a_project_with_several_texts_or_none_is_refused() -> None:
    sources = text_source("T", "internal://t.txt") + text_source("U", "internal://u.txt")
    with pytest.raises(DocumentError, match="holds 2 texts, expected one"):
        read_qdpx(project(sources, {"sources/t.txt": TALK, "sources/u.txt": TALK}), read=read_text)
    with pytest.raises(DocumentError, match="2 text sources missing"):
        read_qdpx(project(sources), read=read_text)
    with pytest.raises(DocumentError, match="without a text in it;"):
        read_qdpx(project(""), read=read_text)


def test_damaged_projects_are_refused() -> None:
    with pytest.raises(DocumentError, match=r"0 \.qde files"):
        qdpx_sources(project("", name="other/project.qde"))
    with pytest.raises(DocumentError, match=r"2 \.qde files"):
        qdpx_sources(project("", {"b.qde": "<x/>"}))
    with pytest.raises(DocumentError, match="not well-formed"):
        qdpx_sources(project("<TextSource>"))
    with pytest.raises(DocumentError, match="entity"):
        qdpx_sources(bomb())


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "project.qde", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><Project>&b;</Project>'
        )
    return stream.getvalue()


def test_recognised_by_its_members() -> None:
    assert looks_like_qdpx(frozenset({"Project.qde", "Sources/"}))
    assert not looks_like_qdpx(frozenset({"word/document.xml", "folder/project.qde"}))


def outcome(content: bytes) -> str:
    """`read`, or the refusal; nothing else may happen."""
    try:
        read_qdpx(content, read=read_text)
    except DocumentError as error:
        return str(error)
    return "read"


SMALL = project(text_source("T", "internal://t.txt"), {"sources/t.txt": "I: secret\nR: hi"})


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 255))
def test_damaged_files_are_read_or_refused(place: int, value: int) -> None:
    assert "secret" not in outcome(SMALL[:place] + bytes([value]) + SMALL[place + 1 :])
