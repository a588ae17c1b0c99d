"""Tables of differences: tested with a random sample, described without one, and honest about guides and parts."""

from dataclasses import replace

from pipeline.coded import CodedPassage
from pipeline.export.difference_tables import difference_tables
from pipeline.export.facts import Archive
from pipeline.export.table import Table
from pipeline.statistics.corpus import arrays
from pipeline.statistics.design import Design, Sampling
from tests.test_export_archive import CODEBOOK, facts, renamed
from tests.test_statistics_differences import spoken

RANDOM = Design(sampling=Sampling(units="interviews", of="the hub's staff", how="random"))
TALK = [p for n in range(5) for p in spoken(f"PSW-{n}", 0.8, 0.7 - n / 20, 0.9, 0.5)] + [
    p for n in range(4) for p in spoken(f"NUR-{n}", 0.1, 0.2 + n / 20, 0.1)
]


def made(design: Design, *, passages: list[CodedPassage] = TALK, **changes: object) -> dict[str, Table]:
    known = replace(facts(design=design), **changes)  # type: ignore[arg-type]
    archive = Archive(passages=tuple(passages), records=(), codebook=CODEBOOK, facts=known)
    return {table.name: table for table in difference_tables(archive, arrays(passages, CODEBOOK))}


def first(table: Table) -> dict[str, object]:
    return dict(zip(table.columns, table.rows[0], strict=True))


def test_a_random_sample_is_tested() -> None:
    row = first(made(RANDOM)["differences_by_role_group"])
    assert (row["groups"], row["not_compared"]) == ("service_user_or_peer; professional", "")
    assert (row["code"], row["speakers"], row["of_speakers"], row["of_passages"]) == ("decision_making", 4, 9, 32)
    assert isinstance(row["p"], float)
    assert row["p"] < 0.001
    assert row["tests"] == 2
    assert row["note"] == ""
    pair = first(made(RANDOM)["pairs_by_role_group"])
    assert (pair["group"], pair["other_group"]) == ("service_user_or_peer", "professional")
    assert isinstance(pair["difference_low"], float)
    assert 0.3 < pair["difference_low"] < 0.7 - 1.9 / 12


def test_without_a_declared_sample_differences_are_described_and_the_note_says_why() -> None:
    row = first(made(Design())["pairs_by_role_group"])
    assert isinstance(row["difference"], float)
    assert isinstance(row["cramers_v"], float)
    assert [row[name] for name in ("difference_low", "v", "v_low", "p", "p_holm", "tests")] == [None] * 6
    assert row["note"] == (
        "described, not tested: no sample is declared (sampling: in project.yaml), so nothing is said beyond the archive"
    )


def test_a_copy_with_a_part_of_the_transcripts_is_not_tested() -> None:
    row = first(made(RANDOM, transcripts=9, of_transcripts=12)["differences_by_role_group"])
    assert row["p"] is None
    assert row["note"] == "described, not tested: this copy holds a part of the transcripts, which is no random sample"


def test_different_guides_stand_in_every_row() -> None:
    design = replace(RANDOM, guides=(("service user or peer", "A"), ("professional", "B")))
    note = "asked by different guides (service_user_or_peer: A, professional: B)"
    for table in made(design).values():
        compared = [row for row in table.rows if row[table.columns.index("cramers_v")] is not None]
        assert len(compared) > 10
        assert all(str(row[-1]).endswith(note) for row in compared)


def test_a_guide_recorded_for_each_speaker_counts() -> None:
    given = [replace(p, attributes={"guide": "C" if p.document == "PSW-0" else "B"}) for p in TALK]
    row = first(made(RANDOM, passages=given)["differences_by_role_group"])
    assert row["note"] == "asked by different guides (service_user_or_peer: B and C, professional: B)"


def test_roles_are_compared_where_two_are_in_enough_interviews() -> None:
    assert set(made(RANDOM)) == {"differences_by_role_group", "pairs_by_role_group"}
    given = [replace(p, role=p.document[:3]) for p in TALK]
    assert {"differences_by_role", "pairs_by_role"} < set(made(RANDOM, passages=given))


def test_other_names_of_codes_give_the_same_figures() -> None:
    codebook, new = renamed(CODEBOOK)
    given = [
        replace(p, assigned={new[d]: tuple(new.get(c, c) for c in held) for d, held in p.assigned.items()})
        for p in TALK
    ]
    archive = Archive(passages=tuple(given), records=(), codebook=codebook, facts=facts(design=RANDOM))
    table = difference_tables(archive, arrays(given, codebook))[0]
    at = table.columns.index("speakers")
    assert [row[at:] for row in table.rows] == [row[at:] for row in made(RANDOM)[table.name].rows]


def test_an_empty_archive_has_no_such_tables() -> None:
    assert made(RANDOM, passages=[]) == {}
