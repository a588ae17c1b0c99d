"""A codebook is read whole, its errors name the place in the YAML file, and its ids mean nothing by themselves."""

import pytest

from data_schemas.codebook import load_codebook, parse_codebook
from data_schemas.errors import ConfigError

SMALL = """
id: trust
version: "1"
title: Trust
source: made up
dimensions:
  - id: trust
    name: Trust
    kind: single
    none: true
    definition: Whether trust is spoken of.
    codes:
      - {id: given, name: Given, definition: Trust is given.}
      - {id: withheld, name: Withheld, definition: Trust is withheld.}
  - id: whose
    name: Whose
    kind: single
    applies_to: [trust]
    definition: Whose trust.
    codes:
      - {id: own, name: Own, definition: The speaker's.}
      - {id: others, name: Others, definition: Somebody else's.}
"""


def test_the_core_scheme_has_its_six_dimensions() -> None:
    codebook = load_codebook()
    assert codebook.ids == ("power_face", "stance", "voice", "experience", "identity", "about")
    assert codebook.dimension("power_face").code_ids == ("decision_making", "non_decision_making", "ideological")
    assert codebook.dimension("voice").values == ("non_professional", "expert", "rejected", "none")
    assert codebook.dimension("stance").applies_to == ("power_face",)
    assert codebook.dimension("about").applies_to == ("voice", "experience", "identity")
    assert all(d.definition and d.source for d in codebook.dimensions)


def test_columns_follow_the_codebook() -> None:
    codebook = parse_codebook(SMALL, name="trust.yaml")
    assert codebook.columns == ("trust.given", "trust.withheld", "trust.none", "whose.own", "whose.others")
    assert codebook.slice_of("whose") == slice(3, 5)


def test_the_published_reading_is_data() -> None:
    reading = load_codebook().readings[0]
    assert [(c.code, c.form) for c in reading.codes] == [
        ("non_professional", "neutralized"),
        ("expert", "enhanced"),
        ("rejected", "tokenistic"),
    ]
    assert (reading.min_passages, reading.min_dimensions, reading.formally_employed) == (5, 2, True)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: single\n    none", "kind: some\n    none", "dimensions[0].kind: Invalid enum value 'some'"),
        ("id: given", "id: Given!", "dimensions[0].codes[0].id: 'Given!' is no id"),
        ("id: withheld", "id: given", "dimensions[0].codes[1].id: 'given' stands twice"),
        (
            "name: Withheld",
            "name: given",
            "dimensions[0].codes[1].name: 'given' and the code 'given' share a name or id",
        ),
        ("name: Given", "name: withheld", "dimensions[0].codes[1].name: 'Withheld' and the code 'given' share"),
        (
            "applies_to: [trust]",
            "applies_to: [doubt]",
            "dimensions[1].applies_to[0]: 'doubt' is no dimension before this one",
        ),
        ("name: Own, ", "", "dimensions[1].codes[0]: Object missing required field `name`"),
        ("    none: true\n", "    none: 1\n", "dimensions[0].none: Expected `bool`, got `int`"),
        ('version: "1"\n', 'version: "1"\ncolour: red\n', "top level: Object contains unknown field `colour`"),
        ("name: Own", "name: [Own", "line"),
    ],
)
def test_errors_point_at_the_place(old: str, new: str, message: str) -> None:
    assert old in SMALL
    with pytest.raises(ConfigError) as caught:
        parse_codebook(SMALL.replace(old, new, 1), name="trust.yaml")
    assert str(caught.value).startswith("trust.yaml")
    assert message in str(caught.value)
