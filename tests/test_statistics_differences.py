"""Differences between groups of speakers in literal archives: what is compared, tested, left out, and corrected."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.coded import CodedPassage
from pipeline.statistics.clusters import clusters
from pipeline.statistics.corpus import ROLE_GROUP, Arrays, arrays
from pipeline.statistics.differences import (
    FLAT,
    TOO_COMMON,
    TOO_FEW_GROUPS,
    TOO_RARE,
    TOO_UNEQUAL,
    Difference,
    differences,
    pairs,
)
from pipeline.statistics.prevalence import prevalence
from tests.test_statistics_corpus import CODEBOOK, passage

FACE, OTHER_FACE = "power_face.decision_making", "power_face.non_decision_making"
GROUPS = {"PSW": "service_user_or_peer", "NUR": "professional", "SEC": "other_staff", "X": "unknown"}


def spoken(interview: str, *shares: float) -> list[CodedPassage]:
    """One interview with one person, and the probability of a face in each passage."""
    return [
        passage(
            number,
            document=interview,
            speaker=f"[Name {interview}]",
            role_group=GROUPS[interview.split("-")[0]],
            probabilities={FACE: share, OTHER_FACE: 0.9 - share / 2},
        )
        for number, share in enumerate(shares)
    ]


def archive() -> Arrays:
    """Five peers who speak of it, four professionals who hardly do, one secretary, somebody unknown."""
    peers = [spoken(f"PSW-{n}", 0.8, 0.7 - n / 20, 0.9, 0.5) for n in range(5)]
    nurses = [spoken(f"NUR-{n}", 0.1, 0.2 + n / 20, 0.1) for n in range(4)]
    others = [spoken("SEC-1", 0.4, 0.4), spoken("X-1", 0.9)]
    return arrays([p for talk in (*peers, *nurses, *others) for p in talk], CODEBOOK)


def row_of(rows: list[Difference], code: str) -> Difference:
    return next(r for r in rows if r.code.id == code)


def test_groups_of_four_interviews_are_compared_and_smaller_ones_named() -> None:
    data = archive()
    row = row_of(differences(data, by=ROLE_GROUP, clusters=clusters(data), test=True), "decision_making")
    assert row.groups == ("service_user_or_peer", "professional")
    assert row.left_out == ("other_staff",)
    assert (row.passages, row.speakers, row.fewest, row.clusters) == (32, 9, 4, 9)
    assert row.shares == (pytest.approx(0.7), pytest.approx(1.9 / 12))
    assert row.test is not None
    assert row.test.p < 0.001
    assert row.permuted is not None
    assert row.permuted < 0.02  # of 126 ways to deal, one differs as much
    assert row.half is not None
    assert 0.2 < row.test.v_low < row.test.v < row.test.v_high < 0.8


def test_without_a_sampling_design_nothing_is_tested() -> None:
    data = archive()
    row = row_of(differences(data, by=ROLE_GROUP, clusters=clusters(data), test=False), "decision_making")
    assert (row.test, row.permuted, row.holm, row.half, row.family) == (None, None, None, None, 0)
    assert row.v == pytest.approx(0.52448, abs=5e-6)


def test_what_is_rare_or_the_same_is_not_tested() -> None:
    data = archive()
    rows = differences(data, by=ROLE_GROUP, clusters=clusters(data), test=True)
    assert row_of(rows, "ideological").note == TOO_RARE  # .1 in each of 32 passages
    flat = [spoken(f"{kind}-{n}", 0.5, 0.5, 0.5) for kind in ("PSW", "NUR") for n in range(4)]
    data = arrays([p for talk in flat for p in talk], CODEBOOK)
    assert row_of(differences(data, by=ROLE_GROUP, clusters=clusters(data), test=True), "decision_making").note == FLAT


def test_what_nearly_every_passage_carries_is_as_unfit_for_a_test_as_what_is_rare() -> None:
    common = [spoken(f"{kind}-{n}", 0.9, 0.95, 0.8 + n / 50) for kind in ("PSW", "NUR") for n in range(4)]
    data = arrays([p for talk in common for p in talk], CODEBOOK)
    row = row_of(differences(data, by=ROLE_GROUP, clusters=clusters(data), test=True), "decision_making")
    assert (row.note, row.test) == (TOO_COMMON, None)  # 2.6 of 24 passages are without it


def test_a_handful_beside_many_are_compared_by_dealing_roles_out_alone() -> None:
    given = [spoken(f"PSW-{n}", 0.2 + n / 40, 0.3, 0.6, 0.5) for n in range(15)]
    given += [spoken(f"NUR-{n}", 0.7 + n / 40, 0.6, 0.9) for n in range(4)]
    data = arrays([p for talk in given for p in talk], CODEBOOK)
    of = clusters(data)
    row = row_of(differences(data, by=ROLE_GROUP, clusters=of, test=True), "decision_making")
    assert (row.note, row.test, row.holm) == (TOO_UNEQUAL, None, None)
    assert row.permuted is not None
    assert row.permuted < 0.01
    assert row_of(pairs(data, by=ROLE_GROUP, clusters=of, test=True), "decision_making").note == TOO_UNEQUAL
    some = arrays([p for talk in given[1:] for p in talk], CODEBOOK)
    assert (
        row_of(differences(some, by=ROLE_GROUP, clusters=clusters(some), test=True), "decision_making").test is not None
    )


def test_one_group_is_compared_with_nobody() -> None:
    data = arrays([p for n in range(5) for p in spoken(f"PSW-{n}", 0.5)], CODEBOOK)
    rows = differences(data, by=ROLE_GROUP, clusters=clusters(data), test=True)
    assert {row.note for row in rows} == {TOO_FEW_GROUPS}
    assert pairs(data, by=ROLE_GROUP, clusters=clusters(data), test=True) == []


def test_a_pair_says_what_the_test_of_both_says() -> None:
    data = archive()
    of = clusters(data)
    both = row_of(differences(data, by=ROLE_GROUP, clusters=of, test=True), "decision_making")
    pair = row_of(pairs(data, by=ROLE_GROUP, clusters=of, test=True), "decision_making")
    assert pair.test == both.test
    assert pair.permuted is None


def test_interviews_of_one_cluster_count_once() -> None:
    data = archive()
    merged = clusters(data)
    merged = np.where(merged == 5, 4, merged)  # the first two peers are of one case
    row = row_of(differences(data, by=ROLE_GROUP, clusters=merged, test=True), "decision_making")
    assert row.clusters == 8


def test_p_values_are_corrected_for_all_codes_together() -> None:
    data = archive()
    rows = [r for r in differences(data, by=ROLE_GROUP, clusters=clusters(data), test=True) if r.test]
    assert len(rows) > 1
    assert {row.family for row in rows} == {len({_asked(row) for row in rows})}
    for row in rows:
        assert row.test is not None
        assert row.holm is not None
        assert row.benjamini_hochberg is not None
        assert row.test.p <= row.benjamini_hochberg <= row.holm <= 1


def _asked(row: Difference) -> tuple[str, str]:
    """The codes of `about` are two of a dimension that always has one: they ask one question."""
    return row.dimension.id, "" if row.dimension.id == "about" else row.code.id


def test_yes_and_no_of_one_dimension_are_one_test_of_the_family() -> None:
    dice = np.random.default_rng(6)
    given = []
    for talk in (spoken(f"{kind}-{n}", *[0.5] * 8) for kind in ("PSW", "NUR") for n in range(6)):
        for p, own in zip(talk, dice.uniform(0.1, 0.9, 8), strict=True):
            chances = passage(1, probabilities={"voice.expert": 0.9, "about.self": own, "about.other": 1 - own})
            given.append(replace(p, probabilities=chances.probabilities, assigned=p.assigned | {"voice": ("expert",)}))
    data = arrays(given, CODEBOOK)
    rows = [r for r in differences(data, by=ROLE_GROUP, clusters=clusters(data), test=True) if r.test]
    two = [r for r in rows if r.dimension.id == "about"]
    assert [r.code.id for r in two] == ["self", "other"]
    assert two[0].test is not None
    assert two[1].test is not None
    assert two[0].test.p == pytest.approx(two[1].test.p, abs=1e-9)
    assert (two[0].holm, two[0].benjamini_hochberg) == (two[1].holm, two[1].benjamini_hochberg)
    assert {r.family for r in rows} == {len(rows) - 1}


def test_a_share_is_that_of_the_tables_of_codes_also_where_a_dimension_applies_in_part() -> None:
    dice = np.random.default_rng(4)
    given = []
    for kind in ("PSW", "NUR"):
        for p in (p for n in range(8) for p in spoken(f"{kind}-{n}", *dice.uniform(0.1, 0.9, 6))):
            stance = {"stance.imposed": float(dice.uniform(0.2, 0.8))}
            one = passage(1, probabilities={FACE: float(dice.uniform(0.1, 0.9))} | stance)
            given.append(
                replace(p, probabilities=one.probabilities, assigned=p.assigned | {"power_face": ("ideological",)})
            )
    data = arrays(given, CODEBOOK)
    tables = {
        (r.group, r.code.id): r for r in prevalence(data, by=ROLE_GROUP) if r.dimension.id in ("stance", "power_face")
    }
    compared = [r for r in pairs(data, by=ROLE_GROUP, clusters=clusters(data), test=True) if r.shares]
    checked = 0
    for row in (r for r in compared if r.dimension.id in ("stance", "power_face")):
        for group, share in zip(row.groups, row.shares, strict=True):
            told = tables[group, row.code.id].estimate
            if told is not None:
                assert share == pytest.approx(told.share, abs=1e-9)
                checked += 1
    assert checked >= 4
