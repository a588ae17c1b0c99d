"""What others get of how codes meet and spread: no count of few people, none that sums give away, nothing of one person."""

from itertools import product

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.coded import CodedPassage
from pipeline.export.code_tables import code_tables
from pipeline.export.cooccurrence_tables import cooccurrence_tables
from pipeline.export.dispersion_tables import dispersion_tables
from pipeline.export.facts import Archive
from pipeline.share_tables import shareable
from pipeline.statistics.corpus import arrays
from pipeline.statistics.prevalence import EVERYONE
from tests.test_share_disclosure import shared
from tests.test_statistics_corpus import CODEBOOK, passage

GROUPS = ("professional", "service_user_or_peer", "carer")
ABOUT = ("self", "other")
FRAMINGS = ("expert", "non_professional")

Cells = dict[str, object]


def rows_of(archive: Archive) -> dict[str, list[Cells]]:
    data = arrays(archive.passages, CODEBOOK)
    made = [*code_tables(archive, data), *cooccurrence_tables(archive, data), *dispersion_tables(archive, data)]
    return {t.name: [dict(zip(t.columns, row, strict=True)) for row in t.rows] for t in shareable(made, archive)}


def people(*kinds: tuple[int, str, dict[str, tuple[str, ...]]]) -> list[CodedPassage]:
    """So many people of a role group with one passage each, which carries these codes."""
    each = [(group, codes) for count, group, codes in kinds for _ in range(count)]
    return [
        passage(0, document=f"D-{n:03d}", speaker=f"[Name {n:06d}]", role=group, role_group=group, codes=codes)
        for n, (group, codes) in enumerate(each)
    ]


def framed(dimension: str, about: str) -> dict[str, tuple[str, ...]]:
    return {dimension: ("expert",), "about": (about,)}


def met(row: Cells) -> frozenset[tuple[object, object]]:
    return frozenset((row[f"{which}_dimension"], row[f"{which}_code"]) for which in ("first", "second"))


def test_what_a_table_by_a_further_code_holds_back_does_not_stand_where_these_two_codes_meet() -> None:
    """Two professionals speak of others' expert voice: neither they, nor the twelve of their own, are told of by group."""
    archive = shared(
        people(
            *((12, "professional", framed("voice", "self")), (2, "professional", framed("voice", "other"))),
            *((15, GROUPS[1], framed("voice", "self")), (9, GROUPS[1], framed("voice", "other"))),
            *((8, group, framed("experience", about)) for group in GROUPS[:2] for about in ABOUT),
            *((8, group, {}) for group in GROUPS[:2]),
        )
    )
    rows = rows_of(archive)
    apart = [
        (row["role_group"], row["split_code"])
        for row in rows["framings_by_about"]
        if (row["dimension"], row["code"]) == ("voice", "expert") and row["assigned_passages"] is not None
    ]
    together = {
        (row["role_group"], about): row["together"]
        for row in rows["codes_together"]
        for about in ABOUT
        if met(row) == {("voice", "expert"), ("about", about)}
    }
    assert apart == [(EVERYONE, "self"), (EVERYONE, "other")]
    assert together == {(EVERYONE, "self"): 27, (EVERYONE, "other"): 11}


def test_units_to_which_two_codes_are_put_are_told_only_where_these_are_all() -> None:
    both = {"voice": ("expert",), "experience": ("expert",), "about": ("self",)}
    rows = rows_of(shared(people((12, GROUPS[0], both), (12, GROUPS[1], both), (10, GROUPS[1], {}))))["codes_together"]
    everyone = {met(row): row for row in rows if row["role_group"] == EVERYONE}
    plain = everyone[frozenset({("voice", "expert"), ("experience", "expert")})]
    assert (plain["together"], plain["with_first"], plain["of_units"]) == (24, 24, 34)
    assert plain["lift"] is not None
    put_to_some = everyone[frozenset({("voice", "expert"), ("about", "self")})]
    assert put_to_some["together"] == 24
    hidden = ("with_first", "with_second", "of_units", "expected", "jaccard", "lift", "lift_within")
    assert [put_to_some[name] for name in hidden] == [None] * len(hidden)


def test_how_a_code_is_spread_says_nothing_of_the_one_speaker_or_interview_with_most_of_it() -> None:
    rows = rows_of(shared(people((12, GROUPS[0], {"voice": ("expert",)}), (8, GROUPS[0], {}))))["dispersion"]
    row = next(row for row in rows if (row["dimension"], row["code"]) == ("voice", "expert"))
    assert (row["passages"], row["speakers"]) == (12, 12)
    assert row["dp_speakers"] is not None
    names = ("largest_share_interviews", "largest_share_speakers", "largest_interview", "carried_by")
    assert [row[name] for name in names] == [None] * 4


def test_of_the_shares_over_words_and_people_nothing_is_told_of_a_part_of_the_passages() -> None:
    rows = rows_of(shared(people((12, GROUPS[0], {"voice": ("expert",)}), (8, GROUPS[1], {}))))["shares_by_role_group"]
    assert rows
    within = ("verified_passages", "verified_speakers", "abstained", "audited", "audited_with_code")
    assert {row[name] for row in rows for name in within} == {None}


@st.composite
def archives(draw: st.DrawFn) -> Archive:
    """People of three role groups, of whom each has a framing of voice and one of experience, or not."""
    kinds = []
    for group, voice, experience in product(GROUPS, (None, *FRAMINGS), (None, *FRAMINGS)):
        codes = {d: (code,) for d, code in (("voice", voice), ("experience", experience)) if code}
        kinds.append((draw(st.integers(0, 9)), group, codes))
    return shared(people(*kinds))


@given(archives())
@settings(max_examples=8, deadline=None, suppress_health_check=(HealthCheck.too_slow,), phases=(Phase.generate,))
def test_no_count_of_few_people_with_two_codes_is_a_sum_of_printed_ones(archive: Archive) -> None:
    """What a reader knows are sums over a table of three ways; a printed nought empties its cell for good."""
    rows, none = rows_of(archive), ""
    values = (*CODEBOOK.dimension("voice").code_ids, none)
    kinds = list(product(sorted({p.role_group for p in archive.passages}), values, values))
    said = [
        (p.role_group, *(next(iter(p.assigned[d]), none) for d in ("voice", "experience"))) for p in archive.passages
    ]

    def mask(group: object, codes: Cells) -> list[float]:
        wanted = (EVERYONE if group == EVERYONE else group, codes.get("voice"), codes.get("experience"))
        return [float(all(w in (None, EVERYONE, has) for w, has in zip(wanted, kind, strict=True))) for kind in kinds]

    known, empty = [], np.zeros(len(kinds), dtype=np.bool_)
    for row in rows["codes_by_role_group"]:
        if row["dimension"] in ("voice", "experience") and row["assigned_passages"] is not None:
            known += [mask(row["role_group"], {str(row["dimension"]): row["code"]}), mask(row["role_group"], {})]
            empty |= np.array(known[-2], dtype=np.bool_) & (row["assigned_passages"] == 0)
    for row in rows["codes_together"]:
        if {name for name, _ in met(row)} == {"voice", "experience"}:
            known.append(mask(row["role_group"], {str(name): code for name, code in met(row)}))
            empty |= np.array(known[-1], dtype=np.bool_) & (row["together"] == 0)
    table = np.array(known).reshape(len(known), len(kinds))[:, ~empty]
    for kind in kinds:
        if none not in kind and 0 < said.count(kind) < 5 and len(table):
            secret = np.array([float(other == kind) for other in kinds])[~empty]
            weights = np.linalg.lstsq(table.T, secret, rcond=None)[0]
            assert np.abs(table.T @ weights - secret).max() > 1e-6
