"""The review table: the riskiest first, one row for a text, and nothing that a person typed is ever lost."""

import csv
import random
import stat
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.sheet import read_sheet, write_sheet
from pipeline.review.sightings import Sighting
from pipeline.review.suspects import Gatherer, Suspect
from pipeline.review.table import COLUMNS, strike_documents, write_review


def sighting(text: str, *, risk: float = 0.6, why: str = "unknown word", kind: str = "PERSON", at: int = 0) -> Sighting:
    return Sighting(
        text=text, type=kind, risk=risk, why=why, layers=("cues",) if risk < 0.3 else (), place=(0, at),
        context=f"so [[{text}]] at {at}",
    )  # fmt: skip


def gathered(*seen: tuple[Sighting, str]) -> list[Suspect]:
    found = Gatherer()
    for one, document in seen:
        found.add(one, document=document)
    return found.suspects()


SEEN = [
    (sighting("wrexley"), "B"),
    (sighting("Wrexley", at=5), "A"),
    (sighting("Wrexley", risk=0.1, why="masked on weak evidence", kind="WARD"), "C"),
    (sighting("900461", risk=0.7, why="six digits or more", kind="ID"), "A"),
    (sighting("=cmd", risk=0.6), "A"),
]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_one_row_for_a_text_sorted_by_risk_then_frequency(tmp_path: Path) -> None:
    write_review(tmp_path / "review.csv", gathered(*SEEN))
    rows = rows_of(tmp_path / "review.csv")
    assert tuple(rows[0]) == COLUMNS
    assert [(r["text"], r["risk"], r["times"], r["transcripts"]) for r in rows] == [
        ("900461", "0.70", "1", "1"), ("Wrexley", "0.60", "3", "3"), ("'=cmd", "0.60", "1", "1"),
    ]  # fmt: skip
    assert rows[1] == {
        "decision": "", "text": "Wrexley", "type": "PERSON", "risk": "0.60", "times": "3", "transcripts": "3",
        "layers": "cues", "why": "unknown word", "in_documents": "A; B; C", "context": "so [[Wrexley]] at 5", "note": "",
    }  # fmt: skip
    assert stat.S_IMODE((tmp_path / "review.csv").stat().st_mode) == 0o600


def test_the_order_of_transcripts_means_nothing_and_writing_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    write_review(path, gathered(*SEEN))
    wanted, seen = path.read_bytes(), list(SEEN)
    for seed in range(5):
        random.Random(seed).shuffle(seen)
        write_review(path, gathered(*seen))
        assert path.read_bytes() == wanted
        path.unlink()
        write_review(path, gathered(*seen))
        assert path.read_bytes() == wanted


def edit(path: Path, *changes: dict[str, str]) -> None:
    """Give rows, by their text, other values; a text that has no row gets one."""
    found = read_sheet(path, needs=())
    rows = {row["text"]: row for _, row in found.rows}
    for change in changes:
        rows[change["text"]] = {**rows.get(change["text"], {}), **change}
    columns = [*found.columns, *sorted({name for c in changes for name in c} - set(found.columns))]
    write_sheet(path, columns=columns, rows=rows.values())


def test_what_was_typed_stays_although_the_suspect_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    write_review(path, gathered(*SEEN))
    edit(
        path,
        {"text": "Wrexley", "decision": "always", "type": "WARD", "note": "a ward", "asked": "Ann"},
        {"text": "own words", "decision": "here", "type": "ORG", "in_documents": "A"},
        {"text": "half a row"},
    )
    write_review(path, gathered(SEEN[3]))
    rows = {r["text"]: r for r in rows_of(path)}
    assert list(rows) == ["900461", "half a row", "own words", "Wrexley"]
    kept = rows["Wrexley"]
    assert (kept["decision"], kept["type"], kept["note"], kept["asked"]) == ("always", "WARD", "a ward", "Ann")
    assert (kept["risk"], kept["times"], kept["context"]) == ("0.00", "0", "")
    assert (rows["own words"]["decision"], rows["own words"]["in_documents"]) == ("here", "A")


def test_a_decided_row_carries_no_risk_and_today_s_figures(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    write_review(path, gathered(*SEEN))
    edit(path, {"text": "Wrexley", "decision": "here", "in_documents": "A"})
    write_review(path, gathered(*SEEN))
    rows = rows_of(path)
    assert [r["text"] for r in rows] == ["900461", "'=cmd", "Wrexley"]
    assert (rows[2]["risk"], rows[2]["times"], rows[2]["in_documents"]) == ("0.00", "3", "A")


def test_forgotten_transcripts_are_struck_and_decisions_for_them_alone_go(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    write_review(path, gathered(*SEEN))
    edit(
        path,
        {"text": "one", "decision": "here", "type": "ORG", "in_documents": "PSW-1"},
        {"text": "two", "decision": "not here", "in_documents": "A; psw-1"},
        {"text": "all", "decision": "always", "type": "ORG", "in_documents": "PSW-1"},
    )
    strike_documents(path, labels=["PSW-1", "C"])
    rows = {row["text"]: row["in_documents"] for row in rows_of(path)}
    assert rows == {"Wrexley": "A; B", "900461": "A", "'=cmd": "A", "two": "A", "all": ""}


CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=8).map(lambda t: " ".join(t.split()))


@given(st.dictionaries(CELLS.filter(bool), st.tuples(CELLS, CELLS), max_size=4))
def test_a_sheet_gives_back_what_was_written(tmp_path_factory, cells: dict[str, tuple[str, str]]) -> None:
    path = tmp_path_factory.mktemp("sheet") / "s.csv"
    wanted = [{"text": text, "note": note, "in": more} for text, (note, more) in cells.items() if text[:1] != "'"]
    wanted = [row for row in wanted if not any(value.startswith("'") for value in row.values())]
    write_sheet(path, columns=["text", "note", "in"], rows=wanted)
    assert [row for _, row in read_sheet(path, needs=("text",)).rows] == wanted
