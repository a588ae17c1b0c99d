"""Colours of codes in the outputs: told apart by everybody, kept where they are, the same each time, blind to ids."""

import colorsys

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.codebook import Code, Codebook, Dimension, load_codebook
from pipeline.export.palette import APART, BLIND_APART, CONTRAST, PAPER, contrast, distances, rgb, seen, told_apart

CORE = load_codebook()
DARK, TINT = "#191a1c", 0.35  # the dark paper and how much white is mixed in there, as in style.css


def book(*colours: str) -> Codebook:
    codes = tuple(Code(id=f"c{n}", name=f"C {n}", definition="", color=c) for n, c in enumerate(colours))
    return Codebook(
        id="t", version="1", title="T", source="",
        dimensions=(Dimension(id="d", name="D", kind="multi", definition="", codes=codes),),
    )  # fmt: skip


def colours(codebook: Codebook) -> list[str]:
    return [code.color for dimension in codebook.dimensions for code in dimension.codes]


def around(number: int) -> list[str]:
    """So many colours, equally far round the circle of hues."""
    hues = (colorsys.hls_to_rgb(n / number, 0.45, 0.6) for n in range(number))
    return ["#" + "".join(f"{round(255 * channel):02x}" for channel in hue) for hue in hues]


def alike(shown: list[str]) -> int:
    """How many may be taken for an earlier one."""
    looks = seen(np.array([rgb(colour) for colour in shown]))
    apart = [distances(looks[n], looks[:n]) for n in range(1, len(shown))]
    return sum(bool(((a[:, 0] < APART) | (a[:, 1:] < BLIND_APART).any(axis=1)).any()) for a in apart)


def test_no_two_colours_of_the_core_scheme_look_alike_to_anybody() -> None:
    shown = list(dict.fromkeys(colours(told_apart(CORE))))
    assert len(shown) == len(set(colours(CORE)))
    looks = seen(np.array([rgb(colour) for colour in shown]))
    for number in range(1, len(shown)):
        apart = distances(looks[number], looks[:number])
        assert apart[:, 0].min() >= APART
        assert apart[:, 1:].min() >= BLIND_APART


def test_the_core_schemes_own_colours_would_be_taken_for_each_other() -> None:
    reds = seen(np.array([rgb("#8c2d2d"), rgb("#b54848")]))
    blues = seen(np.array([rgb("#1b6ca8"), rgb("#3f6fb5")]))
    assert distances(reds[0], reds[1:])[0, 0] < APART
    assert distances(blues[0], blues[1:])[0].max() < BLIND_APART


def test_twenty_codes_are_told_apart_and_of_thirty_two_some_are_not() -> None:
    assert alike(colours(told_apart(book(*around(20))))) == 0
    assert alike(colours(told_apart(book(*around(32))))) > 0


def test_every_colour_stands_out_from_the_paper_by_day_and_by_night() -> None:
    shown = np.array([rgb(colour) for colour in colours(told_apart(CORE))])
    assert contrast(shown, rgb(PAPER)).min() >= CONTRAST
    assert contrast(TINT + (1 - TINT) * shown, rgb(DARK)).min() >= CONTRAST


def test_a_colour_that_is_told_apart_stays_and_codes_of_one_colour_keep_one() -> None:
    assert colours(told_apart(book("#1B6CA8", "#b8651b", "#1b6ca8"))) == ["#1b6ca8", "#b8651b", "#1b6ca8"]
    first, second = colours(told_apart(book("#8c2d2d", "#8d2e2e")))
    assert first == "#8c2d2d"
    assert second not in ("#8c2d2d", "#8d2e2e")


def test_how_colours_look_is_measured_against_known_values() -> None:
    white, red = seen(np.array([rgb("#ffffff"), rgb("#ff0000")]))[:, 0]
    np.testing.assert_allclose(white, [100, 0, 0], atol=1e-3)
    np.testing.assert_allclose(red, [62.796, 22.486, 12.585], atol=1e-2)  # Ottosson's own figures
    assert round(float(contrast(rgb("#000000")[None], rgb("#ffffff"))[0]), 6) == 21.0


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}"), min_size=1, max_size=6))
def test_only_colours_change_and_equal_ones_stay_equal(given_colours: list[str]) -> None:
    before = book(*given_colours)
    after = told_apart(before)
    assert told_apart(after) == after
    plain = [msgspec.structs.replace(c, color="#666666") for c in after.dimensions[0].codes]
    assert plain == [msgspec.structs.replace(c, color="#666666") for c in before.dimensions[0].codes]
    pairs = dict(zip(colours(before), colours(after), strict=True))
    assert [pairs[colour] for colour in colours(before)] == colours(after)
