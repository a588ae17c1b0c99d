"""What others get of an archive's tables: no figure that rests on few, and none that can be worked out from the rest."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipeline.coded import CodedPassage
from pipeline.export.code_tables import code_tables
from pipeline.export.facts import Archive
from pipeline.export.table import Table, finished
from pipeline.share import for_others
from pipeline.share_tables import HELD_BACK, WITHIN, shareable
from pipeline.statistics.corpus import arrays
from pipeline.statistics.disclosure import Figure, held_back
from pipeline.statistics.prevalence import EVERYONE
from tests.test_export_archive import facts
from tests.test_statistics_corpus import CODEBOOK, passage

ROLES = (
    ("Peer", "service_user_or_peer"),
    ("Client", "service_user_or_peer"),
    ("Nurse", "professional"),
    ("Carer", "carer"),
)
FACES = CODEBOOK.dimension("power_face").code_ids
STANCES = CODEBOOK.dimension("stance").code_ids
TOLD = ("codes_by_role_group", "codes_by_role", "codes_by_site", "stance_by_power_face")


@st.composite
def archives(draw: st.DrawFn) -> Archive:
    """Thirty people of four roles and two sites with a passage or three each, of which some carry a face and a stance."""
    passages = []
    for person in range(draw(st.integers(20, 40))):
        role, group = draw(st.sampled_from(ROLES))
        site = draw(st.sampled_from(("north", "south")))
        for number in range(draw(st.integers(1, 3))):
            faces = draw(st.sets(st.sampled_from(FACES), max_size=2))
            stance = (draw(st.sampled_from(STANCES)),) if faces else ()
            codes = {"power_face": tuple(f for f in FACES if f in faces), "stance": stance}
            who = {"speaker": f"[Name {person:06d}]", "role": role, "role_group": group, "attributes": {"site": site}}
            passages.append(passage(number, document=f"D-{person:02d}", codes=codes, **who))
    return shared(passages)


def shared(passages: list[CodedPassage]) -> Archive:
    whole = Archive(passages=tuple(passages), records=(), codebook=CODEBOOK, facts=facts())
    return for_others(whole, of_transcripts=len(passages))


def figures(archive: Archive) -> Iterator[tuple[Table, dict[str, object]]]:
    for table in told(archive):
        if table.name in TOLD:
            yield from ((table, dict(zip(table.columns, row, strict=True))) for row in table.rows)


def told(archive: Archive) -> list[Table]:
    """The tables by code, as others get them."""
    return finished(shareable(code_tables(archive, arrays(archive.passages, CODEBOOK)), archive), facts=archive.facts)


def kinds(archive: Archive) -> dict[tuple[str, ...], list[CodedPassage]]:
    """The passages by all that tables tell them apart by."""
    found = defaultdict(list)
    for p in archive.passages:
        found[p.role_group, p.role, p.attributes["site"], *p.assigned["power_face"], *p.assigned["stance"]].append(p)
    return found


def counted(row: dict[str, object], p: CodedPassage) -> bool:
    """Whether a row's base holds a passage."""
    by = {"role_group": p.role_group, "role": p.role, "site": p.attributes["site"]}
    inside = all(row.get(name, EVERYONE) in (EVERYONE, value or "(not recorded)") for name, value in by.items())
    holds = row["dimension"] != "stance" or bool(p.assigned["power_face"])
    return inside and holds and row.get("split_code", "") in ("", *p.assigned["power_face"])


def found(row: dict[str, object], p: CodedPassage) -> bool:
    return counted(row, p) and row["code"] in p.assigned[str(row["dimension"])]


@given(archives())
@settings(max_examples=8)
def test_no_printed_figure_rests_on_few_and_one_group_is_never_held_back_alone(archive: Archive) -> None:
    by_code = defaultdict(list)
    for table, row in figures(archive):
        people = {p.speaker for p in archive.passages if found(row, p)}
        base = {p.speaker for p in archive.passages if counted(row, p)}
        if row["assigned_passages"] is not None:
            assert len(people) == 0 or len(people) >= 5
            assert len(base) >= 5
        group = row[table.columns[1]]
        by_code[table.name, row["dimension"], row["code"], row.get("split_code")].append(
            (group, row["assigned_passages"], len(people))
        )
    for rows in by_code.values():
        total = next(passages for group, passages, _ in rows if group == EVERYONE)
        hidden = [group for group, passages, people in rows if group != EVERYONE and passages is None and people]
        assert total is None or len(hidden) != 1


@given(archives())
@settings(max_examples=2)
def test_no_count_of_few_people_can_be_worked_out_from_all_that_is_printed(archive: Archive) -> None:
    """What a reader knows are sums over kinds of passages, none below nought: each secret sum must stay open by one."""
    names, rows = (
        list(kinds(archive)),
        [row for _, row in figures(archive) if row["dimension"] in ("power_face", "stance")],
    )
    first = [own[0] for own in kinds(archive).values()]
    known, sums, secrets = [], [], []
    for row in rows:
        masks = (np.array([float(found(row, p)) for p in first]), np.array([float(counted(row, p)) for p in first]))
        if row["assigned_passages"] is not None:
            known += masks
            sums += [row["assigned_passages"], row["of_passages"]]
        elif 0 < len({p.speaker for p in archive.passages if found(row, p)}) < 5:
            secrets.append(masks[0])
    for secret in np.unique(secrets, axis=0) if secrets else ():
        ends = [linprog(sign * secret, A_eq=np.array(known), b_eq=np.array(sums, dtype=float)).fun for sign in (1, -1)]
        assert -ends[1] - ends[0] >= 1 - 1e-6
    assert names


def cells(*numbers: int) -> np.ndarray:
    mask = np.zeros(4, dtype=np.bool_)
    mask[list(numbers)] = True
    return mask


def figure(*numbers: int, people: int) -> Figure:
    return Figure(found=cells(*numbers), base=cells(3), people=people, of_people=40)


def test_a_small_group_takes_the_next_smallest_with_it_and_the_total_stands() -> None:
    groups = [figure(0, people=3), figure(1, people=9), figure(2, people=8)]
    everyone = figure(0, 1, 2, people=20)
    assert held_back([everyone, *groups]).tolist() == [False, True, False, True]


def test_where_nobody_in_a_group_says_it_that_group_hides_nothing() -> None:
    groups = [figure(0, people=3), figure(1, people=9), figure(2, people=0)]
    everyone = figure(0, 1, 2, people=12)
    assert held_back([everyone, *groups]).tolist() == [False, True, True, False]


def test_a_group_by_itself_takes_the_total_with_it() -> None:
    assert held_back([figure(0, people=4), figure(0, 1, people=9), figure(1, people=5)]).tolist() == [True, False, True]
    assert held_back([figure(0, people=9), figure(1, people=9)]).tolist() == [False, False]


def table_of(rows: tuple[tuple[object, ...], ...], **changes: object) -> Table:
    made = Table(name="words", title="Words", columns=("role_group", "word", "speakers", "of_speakers"), rows=rows)  # type: ignore[arg-type]
    return replace(made, **changes)


ROWS = (
    (EVERYONE, "meeting", 21, 30),
    ("carer", "meeting", 3, 6),
    ("professional", "meeting", 8, 12),
    ("volunteer", "meeting", 10, 12),
    (EVERYONE, "ward", 9, 30),
)


@pytest.fixture(scope="module")
def thirty() -> Archive:
    return shared([passage(1, document=f"D-{n}", speaker=f"[Name {n}]") for n in range(30)])


def test_of_a_table_of_another_form_rows_of_few_are_left_out_with_one_more(thirty: Archive) -> None:
    (made,) = shareable([table_of(ROWS)], thirty)
    assert [row[:3] for row in made.rows] == [
        (EVERYONE, "meeting", 21),
        ("volunteer", "meeting", 10),
        (EVERYONE, "ward", 9),
    ]
    assert made.held_back == 2


def test_a_table_of_single_speakers_or_of_uncounted_people_stays_in_the_house(thirty: Archive) -> None:
    uncounted = Table(name="turns", title="Turns", columns=("word",), rows=(("ward",),))
    open_one = replace(uncounted, open_to_others="codes only")
    made = shareable([table_of(ROWS, of_people=True), uncounted, open_one], thirty)
    assert [table.name for table in made] == ["turns"]


@pytest.mark.parametrize("name", ["codes_by_role_group", "shares_by_role_group"])
def test_what_people_verified_of_a_row_stays_in_the_house(name: str) -> None:
    checked = [passage(1, document=f"D-{n}", speaker=f"[Name {n}]", codes={"power_face": FACES[:1]}) for n in range(30)]
    by = {"power_face": "human_blind"}
    checked[:3] = [replace(p, decided_by=by, blind={"power_face": FACES[:1]}, chance=0.1) for p in checked[:3]]
    table = next(t for t in told(shared(checked)) if t.name == name)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    first = next(row for row in rows if row["code"] == FACES[0])
    assert first["assigned_speakers"] == 30
    assert {row[column] for row in rows for column in WITHIN} == {None}


def test_how_often_the_model_would_not_decide_is_told_to_others() -> None:
    unsure = {"power_face": FACES[:1]}
    archive = shared([passage(1, document=f"D-{n}", speaker=f"[Name {n}]", abstained=unsure) for n in range(30)])
    table = next(t for t in told(archive) if t.name == "abstentions")
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert next(row["abstained"] for row in rows if row["code"] == FACES[0]) == 30


def test_every_row_says_by_which_rule_it_may_leave_and_how_much_was_held_back() -> None:
    archive = shared(
        [passage(1, document=f"D-{n}", speaker=f"[Name {n}]", role_group=ROLES[n % 3][1]) for n in range(18)]
    )
    table = next(t for t in told(archive) if t.name == "codes_by_role_group")
    notes = [dict(zip(table.columns, row, strict=True))["note"] for row in table.rows]
    assert notes.count(HELD_BACK) == table.held_back
    assert all(f"totals protected; {table.held_back} rows held back" in str(row[0]) for row in table.rows)
