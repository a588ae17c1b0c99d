"""Within a set of passages alike, a coder is right where the one that carries a code ranks before the one that does not."""

import re

from data_schemas.codebook import load_codebook
from data_schemas.labels import Label
from scripts.measure_contrasts import pairs_of, pooled, set_of, told

DIMENSIONS = {dimension.id: dimension for dimension in load_codebook().dimensions}
FACE = DIMENSIONS["power_face"]


def label(name: str, *faces: str, known: bool = True) -> Label:
    return Label(
        id=name,
        interview="one",
        text="what was said",
        codes={"power_face": list(faces)},
        complete=["power_face"] if known else [],
    )


def chances(**of: float) -> dict[str, dict[str, dict[str, float]]]:
    return {name.replace("_", "-"): {"power_face": {"ideological": value}} for name, value in of.items()}


def test_only_passages_of_one_set_are_compared() -> None:
    labels = [label("a-1-1", "ideological"), label("a-1-2"), label("a-2-1")]
    found = pairs_of(labels, chances(a_1_1=0.6, a_1_2=0.4, a_2_1=0.9), dimension=FACE, code="ideological")
    assert found == {"a-1": [1.0]}
    assert set_of(labels[0]) == set_of(labels[1]) == "a-1"


def test_the_wrong_order_counts_nothing_and_a_tie_half() -> None:
    labels = [label("a-1-1", "ideological"), label("a-1-2"), label("a-1-3")]
    found = pairs_of(labels, chances(a_1_1=0.4, a_1_2=0.4, a_1_3=0.9), dimension=FACE, code="ideological")
    assert found == {"a-1": [0.5, 0.0]}


def test_what_is_not_known_is_compared_with_nothing() -> None:
    labels = [label("a-1-1", "ideological"), label("a-1-2", known=False)]
    assert not pairs_of(labels, chances(a_1_1=0.4, a_1_2=0.2), dimension=FACE, code="ideological")


def test_pairs_of_several_codes_stay_with_their_sets() -> None:
    assert pooled([{"a": [1.0], "b": [0.0]}, {"a": [0.5]}]) == {"a": [1.0, 0.5], "b": [0.0]}


def test_a_stance_is_compared_with_the_other_stance_and_not_with_none() -> None:
    codes = [["imposed"], ["leveraged"], []]
    labels = [
        Label(id=f"a-1-{i}", interview="one", text="said", codes={"stance": given}, complete=["stance"])
        for i, given in enumerate(codes)
    ]
    given = {label.id: {"stance": {"imposed": 0.9 - 0.1 * i}} for i, label in enumerate(labels)}
    assert pairs_of(labels, given, dimension=DIMENSIONS["stance"], code="imposed") == {"a-1": [1.0]}


def test_a_share_stands_with_its_interval_over_sets() -> None:
    assert told({"a": [1.0], "b": [1.0, 1.0]}) == "1.00 (1.00-1.00)"
    share, low, high = map(float, re.findall(r"[01][.][0-9]{2}", told({str(i): [float(i % 2)] for i in range(40)})))
    assert share == 0.5
    assert 0.3 <= low < share < high <= 0.7
