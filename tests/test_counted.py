"""One of a thing is said as one."""

import pytest

from pipeline.counted import be, counted


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 passages are"), (1, "1 passage is"), (2, "2 passages are"), (1234, "1,234 passages are")],
)
def test_a_number_and_its_noun_and_verb(number: int, said: str) -> None:
    assert f"{counted(number, 'passage')} {be(number)}" == said


def test_a_noun_whose_plural_takes_more_than_an_s() -> None:
    assert [counted(n, "coded stretch", "coded stretches") for n in (1, 3)] == ["1 coded stretch", "3 coded stretches"]
