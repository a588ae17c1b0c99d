"""What the audit decided blind is kept apart from what else people decided, and only where it decided in full."""

from dataclasses import replace

from data_schemas.codebook import load_codebook
from data_schemas.codings import Coding, Point
from pipeline.codings.audited import Audited, audited_on
from pipeline.codings.current import Placed

CODEBOOK = load_codebook()
BLIND = Coding(
    doc_id="D1",
    start=Point(0, 0),
    end=Point(0, 100),
    coder="Ann",
    source="human_blind",
    queue="audit",
    probability=0.25,
)


def on(start: int, end: int, **what: object) -> Placed:
    return Placed(coding=replace(BLIND, **what), start=start, end=end)  # type: ignore[arg-type]


def found(*placed: Placed) -> Audited:
    return audited_on(0, 100, placed, codebook=CODEBOOK)


def test_a_form_filled_in_decides_every_dimension_and_carries_its_chance() -> None:
    codes = {d: [] for d in CODEBOOK.ids} | {"power_face": ["ideological"], "stance": ["imposed"]}
    audited = found(on(0, 100, codes=codes, complete=list(CODEBOOK.ids)))
    assert audited.chance == 0.25
    assert set(audited.codes) == set(CODEBOOK.ids)
    assert audited.codes["power_face"] == ("ideological",)
    assert audited.codes["voice"] == ()


def test_some_codes_of_several_without_the_word_that_these_are_all_decide_nothing() -> None:
    assert found(on(0, 100, codes={"power_face": ["ideological"]})) == Audited()
    assert found(on(0, 100, codes={"voice": ["expert"]})).codes == {"voice": ("expert",)}


def test_no_code_is_a_decision_also_on_what_depends_on_it() -> None:
    assert found(on(0, 100, codes={"power_face": []})).codes == {"power_face": (), "stance": ()}


def test_assisted_instructive_and_chanceless_codings_are_no_audit() -> None:
    codes = {"voice": ["expert"]}
    others = [{"source": "human_assisted"}, {"queue": "instructive"}, {"queue": ""}, {"probability": None}]
    for other in others:
        assert found(on(0, 100, codes=codes, **other)) == Audited()


def test_of_two_coders_the_later_decision_stands() -> None:
    early = on(0, 100, codes={"voice": ["expert"]}, made="2026-03-01T10:00:00Z")
    late = on(0, 100, codes={"voice": ["rejected"]}, coder="Bo", made="2026-03-02T10:00:00Z")
    assert found(late, early).codes["voice"] == ("rejected",)


def test_a_coding_that_holds_for_another_passage_decides_nothing_here() -> None:
    assert found(on(60, 200, codes={"voice": ["expert"]})) == Audited()
