"""Specification of the dialects: a file of each program goes in, its stretches come out on their words, with who coded what."""

from dataclasses import replace
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError, DocumentError
from pipeline.imports.dialects import dialect_of, read_codings
from pipeline.imports.found import CodedFile, shown
from tests.import_files import ATLAS, NVIVO, PROGRAMS, QUALCODER, Coded, Program, qdpx, zipped

DATA = Path(__file__).parent / "data" / "imports"
SMILE = "\U0001f600"
TALK = (
    f"I: How did you come to it {SMILE}?\n\nR: Through Karen, she was my nurse.\nI'd been at home for a long time.\n\n"
    f"I: And do you go to the meetings? {SMILE}{SMILE}\n\nR: We are not invited to that one. It is for registered staff.\n"
)
QUOTES = ["she was my nurse", "We are not invited to that one.", "nurse.\nI'd been at home", "registered staff"]
CODINGS = [Coded(text="monday.txt", quote=q, code=f"Power\\Code {i % 2}") for i, q in enumerate(QUOTES)]


def quotes(found: CodedFile) -> list[tuple[str, str]]:
    """Every code with the words that it stands on."""
    return [(shown(m.code), found.texts[m.text].text[m.start : m.end]) for m in found.marks if m.text is not None]


def read(tmp_path: Path, content: bytes, name: str = "study.qdpx") -> CodedFile:
    path = tmp_path / name
    path.write_bytes(content)
    return read_codings(path)


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_project_of_every_program_gives_every_quote(program: Program, tmp_path: Path) -> None:
    found = read(tmp_path, qdpx(program, {"other.txt": "Nothing coded.", "monday.txt": TALK}, CODINGS))
    assert quotes(found) == [(c.code, c.quote) for c in CODINGS]
    assert [code.name for code in found.codes] == ["Power", "Power\\Code 0", "Power\\Code 1"]
    assert {(m.coder, m.made) for m in found.marks} == {("Ann", "2026-02-03T10:00:00Z")}
    assert not any((m.by_model, m.trouble) != (False, "") for m in found.marks)
    assert found.texts[1].name == "monday.txt"


def test_text_inside_the_project_file_counts_line_ends_that_xml_takes_away(tmp_path: Path) -> None:
    for program in (replace(NVIVO, crlf=False), replace(ATLAS, crlf=False)):
        found = read(tmp_path, qdpx(program, {"monday.txt": TALK}, CODINGS, inside=True))
        assert quotes(found) == [(c.code, c.quote) for c in CODINGS]


def test_emoji_counted_as_one_by_a_program_said_to_be_nvivo_are_found_by_the_quotes(tmp_path: Path) -> None:
    odd = replace(NVIVO, utf16=False, named=True)
    assert quotes(read(tmp_path, qdpx(odd, {"monday.txt": TALK}, CODINGS))) == [(c.code, c.quote) for c in CODINGS]


def test_a_project_whose_positions_do_not_tell_is_refused_with_both_readings(tmp_path: Path) -> None:
    text = "aa bb aa bb\naa bb aa bb aa bb\nbb"
    coded = Coded(text="a.txt", quote="a", code="X", name="")
    with pytest.raises(ConfigError, match=r"study\.qdpx: .* a line end as [12].* a line end as [12]"):
        read(tmp_path, qdpx(replace(ATLAS, named=False), {"a.txt": text}, [replace(coded, number=5)]))


def test_comments_notes_empty_stretches_and_codes_on_whole_texts(tmp_path: Path) -> None:
    extra = '<Coding guid="w"><CodeRef targetGUID="whole"/></Coding>'
    extra += '<PlainTextSelection guid="e" startPosition="3" endPosition="3">'
    extra += '<Coding guid="z"><CodeRef targetGUID="whole"/></Coding></PlainTextSelection>'
    codes = '<Code guid="{WHOLE}" name="All" isCodable="true"/>'
    memo = Coded(text="monday.txt", quote="my nurse", code="", memo="ask again")
    found = read(tmp_path, qdpx(QUALCODER, {"monday.txt": TALK}, [memo], extra=extra, codes=codes))
    assert [(m.code, m.memo, m.trouble.split(",")[0]) for m in found.marks] == [
        ((), "ask again", ""),
        (("All",), "", "it has no length"),
        (("All",), "", "a code on a whole text"),
    ]


def test_what_our_own_export_says_comes_back_as_what_it_was(tmp_path: Path) -> None:
    machine = "Machine suggestions (unverified)\\Voice (machine)\\Voice · Expert · likely (machine)"
    codings = [
        Coded(
            text="monday.txt", quote="my nurse", code="Voice\\Voice · Expert", memo="Yes.\n(coded blind; queue: audit)"
        ),
        Coded(
            text="monday.txt", quote="at home", code="Voice\\Voice · Expert", memo="(coded with other codes in view)"
        ),
        Coded(text="monday.txt", quote="at home", code=machine, user="model small 1.2"),
        Coded(text="monday.txt", quote="registered staff", code=machine, user="Bo"),
        Coded(text="monday.txt", quote="registered staff", code="Voice\\Voice · Expert", user="model small 1.2"),
        Coded(text="monday.txt", quote=TALK[40:60], code="Speakers\\Speaker · R", user="Researcher"),
    ]
    found = read(tmp_path, qdpx(QUALCODER, {"monday.txt": TALK}, codings))
    assert [(m.coder, m.by_model, m.source, m.queue, m.memo) for m in found.marks] == [
        ("Ann", False, "human_blind", "audit", "Yes."),
        ("Ann", False, "human_assisted", "", ""),
        ("model small 1.2", True, "", "", ""),
        ("Bo", True, "", "", ""),
        ("model small 1.2", True, "", "", ""),
    ]
    assert found.suggestions
    assert [code.name for code in found.codes] == ["Speakers", "Voice", "Voice\\Voice · Expert"]


def test_label_studio() -> None:
    found = read_codings(DATA / "label_studio.json")
    whole = found.texts[0].text
    assert quotes(found) == [
        ("Voice", "I told them the forms were wrong"),
        ("Power\\Rules", "second task"),
        ("mood\\Angry", whole),
        ("mood\\Tired", whole),
    ]
    assert [(m.coder, m.source) for m in found.marks] == [
        ("bo@uni.example", ""),
        ("user 4", "human_assisted"),
        ("bo@uni.example", ""),
        ("bo@uni.example", ""),
    ]
    assert found.suggestions
    assert {text.name for text in found.texts} == {"wednesday.txt"}
    assert "\r" not in whole


def test_a_form_of_our_own_is_sent_to_the_command_that_takes_it(tmp_path: Path) -> None:
    task = b'[{"data": {"id": "x", "passage": "a", "question": "b", "before": ""}, "annotations": []}]'
    with pytest.raises(ConfigError, match="label --take"):
        read(tmp_path, task, "tasks.json")


def test_doccano() -> None:
    found = read_codings(DATA / "doccano.jsonl")
    assert quotes(found) == [
        ("Who", "She"),
        ("Power\\Rules", "the rota"),
        ("Who", "Another"),
        ("", f"{SMILE} She is on the rota like the rest of us."),
        ("Belonging", "A whole passage."),
    ]
    assert [m.memo for m in found.marks if not m.code] == ["to discuss"]
    assert [m.coder for m in found.marks if m.code == ("Belonging",)] == ["bo"]
    assert found.texts[0].name == "tuesday.txt"


def test_prodigy_takes_what_was_accepted() -> None:
    found = read_codings(DATA / "prodigy.jsonl")
    assert quotes(found) == [
        ("WHO", "We"),
        ("RULE", "not invited"),
        ("A", "Chosen from a list."),
        ("B", "Chosen from a list."),
        ("RULE", "One label alone."),
    ]
    assert [(m.coder, m.source, m.made[:10]) for m in found.marks][:3] == [
        ("ann", "", "2026-01-01"),
        ("ann", "human_assisted", "2026-01-01"),
        ("set-bo", "", ""),
    ]


def test_webanno_with_stacked_and_escaped_values_and_utf16_offsets() -> None:
    found = read_codings(DATA / "webanno.tsv")
    assert found.texts[0].text == f"{SMILE} She told us: no.\n It was so."
    assert quotes(found) == [
        ("Rules", "She told"),
        ("Voice", "She"),
        ("Beliefs", "told us"),
        ("a|b", "told us"),
        ("Face", "no"),
        ("Voice", "was"),
        ("Power\\Rules", "was"),
    ]


def test_a_codebook_gives_its_codes(tmp_path: Path) -> None:
    found = read_codings(DATA / "codes.qdc")
    assert [code.name for code in found.codes][:3] == ["Power", "Power\\Rules", "Power\\Rules\\Unwritten rules"]
    assert found.codes[1].description == "Rules, roles and gates."
    assert not found.marks


def test_tables_of_quotes_with_any_separator_and_the_titles_of_other_programs(tmp_path: Path) -> None:
    table = "Document name;Coded segment;Code;Comment;Coded by;nearest_line\nmonday;she was my nurse;Voice; Rules;ask;Ann;12\n"
    table = table.replace("Voice; Rules", '"Voice; Power > Rules"')
    for content in (
        table.encode(),
        b"\xef\xbb\xbf" + table.encode(),
        table.replace("ask", "fragt \xfc").encode("cp1252"),
    ):
        found = read(tmp_path, content, "q.csv")
        assert [(m.document, m.quote, m.code, m.coder, m.line) for m in found.marks] == [
            ("monday", "she was my nurse", ("Voice",), "Ann", 12),
            ("monday", "she was my nurse", ("Power > Rules",), "Ann", 12),
        ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"document,words\nx,y\n", "no column 'quote'"),
        ("a.csv", b"document,quote,code\nx,,y\n", "row 2: no quote"),
        ("a.csv", b"document,quote,code\nx,words,\n", "row 2: no code"),
        ("a.csv", b"quote,code,occurrence\nwords,y,second\n", "row 2: occurrence: expected a whole number"),
        ("a.json", b"[1, 2]", "a list of tasks"),
        ("a.jsonl", b'{"text": "a"}\n{"txt": 1}\n', "line 2: no `text`"),
        ("a.jsonl", b'{"text": "abc", "label": [["a", 2, "X"]]}\n', "line 1: start and end"),
        ("a.jsonl", b'{"text": "abc", "answer": "maybe"}\n', "line 1: answer"),
        ("a.tsv", b"#FORMAT=WebAnno TSV 3.2\n#T_SP=x.Y|v\n\n#Text=a\n1-1\tx\ta\tV\n", "line 5: no offsets"),
        ("a.qdc", b"<!DOCTYPE x [<!ENTITY y 'z'>]><CodeBook/>", "DOCTYPE"),
        ("a.qdc", b"<Other/>", "no REFI-QDA codebook"),
        ("a.qdpx", zipped({"a.qde": b"<a/>", "b.qde": b"<a/>"}), "2 .qde files"),
        ("a.qdpx", zipped({"a.qde": b"<!DOCTYPE x><Project/>"}), "DOCTYPE"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "in no form that can be imported"),
        ("a.csv", b"", "empty"),
    ],
)
def test_what_is_wrong_is_said_with_the_file_and_the_place(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    with pytest.raises((ConfigError, DocumentError), match=said) as caught:
        read(tmp_path, content, name)
    assert str(caught.value).startswith(name)


def test_a_text_that_is_not_utf_8_is_refused_since_no_position_in_it_is_sure(tmp_path: Path) -> None:
    project = qdpx(ATLAS, {"a.txt": "caf\u00e9 at home"}, [Coded(text="a.txt", quote="at home", code="X")])
    with pytest.raises(DocumentError, match="not UTF-8"):
        read(tmp_path, _with_latin1(project))


def _with_latin1(project: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(project)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return zipped({n: c.decode().encode("latin-1") if n.endswith(".TXT") else c for n, c in files.items()})


def test_dialects_are_told_by_content_not_by_name() -> None:
    assert dialect_of(b'{"text": "a", "label": []}\n', name="x.json") == "doccano"
    assert dialect_of(b'{"text": "a", "answer": "accept"}\n', name="x.json") == "prodigy"
    assert dialect_of(b"\xef\xbb\xbf#FORMAT=WebAnno TSV 3.2\n", name="x.txt") == "webanno"
