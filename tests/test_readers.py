"""Specification of what is read at all: bytes go in; content decides the format, and refusals say what to do."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import DocumentError
from pipeline.readers import READERS, read_bytes, read_file


def word(*paragraphs: str) -> bytes:
    document, stream = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def zipped(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (word("I: hello", "R: hi"), "a.txt", "docx"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n", "a.txt", "vtt"),
        (b"\xef\xbb\xbfWEBVTT - x\n\n00:01.000 --> 00:02.000\nhello\n", "a.srt", "vtt"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nhello\n", "a.vtt", "srt"),
        (b"I: hello\nR: hi\n", "a.docx", "txt"),
        (b"I: hello\nR: hi\n", "a.md", "md"),
        (b"**Ann:** hello\n\n**Ben:** hi\n", "a.txt", "md"),
        (b"PK: hello\nID3: hi\nPK: well\n", "a.txt", "txt"),
        (b"[00:00:03] Ann: hello\n[00:00:04] Ben: hi\n", "a", "txt"),
    ],
)
def test_content_decides(content: bytes, name: str, expected: str) -> None:
    reading = read_bytes(content, name=name)
    assert reading.format == expected
    assert tuple(READERS[expected](content)) == reading.utterances


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b" \n\t\n", "blanks"),
        (b"%PDF-1.7\nhello", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Word .doc"),
        (bytes(range(256)), "NUL bytes"),
        (b"hello\0there", "NUL bytes"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "a sound or video recording"),
        (b'{"segments": []}', "a JSON file"),
        (b'{"text": "a"}\n{"text": "b"}\n', "a JSON file"),
        (b"<?xml version='1.0'?><a/>", "an XML file that is no transcript"),
        (zipped(**{"xl/workbook.xml": "<a/>"}), "an Excel workbook"),
        (zipped(**{"content.xml": "<a/>"}), "a zip archive that is no document"),
        (zipped(a="b"), "a zip archive that is no document"),
        (b"PK\x03\x04 not really", "a damaged zip archive"),
        (b"# A title\n", "no talk"),
        (b"WEBVTT\n", "no talk"),
        (b"...\n\n--\n", "no talk"),
    ],
)
def test_everything_else_is_refused_in_one_line(content: bytes, kind: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_bytes(content, name="Jane Smith.txt")
    message = str(caught.value)
    assert kind in message
    assert "\n" not in message
    assert ";" in message  # what it is; what to do
    assert "Jane" not in message


def test_oversized_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as handle:
        handle.truncate(65 * 2**20)
    with pytest.raises(DocumentError, match="expected at most 64"):
        read_file(path)


def test_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be opened"):
        read_file(tmp_path / "gone.txt")


TALK = "I: Tell me about the café – it’s naïve, isn’t it?\n\nR: It cost £5.\n\nI: Über £5?\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_and_plain_unicode(encoding: str) -> None:
    reading = read_bytes(TALK.encode(encoding), name="a.txt")
    assert [u.text for u in reading.utterances] == [
        "Tell me about the café – it’s naïve, isn’t it?",
        "It cost £5.",
        "Über £5?",
    ]
    assert reading.notes == ()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TALK, "cp1252"),
        ("I: It costs £20 a week.\nR: Yes.\n", "cp1252"),
        ("I: Où êtes-vous né ?\nR: À Besançon, près de la forêt. C'était l'été.\n", "cp1252"),
        ("I: Wie heißen Sie?\nR: Ich heiße Jürgen Müller und wohne in Köln.\n", "cp1252"),
        ("I: Как вас зовут?\nR: Меня зовут Иван, я живу в Москве.\n", "cp1251"),
    ],
)
def test_guessed_encodings_are_right_and_said(text: str, encoding: str) -> None:
    reading = read_bytes(text.encode(encoding), name="a.txt")
    words = " ".join(u.text for u in reading.utterances)
    assert [w for w in text.split() if w not in ("I:", "R:")] == words.split()
    assert any(f"read as {encoding}, which is a guess" in note for note in reading.notes)


def outcome(content: bytes) -> str:
    """`read`, or the refusal; nothing else may happen."""
    try:
        return "read" if read_bytes(content, name="a.txt").utterances else "nothing\nread"
    except DocumentError as error:
        return str(error)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert "\n" not in outcome(content)


WORDS = st.lists(
    st.sampled_from(["alpha", "beta", "Note:", "10:30:", "so:", "[laughs]", "Ann", "Ben", "I", "said:", "no."]),
    min_size=1,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["Ann", "Ben Lee", "P03"]), WORDS), min_size=4, max_size=12))
def test_no_word_of_labelled_talk_is_lost(turns: list[tuple[str, list[str]]]) -> None:
    fixed = [("Ann", ["hello"]), ("Ben Lee", ["hi"]), *turns, ("Ann", ["bye"]), ("Ben Lee", ["bye"])]
    text = "\n\n".join(f"{name}: talk {' '.join(words)}" for name, words in fixed)
    found = read_bytes(text.encode(), name="a.txt").utterances
    assert [(u.speaker, u.text) for u in found] == [(name, f"talk {' '.join(words)}") for name, words in fixed]
