"""Specification of codes: what a code stands for is said by a person or by the codebook's own names, never guessed."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.codebook import load_codebook, parse_codebook
from data_schemas.errors import ConfigError
from pipeline.imports.codebook_made import codebook_from, write_codebook
from pipeline.imports.dialects import read_codings
from pipeline.imports.found import CodedFile, Mark, TheirCode, path_of
from pipeline.imports.mapping import Target, exact_names, needed, read_mapping, targets_of, template

DATA = Path(__file__).parent / "data" / "imports"
CODEBOOK = load_codebook()


def codes(*written: str) -> list[TheirCode]:
    return [TheirCode(path=path_of(one)) for one in written]


def targets(*written: str, mapping: dict[str, str] | None = None) -> dict[str, Target]:
    given = {path_of(key): value for key, value in (mapping or {}).items()}
    found = targets_of(codes(*written), codebook=CODEBOOK, mapping=given, name="m.yaml")
    return {"\\".join(path): target for path, target in found.items()}


def test_the_codebooks_own_names_and_paths_are_taken_and_nothing_else_is() -> None:
    known = ["Decision-making", "face of power\\IDEOLOGICAL", "voice.expert", "power_face\\ideological", "Imposed"]
    exported = ["Voice\\Voice · Expert", "Identity · Rejected"]
    unknown = ["Expert", "Non-professional", "Ideology", "Power\\Ideological", "Face of power", "Decision making"]
    found = targets(*known, *exported, *unknown)
    assert {code: (t.dimension, t.code) for code, t in found.items()} == {
        "Decision-making": ("power_face", "decision_making"),
        "face of power\\IDEOLOGICAL": ("power_face", "ideological"),
        "voice.expert": ("voice", "expert"),
        "power_face\\ideological": ("power_face", "ideological"),
        "Imposed": ("stance", "imposed"),
        "Voice\\Voice · Expert": ("voice", "expert"),
        "Identity · Rejected": ("identity", "rejected"),
    }


def test_a_code_that_is_spelled_wrong_in_a_mapping_is_met_with_the_nearest_right_one() -> None:
    with pytest.raises(
        ConfigError,
        match=r"m.yaml: Gate: 'power_face.non_decision_makin' is no code .* such as "
        r"power_face.non_decision_making, open or ignore",
    ):
        targets("Gate", mapping={"Gate": "power_face.non_decision_makin"})


def test_a_mapping_says_codes_none_open_ignore_and_all_others() -> None:
    found = targets(
        "Power\\Rules",
        "Nothing",
        "Tea",
        "Weather",
        "Rest\\Other",
        "Voice\\Other",
        "Imposed",
        mapping={
            "Power\\Rules": "power_face.non_decision_making",
            "Nothing": "voice.none",
            "Tea": "ignore",
            "*": "open",
        },
    )
    assert found["Power\\Rules"] == Target(dimension="power_face", code="non_decision_making")
    assert found["Nothing"] == Target(dimension="voice", code="none")
    assert found["Tea"].ignored
    assert found["Weather"] == Target(open_code="Weather")
    assert found["Rest\\Other"] == Target(open_code="Rest\\Other")  # two codes of one name keep their paths
    assert found["Imposed"] == Target(dimension="stance", code="imposed")  # a known name is not among all others


def test_open_codes_of_our_own_export_stay_open() -> None:
    assert targets("Open codes\\we'm there") == {"Open codes\\we'm there": Target(open_code="we'm there")}


@pytest.mark.parametrize("wrong", ["power_face.rules", "power", "rules", "power_face"])
def test_a_mapping_to_what_the_codebook_has_not_is_refused(wrong: str) -> None:
    with pytest.raises(ConfigError, match=r"m\.yaml: Rules: .* is no code"):
        targets("Rules", mapping={"Rules": wrong})


def test_a_mapping_for_another_file_is_refused() -> None:
    with pytest.raises(ConfigError, match="none of its codes is in the file"):
        targets("Rules", mapping={"Regeln": "open"})


def test_mappings_are_read_from_yaml_and_from_tables(tmp_path: Path) -> None:
    expected = {("Power", "Rules"): "power_face.ideological", ("Tea",): "open"}
    yaml_file, table = tmp_path / "m.yaml", tmp_path / "m.csv"
    yaml_file.write_text('"Power\\\\Rules": power_face.ideological\nTea: open\nLater:\n', encoding="utf-8")
    table.write_text("their code;our code\nPower\\Rules;power_face.ideological\nTea;open\nLater;\n", encoding="utf-8")
    assert read_mapping(yaml_file) == read_mapping(table) == expected
    yaml_file.write_text("- a\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="expected lines such as"):
        read_mapping(yaml_file)
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="expected the columns"):
        read_mapping(table)


def test_a_template_guesses_in_comments_only_and_keeps_what_was_filled_in(tmp_path: Path) -> None:
    listed = codes("Power\\Ideologies", "Weather", "Imposed", 'A "quoted": name # here')
    text = template(
        listed,
        codebook=CODEBOOK,
        times={listed[0].path: 4},
        given={listed[1].path: "open"},
    )
    assert '"Power\\\\Ideologies":  # perhaps power_face.ideological; 4 codings' in text
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_mapping(path) == {("Weather",): "open", ("Imposed",): "stance.imposed"}
    assert path_of('A "quoted": name # here') in {path_of(key) for key in yaml.safe_load(text)}


def test_only_codes_that_people_used_have_to_stand_for_something() -> None:
    marks = (Mark(at="1", code=("A",)), Mark(at="2", code=("B",), by_model=True))
    coded = CodedFile(origin="qdpx", name="x", marks=marks, codes=tuple(codes("A", "B", "C")))
    assert [code.name for code in needed(coded)] == ["A"]


def test_a_codebook_of_another_program_becomes_one_of_ours(tmp_path: Path) -> None:
    out = tmp_path / "their-codes.yaml"
    made = codebook_from(read_codings(DATA / "codes.qdc"), out=out)
    write_codebook(out, made)
    write_codebook(out, made)
    book = load_codebook(out)
    assert [(d.id, d.name, d.kind, d.definition) for d in book.dimensions] == [
        ("power", "Power", "multi", "Who settles things."),
        ("codes", "Codes", "multi", "Codes"),
    ]
    power, alone = book.dimensions
    assert [(c.id, c.name, c.parent, c.color) for c in power.codes] == [
        ("rules", "Rules", None, "#1b6ca8"),
        ("unwritten_rules", "Unwritten rules", "rules", "#aabbcc"),
        ("uberzeugungen", "Überzeugungen", None, "#666666"),
        ("none_2", "None", None, "#112233"),
    ]
    assert [c.id for c in alone.codes] == ["weather", "c_2nd_thoughts"]
    assert (made.codes, made.undefined) == (6, 5)
    known = exact_names(book)
    assert known["power", "rules", "unwritten rules"] == ("power", "unwritten_rules")
    assert known[("weather",)] == ("codes", "weather")


def test_a_codebook_that_was_worked_on_is_not_written_over(tmp_path: Path) -> None:
    out = tmp_path / "b.yaml"
    out.write_text("id: mine\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="another codebook stands there"):
        write_codebook(out, codebook_from(read_codings(DATA / "codes.qdc"), out=out))


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=15)
@given(st.lists(st.lists(NAMES, min_size=1, max_size=3).map(tuple), min_size=1, max_size=6, unique=True))
def test_any_tree_of_codes_gives_a_codebook_in_which_every_path_is_known_again(paths: list[tuple[str, ...]]) -> None:
    cleaned = {path_of("\\".join(path)) for path in paths}
    whole = sorted({path[:end] for path in cleaned for end in range(1, len(path) + 1)})
    if not whole:
        return
    coded = CodedFile(
        origin="qdpx",
        name="Study.qdpx",
        codes=tuple(TheirCode(path=path) for path in whole),
        marks=tuple(Mark(at=str(n), code=path) for n, path in enumerate(whole)),
    )
    book = parse_codebook(codebook_from(coded, out=Path("b.yaml")).text, name="b.yaml")
    found = targets_of(coded.codes, codebook=book, mapping={}, name="")
    assert all(target.dimension for target in found.values())
    lowered = {tuple(" ".join(p.casefold().split()) for p in path) for path in whole}
    if len(lowered) == len(whole):
        assert set(found) == set(whole)
        assert len({(t.dimension, t.code) for t in found.values()}) == len(whole)


def test_codes_of_one_name_are_called_by_their_path() -> None:
    paths = (("Power", "Staff", "Other"), ("Power", "Users", "other"), ("Power", "Users", "Other!"))
    coded = CodedFile(origin="qdpx", name="b.qdpx", codes=tuple(TheirCode(path=path) for path in paths))
    (power,) = parse_codebook(codebook_from(coded, out=Path("b.yaml")).text, name="b.yaml").dimensions
    assert [code.name for code in power.codes] == ["Other", "Users: other", "Other!"]
