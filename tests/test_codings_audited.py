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


def test_without_the_word_that_a_dimension_was_decided_in_full_nothing_is_whatever_was_found() -> None:
    for codes in ({"power_face": ["ideological"]}, {"voice": ["expert"]}, {"power_face": []}, {"voice": []}):
        assert found(on(0, 100, codes=codes)) == Audited()
        assert (
            found(on(0, 100, codes=codes, complete=list(codes))).codes.items()
            >= {dimension: tuple(given) for dimension, given in codes.items()}.items()
        )


def test_who_leaves_off_in_the_middle_leaves_a_sample_that_no_code_has_made() -> None:
    """Ten passages with the code and ten without, every other row finished: as many of either are in the sample."""
    audited = []
    for number in range(20):
        done = dict.fromkeys(CODEBOOK.ids, ()) if number % 2 else {}
        codes = {d: list(c) for d, c in done.items()} | ({"voice": ["expert"]} if number < 10 else {})
        audited.append(found(on(0, 100, codes=codes, complete=list(done))).codes.get("voice"))
    assert [audited.count(codes) for codes in (("expert",), (), None)] == [5, 5, 10]


def test_no_code_is_a_decision_also_on_what_depends_on_it() -> None:
    none = on(0, 100, codes={"power_face": []}, complete=["power_face"])
    assert found(none).codes == {"power_face": (), "stance": ()}


def test_assisted_instructive_and_chanceless_codings_are_no_audit() -> None:
    codes = {"voice": ["expert"]}
    assert found(on(0, 100, codes=codes, complete=["voice"])).codes == {"voice": ("expert",)}
    others = [{"source": "human_assisted"}, {"queue": "instructive"}, {"queue": ""}, {"probability": None}]
    for other in others:
        assert found(on(0, 100, codes=codes, complete=["voice"], **other)) == Audited()


def test_of_two_coders_the_later_decision_stands() -> None:
    early = on(0, 100, codes={"voice": ["expert"]}, complete=["voice"], made="2026-03-01T10:00:00Z")
    late = on(0, 100, codes={"voice": ["rejected"]}, complete=["voice"], coder="Bo", made="2026-03-02T10:00:00Z")
    assert found(late, early).codes["voice"] == ("rejected",)


def test_a_coding_that_holds_for_another_passage_decides_nothing_here() -> None:
    assert found(on(60, 200, codes={"voice": ["expert"]}, complete=["voice"])) == Audited()
