"""Literal coded passages for the tests of statistics and exports, and what the corpus's arrays say of them."""

from dataclasses import replace

import numpy as np

from data_schemas.codebook import Codebook, load_codebook
from pipeline.coded import CodedPassage
from pipeline.statistics.corpus import arrays, codes_of, in_order

CODEBOOK = load_codebook()
COLUMNS = len(CODEBOOK.columns)


def passage(
    number: int,
    *,
    document: str = "PSW-01",
    speaker: str = "[Name AAAAAA]",
    role: str = "Peer support worker",
    role_group: str = "service_user_or_peer",
    formally_employed: bool | None = True,
    codes: dict[str, tuple[str, ...]] | None = None,
    abstained: dict[str, tuple[str, ...]] | None = None,
    probabilities: dict[str, float] | None = None,
    coded: bool = True,
    text: str = "I said so at the meeting.",
    attributes: dict[str, str] | None = None,
    codebook: Codebook = CODEBOOK,
) -> CodedPassage:
    """One passage; an assigned code has probability .9, any other .1, unless `probabilities` says so."""
    held = codes or {}
    given = probabilities or {}
    values = [
        given.get(f"{d.id}.{value}", 0.9 if value in held.get(d.id, ()) else 0.1)
        for d in codebook.dimensions
        for value in d.values
    ]
    return CodedPassage(
        passage_id=f"{document}.{number:04d}",
        doc_id=f"id-{document}",
        document=document,
        case="hub",
        kind="interview",
        turn=number,
        start=100 * number,
        end=100 * number + len(text),
        start_s=float(number),
        end_s=None,
        text=text,
        question="What happened?",
        earlier=("What happened?",),
        exchange=number,
        speaker=speaker,
        role=role,
        role_group=role_group,
        formally_employed=formally_employed,
        attributes=attributes or {},
        words=len(text.split()),
        coded=coded,
        probabilities=tuple(values) if coded else (),
        assigned={d: held.get(d, ()) for d in codebook.ids},
        abstained=abstained or {},
    )


def test_passages_are_ordered_by_document_and_then_as_they_were_said() -> None:
    given = [passage(2), passage(1, document="PSW-02"), passage(1)]
    assert [p.passage_id for p in in_order(given)] == ["PSW-01.0001", "PSW-01.0002", "PSW-02.0001"]


def test_an_interviewers_passages_are_not_in_the_arrays() -> None:
    data = arrays([passage(1), passage(2, coded=False)], CODEBOOK)
    assert data.turns.tolist() == [1]
    assert data.probabilities.shape == (1, COLUMNS)


def test_a_conditional_dimension_holds_where_one_of_its_dimensions_has_a_code() -> None:
    data = arrays(
        [passage(1, codes={"experience": ("expert",)}), passage(2), passage(3, codes={"voice": ("none",)})], CODEBOOK
    )
    assert data.holds(CODEBOOK.dimension("about")).tolist() == [True, False, False]
    assert data.holds(CODEBOOK.dimension("voice")).tolist() == [True, True, True]


def test_none_is_no_code() -> None:
    assert codes_of(passage(1, codes={"voice": ("none",)}), CODEBOOK.dimension("voice")) == ()


def test_an_empty_archive_has_arrays_too() -> None:
    data = arrays([], CODEBOOK)
    assert data.probabilities.shape == (0, COLUMNS)
    assert not np.any(data.holds(CODEBOOK.dimension("stance")))


def test_what_the_audit_decided_blind_stands_in_the_arrays_with_its_chance() -> None:
    blind = {"power_face": ("ideological",), "voice": ()}
    drawn = replace(passage(1, codes={"power_face": ("decision_making",)}), blind=blind, chance=0.25)
    data = arrays([drawn, passage(2)], CODEBOOK)
    assert data.chances[0] == 0.25
    assert np.isnan(data.chances[1])
    assert {d: mask.tolist() for d, mask in data.judged.items() if mask.any()} == {
        "power_face": [True, False],
        "voice": [True, False],
    }
    assert data.blind["power_face", "ideological"].tolist() == [True, False]
    assert not data.blind["power_face", "decision_making"].any()


def test_where_people_decided_is_known_by_dimension() -> None:
    by = {"power_face": "human_assisted", "voice": "model"}
    data = arrays([replace(passage(1), decided_by=by), passage(2)], CODEBOOK)
    assert data.by_people["power_face"].tolist() == [True, False]
    assert not data.by_people["voice"].any()
