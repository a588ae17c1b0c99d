"""Tables open in a spreadsheet, pandas and R alike, and say in every row how far they can be trusted."""

from pathlib import Path

import pandas as pd

from pipeline.coded import CodedPassage
from pipeline.export.quotes import quotes
from tests.test_export_archive import archive, export, rows_of
from tests.test_statistics_corpus import CODEBOOK, passage

STATUS = "DRAFT – NOT CHECKED; 0 of 2 transcripts checked; internal; uncorrected; starter model, not validated on this archive"
FACE: dict[str, tuple[str, ...]] = {"power_face": ("decision_making",)}


def test_codes_by_role_group(tmp_path: Path) -> None:
    rows = rows_of(export(tmp_path, archive())["tables/codes_by_role_group.csv"])
    row = next(r for r in rows if r["role_group"] == "service_user_or_peer" and r["code"] == "decision_making")
    assert row == {
        "status": STATUS,
        "role_group": "service_user_or_peer",
        "dimension": "power_face",
        "dimension_name": "Face of power",
        "code": "decision_making",
        "code_name": "Decision-making",
        "assigned_passages": "1",
        "assigned_speakers": "1",
        "assigned_interviews": "1",
        "verified_passages": "0",
        "verified_speakers": "0",
        "verified_interviews": "0",
        "abstained": "0",
        "of_passages": "4",
        "of_speakers": "1",
        "of_interviews": "2",
        "share": "",
        "share_low": "",
        "share_high": "",
        "share_from": "",
        "interval": "",
        "audited": "0",
        "audited_with_code": "0",
        "note": "counts only: fewer than 8 interviews",
    }


def test_framings_are_told_apart(tmp_path: Path) -> None:
    rows = rows_of(export(tmp_path, archive())["tables/framings_by_about.csv"])
    found = [
        (r["role_group"], r["dimension"], r["split_code"])
        for r in rows
        if r["assigned_passages"] == "1" and r["role_group"] != "(everyone)"
    ]
    assert found == [
        ("service_user_or_peer", "voice", "self"),
        ("service_user_or_peer", "identity", "self"),
        ("professional", "voice", "other"),
        ("professional", "identity", "other"),
    ]


def test_pandas_reads_every_table(tmp_path: Path) -> None:
    export(tmp_path, archive())
    for path in sorted((tmp_path / "tables").glob("*.csv")):
        table = pd.read_csv(path)
        assert table.columns[0] == "status"
        assert set(table["status"]) == {STATUS}, path.name


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    for path, content in export(tmp_path, archive()).items():
        if path.endswith(".csv"):
            cells = [cell for row in rows_of(content) for cell in row.values()]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))], path
    quoted = {r["text"] for r in rows_of((tmp_path / "tables/quotes.csv").read_bytes())}
    assert "'=SUM(A1) is what they wrote, and the consultant had the last word." in quoted
    assert "'@home they said she is one of us now." in quoted


def test_quotes_say_where_they_come_from_and_that_nobody_checked_them(tmp_path: Path) -> None:
    row = rows_of(export(tmp_path, archive())["tables/quotes.csv"])[0]
    assert (row["document"], row["speaker"], row["passage_id"]) == ("PSW-28", "[Name BBBBBB]", "PSW-28.0002")
    assert (row["probability"], row["checked"]) == ("0.7500", "unchecked (machine-coded)")


def test_quotes_go_by_probability_but_never_twice_to_one_speaker_in_a_row() -> None:
    def said(number: int, speaker: str, probability: float) -> CodedPassage:
        return passage(number, speaker=speaker, codes=FACE, probabilities={"power_face.decision_making": probability})

    given = [said(1, "A", 0.9), said(2, "A", 0.8), said(3, "B", 0.6), said(4, "A", 0.7), said(5, "C", 0.95)]
    chosen = quotes(given, CODEBOOK)
    assert [(q.rank, q.passage.speaker, q.probability) for q in chosen] == [
        (1, "C", 0.95),
        (2, "A", 0.9),
        (3, "B", 0.6),
        (4, "A", 0.8),
    ]


def test_at_most_twelve_quotes_a_code() -> None:
    given = [passage(i, speaker=f"[Name {i % 2}]", codes=FACE) for i in range(40)]
    assert len(quotes(given, CODEBOOK)) == 12


def test_the_reading_lists_who_is_not_read(tmp_path: Path) -> None:
    rows = rows_of(export(tmp_path, archive())["tables/reading_s1.csv"])
    assert [(r["title"], r["speaker"], r["note"]) for r in rows] == [
        ("S1 would read this as ...", "", "nobody qualifies"),
        ("S1 would read this as ...", "[Name BBBBBB]", "2 framing passages about self, fewer than 5"),
        ("S1 would read this as ...", "[Name CCCCCC]", "role group is professional, not service user or peer"),
    ]


def test_the_readme_explains_every_table(tmp_path: Path) -> None:
    files = export(tmp_path, archive())
    readme = files["tables/README.md"].decode()
    for path in files:
        if path.startswith("tables/") and path.endswith(".csv"):
            assert f"`{path.removeprefix('tables/')}`" in readme
