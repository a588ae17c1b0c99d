"""A form is filled in and comes back: every cell is checked, nothing is calculated, and what is left open stays open."""

import csv
import io
import json
import stat
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook

from data_schemas.codebook import Codebook, load_codebook
from data_schemas.errors import ConfigError
from pipeline.cli.labelling import _hand_out
from pipeline.label.form import Answer, Asked, Form, chosen, fields_of
from pipeline.label.label_studio import configuration, read_tasks, write_tasks
from pipeline.label.table import read_table, write_table
from pipeline.label.workbook import CODEBOOK as CODEBOOK_SHEET
from pipeline.label.workbook import TO_CODE, read_workbook, write_workbook

CODEBOOK = load_codebook()
KNOWN = frozenset({"ID1", "ID2", "ID3"})
BLIND = Form(
    codebook=CODEBOOK,
    rows=(
        Asked(
            id="ID1",
            passage="=cmd|' /C calc'!A0 they said",
            question="And then?",
            before="-1",
            suggested="",
            likeliest={},
        ),
        Asked(id="ID2", passage="We had no say.", question="", before="@you", suggested="", likeliest={}),
        Asked(id="ID3", passage="It rained.", question="", before="", suggested="", likeliest={}),
    ),
)
HELPED = replace(
    BLIND,
    rows=(replace(BLIND.rows[1], suggested="Face: Ideological (0.61)", likeliest={"power_face": ("ideological",)}),),
)


def fill(path: Path, cells: dict[tuple[str, str], Any]) -> None:
    """Type into a spreadsheet: by id and key of the column."""
    book = load_workbook(path)
    sheet = book[TO_CODE]
    keys = {cell.value: cell.column for cell in sheet[1]}
    rows = {row[keys["id"] - 1].value: row[0].row for row in sheet.iter_rows(min_row=3)}
    for (name, key), value in cells.items():
        sheet.cell(rows[name], keys[key]).value = value
    book.save(path)


def back(path: Path) -> dict[str, Answer]:
    return {a.id: a for a in read_workbook(path, codebook=CODEBOOK, known=KNOWN)}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    write_workbook(tmp_path / "form.xlsx", BLIND)
    return tmp_path / "form.xlsx"


def test_a_filled_in_spreadsheet_comes_back(sheet: Path) -> None:
    fill(
        sheet,
        {
            ("ID1", "power_face"): "Ideological",
            ("ID1", "power_face 2"): "decision_making",
            ("ID1", "own_codes"): "last word; rota ",
            ("ID1", "memo"): "see above",
            ("ID1", "done"): "yes",
            ("ID2", "power_face"): "none",
        },
    )
    answers = back(sheet)
    first = answers["ID1"]
    assert (first.codes, first.done) == ({"power_face": ["ideological", "decision_making"]}, True)
    assert (first.open_codes, first.memo) == (("last word", "rota"), "see above")
    assert (answers["ID2"].codes, answers["ID2"].done) == ({"power_face": []}, False)
    assert "ID3" not in answers


def test_the_id_column_and_the_row_of_keys_are_hidden_and_choices_are_offered(sheet: Path) -> None:
    book = load_workbook(sheet)
    page = book[TO_CODE]
    assert page.column_dimensions["A"].hidden
    assert page.row_dimensions[1].hidden
    assert book["Lists"].sheet_state == "hidden"
    rules = page.data_validations.dataValidation
    assert len(rules) == len(fields_of(CODEBOOK)) + 1
    lists = {
        tuple(c.value for row in book["Lists"][rule.formula1.partition("!")[2]] for c in row) for rule in rules[:-1]
    }
    assert (*(c.name for c in CODEBOOK.dimension("power_face").codes), "none") in lists
    assert all(str(rule.sqref).endswith("5") for rule in rules)
    codes = [row[1] for row in book[CODEBOOK_SHEET].iter_rows(values_only=True)]
    assert {c.name for d in CODEBOOK.dimensions for c in d.codes} <= set(codes)


def test_nothing_in_a_form_is_calculated(sheet: Path, tmp_path: Path) -> None:
    book = load_workbook(sheet)
    assert not [c for page in book.worksheets for row in page.iter_rows() for c in row if c.data_type == "f"]
    assert book[TO_CODE]["D3"].value == "=cmd|' /C calc'!A0 they said"
    assert book[TO_CODE]["D3"].quotePrefix
    write_table(tmp_path / "form.csv", BLIND)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "form.csv").read_text("utf-8-sig"))))
    assert [rows[0]["passage"], rows[0]["turn_before"], rows[1]["turn_before"]] == [
        "'=cmd|' /C calc'!A0 they said",
        "'-1",
        "'@you",
    ]


def test_the_same_form_gives_the_same_bytes_readable_by_its_owner_only(sheet: Path, tmp_path: Path) -> None:
    write_workbook(tmp_path / "again.xlsx", BLIND)
    assert sheet.read_bytes() == (tmp_path / "again.xlsx").read_bytes()
    assert sheet.stat().st_mode & 0o077 == 0


def test_a_blind_form_shows_no_suggestion_no_probability_and_no_colour_of_a_code(sheet: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(sheet) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    for code in (c for d in CODEBOOK.dimensions for c in d.codes):
        assert code.color.lstrip("#").lower().encode() not in content.lower()
    assert b"model suggests" not in content
    write_table(tmp_path / "form.csv", BLIND)
    write_tasks(tmp_path / "ls", BLIND)
    assert "suggest" not in (tmp_path / "form.csv").read_text("utf-8-sig")
    assert "prediction" not in (tmp_path / "ls" / "tasks.json").read_text()


def test_what_is_wrong_is_told_at_once_with_row_and_column_and_never_quoted(sheet: Path) -> None:
    fill(
        sheet,
        {
            ("ID1", "power_face"): "She told me a secret",
            ("ID2", "done"): "perhaps",
            ("ID2", "power_face"): "none",
            ("ID2", "power_face 2"): "Ideological",
            ("ID3", "stance"): "Imposed; Leveraged",
        },
    )
    with pytest.raises(ConfigError) as caught:
        back(sheet)
    message = str(caught.value)
    name = {f.key: f.title for f in fields_of(CODEBOOK)}
    assert f"form.xlsx, row 3, column {name['power_face']}: expected Decision" in message
    assert "row 4, column Done?: expected yes, or nothing" in message
    assert f"row 4, column {name['power_face 2']}: none stands beside a code" in message
    assert f"row 5, column {name['stance']}: takes one code" in message
    assert "secret" not in message
    assert "nothing was taken" in message


def test_an_id_that_was_not_handed_out_or_stands_twice_is_refused(sheet: Path) -> None:
    fill(sheet, {("ID1", "id"): "ID9", ("ID3", "id"): "ID2"})
    with pytest.raises(
        ConfigError, match=r"(?s)row 3, column id: this id was not handed.*row 5, column id: stands already"
    ):
        back(sheet)


def test_a_file_that_is_no_form_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no spreadsheet")
    with pytest.raises(ConfigError, match=r"a\.xlsx: cannot be read as a form"):
        read_workbook(tmp_path / "a.xlsx", codebook=CODEBOOK, known=KNOWN)
    (tmp_path / "a.csv").write_text("id,done\nID1,yes\n")
    with pytest.raises(ConfigError, match=r"a\.csv: no column 'power_face'"):
        read_table(tmp_path / "a.csv", codebook=CODEBOOK, known=KNOWN)
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(ConfigError, match=r"a\.json: expected Label Studio's export"):
        read_tasks(tmp_path / "a.json", codebook=CODEBOOK, known=KNOWN)


def test_a_table_comes_back_also_as_another_program_saves_it(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    write_table(path, BLIND)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    rows[0] |= {"power_face": "Ideological; decision_making", "done": "TRUE"}
    with path.open("w", encoding="cp1252", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    (answer,) = read_table(path, codebook=CODEBOOK, known=KNOWN)
    assert (answer.id, answer.codes, answer.done) == ("ID1", {"power_face": ["ideological", "decision_making"]}, True)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("ideological", ["ideological"]),
        (" IDEOLOGICAL ;decision_making;", ["ideological", "decision_making"]),
        ("none", []),
        ("", []),
        ("idealogical", None),
    ],
)
def test_a_cell_names_codes_by_name_or_id(cell: str, codes: list[str] | None) -> None:
    assert chosen(cell, CODEBOOK.dimension("power_face")) == codes


def test_a_code_whose_name_holds_a_semicolon_can_be_chosen_alone_and_beside_others() -> None:
    face = CODEBOOK.dimension("power_face")
    first, *others = face.codes
    named = msgspec.structs.replace(first, name="Deciding; having decided")
    dimension = msgspec.structs.replace(face, codes=(named, *others))
    assert chosen("Deciding; having decided", dimension) == ["decision_making"]
    assert chosen("ideological; deciding;having decided ; none", dimension) == ["ideological", "decision_making"]
    assert chosen("Deciding", dimension) is None


def annotated(name: str, results: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"data": {"id": name}, "annotations": [{"result": results, "completed_by": 1, **more}]}


def choice(field: str, *values: str) -> dict[str, Any]:
    return {"from_name": field, "to_name": "passage", "type": "choices", "value": {"choices": list(values)}}


def test_an_export_of_label_studio_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    texts = {"from_name": "row-memo", "type": "textarea", "value": {"text": ["see above"]}}
    own = {"from_name": "row-own-codes", "type": "textarea", "value": {"text": ["last word", "rota"]}}
    tasks = [
        annotated(
            "ID1",
            [choice("power_face", "ideological", "decision_making"), choice("row-done", "yes"), texts, own],
            updated_at="2026-03-01T10:00:00.5Z",
        ),
        annotated("ID2", [choice("power_face", "none")]),
        annotated("ID3", [choice("power_face", "ideological")], was_cancelled=True),
    ]
    tasks[0]["annotations"].append({"result": [], "completed_by": 1, "updated_at": "2026-02-01T10:00:00Z"})
    path.write_text(json.dumps(tasks))
    first, second = read_tasks(path, codebook=CODEBOOK, known=KNOWN)
    assert (first.codes, first.done) == ({"power_face": ["ideological", "decision_making"]}, True)
    assert (first.open_codes, first.memo, first.made) == (("last word", "rota"), "see above", "2026-03-01T10:00:00.5Z")
    assert (second.codes, second.done) == ({"power_face": []}, False)


def test_what_is_wrong_in_an_export_is_named_by_task_and_field(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(
        json.dumps(
            [
                annotated("ID9", []),
                annotated("ID1", [choice("power_face", "weather"), choice("mood", "fine")]),
                annotated(
                    "ID2", [choice("stance", "imposed", "leveraged"), choice("power_face", "none", "ideological")]
                ),
            ]
        )
    )
    with pytest.raises(ConfigError) as caught:
        read_tasks(path, codebook=CODEBOOK, known=KNOWN)
    for said in (
        "row 1, column id: this task was not handed out",
        "row 2, column power_face: expected Decision",
        "row 2, column mood: is no dimension",
        "row 3, column stance: takes one code",
        "row 3, column power_face: none stands beside a code",
    ):
        assert said in str(caught.value)


def test_a_task_that_stands_twice_in_an_export_is_refused(tmp_path: Path) -> None:
    tasks = [annotated("ID1", [choice("power_face", "ideological")]), annotated("ID1", [choice("power_face", "none")])]
    (tmp_path / "export.json").write_text(json.dumps(tasks))
    with pytest.raises(ConfigError, match="row 2, column id: stands already in row 1; keep one of the two"):
        read_tasks(tmp_path / "export.json", codebook=CODEBOOK, known=KNOWN)


@pytest.mark.parametrize(
    "annotations",
    [
        ["ideological"],
        {"result": []},
        [{"result": ["ideological"]}],
        [{"result": {"value": 1}}],
        [{"result": [{"from_name": "power_face", "value": "ideological"}]}],
        [{"result": [{"from_name": "power_face", "value": {"choices": 3}}]}],
    ],
)
def test_annotations_of_another_shape_are_refused_in_one_line(tmp_path: Path, annotations: Any) -> None:
    tasks = [annotated("ID1", []), {"data": {"id": "ID2"}, "annotations": annotations}]
    (tmp_path / "export.json").write_text(json.dumps(tasks))
    with pytest.raises(
        ConfigError, match=r"^export\.json: task 2: its annotations are not as Label Studio writes them"
    ):
        read_tasks(tmp_path / "export.json", codebook=CODEBOOK, known=KNOWN)


def test_an_export_of_several_coders_is_refused(tmp_path: Path) -> None:
    tasks = [annotated("ID1", []), annotated("ID2", [])]
    tasks[1]["annotations"][0]["completed_by"] = {"id": 2, "email": "bo@example.org"}
    (tmp_path / "export.json").write_text(json.dumps(tasks))
    with pytest.raises(ConfigError, match="annotations of 2 people"):
        read_tasks(tmp_path / "export.json", codebook=CODEBOOK, known=KNOWN)


@pytest.mark.parametrize("codebook", [CODEBOOK, load_codebook(Path(__file__).parent / "data" / "trust.yaml")])
def test_label_studios_own_checks_accept_configuration_tasks_and_predictions(
    tmp_path: Path, codebook: Codebook
) -> None:
    sdk = pytest.importorskip("label_studio_sdk.label_interface", reason="label-studio-sdk is not installed")
    first = codebook.dimensions[0]
    row = replace(HELPED.rows[0], likeliest={first.id: (first.codes[0].id,)})
    write_tasks(tmp_path, replace(HELPED, codebook=codebook, rows=(row,)))
    interface = sdk.LabelInterface(configuration(codebook))
    interface.validate()
    (task,) = json.loads((tmp_path / "tasks.json").read_text())
    assert interface.validate_task({"data": task["data"]})
    assert interface.validate_prediction(task["predictions"][0])
    wrong = {"result": [{**task["predictions"][0]["result"][0], "value": {"choices": ["weather"]}}]}
    assert not interface.validate_prediction(wrong)


def test_a_form_is_its_owners_only_and_the_folder_it_is_put_in_stays_open_to_others(tmp_path: Path) -> None:
    team = tmp_path / "team"
    team.mkdir()
    team.chmod(0o755)
    write_workbook(team / "form.xlsx", BLIND)
    write_table(team / "form.csv", BLIND)
    write_tasks(team, BLIND)
    assert stat.S_IMODE(team.stat().st_mode) == 0o755
    assert {stat.S_IMODE(path.stat().st_mode) for path in team.iterdir()} == {0o600}


def test_a_code_called_none_is_another_choice_than_nothing(tmp_path: Path) -> None:
    whole = CODEBOOK.dimension("voice")
    called = msgspec.structs.replace(whole.codes[0], name="None")
    odd = msgspec.structs.replace(whole, codes=(called, *whole.codes[1:]))
    (field,) = fields_of(msgspec.structs.replace(CODEBOOK, dimensions=(odd,)))
    assert field.choices == ("None (non_professional)", "Expert", "Rejected", "none")
    assert chosen("none", odd) == []
    assert chosen("None", odd) == []
    assert chosen("None (non_professional)", odd) == ["non_professional"]
    assert chosen("non_professional", odd) == ["non_professional"]


def test_a_folder_that_is_there_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "form").mkdir()
    (tmp_path / "form" / "tasks.json").write_text("[]")
    with pytest.raises(ConfigError, match="form is there already and may hold decisions"):
        _hand_out(tmp_path, queue="audit", n=3, coder="", form="label-studio", out=tmp_path / "form", workers=None)
    assert (tmp_path / "form" / "tasks.json").read_text() == "[]"
