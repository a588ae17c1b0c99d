"""Labels in three forms: what is read from tables, and what is said of those that nothing can be learned from."""

import json
from pathlib import Path

import openpyxl
import pytest

from data_schemas.codebook import load_codebook
from data_schemas.errors import ConfigError
from data_schemas.labels import Gathered, Label, Placed
from data_schemas.spelling import nearest, shown
from data_schemas.troubles import Trouble, refuse
from pipeline.learnable import contradictions, troubles_of
from pipeline.training_data import load_labels
from tests.conftest import ROOT

CORE = load_codebook()
TRUST = load_codebook(ROOT / "tests" / "data" / "trust.yaml")
HEAD = "id,interview,text,question,power_face,voice,complete,source\n"


def table(tmp_path: Path, content: str | bytes, *, name: str = "labels.csv") -> list[Label]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_labels([path], codebook=CORE)


def refusal(tmp_path: Path, content: str | bytes, *, name: str = "labels.csv") -> str:
    with pytest.raises(ConfigError) as caught:
        table(tmp_path, content, name=name)
    return str(caught.value)


def test_a_row_of_a_table_is_a_label(tmp_path: Path) -> None:
    row = 'a,one,"They asked us, at last.",And then?,decision_making; ideological,,voice,human_blind\n'
    first, second = table(tmp_path, HEAD + row + "b,one,It rained.,,none,,,\n")
    assert first == Label(
        id="a",
        interview="one",
        text="They asked us, at last.",
        question="And then?",
        codes={"power_face": ["decision_making", "ideological"]},
        complete=["voice"],
        source="human_blind",
    )
    assert second == Label(id="b", interview="one", text="It rained.", codes={"power_face": []}, source="unknown")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_whatever_program_saved_it(tmp_path: Path, encoding: str, separator: str) -> None:
    content = "ID,Interview ,Text,voice\na,one,Déjà dit,expert\n".replace(",", separator).encode(encoding)
    assert [(x.id, x.text, x.codes) for x in table(tmp_path, content)] == [("a", "Déjà dit", {"voice": ["expert"]})]


def test_a_workbook_is_read_like_a_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["id", "interview", "text", "voice"], [1, "one", "Ours.", "expert"], [2, "one", "Theirs.", None]):
        book.active.append(row)
    book.save(tmp_path / "labels.xlsx")
    read = load_labels([tmp_path / "labels.xlsx"], codebook=CORE)
    assert [(x.id, x.text, x.codes) for x in read] == [("1", "Ours.", {"voice": ["expert"]}), ("2", "Theirs.", {})]


def test_the_chance_of_a_passage_is_read_from_a_table(tmp_path: Path) -> None:
    head = "id,interview,text,voice,probability\n"
    read = table(tmp_path, head + "a,one,Ours.,expert,0.25\nb,one,Theirs.,,\n")
    assert [x.probability for x in read] == [0.25, None]
    for wrong in ("often", "0", "1.5", "nan"):
        said = refusal(tmp_path, head + f"a,one,Ours.,expert,0.5\nb,one,Theirs.,expert,{wrong}\n")
        assert "labels.csv, line 3, column probability: expected the chance with which the passage was drawn" in said


def test_rows_of_a_workbook_are_named_by_the_numbers_that_it_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number, row in {3: ("id", "interview", "text", "voice"), 5: ("a", "one", "Ours.", "experts")}.items():
        for column, cell in enumerate(row, start=1):
            book.active.cell(number, column).value = cell
    book.save(tmp_path / "made.xlsx")
    said = refusal(tmp_path, (tmp_path / "made.xlsx").read_bytes(), name="labels.xlsx")
    assert "labels.xlsx, line 5, column voice" in said


def test_columns_of_a_teams_own_are_left_alone(tmp_path: Path) -> None:
    (read,) = table(tmp_path, "id,interview,memo,text,voice\na,one,see notes,Ours.,expert\n")
    assert read.codes == {"voice": ["expert"]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,text,voice\na,Ours.,expert\n", "labels.csv: no column 'interview'"),
        (
            "id,interview,text\na,one,Ours.\n",
            "no column for any dimension of codebook coproduction_power; expected power",
        ),
        ("id,interview,text,voice,voise\na,one,Ours.,,\n", "column 'voise' is no dimension of codebook"),
        ("id,interview,text,voice,voice\na,one,Ours.,,\n", "column 'voice' stands twice"),
        ("id,interview,text,voice\n", "labels.csv: no rows in it"),
        ("id,interview,text,voice\n,one,Ours.,expert\n", "labels.csv, line 2, column id: empty"),
        ("id,interview,text,voice\na,one, - ,expert\n", "line 2, column text: label 'a': no words in its text"),
        (
            "id,interview,text,voice\na,one,Ours.,expertt\n",
            "line 2, column voice: dimension 'voice' has no code 'expertt'; nearest: 'expert'",
        ),
        ("id,interview,text,voice\na,one,Ours.,none; expert\n", "column voice: 'none' stands beside a code"),
        ("id,interview,text,voice\na,one,Ours, at last.,expert\n", "line 2: more cells than columns"),
        ("id,interview,text,stance\na,one,Ours.,imposed;leveraged\n", "dimension 'stance' takes one code, 2 given"),
        (
            "id,interview,text,voice,complete\na,one,Ours.,,vioce\n",
            "column complete: no dimension 'vioce' in codebook coproduction_power; nearest: 'voice'",
        ),
        (
            "id,interview,text,voice\na,one,Ours.,\nb,one,Theirs.,\na,one,Mine.,\n",
            "line 4: id 'a' stands already in line 2",
        ),
    ],
)
def test_what_is_wrong_is_named_with_line_and_column(tmp_path: Path, content: str, message: str) -> None:
    assert message in refusal(tmp_path, content)


def test_all_troubles_are_told_at_once_and_the_same_one_once(tmp_path: Path) -> None:
    rows = "".join(f"{i},one,Ours.,{'loud' if i % 2 else 'expert'}\n" for i in range(8))
    told = refusal(tmp_path, "id,interview,text,voice\n" + rows + "9,one,,expert\n")
    assert told.splitlines() == [
        "2 things to mend; until then nothing is trained and nothing written:",
        "  labels.csv, line 3, column voice (and 3 more): dimension 'voice' has no code 'loud'; expected one of "
        "non_professional, expert, rejected",
        "  labels.csv, line 10, column text: label '9': no words in its text",
    ]


def test_who_coded_some_dimensions_only_is_told_how_to_train_on_these() -> None:
    labels = [
        Label(id=str(i), interview=f"i{i % 3}", text=f"They said that we may not come, number {i}.", codes=codes)
        for i, codes in enumerate([{"power_face": ["ideological"]}, {"voice": []}] * 6)
    ]
    own = Gathered([Placed(label=label, at="labels") for label in labels], [])
    told = [trouble.what for trouble in troubles_of(own, Gathered([], []), codebook=CORE, folds=2)]
    assert told[0].startswith(
        "no code of stance, voice, experience, identity, about was given to any passage: to train"
    )
    assert not any("no code of" in t for t in told[1:])
    assert not any("no code of" in t.what for t in troubles_of(own, Gathered([], []), codebook=TRUST, folds=2))


def test_no_more_than_twenty_lines_are_told() -> None:
    with pytest.raises(ConfigError) as caught:
        refuse([Trouble("", f"trouble {number}") for number in range(33)])
    told = str(caught.value).splitlines()
    assert (len(told), told[0][:2], told[-1]) == (22, "33", "  and 13 more")


def test_talk_in_the_wrong_column_is_never_shown(tmp_path: Path) -> None:
    told = refusal(tmp_path, "id,interview,voice,text\na,one,Karen never asked us about the night rota,expert\n")
    assert "Karen" not in told
    assert "no code (41 characters)" in told
    assert shown("two words") == "'two words'"


def test_the_nearest_spelling_may_be_a_name() -> None:
    known = {"non_professional": "Lived experience", "expert": "Expert by experience"}
    assert nearest("Non-Professional", known=known) == "non_professional"
    assert nearest("expert by experiense", known=known) == "expert"
    assert nearest("rota", known=known) is None


def test_lines_of_json_are_told_together_too(tmp_path: Path) -> None:
    rows = [{"id": "a", "interview": "one"}, {"id": "b", "interview": "one", "text": "x", "codes": {"voise": []}}]
    told = refusal(tmp_path, "".join(json.dumps(row) + "\n" for row in rows), name="labels.jsonl")
    assert "labels.jsonl, line 1: Object missing required field `text`" in told
    assert "labels.jsonl, line 2, codes: no dimension 'voise' in codebook coproduction_power; nearest: 'voice'" in told


def test_a_file_of_another_kind_is_no_labels(tmp_path: Path) -> None:
    assert "labels.txt: no form of labels" in refusal(tmp_path, "a", name="labels.txt")
    with pytest.raises(ConfigError, match=r"gone\.csv: not there"):
        load_labels([tmp_path / "gone.csv"], codebook=CORE)


SAID = "You have to earn it first, and that takes years here."


def coded(id_: str, text: str = SAID, *, codes: list[str] | None, **more: object) -> Label:
    return Label(id=id_, interview="one", text=text, codes={} if codes is None else {"trust": codes}, **more)


@pytest.mark.parametrize(
    ("second", "contradict"),
    [
        (coded("b", codes=["given"]), True),
        (
            coded("b", SAID.upper().replace(",", ""), codes=["given"]),
            True,
        ),  # case and marks do not make another passage
        (coded("b", codes=[]), True),
        (coded("b", codes=None, complete=["trust"]), True),
        (coded("b", codes=["earned"]), False),
        (coded("b", codes=None), False),  # nothing is known
        (coded("b", SAID + " Ask anyone.", codes=["given"]), False),
    ],
)
def test_the_same_passage_with_different_codes_is_told_by_its_ids(second: Label, contradict: bool) -> None:
    found = [trouble.what for trouble in contradictions([coded("a", codes=["earned"]), second], codebook=TRUST)]
    assert bool(found) == contradict
    assert all(
        what.startswith("labels a, b: the same passage of one with different codes of dimension 'trust'; see both in")
        and "threefaces agree or review" in what
        and "--coders Ann" in what
        for what in found
    )


def test_what_anybody_may_say_is_one_passage_only_after_the_same_question() -> None:
    asked = {"a": "Do you trust her?", "b": "Do you doubt her?", "c": "Do you doubt her?"}
    given = {"a": "given", "b": "withheld", "c": "earned"}
    yes = [coded(id_, "Yes, I do.", codes=[given[id_]], question=asked[id_]) for id_ in asked]
    assert [trouble.what.split(":")[0] for trouble in contradictions(yes, codebook=TRUST)] == ["labels b, c"]


def gathered(*labels: Label) -> Gathered:
    return Gathered([Placed(label=label, at=f"labels.jsonl, line {i}") for i, label in enumerate(labels, 1)], [])


def test_what_cannot_be_learned_is_told_code_by_code() -> None:
    rows = [
        Label(id=f"{code}{n}", interview=f"i{n % 3}", text=f"{code} {n}", codes={"trust": [code]})
        for code, count in (("given", 9), ("withheld", 2))
        for n in range(count)
    ]
    rows += [Label(id=f"e{n}", interview="i0", text=f"earned {n}", codes={"trust": ["earned"]}) for n in range(9)]
    told = [trouble.what for trouble in troubles_of(gathered(*rows), gathered(), codebook=TRUST, folds=5)]
    assert told == [
        "3 interviews with labels: at least 5 are needed for 5 folds (--folds)",
        "code trust.withheld: 2 labelled passages from 2 interviews; at least 8 from 2 are needed: label more, or leave "
        "the code out of the codebook",
        "code trust.earned: 9 labelled passages from 1 interviews; at least 8 from 2 are needed: label more, or leave the "
        "code out of the codebook",
        "code trust.none: 0 labelled passages from 0 interviews; at least 8 from 2 are needed: label more passages "
        "of dimension trust that carry none of its codes",
    ]


def test_a_code_without_a_known_negative_cannot_be_learned() -> None:
    rows = [Label(id=str(n), interview=f"i{n % 2}", text=f"{n}", codes={"voice": ["expert"]}) for n in range(9)]
    told = [trouble.what for trouble in troubles_of(gathered(*rows), gathered(), codebook=CORE, folds=2)]
    assert any(
        what.startswith("code voice.expert: no passage is known to be without it; state in `compl") for what in told
    )


def test_an_id_that_judges_and_one_that_only_trains_must_differ() -> None:
    one = Label(id="a", interview="one", text="x y z")
    told = [trouble.what for trouble in troubles_of(gathered(one), gathered(one), codebook=TRUST, folds=2)]
    assert any(what.startswith("id 'a' stands already in line 1") for what in told)
