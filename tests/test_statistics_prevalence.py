"""Prevalence on literal corpora: what is counted, over what, and when there is a share."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.coded import CodedPassage
from pipeline.statistics.corpus import ROLE, ROLE_GROUP, arrays
from pipeline.statistics.groups import EVERYONE, NOT_RECORDED, Measure
from pipeline.statistics.prevalence import (
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
    # interview means .5 and .3: mean .4, without one .4 -+ .1/7, the variance (7/8) 8 (.1/7)^2 = .01/7
    assert found.estimate is not None
    assert found.estimate.share == pytest.approx(0.4, abs=1e-9)
    half = 2.3646242515927844 * (0.01 / 7) ** 0.5 / 0.24
    assert found.estimate.low == pytest.approx(1 / (1 + 1.5 * np.exp(half)), abs=1e-9)
    assert found.estimate.high == pytest.approx(1 / (1 + 1.5 * np.exp(-half)), abs=1e-9)
    assert (found.source, found.interval, found.note) == ("probabilities", "spread", "")


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


def words_and_people() -> list[CodedPassage]:
    """Eight interviews, two speakers in the first: a long passage with the code, and short ones without."""
    passages = []
    for number in range(8):
        document = f"PSW-{number:02d}"
        long = passage(1, document=document, speaker=f"[Name {number}]", text="one two three four five six")
        short = passage(2, document=document, speaker=f"[Name {number}]", text="no")
        passages += [
            replace(long, probabilities=given_face(0.5 if number else 0.9)),
            replace(short, probabilities=given_face(0.0)),
        ]
    other = replace(passage(3, document="PSW-00", speaker="[Name x]", text="no"), probabilities=given_face(0.0))
    return [*passages, other]


def given_face(probability: float) -> tuple[float, ...]:
    return passage(1, probabilities={"power_face.decision_making": probability}).probabilities


@pytest.mark.parametrize(
    ("over", "share"),
    [
        ("passages", (0.9 + 7 * 0.5) / 17),
        ("words", 6 * (0.9 + 7 * 0.5) / (6 * 8 + 9)),
        ("speakers", (0.45 + 7 * 0.25 + 0) / 9),
        ("interviews", (0.3 + 7 * 0.25) / 8),
    ],
)
def test_a_share_is_of_passages_words_speakers_or_interviews(over: Measure, share: float) -> None:
    found = row(prevalence(arrays(words_and_people(), CODEBOOK), by=ROLE_GROUP, over=over), EVERYONE, "decision_making")
    assert found.estimate is not None
    assert found.estimate.share == pytest.approx(share, abs=1e-9)


def test_interviews_of_two_cases_are_two_clusters_and_give_counts_only() -> None:
    cased = [replace(p, case="north" if p.document < "PSW-04" else "south") for p in eight_interviews()]
    found = row(prevalence(arrays(cased, CODEBOOK), by=ROLE_GROUP), EVERYONE, "decision_making")
    assert found.estimate is None
    assert found.note == "counts only: fewer than 8 clusters of interviews that share no case or person"


def test_a_framing_of_oneself_is_the_framing_times_that_it_is_of_oneself() -> None:
    given = [
        passage(1, document=f"D{n}", speaker=f"p{n}", probabilities={"voice.expert": 0.3 + n / 20, "about.self": 0.5})
        for n in range(8)
    ]
    found = row(
        framings(arrays(given, CODEBOOK), split=splits(CODEBOOK)[0], by=ROLE_GROUP),
        EVERYONE,
        "expert",
        split="self",
        dimension="voice",
    )
    assert found.estimate is not None
    assert found.estimate.share == pytest.approx(0.5 * (0.3 + 3.5 / 20), abs=1e-9)
    assert found.found.passages == 0


def test_a_stance_is_weighed_by_how_likely_it_is_that_a_face_is_there() -> None:
    face = {"power_face.non_decision_making": 0.0, "power_face.ideological": 0.0}
    given = [
        passage(
            1,
            document=f"D{n}",
            speaker=f"p{n}",
            probabilities=face
            | {"power_face.decision_making": 0.8 if n % 2 else 0.2, "stance.imposed": 0.9 if n % 2 else 0.1},
            codes={"power_face": FACE},
        )
        for n in range(8)
    ]
    found = row(prevalence(arrays(given, CODEBOOK), by=ROLE_GROUP), EVERYONE, "imposed")
    assert found.estimate is not None
    assert found.estimate.share == pytest.approx((0.8 * 0.9 + 0.2 * 0.1) / (0.8 + 0.2), abs=1e-9)


def audited() -> list[CodedPassage]:
    """Twelve interviews of ten passages, five of each audited; the model sees more in every third, people only there."""
    made = []
    for number in range(12):
        for place in range(10):
            one = passage(
                place,
                document=f"D{number:02d}",
                speaker=f"p{number}",
                probabilities={"power_face.decision_making": 0.4 + 0.2 * (place % 3 == 0) + 0.01 * place},
            )
            coded = FACE if place % 3 == 0 else ()
            made.append(replace(one, blind={"power_face": coded}, chance=0.5) if place < 5 else one)
    return made


def test_an_audit_corrects_the_share_and_says_so() -> None:
    found = row(prevalence(arrays(audited(), CODEBOOK), by=ROLE_GROUP), EVERYONE, "decision_making")
    assert (found.audited, found.positives, found.source, found.interval) == (60, 24, "audit", "archive")
    # people gave the code to 2 of 5 passages of each interview, and the model .5 on the average, but .525 to all ten
    assert found.estimate is not None
    assert found.estimate.share == pytest.approx(0.4 + 0.525 - 0.5, abs=1e-9)


def test_a_code_that_the_audit_found_too_seldom_is_uncorrected_and_says_so() -> None:
    rows = prevalence(arrays(audited(), CODEBOOK), by=ROLE_GROUP)
    found = row(rows, EVERYONE, "ideological")
    assert (found.audited, found.positives, found.source) == (60, 0, "probabilities")


def test_interviews_that_the_audit_does_not_reach_leave_a_share_uncorrected() -> None:
    reached = [replace(p, blind={}, chance=None) if p.document == "D00" else p for p in noisy(audited())]
    found = row(prevalence(arrays(reached, CODEBOOK), by=ROLE_GROUP), EVERYONE, "decision_making")
    assert (found.source, found.interval) == ("probabilities", "spread")
    assert found.note == "uncorrected: the audit does not reach all interviews; draw and code more"


def noisy(passages: list[CodedPassage]) -> list[CodedPassage]:
    """The same with probabilities and blind codes that differ from passage to passage."""
    dice = np.random.default_rng(3)
    made = []
    for p in passages:
        blind = {"power_face": FACE if dice.random() < 0.4 else ()} if p.blind else {}
        made.append(replace(p, probabilities=given_face(float(dice.uniform(0.1, 0.7))), blind=blind))
    return made


def test_a_population_is_spoken_of_only_when_asked_and_less_narrowly() -> None:
    data = arrays(noisy(audited()), CODEBOOK)
    here = row(prevalence(data, by=ROLE_GROUP), EVERYONE, "decision_making")
    beyond = row(prevalence(data, by=ROLE_GROUP, population=True), EVERYONE, "decision_making")
    assert (here.interval, beyond.interval) == ("archive", "population")
    assert here.estimate is not None
    assert beyond.estimate is not None
    assert here.estimate.low < here.estimate.share < here.estimate.high


def test_what_people_decided_is_verified() -> None:
    decided = replace(passage(1, codes={"power_face": FACE}), decided_by={"power_face": "human_assisted"})
    found = row(
        prevalence(arrays([decided, passage(2, codes={"power_face": FACE})], CODEBOOK), by=ROLE_GROUP),
        EVERYONE,
        "decision_making",
    )
    assert (found.found.passages, found.verified.passages, found.verified.speakers) == (2, 1, 1)


def test_of_a_conditional_dimension_the_audited_passages_are_those_where_people_say_that_it_applies() -> None:
    coded = [
        replace(
            p,
            assigned=p.assigned | {"power_face": FACE},
            blind=p.blind | {"stance": ("imposed",) if p.blind["power_face"] and n % 2 else ()},
        )
        if p.blind
        else replace(p, assigned=p.assigned | {"power_face": FACE})
        for n, p in enumerate(audited())
    ]
    found = row(prevalence(arrays(coded, CODEBOOK), by=ROLE_GROUP), EVERYONE, "imposed")
    # 24 of 60 audited passages carry a face, every other one of these a stance: a share of the 24, corrected
    assert (found.audited, found.positives, found.base.passages) == (24, 12, 120)


def test_what_the_audit_has_to_reach_is_counted_as_the_share_is() -> None:
    missed = [passage(1, document=f"S{n:02d}", speaker=f"s{n}", probabilities={}) for n in range(4)]
    data = arrays([*noisy(audited()), *missed], CODEBOOK)  # 4 of 124 passages, but 4 of 16 interviews
    whole = row(prevalence(data, by=ROLE_GROUP), EVERYONE, "decision_making")
    alike = row(prevalence(data, by=ROLE_GROUP, over="interviews"), EVERYONE, "decision_making")
    assert whole.interval == "archive"
    assert (alike.source, alike.interval) == ("probabilities", "spread")
    assert alike.note == "uncorrected: the audit does not reach all interviews; draw and code more"
