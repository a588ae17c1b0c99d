"""How evenly codes are spread, against numbers worked out by hand, by simulation and by what must hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.corpus import arrays
from pipeline.statistics.dispersion import dispersion, spread_of
from tests.test_statistics_corpus import CODEBOOK, passage

FACE: dict[str, tuple[str, ...]] = {"power_face": ("ideological",)}
PARTS = st.lists(st.tuples(st.integers(0, 20), st.integers(20, 60)), min_size=2, max_size=12)


def test_by_hand() -> None:
    spread = spread_of(np.array([3.0, 1.0, 0.0]), sizes=np.array([10.0, 10.0, 20.0]))
    # shares of the corpus 1/4, 1/4, 1/2; of the code 3/4, 1/4, 0: DP = (1/2 + 0 + 1/2) / 2 = 1/2, over 1 - 1/4
    assert spread.deviation == pytest.approx(2 / 3)
    # rates .3, .1, 0: mean .4/3, population variance (.1 / 3) - (.4 / 3)^2 = .14 / 9, V = sqrt(.14) / .4, over sqrt(2)
    assert spread.juilland == pytest.approx(1 - 0.14**0.5 / 0.4 / 2**0.5)
    assert (spread.parts, spread.of_parts, spread.largest, spread.where, spread.carried) == (2, 3, 0.75, 0, True)


@pytest.mark.parametrize(
    ("counts", "deviation", "juilland"), [([2.0, 2.0, 4.0], 0.0, 1.0), ([3.0, 0.0, 0.0], 1.0, 0.0)]
)
def test_even_and_all_in_the_smallest_part(counts: list[float], deviation: float, juilland: float) -> None:
    sizes = np.array([10.0, 10.0, 20.0])
    spread = spread_of(np.array(counts), sizes=sizes)
    assert (spread.deviation, spread.juilland) == (pytest.approx(deviation), pytest.approx(juilland, abs=1e-12))


def test_what_chance_gives_is_the_mean_of_many_draws() -> None:
    sizes = np.array([10.0, 30.0, 60.0])
    draws = np.random.default_rng(5).multinomial(7, sizes / 100, size=40_000)
    drawn = np.abs(draws / 7 - sizes / 100).sum(axis=1).mean() / 2 / 0.9
    assert spread_of(np.array([7.0, 0.0, 0.0]), sizes=sizes).by_chance == pytest.approx(drawn, abs=0.004)


@given(PARTS)
def test_figures_lie_between_0_and_1_and_do_not_depend_on_the_order_of_the_parts(parts: list[tuple[int, int]]) -> None:
    counts, sizes = (np.array(column, dtype=np.float64) for column in zip(*parts, strict=True))
    spread, back = spread_of(counts, sizes=sizes), spread_of(counts[::-1], sizes=sizes[::-1])
    figures = (spread.deviation, spread.by_chance, spread.juilland, spread.largest)
    assert figures == (back.deviation, back.by_chance, back.juilland, back.largest)
    if counts.sum():
        assert all(figure is not None and -1e-9 <= figure <= 1 + 1e-9 for figure in figures)
    else:
        assert figures == (None, None, None, None)


def test_a_code_in_one_interview_by_two_speakers() -> None:
    said = [passage(i, document="D1", speaker="AB"[i % 2], codes=FACE) for i in range(4)]
    data = arrays([*said, passage(9, document="D2", speaker="C"), passage(8, document="D3", speaker="D")], CODEBOOK)
    found = next(d for d in dispersion(data) if d.code.id == "ideological")
    assert (found.passages, found.of_passages) == (4, 6)
    assert (found.interviews.largest, found.interviews.where, found.interviews.carried) == (1.0, 0, True)
    assert (found.speakers.parts, found.speakers.of_parts, found.speakers.largest) == (2, 4, 0.5)


def test_one_interview_cannot_be_told_from_others() -> None:
    found = next(d for d in dispersion(arrays([passage(1, codes=FACE)], CODEBOOK)) if d.code.id == "ideological")
    assert (found.interviews.deviation, found.interviews.carried) == (None, False)


def test_a_code_nobody_uses_and_an_empty_archive_have_no_figures() -> None:
    for given_passages in ([passage(1), passage(2, document="D2")], []):
        for found in dispersion(arrays(given_passages, CODEBOOK)):
            assert (found.passages, found.interviews.deviation, found.speakers.largest) == (0, None, None)
