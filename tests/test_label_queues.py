"""The audit is a random sample of known chances over every interview; the instructive queue keeps out of its way."""

import collections
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.codebook import load_codebook
from data_schemas.codings import AUDIT, INSTRUCTIVE, Point
from data_schemas.errors import ConfigError
from pipeline.coded import CodedPassage
from pipeline.key import Key
from pipeline.label.audit import draw_audit
from pipeline.label.frame import Candidate, lot
from pipeline.label.instructive import draw_instructive, uncertainty
from pipeline.label.queues import Drawn, drop, read_queues, write_queues

CODEBOOK = load_codebook()
KEY = Key(b"7" * 32)
SIZES = st.lists(st.integers(1, 30), min_size=1, max_size=6)


def passage(doc_id: str, number: int, *, likely: float) -> CodedPassage:
    return CodedPassage(
        passage_id=f"{doc_id}-{number:04d}",
        doc_id=doc_id,
        document=doc_id,
        case="",
        kind="interview",
        turn=number,
        start=number * 10,
        end=number * 10 + 9,
        start_s=None,
        end_s=None,
        text="x",
        question=None,
        earlier=(),
        exchange=0,
        speaker="R",
        role="",
        role_group="professional",
        formally_employed=None,
        attributes={},
        words=1,
        coded=True,
        probabilities=tuple(likely for _ in CODEBOOK.columns),
        assigned={},
        abstained={},
    )


def frame(sizes: list[int], *, key: Key = KEY) -> dict[str, list[Candidate]]:
    out = {}
    for d, size in enumerate(sizes):
        doc_id = f"D{d}"
        places = sorted(range(size), key=lambda i: lot("audit", doc_id, Point(i, 0), Point(i, 9), key=key))
        out[doc_id] = [
            Candidate(
                passage=passage(doc_id, i, likely=0.01 + 0.3 * i / size),
                start=Point(i, 0),
                end=Point(i, 9),
                anchor=f"{doc_id}.{i}",
                rank=rank,
            )
            for rank, i in enumerate(places)
        ]
    return out


def instructive(sizes: list[int], drawn: tuple[Drawn, ...], more: int) -> tuple[Drawn, ...]:
    of = frame(sizes)
    vectors = {d: np.array([[float(i), float(len(d))] for i in range(len(own))]) for d, own in of.items()}
    return draw_instructive(of, drawn, more=more, codebook=CODEBOOK, vectors=vectors, key=KEY)


@given(SIZES, st.data())
def test_every_interview_is_in_the_audit_and_the_chances_add_up(sizes: list[int], data: st.DataObject) -> None:
    n = data.draw(st.integers(len(sizes), sum(sizes)))
    drawn = draw_audit(frame(sizes), (), more=n, key=KEY)
    assert len(drawn) == len({d.stretch for d in drawn}) == n
    by = collections.Counter(d.doc_id for d in drawn)
    assert set(by) == {f"D{i}" for i in range(len(sizes))}
    for d in drawn:
        assert d.probability == by[d.doc_id] / sizes[int(d.doc_id[1:])]
    estimate = sum(1 / d.probability for d in drawn if d.probability)
    assert math.isclose(estimate, sum(sizes))


@given(SIZES, st.data())
def test_drawing_twice_is_drawing_once_a_larger_sample(sizes: list[int], data: st.DataObject) -> None:
    first = data.draw(st.integers(len(sizes), sum(sizes)))
    more = data.draw(st.integers(0, sum(sizes) - first))
    once = draw_audit(frame(sizes), (), more=first + more, key=KEY)
    before = draw_audit(frame(sizes), (), more=first, key=KEY)
    twice = draw_audit(frame(sizes), before, more=more, key=KEY) if more else before
    assert {(d.stretch, d.probability) for d in once} == {(d.stretch, d.probability) for d in twice}
    assert [d.id for d in twice[:first]] == [d.id for d in before]


def test_over_many_keys_every_passage_is_drawn_as_often_as_its_chance_says() -> None:
    sizes, times = [4, 12, 24], collections.Counter[tuple[object, ...]]()
    keys = [Key(bytes([i % 256, i // 256] * 16)) for i in range(600)]
    for key in keys:
        drawn = draw_audit(frame(sizes, key=key), (), more=10, key=key)
        times.update(d.stretch for d in drawn)
        chance = {d.doc_id: d.probability for d in drawn}
    for doc_id, size in zip(("D0", "D1", "D2"), sizes, strict=True):
        p = chance[doc_id]
        assert p
        shares = np.array([times[doc_id, Point(i, 0), Point(i, 9)] / len(keys) for i in range(size)])
        assert np.abs(shares - p).max() < 4.5 * math.sqrt(p * (1 - p) / len(keys))


def test_a_draw_too_small_or_too_large_is_refused_with_the_number_that_would_do() -> None:
    with pytest.raises(ConfigError, match="draw at least 3"):
        draw_audit(frame([5, 5, 5]), (), more=2, key=KEY)
    with pytest.raises(ConfigError, match="only 15 passages are left"):
        draw_audit(frame([5, 5, 5]), (), more=16, key=KEY)
    with pytest.raises(ConfigError, match="only 1 passage is left"):
        draw_audit(frame([1]), (), more=2, key=KEY)


def test_a_new_interview_joins_the_audit_at_the_next_draw() -> None:
    before = draw_audit(frame([10, 10]), (), more=6, key=KEY)
    after = draw_audit(frame([10, 10, 10]), before, more=3, key=KEY)
    assert collections.Counter(d.doc_id for d in after) == {"D0": 3, "D1": 3, "D2": 3}


@settings(max_examples=30)
@given(SIZES, st.data())
def test_no_passage_is_ever_in_both_queues(sizes: list[int], data: st.DataObject) -> None:
    drawn: tuple[Drawn, ...] = ()
    for queue in data.draw(st.lists(st.sampled_from([AUDIT, INSTRUCTIVE]), min_size=1, max_size=5)):
        more = data.draw(st.integers(1, 8))
        try:
            drawn = (
                draw_audit(frame(sizes), drawn, more=more, key=KEY)
                if queue == AUDIT
                else instructive(sizes, drawn, more)
            )
        except ConfigError:
            continue
        assert len({d.stretch for d in drawn}) == len(drawn)
        audit = [d for d in drawn if d.queue == AUDIT]
        by = collections.Counter(d.doc_id for d in audit)
        assert all(d.probability == by[d.doc_id] / sizes[int(d.doc_id[1:])] for d in audit)
        assert all(d.probability is None for d in drawn if d.queue == INSTRUCTIVE)


def test_the_audit_stops_before_what_the_instructive_queue_has() -> None:
    taught = instructive([4], (), 2)
    with pytest.raises(ConfigError, match="only 2 passages are left that nobody was taught with"):
        draw_audit(frame([4]), taught, more=3, key=KEY)
    drawn = draw_audit(frame([4]), taught, more=2, key=KEY)
    assert len({d.stretch for d in drawn}) == 4
    assert [d.probability for d in drawn if d.queue == AUDIT] == [0.5, 0.5]


def test_the_order_of_handing_out_is_not_the_order_of_the_talk_and_is_the_same_again() -> None:
    drawn = draw_audit(frame([30, 30]), (), more=40, key=KEY)
    assert [d.place for d in drawn] == list(range(40))
    assert [d.stretch for d in drawn] != sorted(d.stretch for d in drawn)
    assert drawn == draw_audit(frame([30, 30]), (), more=40, key=KEY)
    assert [d.stretch for d in draw_audit(frame([30, 30]), (), more=40, key=Key(b"8" * 32))] != [
        d.stretch for d in drawn
    ]


def test_the_most_uncertain_of_each_cluster_is_instructive() -> None:
    of = frame([40])
    free = [c for c in of["D0"] if c.rank >= 20]
    vectors = {"D0": np.array([[float(i % 2) * 100, 0.0] for i in range(40)])}
    drawn = draw_instructive(of, (), more=2, codebook=CODEBOOK, vectors=vectors, key=KEY)
    most = [max(c.start.utterance for c in free if c.start.utterance % 2 == odd) for odd in (0, 1)]
    assert sorted(d.start.utterance for d in drawn) == sorted(most)


def test_passages_alike_in_every_vector_still_give_as_many_as_were_asked_for() -> None:
    drawn = draw_instructive(frame([40]), (), more=5, codebook=CODEBOOK, vectors={"D0": np.ones((40, 2))}, key=KEY)
    assert len(drawn) == 5
    with pytest.raises(ConfigError, match="only 20 passages are left"):
        instructive([40], (), 21)


def test_uncertainty_is_nothing_where_the_model_is_sure_and_one_where_it_knows_nothing() -> None:
    sure, lost = np.zeros((1, len(CODEBOOK.columns))), np.zeros((1, len(CODEBOOK.columns)))
    for dimension in CODEBOOK.dimensions:
        place = CODEBOOK.slice_of(dimension.id)
        multi = dimension.kind == "multi"
        sure[0, place.start] = 1.0
        lost[0, place] = 0.5 if multi else 1 / len(dimension.values)
    found = uncertainty(np.vstack([sure, lost]), codebook=CODEBOOK)
    assert found == pytest.approx([0, 1], abs=1e-6)


def test_the_queues_are_read_back_as_they_were_and_what_is_forgotten_is_dropped(tmp_path) -> None:
    drawn = draw_audit(frame([5, 5]), (), more=4, key=KEY)
    write_queues(tmp_path, drawn)
    assert read_queues(tmp_path) == drawn
    assert (
        drop(tmp_path, gone=lambda d: d.doc_id == "D0", dry=True)
        == drop(tmp_path, gone=lambda d: d.doc_id == "D0")
        == 2
    )
    assert {d.doc_id for d in read_queues(tmp_path)} == {"D1"}
    (tmp_path / "queues.jsonl").write_text("{}\n")
    with pytest.raises(ConfigError, match="line 1: was damaged"):
        read_queues(tmp_path)
