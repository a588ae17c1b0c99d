"""Interviews that share a person or a case are not independent of each other."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.coded import CodedPassage
from pipeline.statistics.clusters import clusters, joined
from pipeline.statistics.corpus import arrays
from tests.test_statistics_corpus import CODEBOOK, passage


def said(document: str, speaker: str, case: str) -> CodedPassage:
    return replace(passage(1, document=document, speaker=speaker), case=case)


def of(*passages: CodedPassage) -> list[int]:
    return clusters(arrays(list(passages), CODEBOOK)).tolist()


def test_interviews_without_anything_in_common_are_clusters_of_their_own() -> None:
    assert of(said("A", "p", ""), said("B", "q", ""), said("C", "r", "")) == [0, 1, 2]


def test_a_person_in_two_interviews_joins_them() -> None:
    assert of(said("A", "p", ""), said("B", "q", ""), said("C", "p", "")) == [0, 1, 0]


def test_a_focus_group_is_one_cluster() -> None:
    assert of(said("A", "p", ""), said("A", "q", ""), said("B", "r", "")) == [0, 0, 1]


def test_interviews_of_one_case_are_one_cluster_where_there_are_several_cases() -> None:
    assert of(said("A", "p", "north"), said("B", "q", "south"), said("C", "r", "north")) == [0, 1, 0]
    assert of(said("A", "p", "north"), said("B", "q", ""), said("C", "r", "north"), said("D", "s", "")) == [0, 1, 0, 2]


def test_a_case_that_everything_belongs_to_joins_nothing() -> None:
    assert of(said("A", "p", "hub"), said("B", "q", "hub")) == [0, 1]


def test_persons_and_cases_join_through_each_other() -> None:
    given = said("A", "p", "north"), said("B", "p", "south"), said("C", "q", "south"), said("D", "r", "east")
    assert of(*given) == [0, 0, 0, 1]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 4)), min_size=1, max_size=9))
def test_two_passages_are_together_exactly_where_a_chain_of_shared_values_leads(pairs: list[tuple[int, int]]) -> None:
    interviews = np.array([interview for interview, _ in pairs], dtype=np.int64)
    link = np.array([value for _, value in pairs], dtype=np.int64)
    together = {number: {interview} for number, (interview, _) in enumerate(pairs)}
    for _ in pairs:
        for a, (interview, value) in enumerate(pairs):
            for b, (other, another) in enumerate(pairs):
                if interview == other or (value == another and value >= 0) or together[a] & together[b]:
                    together[a] = together[b] = together[a] | together[b]
    found = joined(interviews, link)
    for a in range(len(pairs)):
        for b in range(len(pairs)):
            assert (found[a] == found[b]) == bool(together[a] & together[b])
