"""Labels as gold for a scorer: only what is known stands there, and nothing is taken for a no that nobody said."""

from data_schemas.codebook import load_codebook
from data_schemas.labels import Label
from scripts.benchmark_codes import gold_of, mean_average_precision

CODEBOOK = load_codebook()
EVERY = [d.id for d in CODEBOOK.dimensions]


def label(name: str, codes: dict[str, list[str]], complete: list[str]) -> Label:
    return Label(id=name, interview="one", text="what was said", codes=codes, complete=complete)


def test_a_dimension_without_a_code_is_none_and_a_face_without_one_is_an_empty_list() -> None:
    row = gold_of(label("a", {"power_face": [], "voice": ["expert"]}, EVERY), codebook=CODEBOOK)
    assert row["face"] == []
    assert row["voice"] == "expert"
    assert row["experience"] == row["identity"] == "none"
    assert "stance" not in row


def test_what_is_not_known_is_not_gold() -> None:
    row = gold_of(label("a", {"voice": ["rejected"]}, ["voice"]), codebook=CODEBOOK)
    assert row == {"id": "a", "text": "what was said", "voice": "rejected"}


def test_average_precision_is_one_where_every_code_is_ranked_first_and_less_where_one_is_not() -> None:
    labels, codes = [], {}
    for dimension in CODEBOOK.dimensions:
        for code in dimension.code_ids:
            name = f"{dimension.id}.{code}"
            labels.append(label(name, {"power_face": ["ideological"], dimension.id: [code]}, EVERY))
    for x in labels:
        codes[x.id] = {d.id: {c: float(c in x.codes.get(d.id, [])) for c in d.values} for d in CODEBOOK.dimensions}
    assert mean_average_precision(labels, codes, codebook=CODEBOOK) == 1.0
    codes["voice.expert"]["voice"]["expert"] = -1.0
    assert mean_average_precision(labels, codes, codebook=CODEBOOK) < 1.0
