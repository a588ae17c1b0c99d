"""Tables open in a spreadsheet, pandas and R alike, and say in every row how far they can be trusted."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.coded import CodedPassage
from pipeline.export.correcting import correcting
from pipeline.export.facts import Archive
from pipeline.export.quotes import quotes
from pipeline.export.tables import tables
from pipeline.export.tables_page import tables_page
from pipeline.export.write import Cell
from pipeline.report.sections import who_speaks
from pipeline.statistics.corpus import arrays
from pipeline.statistics.design import Design, Sampling
from tests.test_export_archive import archive, export, facts, rows_of
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
    quoted = {r["quote"] for r in rows_of((tmp_path / "tables/quotes.csv").read_bytes())}
    assert "'=SUM(A1) is what they wrote, and the consultant had the last word." in quoted
    assert "'@home they said she is one of us now." in quoted


def test_quotes_say_where_they_come_from_and_that_nobody_checked_them(tmp_path: Path) -> None:
    row = rows_of(export(tmp_path, archive())["tables/quotes.csv"])[0]
    assert (row["theme"], row["role"]) == ("Face of power: Decision-making", "Peer support worker")
    assert (row["where"], row["speaker"], row["passage_id"]) == ("PSW-28, 0:02", "[Name BBBBBB]", "PSW-28.0002")
    assert (row["probability"], row["checked"], row["approved"]) == ("0.7500", "unchecked (machine-coded)", "no")


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


LONG = "It was settled before we came into the room, as it always is."


def test_quotes_are_spread_over_interviews_and_roles_and_central_ones_come_first() -> None:
    def said(number: int, document: str, role: str) -> CodedPassage:
        return passage(number, document=document, speaker=f"[Name {document}]", role=role, codes=FACE, text=LONG)

    given = [said(1, "A", "Nurse"), said(2, "A", "Nurse"), said(1, "B", "Nurse"), said(1, "C", "Peer")]
    directions = {"A.0001": (0.1, 1.0), "A.0002": (1.0, 0.0), "B.0001": (1.0, 0.1), "C.0001": (1.0, 0.3)}
    vectors = {name: np.array(direction) for name, direction in directions.items()}
    chosen = quotes(given, CODEBOOK, vectors=lambda wanted: vectors)
    assert [q.passage.passage_id for q in chosen] == ["C.0001", "B.0001", "A.0002"]


def test_the_other_stance_is_a_counter_example_and_a_middling_probability_a_near_miss() -> None:
    def said(number: int, speaker: str, **codes: tuple[str, ...]) -> CodedPassage:
        return passage(number, speaker=speaker, codes=FACE | codes, text=LONG)

    near = passage(5, speaker="E", probabilities={"power_face.decision_making": 0.4}, text=LONG)
    far = passage(6, speaker="F", probabilities={"power_face.decision_making": 0.2}, text=LONG)
    given = [said(1, "A", stance=("imposed",)), said(2, "B", stance=("imposed",)), said(3, "C", stance=("leveraged",))]
    chosen = [q for q in quotes([*given, near, far], CODEBOOK) if q.code.id == "decision_making"]
    assert [(q.passage.speaker, q.kind, q.why) for q in chosen] == [
        ("A", "example", ""),
        ("B", "example", ""),
        ("C", "counter-example", "Stance: Leveraged"),
        ("E", "near miss", "Decision-making not given"),
    ]


def test_a_framing_beside_another_construction_is_a_counter_example() -> None:
    one = passage(1, codes={"voice": ("expert",)}, text=LONG)
    two = passage(2, speaker="B", codes={"voice": ("expert",), "identity": ("rejected",)}, text=LONG)
    chosen = [q for q in quotes([one, two], CODEBOOK) if q.dimension.id == "voice"]
    assert [(q.kind, q.why) for q in chosen] == [("example", ""), ("counter-example", "Identity: Rejected")]


def test_a_quote_that_a_person_decided_on_says_so() -> None:
    decided = replace(passage(1, codes=FACE), decided_by={"power_face": "human_blind"})
    assert [q.checked for q in quotes([decided], CODEBOOK)] == ["decided by a person"]


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


def interviewed() -> Archive:
    """Twelve interviews of ten passages, five of each coded blind, every other one with the code; a random sample."""
    dice = np.random.default_rng(5)
    passages = []
    for number in range(120):
        one = passage(
            number,
            document=f"D{number // 10:02d}",
            speaker=f"p{number // 10}",
            codes=FACE,
            probabilities={"power_face.decision_making": float(dice.uniform(0.1, 0.7))},
        )
        blind: dict[str, tuple[str, ...]] = {"power_face": FACE["power_face"] if dice.random() < 0.4 else ()}
        passages.append(replace(one, case="", blind=blind, chance=0.5) if number % 2 else replace(one, case=""))
    known = facts(audit_passages=60, transcripts=12)
    return replace(archive(), passages=tuple(passages), records=(), facts=known)


def corrected_row(given: Archive) -> dict[str, Cell]:
    table = next(t for t in tables(given) if t.name == "codes_by_role_group")
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return next(r for r in rows if r["role_group"] == "(everyone)" and r["code"] == "decision_making")


def test_an_audited_share_is_corrected_and_says_of_what_its_interval_is() -> None:
    row = corrected_row(interviewed())
    assert row["share_from"] == "corrected by the audit"
    assert row["interval"] == "95 %, this archive coded blind throughout"
    assert (row["audited"], row["note"]) == (60, "")
    assert "shares corrected by 60 passages coded blind, where a row says so" in str(row["status"])
    assert "uncorrected;" not in str(row["status"])


def test_only_a_random_sample_has_intervals_for_a_population() -> None:
    given = interviewed()
    for how, interval in (
        ("random", "95 %, the population sampled"),
        ("purposive", "95 %, this archive coded blind throughout"),
    ):
        sampling = Sampling(units="interviews", of="interviews with peers", how=how)
        design = Design(sampling=sampling)
        assert corrected_row(replace(given, facts=replace(given.facts, design=design)))["interval"] == interval


def test_the_page_of_tables_gives_the_shares_and_limits_of_the_tables() -> None:
    sampling = Sampling(units="interviews", of="interviews with peers", how="random")
    given = interviewed()
    given = replace(given, facts=replace(given.facts, design=Design(sampling=sampling)))
    row, shown = corrected_row(given), tables_page(given)
    share, low, high = (100 * float(str(row[name])) for name in ("share", "share_low", "share_high"))
    assert f"{share:.1f} %" in shown
    assert f"{low:.1f} \u2013 {high:.1f}" in shown


def test_abstentions_have_a_table_of_their_own() -> None:
    table = next(t for t in tables(archive()) if t.name == "abstentions")
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    found = [(r["role_group"], r["code"], r["abstained"], r["of_passages"], r["share"]) for r in rows if r["abstained"]]
    assert found == [
        ("(everyone)", "ideological", 1, 5, 0.2),
        ("service_user_or_peer", "ideological", 1, 4, 0.25),
    ]


def test_the_page_of_tables_and_the_report_use_the_sample_that_is_declared_too() -> None:
    given = interviewed()
    design = Design(sampling=Sampling(units="interviews", of="interviews with peers", how="random"))
    sampled = replace(given, facts=replace(given.facts, design=design))
    row = corrected_row(sampled)
    shown = f"{100 * float(str(row['share_low'])):.1f} \u2013 {100 * float(str(row['share_high'])):.1f}"
    assert shown in tables_page(sampled)
    assert "with its 95 % interval for the population sampled, corrected by the audit" in tables_page(sampled)
    assert "with its 95 % interval for this archive, corrected by the audit" in tables_page(given)
    section = who_speaks(sampled, arrays(sampled.passages, CODEBOOK))
    assert f"95 % interval for the population {shown}" in str(section.html)


def test_only_tables_that_say_which_shares_are_corrected_are_called_corrected() -> None:
    corrected = {t.name for t in tables(interviewed()) if t.rows and "shares corrected by 60" in str(t.rows[0][0])}
    rest = {t.name for t in tables(interviewed()) if t.rows} - corrected
    assert {"codes_by_role_group", "codes_by_role", "stance_by_power_face", "shares_by_role_group"} <= corrected
    assert {"abstentions", "codes_together", "differences_by_role_group", "dispersion"} <= rest
    for table in tables(interviewed()):
        if table.name in rest:
            assert "; uncorrected;" in str(table.rows[0][0])


def test_an_audit_that_corrects_no_share_is_not_said_to_correct_any() -> None:
    audited = interviewed().passages
    assert correcting(audited, CODEBOOK) == 60
    seldom = [replace(p, blind={"power_face": ()}) if p.blind else p for p in audited]
    assert correcting(seldom, CODEBOOK) == 0
    assert correcting(audited[:20], CODEBOOK) == 0  # two interviews
    assert facts(audit_passages=0).correction == "uncorrected"
