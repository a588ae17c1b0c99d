"""The decisions of `vault/review.csv`: what each reaches, and one clear line for each that cannot stand."""

import random
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from pipeline.key import Key
from pipeline.pseudonymise.decided import Decided
from pipeline.review.decisions import decided_in, read_decisions
from pipeline.roster import Speaker
from pipeline.sources import Source

HEAD = "decision,text,type,in_documents\n"
NAMES = {"a.txt": "PSW-1", "b.txt": "PSW-2"}


def source(file: str) -> Source:
    speakers = (Speaker(file=file, label="R", person="Grace Okafor" if file == "a.txt" else "Tom Hill"),)
    return Source(
        doc_id=f"ID{file[0].upper()}", file=file, path=Path(file), member="", digest="", size=1, speakers=speakers,
        key=Key(b"0" * 32),
    )  # fmt: skip


SOURCES = [source("a.txt"), source("b.txt")]


def decided(path: Path, *rows: str) -> dict[str, list[tuple[str, str, bool]]]:
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    found = decided_in(read_decisions(path), SOURCES, names=NAMES, known=["PSW-0"])
    return {doc_id: [(d.text, d.type, d.mask) for d in own] for doc_id, own in found.items()}


def test_always_and_never_reach_all_here_and_not_here_only_what_they_name(tmp_path: Path) -> None:
    found = decided(
        tmp_path / "review.csv",
        "always,Wrexley,ward,", "never,dunna,,", "here,grace,PERSON,PSW-2", "Not  Here,Rowan,,psw-1; IDB", ",bath,,",
    )  # fmt: skip
    assert found == {
        "IDA": [("Rowan", "", False), ("Wrexley", "WARD", True), ("dunna", "", False)],
        "IDB": [("Rowan", "", False), ("Wrexley", "WARD", True), ("dunna", "", False), ("grace", "PERSON", True)],
    }


def test_what_is_decided_for_a_transcript_goes_before_what_is_for_all(tmp_path: Path) -> None:
    found = decided(tmp_path / "review.csv", "always,Wrexley,WARD,", "not here,wrexley,,PSW-1")
    assert found == {"IDA": [("wrexley", "", False)], "IDB": [("Wrexley", "WARD", True)]}


def test_the_order_of_rows_means_nothing(tmp_path: Path) -> None:
    rows = ["always,Wrexley,WARD,", "never,dunna,,", "here,rowan,PERSON,PSW-1", "not here,Wrexley,,PSW-2",
            "here,dunna,PERSON,PSW-2"]  # fmt: skip
    wanted = decided(tmp_path / "review.csv", *rows)
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        assert decided(tmp_path / "review.csv", *rows) == wanted


def test_no_table_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "review.csv") == ()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["allways,Wrexley,WARD,"], "review.csv, line 2, decision: expected always, never, here, not here, or nothing"),
        (["", "always,...,WARD,"], "line 3, text: expected the words"),
        (["always,Wrexley,SHIP,"], "line 2, type: expected one of PERSON"),
        (["here,Wrexley,WARD,"], "line 2, in_documents: expected the transcripts that 'here' means"),
        (["here,Wrexley,WARD,PSW-9"], "line 2, in_documents: names a transcript that is not there"),
        (
            ["always,Wrexley,WARD,", "never,wrexley,,"],
            "line 3, decision: decides otherwise on the same text than line 2",
        ),
        (["always,Wrexley,WARD,", "always,wrexley,ORG,"], "line 3, decision: decides otherwise"),
        (["never,okafor,,"], "line 2, decision: this is the name of somebody listed in speakers.csv"),
        (["not here,Grace Okafor,,PSW-1"], "line 2, decision: this is the name of somebody listed"),
    ],
)
def test_a_decision_that_cannot_stand_is_named(tmp_path: Path, rows: list[str], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        decided(tmp_path / "review.csv", *rows)
    assert message in str(caught.value)
    assert "rexley" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_participants_name_may_be_left_where_they_do_not_speak(tmp_path: Path) -> None:
    assert decided(tmp_path / "review.csv", "not here,Grace,,PSW-2")["IDB"] == [("Grace", "", False)]


def test_a_transcript_that_is_gone_may_still_be_named(tmp_path: Path) -> None:
    assert decided(tmp_path / "review.csv", "here,Wrexley,WARD,PSW-0") == {"IDA": [], "IDB": []}


def test_a_table_without_its_columns_is_named(tmp_path: Path) -> None:
    (tmp_path / "review.csv").write_text("decision,word\nalways,Wrexley\n")
    with pytest.raises(ConfigError, match="no column 'text'"):
        read_decisions(tmp_path / "review.csv")


def test_a_table_saved_by_a_spreadsheet_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_bytes("decision;text;type;in_documents\r\nalways;Zoë;PERSON;\r\n".encode("cp1252"))
    assert [d.decided for d in read_decisions(path)] == [Decided(text="Zoë", type="PERSON", mask=True)]
