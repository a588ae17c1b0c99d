"""Prevalence on literal corpora: what is counted, over what, and when there is a share."""

from dataclasses import replace

import pytest

from pipeline.coded import CodedPassage
from pipeline.statistics.corpus import ROLE, ROLE_GROUP, arrays
from pipeline.statistics.prevalence import (
    EVERYONE,
    NOT_RECORDED,
    Prevalence,
    attributes_of,
    crossed,
    framings,
    prevalence,
    splits,
)
from tests.test_statistics_corpus import CODEBOOK, passage

FACE = ("decision_making",)


def row(rows: list[Prevalence], group: str, code: str, *, split: str | None = None, dimension: str = "") -> Prevalence:
    found = [
        r for r in rows if r.group == group and r.code.id == code and (not dimension or r.dimension.id == dimension)
    ]
    return next(r for r in found if split is None or (r.split and r.split[1].id == split))


def eight_interviews() -> list[CodedPassage]:
    """Eight interviews of a passage with a face and one without, with probabilities .8 and .2 or .6 and 0."""
    passages = []
    for number in range(8):
        document, speaker = f"PSW-{number:02d}", f"[Name {number}]"
        high, low = (0.8, 0.2) if number % 2 else (0.6, 0.0)
        given = {"power_face.decision_making": high}, {"power_face.decision_making": low}
        codes: dict[str, tuple[str, ...]] = {"power_face": FACE, "stance": ("imposed",)}
        passages += [
            passage(1, document=document, speaker=speaker, codes=codes, probabilities=given[0]),
            passage(2, document=document, speaker=speaker, probabilities=given[1]),
        ]
    return passages


def test_counts_are_of_assigned_codes_and_shares_of_probabilities() -> None:
    found = row(
        prevalence(arrays(eight_interviews(), CODEBOOK), by=ROLE_GROUP), "service_user_or_peer", "decision_making"
    )
    assert (found.found.passages, found.found.speakers, found.found.interviews) == (8, 8, 8)
    assert (found.base.passages, found.base.speakers, found.base.interviews) == (16, 8, 8)
    # interview means .5 and .3: mean .4, residual sums +-.2, CR2 variance 8 * .04 / (7/8) / 256
    assert found.estimate is not None
    assert found.estimate.share == pytest.approx(0.4, abs=1e-9)
    half = 2.3646242515927844 * (8 * 0.04 / 0.875 / 256) ** 0.5
    assert found.estimate.low == pytest.approx(0.4 - half, abs=1e-9)
    assert found.estimate.high == pytest.approx(0.4 + half, abs=1e-9)


def test_fewer_than_eight_interviews_give_counts_only_and_say_so() -> None:
    found = row(prevalence(arrays(eight_interviews()[:14], CODEBOOK), by=ROLE_GROUP), EVERYONE, "decision_making")
    assert found.estimate is None
    assert found.note == "counts only: fewer than 8 interviews"


def test_a_conditional_dimension_is_reported_where_its_condition_holds() -> None:
    found = row(prevalence(arrays(eight_interviews(), CODEBOOK), by=ROLE), "Peer support worker", "imposed")
    assert (found.found.passages, found.base.passages) == (8, 8)


def test_an_interview_told_twice_by_one_person_counts_one_speaker() -> None:
    given = [passage(1, document=d, codes={"power_face": FACE}) for d in ("A", "B")]
    found = row(prevalence(arrays(given, CODEBOOK), by=ROLE_GROUP), EVERYONE, "decision_making")
    assert (found.found.speakers, found.found.interviews) == (1, 2)


def test_groups_come_in_the_rosters_order_after_everyone() -> None:
    given = [passage(1, role_group="unknown"), passage(2, role_group="professional"), passage(3)]
    rows = prevalence(arrays(given, CODEBOOK), by=ROLE_GROUP)
    assert list(dict.fromkeys(r.group for r in rows)) == [EVERYONE, "service_user_or_peer", "professional", "unknown"]


def test_abstentions_are_counted_apart() -> None:
    found = row(
        prevalence(arrays([passage(1, abstained={"power_face": FACE})], CODEBOOK), by=ROLE_GROUP),
        EVERYONE,
        "decision_making",
    )
    assert (found.found.passages, found.abstained) == (0, 1)


def test_framings_are_split_by_whom_they_are_about() -> None:
    about_self = passage(1, codes={"voice": ("expert",), "about": ("self",)})
    about_other = passage(2, codes={"voice": ("expert",), "about": ("other",)})
    rows = framings(arrays([about_self, about_self, about_other], CODEBOOK), split=splits(CODEBOOK)[0], by=ROLE_GROUP)
    assert row(rows, EVERYONE, "expert", split="self", dimension="voice").found.passages == 2
    assert row(rows, EVERYONE, "expert", split="other", dimension="voice").found.passages == 1
    assert row(rows, EVERYONE, "expert", split="other", dimension="identity").found.passages == 0


def test_stance_is_crossed_with_each_face() -> None:
    both = passage(1, codes={"power_face": ("decision_making", "ideological"), "stance": ("leveraged",)})
    rows = crossed(arrays([both, passage(2)], CODEBOOK), dimension=CODEBOOK.dimension("stance"), by=ROLE_GROUP)
    counted = [
        (r.split[1].id, r.found.passages, r.base.passages)
        for r in rows
        if r.group == EVERYONE and r.code.id == "leveraged" and r.split
    ]
    assert counted == [("decision_making", 1, 1), ("non_decision_making", 0, 0), ("ideological", 1, 1)]


def test_the_order_of_passages_changes_nothing() -> None:
    given = eight_interviews()
    assert prevalence(arrays(given, CODEBOOK), by=ROLE) == prevalence(arrays(given[::-1], CODEBOOK), by=ROLE)


def test_an_empty_archive_counts_nothing() -> None:
    rows = prevalence(arrays([], CODEBOOK), by=ROLE_GROUP)
    assert {r.found.passages for r in rows} == {0}


def test_an_attribute_of_the_users_own_splits_the_table_and_empty_ones_come_last() -> None:
    given = [
        replace(passage(1), attributes={"site": "south", "wave": "1"}),
        replace(passage(2), attributes={"site": "north", "wave": "1"}),
        replace(passage(3), attributes={}),
        replace(passage(4), attributes={"site": "", "wave": "1"}),
    ]
    data = arrays(given, CODEBOOK)
    rows = prevalence(data, by="attr_site")
    assert list(dict.fromkeys(r.group for r in rows)) == [EVERYONE, "north", "south", NOT_RECORDED]
    assert {r.group: r.base.passages for r in rows if r.dimension.id == "power_face"}[NOT_RECORDED] == 2
    assert attributes_of(data) == ["attr_site", "attr_wave"]
    assert attributes_of(arrays(given[:2], CODEBOOK)) == ["attr_site"]  # one wave tells nobody apart


def test_documents_are_never_counted_with_talk() -> None:
    given = [passage(1), replace(passage(2, document="policy"), kind="document")]
    assert arrays(given, CODEBOOK).factors["document"].names == ("PSW-01",)
    assert arrays(given, CODEBOOK, documents=True).factors["document"].names == ("policy",)
