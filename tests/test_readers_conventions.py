"""Specification of the label grammar over whole files: each file in `data/conventions` is a transcript and its turns.

Above the line `=====` stands the file (for Word in a short hand: `**bold**`, `⏎` a soft break, `| cell |` a row), below
it one line for each turn, speaker and text, `~` where nobody is named. Consecutive utterances of one speaker are a turn.
"""

import io
import re
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import docx
import pytest
from docx.document import Document

from pipeline.readers.docx import read_docx
from pipeline.readers.srt import read_srt
from pipeline.readers.sureness import DOUBTFUL
from pipeline.readers.talk import Talk
from pipeline.readers.text import read_markdown, read_text
from pipeline.readers.vtt import read_vtt

CASES = sorted((Path(__file__).parent / "data" / "conventions").glob("*.case"))
READERS: dict[str, Callable[[bytes], Talk]] = {
    "txt": read_text,
    "md": read_markdown,
    "vtt": read_vtt,
    "srt": read_srt,
    "docx": read_docx,
}


def word(text: str) -> bytes:
    document, stream = docx.Document(), io.BytesIO()
    for is_row, lines in groupby(text.split("\n"), key=lambda line: line.startswith("| ")):
        if is_row:
            add_table(document, [line[2:-2].split(" | ") for line in lines])
        else:
            for line in lines:
                add_paragraph(document, line)
    document.save(stream)
    return stream.getvalue()


def add_table(document: Document, rows: list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def add_paragraph(document: Document, line: str) -> None:
    if heading := re.match(r"(#+) (.*)", line):
        document.add_heading(heading[2], len(heading[1]))
        return
    paragraph = document.add_paragraph()
    for number, piece in enumerate(line.split("**")):
        run = paragraph.add_run(piece.replace("⏎", "\n"))
        run.bold = number % 2 == 1 or None


def read(content: str, *, kind: str) -> Talk:
    return READERS[kind](word(content) if kind == "docx" else f"{content}\n".encode())


def turns(talk: Talk) -> list[str]:
    grouped = groupby(talk, key=lambda u: u.speaker)
    return [f"{speaker or '~'} | {' '.join(u.text for u in said)}" for speaker, said in grouped]


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_conventions(path: Path) -> None:
    content, expected = path.read_text(encoding="utf-8").split("\n=====\n")
    assert turns(read(content, kind=path.stem.rsplit(".", 1)[1])) == expected.splitlines()


def test_labels_that_recur_and_alternate_are_sure() -> None:
    talk = read("I: One.\nR: Two.\nI: Three.\nR: Four.\nI: Five.", kind="txt")
    assert talk.confidence == 1.0
    assert talk.notes == ()


def test_an_unknown_form_of_label_is_said_to_be_doubtful() -> None:
    talk = read("Ann ~ One.\nBen ~ Two.\nAnn ~ Three.\nBen ~ Four.\nAnn ~ Five.", kind="txt")
    assert talk.confidence is not None
    assert talk.confidence < DOUBTFUL
    assert "not sure of the speakers' labels (0.50 of 1); compare some turns with the file" in talk.notes


def test_many_labels_seen_once_are_doubtful() -> None:
    names = ["Ann", "Ben", "Cas", "Dot", "Eve", "Fay"]
    talk = read("\n\n".join(f"{name}: Well, here we are." for name in names), kind="txt")
    assert [u.speaker for u in talk] == names
    assert talk.confidence is not None
    assert talk.confidence < DOUBTFUL


def test_where_the_format_states_the_speakers_nothing_is_guessed() -> None:
    assert read("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hi</v>", kind="vtt").confidence is None


def test_what_the_file_says_of_its_speakers_is_kept() -> None:
    head = "TA = Tom Allan (interviewer)\nRB - Rose Bell\n\n"
    talk = read(head + "TA: When?\nRB: In spring.\nTA: Why?\nRB: I do not know.", kind="txt")
    assert talk.stated == {"TA": "Tom Allan (interviewer)", "RB": "Rose Bell"}


def test_several_clocks_reach_the_utterances() -> None:
    text = "[00:05] I: One.\nR (0:09): Two. #00:00:12-5#\n\nRECORDING 2\n\n[00:02] I: Three.\nR [4.0s - 6.5s]: Four."
    assert [(u.start_s, u.end_s) for u in read(text, kind="txt")] == [(5.0, None), (9.0, 12.5), (2.0, None), (4.0, 6.5)]


@pytest.mark.parametrize(
    ("clock", "start_s"),
    [
        ("[0:00:08.7]", 8.7),
        ("00:00:08,700", 8.7),
        ("(1h02)", 3720.0),
        ("[1h02m03s]", 3723.0),
        ("12m 3s", 723.0),
        ("[12'30\"]", 750.0),
        ("00:00:08:15", 8.0),
        ("[TC: 00:01:02]", 62.0),
        ("(at 1:05)", 65.0),
    ],
)
def test_a_clock_of_any_form_before_a_label_is_the_start_of_its_turn(clock: str, start_s: float) -> None:
    talk = read(f"{clock} PB: One.\n\nKR: Two.\n\nPB: Three.\n\nKR: Four.", kind="txt")
    assert (talk[0].speaker, talk[0].start_s, talk[0].text) == ("PB", start_s, "One.")


def test_labels_that_only_a_blank_sets_off_are_less_sure() -> None:
    talk = read("PB Where?\nKR Here.\nPB When?\nKR Now.\nPB Why?\nKR So.", kind="txt")
    assert talk.confidence == 0.9


def test_a_document_after_the_talk_is_said_to_be_left_out() -> None:
    said = "\n\n".join(f"Q: Is it {n}?\n\nA: It is." for n in ("one", "two", "three"))
    essay = "\n\n\n\nWhat is known of numbers\n\nFirst this.\n\nThen that.\n\nThen no more."
    talk = read(said + essay, kind="txt")
    assert talk[-1].text == "It is."
    assert "4 lines of a preface or of another document beside the talk left out" in talk.notes


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "content",
    [
        "Ann: hi" + " " * 5_000_000 + "x\nBen: ho\nAnn: so",
        "Ann: " + "word, then more: of. it " * 400_000,
        "Ann: " + "[" * 1_000_000 + "\nBen: ho\nAnn: so",
        "Ann: " + "#1" * 1_000_000 + "\nBen: ho\nAnn: so",
        "Ann: " + ". )" * 1_000_000 + "\nBen: ho\nAnn: so",
        "\n".join(f"P{i}: well, here we are." for i in range(10_000) for _ in range(2)),
        "Ann: hi. Ben: ho. " * 20_000,
        "**Ann:** hi\n\n" + "<!--" * 250_000 + "\n\n**Ben:** ho",
        "**Ann:** hi\n\n" + "**_`" * 250_000 + "\n\n**Ben:** ho",
        "\n".join(f"P{i % 9} well, here we are." for i in range(50_000)),
    ],
    ids=[
        "blanks",
        "one line",
        "brackets",
        "number signs",
        "full stops",
        "10,000 speakers",
        "turns in one line",
        "comments",
        "emphasis",
        "bare codes",
    ],
)
def test_huge_and_hostile_files_are_read_in_linear_time(content: str) -> None:
    assert read(content, kind="txt")
