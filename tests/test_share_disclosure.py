"""What others get of an archive's tables: no figure that rests on few, and none that can be worked out from the rest."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

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
from pipeline.share_rows import HELD_BACK, WITHIN
from pipeline.share_tables import shareable
from pipeline.statistics.bounds import Rule
from pipeline.statistics.corpus import arrays
from pipeline.statistics.disclosure import Figure, Rules, Tally, held_back
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


def conceivable(archive: Archive) -> list[CodedPassage]:
    """A passage of every kind of people with all that it could be coded for, as tables tell passages apart."""
    people = {(p.role_group, p.role, p.attributes["site"]): p for p in archive.passages}
    faces = [tuple(c) for size in range(len(FACES) + 1) for c in combinations(FACES, size)]
    codes = [(f, s) for f in faces for s in ([(stance,) for stance in STANCES] if f else [()])]
    return [
        replace(p, assigned={**p.assigned, "power_face": face, "stance": stance})
        for p in people.values()
        for face, stance in codes
    ]


def counted(row: dict[str, object], p: CodedPassage) -> bool:
    """Whether a row's base holds a passage."""
    by = {"role_group": p.role_group, "role": p.role, "site": p.attributes["site"]}
    inside = all(row.get(name, EVERYONE) in (EVERYONE, value or "(not recorded)") for name, value in by.items())
    holds = row["dimension"] != "stance" or bool(p.assigned["power_face"])
    return inside and holds and row.get("split_code", "") in ("", *p.assigned["power_face"])


def found(row: dict[str, object], p: CodedPassage) -> bool:
    return counted(row, p) and row["code"] in p.assigned[str(row["dimension"])]


@given(archives())
@settings(max_examples=3)
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
def test_no_count_of_few_people_is_known_to_within_five_from_all_that_is_printed(archive: Archive) -> None:
    """What a reader knows are sums over kinds of passages, and of people, none below nought."""
    rows = [row for _, row in figures(archive) if row["dimension"] in ("power_face", "stance")]
    first = conceivable(archive)
    known, sums, secrets = [], [], []
    for row in rows:
        masks = (np.array([float(found(row, p)) for p in first]), np.array([float(counted(row, p)) for p in first]))
        if row["assigned_passages"] is not None:
            known += masks
            sums += [row["assigned_passages"], row["of_passages"]]
        elif 0 < len({p.speaker for p in archive.passages if found(row, p)}) < 5:
            secrets.append(masks[0])
    for secret in np.unique(secrets, axis=0) if secrets else ():
        assert width(secret, known=np.array(known), sums=np.array(sums, dtype=float)) >= 5 - 1e-6


@given(archives())
@settings(max_examples=2)
def test_no_few_people_with_a_code_are_known_to_within_five(archive: Archive) -> None:
    """Of each code a reader knows sums over kinds of people, and that no more people have it than are there."""
    rows = [row for _, row in figures(archive) if row["dimension"] == "power_face" and not row.get("split_code")]
    one = {p.speaker: p for p in archive.passages}
    who = {(p.role_group, p.role, p.attributes["site"]): p for p in one.values()}
    for code in FACES:
        known, sums, secrets = [], [], []
        for row in (row for row in rows if row["code"] == code):
            inside = np.array([float(counted(row, p)) for p in who.values()])
            if row["assigned_passages"] is not None:
                known += [np.concatenate([inside, 0 * inside]), np.concatenate([inside, inside])]
                sums += [row["assigned_speakers"], row["of_speakers"]]
            elif 0 < len({p.speaker for p in archive.passages if found(row, p)}) < 5:
                secrets.append(np.concatenate([inside, 0 * inside]))
        for secret in np.unique(secrets, axis=0) if secrets else ():
            assert width(secret, known=np.array(known), sums=np.array(sums, dtype=float)) >= 5 - 1e-6


def width(secret: np.ndarray, *, known: np.ndarray, sums: np.ndarray) -> float:
    """How far the least and the greatest value of a sum lie apart, that of numbers not below nought which add up to others."""
    if not len(sums):
        return np.inf
    ends = [linprog(sign * secret, A_eq=known, b_eq=sums) for sign in (1, -1)]
    return np.inf if 3 in [end.status for end in ends] else float(-ends[1].fun - ends[0].fun)


def figure(*cells: int, people: int, passages: int = 0) -> Figure:
    """So many people, with three passages each unless it is said, among forty in a cell of their own."""
    found = Tally(cells=cells, passages=passages or 3 * people, people=people)
    return Figure(found=found, base=Tally(cells=(3,), passages=400, people=40))


FOUR = Rules(cells=4)


def test_a_small_group_takes_the_next_smallest_with_it_and_the_total_stands() -> None:
    groups = [figure(0, people=3), figure(1, people=9), figure(2, people=8)]
    everyone = figure(0, 1, 2, people=20)
    assert held_back([everyone, *groups], FOUR).tolist() == [False, True, False, True]


def test_two_groups_of_few_that_together_are_few_take_a_third_with_them() -> None:
    """Two and two of four: each would lie between none and four, which is few whoever they are."""
    groups = [figure(0, people=2), figure(1, people=2), figure(2, people=9)]
    everyone = figure(0, 1, 2, people=13)
    assert held_back([everyone, *groups], FOUR).tolist() == [False, True, True, True]


@pytest.mark.parametrize(("people", "held"), [(12, [False, True, True]), (6, [True, True, True])])
def test_where_the_base_of_a_group_leaves_little_between_its_bounds_the_total_goes(
    people: int, held: list[bool]
) -> None:
    """Fifteen in two groups, twelve people in one: three of the other at least, and no more than there are."""
    rules = Rules(cells=6, people=(Rule(less=(0,), more=(2,)), Rule(less=(1,), more=(3,))))

    def row(*cells: int, found: int, base: int) -> Figure:
        within = tuple(cell % 2 + 2 for cell in cells)
        return Figure(
            found=Tally(cells=cells, passages=5 * found, people=found),
            base=Tally(cells=within, passages=9 * base, people=base),
        )

    few, many = row(0, found=4, base=people), row(1, found=11, base=12)
    others = [row(4, found=5, base=people), row(5, found=5, base=12)]  # another code tells how many people there are
    made = [row(0, 1, found=15, base=people + 12), few, many, *others]
    assert held_back(made, rules).tolist() == [*held, False, False]


@pytest.mark.parametrize(("within", "held"), [(20, 2), (19, 3)])
def test_of_many_passages_of_few_people_a_fifth_is_left_open(within: int, held: int) -> None:
    """A hundred of three people: the total less what another group may have said must leave twenty open, not five."""
    rules = Rules(cells=4, passages=(Rule(less=(1,), more=(2,)),))
    base = Tally(cells=(3,), passages=400, people=40)
    few = Figure(found=Tally(cells=(0,), passages=100, people=3), base=base)
    others = Tally(cells=(2,), passages=within, people=9)
    many = Figure(found=Tally(cells=(1,), passages=12, people=6), base=others)
    everyone = Figure(found=Tally(cells=(0, 1), passages=112, people=9), base=base, weight=9)
    asked = Figure(found=others, base=base)  # what bounds the other group is told elsewhere
    assert held_back([everyone, few, many, asked], rules).sum() == held


def test_where_nobody_in_a_group_says_it_that_group_hides_nothing() -> None:
    groups = [figure(0, people=3), figure(1, people=9), figure(2, people=0)]
    everyone = figure(0, 1, 2, people=12)
    assert held_back([everyone, *groups], FOUR).tolist() == [False, True, True, False]


def test_a_group_by_itself_takes_the_total_with_it() -> None:
    alone = [figure(0, people=4), figure(0, 1, people=9), figure(1, people=5)]
    assert held_back(alone, FOUR).tolist() in ([True, False, True], [True, True, False])
    assert held_back([figure(0, people=9), figure(1, people=9)], FOUR).tolist() == [False, False]


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


def test_groups_that_together_are_few_take_another_with_them(thirty: Archive) -> None:
    """Two and two of fourteen: the total less the ten that are printed would tell that they are four."""
    few = (("carer", "ward", 2, 6), ("volunteer", "ward", 2, 9), ("professional", "ward", 10, 15))
    (made,) = shareable([table_of(((EVERYONE, "ward", 14, 30), *few))], thirty)
    assert [row[0] for row in made.rows] == [EVERYONE]


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


def test_how_often_the_model_would_not_decide_is_told_in_no_table_for_others() -> None:
    unsure = {"power_face": FACES[:1]}
    archive = shared([passage(1, document=f"D-{n}", speaker=f"[Name {n}]", abstained=unsure) for n in range(30)])
    assert "abstentions" in [table.name for table in code_tables(archive, arrays(archive.passages, CODEBOOK))]
    assert "abstentions" not in [table.name for table in told(archive)]
    for table in told(archive):
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        assert {row.get("abstained") for row in rows} <= {None}, table.name


def test_every_row_says_by_which_rule_it_may_leave_and_how_much_was_held_back() -> None:
    archive = shared(
        [passage(1, document=f"D-{n}", speaker=f"[Name {n}]", role_group=ROLES[n % 3][1]) for n in range(18)]
    )
    table = next(t for t in told(archive) if t.name == "codes_by_role_group")
    notes = [dict(zip(table.columns, row, strict=True))["note"] for row in table.rows]
    assert notes.count(HELD_BACK) == table.held_back
    assert all(f"totals protected; {table.held_back} rows held back" in str(row[0]) for row in table.rows)
