"""Codes that meet in a passage, an exchange or neighbouring turns, against numbers worked out by hand and by loops."""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from data_schemas.codebook import parse_codebook
from pipeline.coded import CodedPassage
from pipeline.statistics.cooccurrence import SELDOM, TOO_TIED, Meeting, meetings
from pipeline.statistics.corpus import arrays
from pipeline.statistics.units import exchanges, next_turns, passages
from tests.test_statistics_corpus import CODEBOOK, passage

Codes = dict[str, tuple[str, ...]]
TOLD: Codes = {"voice": ("rejected",)}
FACE: Codes = {"power_face": ("ideological",)}
BOTH: Codes = {**TOLD, **FACE}


def said(number: int, codes: Codes, *, by: str = "A", turn: int | None = None, exchange: int = 0) -> CodedPassage:
    made = passage(number, speaker=by, codes=codes)
    return replace(made, turn=number if turn is None else turn, exchange=exchange)


def pair(found: list[Meeting], first: str, second: str) -> Meeting:
    return next(
        m
        for m in found
        if (f"{m.first[0].id}.{m.first[1].id}", f"{m.second[0].id}.{m.second[1].id}") == (first, second)
    )


def test_codes_of_one_passage_by_hand() -> None:
    data = arrays(
        [said(0, BOTH), said(1, BOTH, by="B"), said(2, TOLD), said(3, FACE), said(4, {}), said(5, {})], CODEBOOK
    )
    found = pair(meetings(passages(data), ordered=False, apart=True), "power_face.ideological", "voice.rejected")
    assert (found.together, found.firsts, found.seconds, found.units) == (2, 3, 3, 6)
    assert (found.speakers, found.interviews, found.of_speakers) == (2, 1, 2)
    assert found.expected == 1.5
    assert found.lift == pytest.approx(4 / 3)
    assert found.jaccard == 0.5
    assert (found.low, found.note) == (None, "counts only: fewer than 8 interviews")


def test_two_codes_of_a_dimension_that_takes_one_are_no_pair_in_a_passage_but_are_in_an_exchange() -> None:
    data = arrays([said(0, {"voice": ("expert",)}), said(1, TOLD)], CODEBOOK)
    of_voice = [
        m for m in meetings(passages(data), ordered=False, apart=True) if m.first[0].id == m.second[0].id == "voice"
    ]
    assert of_voice == []
    found = pair(meetings(exchanges(data), ordered=False, apart=False), "voice.expert", "voice.rejected")
    assert (found.together, found.units) == (1, 1)


def test_a_conditional_dimension_is_paired_where_it_is_put() -> None:
    stance: Codes = {"power_face": ("ideological",), "stance": ("imposed",)}
    data = arrays([said(0, stance), said(1, FACE), said(2, TOLD)], CODEBOOK)
    found = pair(meetings(passages(data), ordered=False, apart=True), "power_face.ideological", "stance.imposed")
    assert (found.together, found.firsts, found.seconds, found.units) == (1, 2, 1, 2)


def test_only_those_who_said_it_stand_behind_a_meeting_in_an_exchange() -> None:
    data = arrays(
        [said(0, TOLD, by="A"), said(1, FACE, by="B"), said(2, {}, by="C"), said(3, FACE, exchange=1)], CODEBOOK
    )
    found = pair(meetings(exchanges(data), ordered=False, apart=False), "power_face.ideological", "voice.rejected")
    assert (found.together, found.speakers, found.units, found.of_speakers) == (1, 2, 2, 3)


def test_the_next_turn_is_anothers_and_at_most_one_turn_stands_between() -> None:
    talk = [
        said(0, TOLD, by="A", turn=0),
        said(1, FACE, by="B", turn=2),  # an interviewer's turn stood between
        said(2, TOLD, by="A", turn=5),  # two turns stood between
        said(3, FACE, by="A", turn=6),  # the same speaker goes on
        said(4, TOLD, by="B", turn=7),
    ]
    found = meetings(next_turns(arrays(talk, CODEBOOK)), ordered=True, apart=False)
    assert pair(found, "voice.rejected", "power_face.ideological").together == 1
    assert pair(found, "power_face.ideological", "voice.rejected").together == 1
    assert pair(found, "voice.rejected", "voice.rejected").together == 0
    assert {m.units for m in found if m.first[0].id == m.second[0].id == "voice"} == {2}


def test_a_code_does_not_meet_the_one_above_it() -> None:
    scheme = """
id: two_levels
version: "1"
title: Two levels
source: made up
dimensions:
  - id: power
    name: Power
    kind: multi
    definition: d
    codes:
      - {id: structural, name: Structural, definition: d}
      - {id: policy, name: Policy, definition: d, parent: structural}
      - {id: funding, name: Funding, definition: d, parent: structural}
"""
    codebook = parse_codebook(scheme, name="two.yaml")
    data = arrays([passage(0, codes={"power": ("structural", "policy")}, codebook=codebook)], codebook)
    found = [(m.first[1].id, m.second[1].id) for m in meetings(passages(data), ordered=False, apart=True)]
    assert found == [("policy", "funding")]


SMALL = parse_codebook(
    """
id: small
version: "1"
title: Small
source: made up
dimensions:
  - {id: one, name: One, kind: multi, definition: d, codes: [{id: told, name: Told, definition: d}]}
  - {id: two, name: Two, kind: multi, definition: d, codes: [{id: face, name: Face, definition: d}]}
""",
    name="small.yaml",
)


def talk(interviews: list[list[int]]) -> list[CodedPassage]:
    """Interviews of passages that carry the first code where their number has the bit 1, the second with the bit 2."""
    return [
        passage(
            number,
            document=f"D{i:02d}",
            speaker=f"S{i}",
            codes={"one": ("told",) * (kind & 1), "two": ("face",) * (kind >> 1)},
            codebook=SMALL,
        )
        for i, of in enumerate(interviews)
        for number, kind in enumerate(of)
    ]


def by_loops(interviews: list[list[int]]) -> tuple[float, float]:
    """Delete-one-interview jackknife of the log of the lift, without arrays."""

    def log_lift(of: list[list[int]]) -> float:
        flat = [kind for one in of for kind in one]
        told, face = sum(kind & 1 for kind in flat), sum(kind >> 1 for kind in flat)
        return math.log(flat.count(3) * len(flat) / (told * face))

    count = len(interviews)
    without = [log_lift(interviews[:i] + interviews[i + 1 :]) for i in range(count)]
    spread = sum((value - sum(without) / count) ** 2 for value in without) * (count - 1) / count
    half = float(stats.t.ppf(0.975, count - 1)) * spread**0.5
    return math.exp(log_lift(interviews) - half), math.exp(log_lift(interviews) + half)


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=9), min_size=8, max_size=14))
def test_the_interval_is_the_jackknife_over_interviews(interviews: list[list[int]]) -> None:
    [found] = meetings(passages(arrays(talk(interviews), SMALL)), ordered=False, apart=True)
    if sum(3 in one for one in interviews) < 3:
        assert (found.low, found.note) == (None, SELDOM)
    else:
        assert (found.low, found.high) == pytest.approx(by_loops(interviews), rel=1e-9)
    each = [sum(k & 1 for k in one) * sum(k >> 1 for k in one) / len(one) for one in interviews]
    assert found.expected_within == pytest.approx(sum(each))


def test_interviews_with_one_person_are_left_out_together() -> None:
    alone = [[3, 3, 1, 0], [2, 3, 0], [1, 1, 3, 2], [3, 0, 0], [2, 1, 0, 3], [3, 2], [1, 0, 2, 0], [0, 3, 1], [2, 2, 3]]
    apart = talk(alone)
    again = [replace(p, speaker="S0") if p.document == "D01" else p for p in apart]
    for made, clusters in ((apart, alone), (again, [alone[0] + alone[1], *alone[2:]])):
        [found] = meetings(passages(arrays(made, SMALL)), ordered=False, apart=True)
        assert (found.low, found.high) == pytest.approx(by_loops(clusters), rel=1e-9)
        assert (found.of_interviews, found.clusters) == (9, len(clusters))
    tied = [replace(p, speaker="S0") if p.document in ("D01", "D02") else p for p in apart]
    [found] = meetings(passages(arrays(tied, SMALL)), ordered=False, apart=True)
    assert (found.clusters, found.low, found.note) == (7, None, TOO_TIED)


def test_any_order_of_the_passages_gives_the_same() -> None:
    made = talk([[3, 1, 0], [2, 3, 3], [0, 1, 2]])
    for build, ordered in product((passages, exchanges, next_turns), (False, True)):
        there, back = (meetings(build(arrays(given, SMALL)), ordered=ordered, apart=False) for given in _both(made))
        assert there == back


def _both(made: list[CodedPassage]) -> Iterator[list[CodedPassage]]:
    yield made
    yield made[::-1]


def test_an_empty_archive_has_no_meetings_but_says_so() -> None:
    for build in (passages, exchanges, next_turns):
        found = meetings(build(arrays([], CODEBOOK)), ordered=False, apart=True)
        assert {(m.together, m.units, m.lift, m.jaccard, m.low) for m in found} == {(0, 0, None, None, None)}
