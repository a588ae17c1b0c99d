"""Every format there is: written as a real tool writes it, recognised by content under any name, read back whole."""

import random
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import DocumentError
from pipeline.readers import READERS, read_bytes, transcripts_in
from scripts.fuzz_readers import TURNS as WOUNDED
from scripts.fuzz_readers import tried, wounded
from scripts.transcript_writers import WRITERS, Turn

TALK: list[Turn] = [
    ("Interviewer", 0.0, 2.0, "And how was that for you?"),
    ("Priya Nair", 2.5, 9.0, "It was all right. I waited a while, and then nobody came, so I went home again."),
    ("Interviewer", 9.5, 10.0, "Did they ring you afterwards?"),
    ("Priya Nair", 10.5, 14.0, "They did not. I rang them on the Thursday, I think it was."),
    ("Interviewer", 14.5, 15.0, "What did they say?"),
    ("Priya Nair", 15.5, 20.0, "That it would be looked into. I have not heard since."),
]
CODES = {"cha": {"S00": "Interviewer", "S01": "Priya Nair"}}  # what CHAT calls speakers
LOUD = ("xml",)  # OHMS transcripts have names in capitals
TIMED = ("vtt", "srt", "json", "eaf", "TextGrid", "cha", "csv", "xlsx")


def turns_of(name: str, content: bytes) -> list[tuple[str | None, str]]:
    said = read_bytes(content, name="transcript.bin").utterances
    names = CODES.get(name, {})
    return [
        (names.get(who or "", who), " ".join(" ".join(u.text for u in own).split()))
        for who, own in groupby(said, key=lambda u: u.speaker)
    ]


@pytest.mark.parametrize("name", WRITERS)
def test_content_decides_the_format_and_every_turn_comes_back(name: str) -> None:
    expected = [(who.upper() if name in LOUD else who, text) for who, _, _, text in TALK]
    assert turns_of(name, WRITERS[name](TALK)) == expected


@pytest.mark.parametrize("name", TIMED)
def test_times_reach_the_utterances(name: str) -> None:
    said = read_bytes(WRITERS[name](TALK), name="a").utterances
    assert [(u.start_s, u.end_s) for u in said] == [(start, end) for _, start, end, _ in TALK]


SPOKEN = (
    "so",
    "we",
    "went",
    "there",
    "again",
    "because",
    "nobody",
    "rang",
    "and",
    "I",
    "said",
    "no",
    "that",
    "is",
    "how",
    "it",
)
WORDS = st.lists(st.sampled_from(SPOKEN), min_size=6, max_size=30)


@settings(max_examples=8)
@pytest.mark.parametrize("name", WRITERS)
@given(said=st.lists(WORDS, min_size=6, max_size=9))
def test_turns_of_any_words_come_back(name: str, said: list[list[str]]) -> None:
    turns = [
        ("Interviewer" if i % 2 == 0 else "Priya Nair", 4.0 * i, 4.0 * i + 3, " ".join(words).capitalize() + ".")
        for i, words in enumerate(said)
    ]
    expected = [(who.upper() if name in LOUD else who, text) for who, _, _, text in turns]
    assert turns_of(name, WRITERS[name](turns)) == expected


@pytest.mark.parametrize("name", WRITERS)
def test_damaged_files_are_read_or_refused_in_one_line(name: str) -> None:
    from collections import Counter

    source, seed = random.Random(7), WRITERS[name](WOUNDED)
    others = [WRITERS["txt"](WOUNDED), WRITERS["json"](WOUNDED), WRITERS["eaf"](WOUNDED)]
    for _ in range(60):
        assert tried(wounded(seed, source=source, others=others), name=f"a.{name}", counts=Counter()) == ""


def test_every_reader_is_tried_here() -> None:
    recognised = {read_bytes(write(TALK), name="a").format for write in WRITERS.values()}
    assert recognised == set(READERS) - {"xml"}  # further XML forms: tests/test_readers_xml.py


def test_a_project_of_several_texts_is_several_transcripts() -> None:
    import io
    import zipfile

    one, two = (f"{n}1111111-2222-4333-8444-555555555555" for n in "12")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        sources = "".join(
            f'<TextSource guid="{g}" name="{name}" plainTextPath="internal://{g}.txt"/>'
            for g, name in ((one, "Ann"), (two, "Bo"))
        )
        archive.writestr(
            "project.qde", f'<Project xmlns="urn:QDA-XML:project:1.0" name="p"><Sources>{sources}</Sources></Project>'
        )
        archive.writestr(f"sources/{one}.txt", "I: And you?\n\nR: I went home.\n")
        archive.writestr(f"sources/{two}.txt", "I: And you?\n\nR: I stayed.\n")
    held = transcripts_in(out.getvalue(), name="p.qdpx")
    assert [(name, read_bytes(content, name=name).utterances[1].text) for name, content in held] == [
        ("Ann", "I went home."),
        ("Bo", "I stayed."),
    ]
    with pytest.raises(DocumentError, match="2"):
        read_bytes(out.getvalue(), name="p.qdpx")
