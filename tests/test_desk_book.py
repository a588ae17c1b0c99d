"""Keys and marks come from the codebook: none is taken twice, none is a command of the page, whatever the codes are."""

from data_schemas.codebook import Code, Codebook, Dimension, load_codebook
from pipeline.desk.book import KEYS, RESERVED, keys_of, marks_of, shown_book


def of(*names: str) -> Codebook:
    codes = tuple(Code(id=f"c{i}", name=name, definition="x") for i, name in enumerate(names))
    return Codebook(
        id="b",
        version="1",
        title="B",
        source="",
        dimensions=(Dimension(id="d", name="D", kind="multi", definition="x", codes=codes),),
    )


def test_every_code_of_the_released_codebook_has_a_key_of_its_own() -> None:
    codebook = load_codebook()
    keys = keys_of(codebook)
    assert list(keys.values())[:11] == list("1234567890q")
    assert len(set(keys.values())) == len(keys) == sum(len(d.codes) for d in codebook.dimensions)


def test_no_key_is_a_command_of_the_page_and_beyond_the_last_key_codes_have_none() -> None:
    assert not set(KEYS) & {*RESERVED, *RESERVED.upper(), "/", "?"}
    assert len(set(KEYS)) == len(KEYS)
    keys = keys_of(of(*(f"Code {i}" for i in range(60))))
    assert len(keys) == len(KEYS)
    assert shown_book(of(*("x" for _ in range(60))), blind=False)["dimensions"][0]["codes"][59]["key"] == ""


def test_marks_tell_codes_of_a_dimension_apart_without_colour() -> None:
    codebook = of("Non-decision-making", "Decision-making", "Imposed", "Ideological", "Imposed", "")
    marks = marks_of(codebook.dimensions[0])
    assert list(marks.values()) == ["NDM", "DM", "I", "Id"[:1] + "d", "Im", "C"]


def test_those_who_code_blind_see_no_colour() -> None:
    assert "color" in shown_book(load_codebook(), blind=False)["dimensions"][0]["codes"][0]
    assert "color" not in str(shown_book(load_codebook(), blind=True))
