"""A REFI-QDA project: what it holds, literally, and the rules by which other programs read it as it was meant."""

import random
import re
import uuid
from dataclasses import replace
from pathlib import Path
from typing import get_args
from xml.etree.ElementTree import Element

import pytest
from lxml import etree
from pyrefiqda import RefiProject

from data_schemas.codebook import parse_codebook
from data_schemas.records import DOCUMENT, WITHDRAWN
from pipeline.refi.exchange import MADE, Exchange
from pipeline.refi.options import Tool, Which
from pipeline.refi.write import write_qdpx
from tests.refi_oracles import QDA, Read, calibration, coding, export_of, schema, written
from tests.test_export_archive import archive, facts, renamed

TOOLS = (None, *get_args(Tool))
MODEL = "model starter 0.1"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return written(tmp_path, export_of())


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("codes", get_args(Which))
def test_it_is_valid_by_the_standards_schema(tmp_path: Path, tool: Tool | None, codes: Which) -> None:
    content = written(tmp_path, export_of(tool=tool, codes=codes)).files["project.qde"]
    checked = schema()
    assert checked.validate(etree.fromstring(content)), checked.error_log


def test_an_archive_without_a_transcript_is_valid_too(tmp_path: Path) -> None:
    empty = replace(archive(), passages=(), records=())
    content = written(tmp_path, export_of(empty, placed=(), notes=(), tool="nvivo")).files["project.qde"]
    assert schema().validate(etree.fromstring(content))


def test_an_independent_reader_finds_every_stretch_where_its_quote_says(tmp_path: Path) -> None:
    file = write_qdpx(tmp_path / "project.qdpx", export_of()).file
    project = RefiProject.load(file, extract_dir=str(tmp_path / "extracted"))
    assert [source.name for source in project.sources.text_source] == ["PSW-28", "Ward 3-ü"]
    seen = 0
    for source in project.sources.text_source:
        path = RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "extracted")
        text = path.read_text(encoding="utf-8")
        for made in source.plain_text_selection:
            assert text[made.start_position : made.end_position][:100].replace("\n", " ") == made.name
            seen += 1
    assert seen == 23


def test_what_the_model_says_stands_apart_under_its_own_name(tmp_path: Path) -> None:
    unsure = calibration(unsure=("stance.imposed",))
    found = [s for s in written(tmp_path, export_of(calibration=unsure)).selections() if s.user == MODEL]
    wrote = "=SUM(A1) is what they wrote, and the consultant had the last word."
    assert {s.code for s in found if s.text == wrote} == {
        "Face of power · Decision-making · likely (machine)",
        "Stance · Imposed · check (machine)",
    }
    assert {s.description for s in found if s.code.startswith("Stance")} == {
        "p=0.75; threshold=0.50; likely from=0.90; model=starter 0.1; unverified"
    }
    assert {s.made for s in found} == {MADE}


def test_what_people_say_stands_under_the_codebooks_own_codes(read: Read) -> None:
    ann = [s for s in read.selections() if s.user == "Ann"]
    assert {(s.text, s.code, s.made) for s in ann} == {
        ("the consultant had the last word", "Face of power · Decision-making", "2026-03-31T13:05:00Z"),
        ("the consultant had the last word", "Stance · Imposed", "2026-03-31T13:05:00Z"),
    }
    assert {s.description for s in ann} == {'cf. Lukes & "Ward 3"\nsecond line\n(coded blind)'}
    bea = [(s.text, s.code, s.description) for s in read.selections() if s.user == "Bea"]
    assert sorted(bea) == [
        ("Anyway.", "", "trails off\n(coded blind)"),
        ("I'm staff like anyone.", "one of us", "(coded with other codes in view)"),
    ]


def test_speakers_and_roles_are_codes_on_the_turns(read: Read) -> None:
    found = [(s.source, s.code, s.text[:12]) for s in read.selections() if s.code.startswith(("Speaker", "Role"))]
    assert sorted(found) == [
        ("PSW-28", "Role · interviewer · Interviewer", "How did that"),
        ("PSW-28", "Role · interviewer · Interviewer", "Mm."),
        ("PSW-28", "Role · service_user_or_peer · Peer support worker", "Er, =SUM(A1)"),
        ("PSW-28", "Speaker · [Name AAAAAA]", "How did that"),
        ("PSW-28", "Speaker · [Name AAAAAA]", "Mm."),
        ("PSW-28", "Speaker · [Name BBBBBB]", "Er, =SUM(A1)"),
        ("Ward 3-ü", "Role · professional · Nurse <ward>", "@home they s"),
        ("Ward 3-ü", "Role · service_user_or_peer · Peer support worker", "-- no."),
        ("Ward 3-ü", "Speaker · [Name BBBBBB]", "-- no."),
        ("Ward 3-ü", "Speaker · [Name CCCCCC]", "@home they s"),
    ]


def test_the_rosters_columns_are_typed_variables_of_the_transcripts_that_agree_on_them(read: Read) -> None:
    types = {v.get("name"): v.get("typeOfVariable") for v in read.root.iter(f"{QDA}Variable")}
    assert types == {
        "kind": "Text",
        "case": "Text",
        "role": "Text",
        "role_group": "Text",
        "formally_employed": "Boolean",
        "site": "Text",
    }
    assert values_of(read, f"{QDA}TextSource") == {
        "PSW-28": {
            "kind": "interview",
            "case": "hub",
            "role": "Peer support worker",
            "role_group": "service_user_or_peer",
            "formally_employed": "true",
            "site": "=north",
        },
        "Ward 3-ü": {"kind": "interview", "case": "hub"},
    }


@pytest.mark.parametrize(
    ("values", "type"),
    [
        (("3", "-12"), "Integer"),
        (("3", "2.5"), "Float"),
        (("007", "12"), "Text"),
        (("2021-05-03",), "Date"),
        (("2021-02-30",), "Text"),
        (("yes",), "Text"),
        (("1e5",), "Text"),
    ],
)
def test_a_column_is_of_the_type_that_all_its_values_have(tmp_path: Path, values: tuple[str, ...], type: str) -> None:
    given = archive()
    passages = [
        replace(p, attributes={"wave": values[n % len(values)]}) for n, p in enumerate(given.passages) if p.coded
    ]
    read = written(tmp_path, export_of(replace(given, passages=tuple(passages))))
    assert [v.get("typeOfVariable") for v in read.root.iter(f"{QDA}Variable") if v.get("name") == "wave"] == [type]
    assert schema().validate(etree.fromstring(read.files["project.qde"]))


@pytest.mark.parametrize("tool", ["nvivo", "qualcoder"])
def test_speakers_and_cases_are_cases_whose_text_is_coded_with_their_guid(tmp_path: Path, tool: Tool) -> None:
    read = written(tmp_path, export_of(tool=tool))
    cases = {case.get("name"): case for case in read.root.iter(f"{QDA}Case")}
    assert sorted(cases) == ["Case hub", "[Name AAAAAA]", "[Name BBBBBB]", "[Name CCCCCC]"]
    peer = read.codes[cases["[Name BBBBBB]"].get("guid")]
    assert {s.text[:12] for s in read.selections() if s.code == peer} == {"Er, =SUM(A1)", "-- no."}
    whole = [s for s in read.selections() if s.code == read.codes[cases["Case hub"].get("guid")]]
    assert [(s.source, s.start) for s in whole] == [("PSW-28", 0), ("Ward 3-ü", 0)]
    assert all(s.text == read.text(source) for s, source in zip(whole, read.root.iter(f"{QDA}TextSource"), strict=True))
    spoken = values_of(read, f"{QDA}Case")
    assert spoken["[Name CCCCCC]"] == {"speaker role": "Nurse <ward>", "speaker role_group": "professional"}


def test_without_a_program_named_there_are_no_cases(read: Read) -> None:
    assert not list(read.root.iter(f"{QDA}Case"))
    assert "Case · hub" not in read.codes.values()


@pytest.mark.parametrize("tool", TOOLS)
def test_line_ends_are_each_programs_and_positions_count_them_once(tmp_path: Path, tool: Tool | None) -> None:
    read = written(tmp_path, export_of(tool=tool))
    windows = tool in ("maxqda", "atlas")
    for source in read.root.iter(f"{QDA}TextSource"):
        content = read.files[f"sources/{source.get('guid')}.txt"]
        assert content.count(b"\r\n") == (content.count(b"\n") if windows else 0)
    assert all(s.name == s.text[:100].replace("\n", " ") for s in read.selections())


def test_codes_of_people_alone_let_others_code_blind(tmp_path: Path) -> None:
    read = written(tmp_path, export_of(codes="human"))
    assert list(read.users.values()) == ["Researcher", "Ann", "Bea"]
    text = read.files["project.qde"].decode()
    assert "machine" not in text.casefold()
    assert "starter 0.1" not in text
    assert not [note for note in read.root.iter(f"{QDA}Note") if note.get("name") == "About the model"]


def test_codes_of_the_model_alone_name_no_person(tmp_path: Path) -> None:
    read = written(tmp_path, export_of(codes="machine"))
    assert list(read.users.values()) == ["Researcher", MODEL]
    for content in read.files.values():
        assert not re.search(rb"\bAnn\b|\bBea\b|Lukes & |one of us\"", content)
    assert "Voice · Rejected" in read.codes.values()


def test_what_people_decided_hides_nothing_that_the_model_says(tmp_path: Path) -> None:
    given = archive()
    overruled = replace(given, passages=tuple(replace(p, assigned={}, abstained={}) for p in given.passages))
    before = [s for s in written(tmp_path, export_of(given)).selections() if s.user == MODEL]
    after = [s for s in written(tmp_path, export_of(overruled)).selections() if s.user == MODEL]
    assert before == after != []


def test_codes_of_another_codebook_are_left_out_and_counted(tmp_path: Path) -> None:
    given = archive()
    strange = coding("Anyway.", by="Ann", codes={"mood": ["tired"]}, given=given)
    none = coding("Anyway.", by="Bea", codes={"voice": []}, given=given)
    made = write_qdpx(tmp_path / "a.qdpx", export_of(given, placed=(strange, none)))
    assert made.left_out == 1


def test_what_one_coder_did_twice_is_said_once(tmp_path: Path) -> None:
    given = archive()
    twice = tuple(
        coding("Anyway.", by="Ann", codes={"voice": ["expert"]}, memo=memo, queue=queue, given=given)
        for memo, queue in (("first", ""), ("second", "audit"))
    )
    found = [s for s in written(tmp_path, export_of(given, placed=twice)).selections() if s.user == "Ann"]
    assert [s.description for s in found] == ["first\n(coded blind)\nsecond\n(coded blind; queue: audit)"]


def test_notes_are_dated_signed_and_stand_on_what_they_are_about(read: Read) -> None:
    notes = {note.get("name"): note for note in read.root.iter(f"{QDA}Note")}
    assert list(notes) == [
        "About this project",
        "About the model",
        "Memo on code Voice · Rejected by Ann",
        "Memo on transcript PSW-28 by Bea",
        "Memo on speaker [Name BBBBBB] by Bea",
    ]
    assert {name: note.get("creationDateTime") for name, note in notes.items() if "Ann" in (name or "")} == {
        "Memo on code Voice · Rejected by Ann": "2026-04-01T09:00:00Z"
    }
    on = {
        (element.get("name"), names[reference.get("targetGUID")])
        for names in [{note.get("guid"): note.get("name") for note in notes.values()}]
        for element in read.root.iter()
        for reference in element.findall(f"{QDA}NoteRef")
    }
    assert on == {
        ("Hub <interviews>", "About this project"),
        ("Hub <interviews>", "About the model"),
        ("Voice · Rejected", "Memo on code Voice · Rejected by Ann"),
        ("PSW-28", "Memo on transcript PSW-28 by Bea"),
        ("Speaker · [Name BBBBBB]", "Memo on speaker [Name BBBBBB] by Bea"),
    }
    assert read.text(notes["About the model"]) == "# A model\nfails"


def test_a_draft_says_so_where_every_program_shows_it(read: Read, tmp_path: Path) -> None:
    said = read.root.findtext(f"{QDA}Description") or ""
    assert "DRAFT – NOT CHECKED; 0 of 2 transcripts checked; internal" in said
    assert "Pseudonymised, not anonymous" in said
    assert "do not publish or pass on" in said
    checked = written(tmp_path, export_of(replace(archive(), facts=facts(checked=2))))
    assert "DRAFT" not in (checked.root.findtext(f"{QDA}Description") or "")


class TestWhatOtherProgramsNeed:
    """Each of these lost codings, or crashed an import, where it was not kept to."""

    def test_the_project_says_what_wrote_it(self, read: Read) -> None:
        assert read.root.get("origin") == "threefaces 0.1.0"

    def test_texts_are_files_beside_it_as_plain_text_only(self, read: Read) -> None:
        for source in (*read.root.iter(f"{QDA}TextSource"), *read.root.iter(f"{QDA}Note")):
            assert source.get("plainTextPath") == f"internal://{source.get('guid')}.txt"
            assert source.get("richTextPath") is None
            assert source.find(f"{QDA}PlainTextContent") is None
            assert f"sources/{source.get('guid')}.txt" in read.members
        assert read.members == sorted(read.members)
        assert {name for name in read.members if not name.startswith("sources/")} == {"project.qde"}

    def test_no_two_codes_or_sources_are_called_the_same(self, read: Read) -> None:
        for kind in ("Code", "TextSource", "Variable", "User", "Note"):
            names = [(e.get("name") or "").casefold() for e in read.root.iter(f"{QDA}{kind}")]
            assert len(set(names)) == len(names) > 0

    def test_no_two_things_share_a_guid_and_every_reference_finds_one(self, read: Read) -> None:
        made = [e.get("guid") for e in read.root.iter() if e.get("guid")]
        assert len(set(made)) == len(made)
        assert {str(uuid.UUID(one)) for one in made} == set(made)
        for element in read.root.iter():
            for name in ("targetGUID", "creatingUser", "creatingUserGUID"):
                assert element.get(name, made[0]) in made

    def test_everything_is_dated_and_has_an_owner(self, read: Read) -> None:
        for kind in ("Note", "TextSource", "PlainTextSelection", "Coding"):
            for element in read.root.iter(f"{QDA}{kind}"):
                assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.get("creationDateTime") or "")
                assert element.get("creatingUser") in read.users

    def test_the_researcher_comes_first_and_the_model_is_nobody_else(self, read: Read) -> None:
        assert list(read.users.values()) == ["Researcher", "Ann", "Bea", MODEL]

    def test_a_selection_has_one_coding_at_most_and_no_coder_codes_a_stretch_twice_alike(self, read: Read) -> None:
        for made in read.root.iter(f"{QDA}PlainTextSelection"):
            assert len(made.findall(f"{QDA}Coding")) <= 1
        places = [(s.code, s.source, s.start, s.end, s.user) for s in read.selections()]
        assert len(set(places)) == len(places)

    def test_texts_have_no_byte_order_mark_and_no_character_that_some_count_as_two(self, read: Read) -> None:
        for name, content in read.files.items():
            if name.startswith("sources/"):
                assert not content.startswith(b"\xef\xbb\xbf")
                assert len(content.decode("utf-8")) * 2 == len(content.decode("utf-8").encode("utf-16-le"))

    def test_no_path_leaves_the_machine(self, read: Read) -> None:
        for element in read.root.iter():
            assert not {"basePath", "currentPath", "path"} & set(element.keys())
        assert b"file:" not in read.files["project.qde"]


def test_a_coder_called_like_somebody_else_here_stays_a_coder(tmp_path: Path) -> None:
    given = archive()
    placed = tuple(
        coding("Anyway.", by=name, codes={"voice": ["expert"]}, given=given)
        for name in ("researcher", MODEL, "ann", "Ann ", "\x07")
    )
    read = written(tmp_path, export_of(given, placed=placed, notes=()))
    assert sorted(read.users.values()) == sorted(
        ["Researcher", MODEL, "researcher (2)", f"{MODEL} (2)", "Ann", "ann (2)", "\ufffd"]
    )
    assert len([s for s in read.selections() if s.code == "Voice · Expert"]) == 5


def test_open_codes_called_like_the_codebooks_get_names_of_their_own(tmp_path: Path) -> None:
    given = archive()
    placed = (coding("Anyway.", by="Ann", open_codes=["voice · expert", "Tired", "tired", " "], given=given),)
    read = written(tmp_path, export_of(given, placed=placed))
    assert {s.code for s in read.selections() if s.user == "Ann"} == {"voice · expert_2", "Tired", "tired_2"}


NASTY = "a\x00b\x0b\x1f<&>\"' ]]> \ufffe \ud800 \U0001f600 #<script>alert(1)</script>\r\nend"


def test_hostile_names_and_memos_are_kept_as_far_as_xml_allows(tmp_path: Path) -> None:
    given = archive()
    people = tuple(replace(p, speaker=NASTY, role=NASTY, case=NASTY, attributes={NASTY: NASTY}) for p in given.passages)
    given = replace(given, passages=people, facts=facts(project=NASTY, model=NASTY))
    placed = (coding("Anyway.", by=NASTY, memo=NASTY, open_codes=[NASTY], codes={"voice": ["expert"]}, given=given),)
    for tool in TOOLS:
        read = written(tmp_path, export_of(given, placed=placed, notes=(), card=NASTY, tool=tool))
        assert schema().validate(etree.fromstring(read.files["project.qde"]))
        found = next(s for s in read.selections() if s.code == "Voice · Expert")
        assert found.description.startswith("a\ufffdb\ufffd\ufffd<&>\"' ]]> \ufffd \ufffd \ufffd #<script>")
        assert found.text == "Anyway."


def test_exporting_twice_in_any_order_gives_the_same_bytes(tmp_path: Path) -> None:
    exchange = export_of()
    given = exchange.archive
    backwards = replace(given, passages=given.passages[::-1], records=given.records[::-1])
    shuffled = list(exchange.placed)
    random.Random(3).shuffle(shuffled)
    for tool in TOOLS:
        one = write_qdpx(tmp_path / "a.qdpx", replace(exchange, tool=tool))
        two = write_qdpx(tmp_path / "b.qdpx", replace(exchange, archive=backwards, placed=tuple(shuffled), tool=tool))
        assert one.file.read_bytes() == two.file.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.qdpx", "b.qdpx"]


def test_guids_stay_when_the_archive_grows(tmp_path: Path) -> None:
    given = archive()
    small = replace(given, records=given.records[:1], passages=tuple(p for p in given.passages if "PSW" in p.document))
    grown = guids(written(tmp_path, export_of(given)))
    alone = guids(written(tmp_path, export_of(small, placed=(), notes=())))
    assert alone <= grown


def test_renamed_ids_change_no_name(tmp_path: Path) -> None:
    other, new = renamed(archive().codebook)
    before = written(tmp_path, export_of(placed=(), notes=()))
    after = written(tmp_path, export_of(archive(other, rename=new), placed=(), notes=()))
    assert list(after.codes.values()) == list(before.codes.values())
    told = [[replace(s, description="") for s in sorted(r.selections(), key=str)] for r in (before, after)]
    assert told[0] == told[1]


def test_levels_of_codes_are_levels_of_the_tree(tmp_path: Path) -> None:
    levels = parse_codebook(
        "{id: x, version: '1', title: t, source: s, dimensions: [{id: d, name: D, kind: multi, definition: d, codes: ["
        "{id: a, name: A, definition: a}, {id: b, name: B, definition: b, parent: a}, {id: c, name: C, definition: c}]}]}",
        name="x.yaml",
    )
    empty = replace(archive(), codebook=levels, passages=(), records=())
    read = written(tmp_path, export_of(empty, placed=(), notes=(), codes="human", calibration=calibration(levels)))
    top = read.root.find(f"{QDA}CodeBook/{QDA}Codes/{QDA}Code")
    assert top is not None
    assert outline(top) == ["D", ["D · A", ["D · A · B"]], ["D · C"]]


def test_an_export_that_fails_leaves_what_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = export_of()
    before = write_qdpx(tmp_path / "a.qdpx", exchange).file.read_bytes()

    def fail(*args: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr("pipeline.refi.write.write_project", fail)
    with pytest.raises(OSError, match="disk full"):
        write_qdpx(tmp_path / "a.qdpx", exchange)
    assert (tmp_path / "a.qdpx").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.qdpx"]


def values_of(read: Read, kind: str) -> dict[str, dict[str, str]]:
    """The values that each source or case has, by the names of the variables."""
    names = {v.get("guid"): v.get("name") or "" for v in read.root.iter(f"{QDA}Variable")}
    return {
        element.get("name") or "": {
            names[value[0].get("targetGUID")]: value[1].text or "" for value in element.findall(f"{QDA}VariableValue")
        }
        for element in read.root.iter(kind)
    }


def guids(read: Read) -> set[str | None]:
    """The GUIDs of everything but notes on people's codings."""
    return {e.get("guid") for e in read.root.iter() if e.get("guid")}


def outline(code: Element) -> list[object]:
    """A code's name and the outlines of those beneath it."""
    return [code.get("name"), *(outline(child) for child in code.findall(f"{QDA}Code"))]


def test_the_default_export_is_everything_for_no_program() -> None:
    exchange: Exchange = export_of()
    assert (exchange.codes, exchange.tool) == ("all", None)


def test_a_written_document_has_no_speaker_and_only_the_codes_put_to_documents(tmp_path: Path) -> None:
    given = archive()
    records = tuple(
        replace(r, turns=tuple(replace(t, speaker=DOCUMENT) for t in r.turns))
        for r in given.records
        if "PSW" in r.doc_id
    )
    passages = tuple(
        replace(p, kind=DOCUMENT, speaker=DOCUMENT, role="", role_group=DOCUMENT)
        for p in given.passages
        if "PSW" in p.document
    )
    read = written(tmp_path, export_of(replace(given, records=records, passages=passages), placed=(), notes=()))
    assert {s.code for s in read.selections()} == {
        "Face of power · Decision-making · likely (machine)",
        "Stance · Imposed · likely (machine)",
    }
    assert not {"Speakers", "Roles"} & set(read.codes.values())


def test_withdrawn_turns_have_no_speaker(tmp_path: Path) -> None:
    given = archive()
    records = tuple(replace(r, turns=(replace(r.turns[0], speaker=WITHDRAWN), *r.turns[1:])) for r in given.records)
    read = written(tmp_path, export_of(replace(given, records=records), placed=(), notes=()))
    assert not [name for name in read.codes.values() if WITHDRAWN in name]
    assert not [s for s in read.selections() if s.code.startswith("Speaker") and s.start == 0]


@pytest.mark.parametrize("first", ["\ufeff", "\r", "\U0001f600", "\ud800"])
def test_a_character_that_moves_positions_is_replaced_in_its_place(tmp_path: Path, first: str) -> None:
    given = archive()
    records = tuple(replace(r, text=first + r.text[1:]) for r in given.records)
    read = written(tmp_path, export_of(replace(given, records=records)))
    for source in read.root.iter(f"{QDA}TextSource"):
        content = read.files[f"sources/{source.get('guid')}.txt"]
        assert content.startswith((b" ", b"\xef\xbf\xbd"))
    assert {s.text for s in read.selections() if s.user == "Ann"} == {"the consultant had the last word"}
