"""What an epoch reads: every coded passage, a share of the others in turns, some without context, no more old than new."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.labels import Label
from models.sampling import readings, rows_read

LABELS = [
    Label(id=str(i), interview="a", text="x", codes={"voice": ["expert"] if i % 3 == 0 else []}) for i in range(30)
]
CODED = {i for i in range(30) if i % 3 == 0}


def drawn(*, epochs: int, uncoded: float, alone: float = 0.0, seed: int = 1) -> list:
    generator = np.random.default_rng(seed)
    return list(readings(LABELS, epochs=epochs, uncoded=uncoded, alone=alone, generator=generator))


@given(st.floats(0, 1), st.integers(1, 6))
def test_every_epoch_reads_all_coded_passages_and_as_many_others_as_asked(uncoded: float, epochs: int) -> None:
    for reading in drawn(epochs=epochs, uncoded=uncoded):
        assert set(reading.rows) >= CODED
        assert len(set(reading.rows)) == len(reading.rows) == rows_read(LABELS, uncoded=uncoded)


def test_epochs_take_turns_over_the_passages_without_codes() -> None:
    rest = [set(reading.rows) - CODED for reading in drawn(epochs=4, uncoded=0.25)]
    assert set.union(*rest) == set(range(30)) - CODED
    assert all(len(one) == 5 for one in rest)


def test_a_share_of_what_is_read_is_read_alone() -> None:
    (none,), (every,) = drawn(epochs=1, uncoded=1.0), drawn(epochs=1, uncoded=1.0, alone=1.0)
    assert not none.alone
    assert every.alone == set(range(30))
    assert 5 < len(drawn(epochs=1, uncoded=1.0, alone=0.5)[0].alone) < 25


def test_labels_without_any_uncoded_passage_are_read_whole() -> None:
    coded = [label for label in LABELS if label.codes["voice"]]
    (reading,) = readings(coded, epochs=1, uncoded=0.3, alone=0.0, generator=np.random.default_rng(1))
    assert list(reading.rows) == list(range(len(coded)))


@given(st.integers(0, 30), st.integers(1, 5), st.floats(0, 1))
def test_of_what_was_read_before_an_epoch_reads_no_more_than_of_the_new(old: int, epochs: int, uncoded: float) -> None:
    again = frozenset(str(i) for i in range(old))
    given = readings(LABELS, epochs=epochs, uncoded=uncoded, alone=0.0, generator=np.random.default_rng(1), again=again)
    for reading in given:
        new, met = [i for i in reading.rows if i >= old], [i for i in reading.rows if i < old]
        assert set(new) >= {i for i in CODED if i >= old}
        assert len(met) == min(old, len(new))
        assert len(set(reading.rows)) == len(reading.rows) == rows_read(LABELS, uncoded=uncoded, again=again)


def test_epochs_take_turns_over_what_was_read_before() -> None:
    again = frozenset(str(i) for i in range(20))
    given = readings(LABELS, epochs=2, uncoded=1.0, alone=0.0, generator=np.random.default_rng(1), again=again)
    first, second = ({i for i in reading.rows if i < 20} for reading in given)
    assert not first & second
    assert len(first | second) == 20
