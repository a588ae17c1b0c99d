"""The command line as other programs and people meet it: fixed forms, exit codes, clear lines, no transcript text."""

import json
import re
from pathlib import Path

import pytest

from data_schemas.codebook import load_codebook
from pipeline.cli.terminal import table
from tests.conftest import MONDAY, ROOT, Command

SECRET = "Wilhelmina Harbottle"


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_names_in_a_table_are_no_mark_up(capsys) -> None:
    table(["[/]", "n"], [["[/red]", 1]], title="Agreement of Ann [/], [b]Bo")
    shown = " ".join(capsys.readouterr().err.split())
    assert shown.startswith("Agreement of Ann [/], [b]Bo")
    assert shown.count("[/]") == 2
    assert "[/red]" in shown


def test_read_prints_one_line_an_utterance(tmp_path: Path, threefaces: Command) -> None:
    (tmp_path / "a.txt").write_text(
        "[00:00:03] Jane Smith: Hello.\n\n[00:00:09] Bob: Hi there.\n\n[00:00:12] Jane Smith: So.\n"
    )
    done = threefaces("read", tmp_path / "a.txt", "--json")
    assert done.returncode == 0
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["speaker"], r["start"], r["text"]) for r in rows] == [
        ("Jane Smith", 3.0, "Hello."), ("Bob", 9.0, "Hi there."), ("Jane Smith", 12.0, "So."),
    ]  # fmt: skip
    assert set(rows[0]) == {"speaker", "start", "end", "text"}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n" + SECRET.encode(), b"\x00\x01\x02" + SECRET.encode()])
def test_what_cannot_be_read_gets_one_clear_line_and_exit_3(
    tmp_path: Path, threefaces: Command, content: bytes
) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    done = threefaces("read", tmp_path / "a.txt", "--json")
    assert done.returncode == 3
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert SECRET not in done.stderr


def test_pseudonymise_masks_a_name_in_every_text_and_counts_in_the_input(tmp_path: Path, threefaces: Command) -> None:
    texts = [
        {"id": "1", "text": f"It was Dr {SECRET} who rang me."},
        {"id": "2", "text": "then harbottle said no, ring 07700 900123"},
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(t) + "\n" for t in texts))
    done = threefaces("pseudonymise", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")
    assert done.returncode == 0, done.stderr
    assert "throw-away" in done.stderr
    out = lines(tmp_path / "out.jsonl")
    assert [set(row) for row in out] == [{"id", "text", "redactions"}] * 2
    for row, given in zip(out, texts, strict=True):
        assert "arbottle" not in row["text"]
        for r in row["redactions"]:
            assert set(r) - {"flag"} == {"start", "end", "type", "surrogate"}
            assert given["text"][r["start"] : r["end"]].lower() in (SECRET.lower(), "harbottle", "07700 900123")
    assert re.search(r"Dr \[Name [A-Z2-7]{6}\] who", out[0]["text"])
    assert "[Phone]" in out[1]["text"]


def test_code_gives_every_code_a_probability_and_ignores_the_role(tmp_path: Path, program: Command) -> None:
    text = "They never listen to us in that meeting."
    rows = [{"id": "1", "text": text, "role": "Nurse"}, {"id": "2", "text": text, "role": "Peer", "question": None}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    done = program("code", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")
    assert done.returncode == 0, done.stderr
    one, two = lines(tmp_path / "out.jsonl")
    assert {k: v for k, v in one.items() if k != "id"} == {k: v for k, v in two.items() if k != "id"}
    codebook = load_codebook()
    assert {d: tuple(codes) for d, codes in one["codes"].items()} == {d.id: d.values for d in codebook.dimensions}
    for dimension in codebook.dimensions:
        if dimension.kind == "single":
            assert sum(one["codes"][dimension.id].values()) == pytest.approx(1)
    assert set(one["assigned"]) == set(one["abstained"]) == set(codebook.ids)


@pytest.mark.parametrize("command", ["pseudonymise", "code"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"id": "1", "text": "a"}\n{"id": "1", "text": "b"}\n', "line 2: its id stands already in line 1"),
        ('{"id": "1", "text": "a"}\n{"text": "b"}\n', "line 2: no text field 'id'"),
        ('{"id": "1"}\n', "line 1: no text field 'text'"),
        ("not json\n", "line 1: not JSON"),
        ("", "no lines in it"),
    ],
)
def test_bad_lines_stop_with_exit_2(
    tmp_path: Path, threefaces: Command, command: str, content: str, message: str
) -> None:
    (tmp_path / "in.jsonl").write_text(content)
    done = threefaces(command, tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")
    assert done.returncode == 2
    assert message in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_every_command_shows_an_example(threefaces: Command) -> None:
    names = [
        "setup",
        "init",
        "plan",
        "run",
        "sql",
        "read",
        "pseudonymise",
        "code",
        "train",
        "evaluate",
        "reveal",
        "clean",
        "forget",
        "report",
        "themes",
    ]
    listed = threefaces("--help").stdout
    for name in names:
        assert name in listed
        assert f"Example: threefaces {name}" in threefaces(name, "--help").stdout


def test_from_nothing_to_outputs_as_a_new_user(tmp_path: Path, program: Command) -> None:
    place = tmp_path / "mine"
    place.mkdir()
    assert program("init", place).returncode == 0
    (place / "transcripts" / "monday.txt").write_text(MONDAY)
    done = program("init", place, "--accept")
    assert done.returncode == 0, done.stderr
    assert "interviewer" in (place / "vault" / "speakers.csv").read_text()
    done = program("plan", place)
    assert "new (1)" in done.stderr
    done = program("run", place)
    assert done.returncode == 0, done.stderr
    assert "index.html" in done.stderr
    assert (place / "out" / "index.html").exists()
    assert "Nothing to do in any stage" in program("plan", place).stderr
    told = json.loads(program("plan", place, "--json").stdout)
    assert [s["todo"] for s in told["stages"]] == [0, 0, 0, 0, 0]
    revealed = program("reveal", place, json.loads(program("run", place, "--json").stdout) and only_document(place))
    texts = [json.loads(line)["text"] for line in revealed.stdout.splitlines()]
    assert "Through Karen Holdsworth, she was my nurse." in " ".join(texts)


def only_document(place: Path) -> str:
    return lines(place / "out" / "data" / "passages.jsonl")[0]["document"]


def test_a_set_aside_transcript_is_told_and_exits_3(tmp_path: Path, archive: Path, program: Command) -> None:
    (archive / "transcripts" / "scan.pdf").write_bytes(b"%PDF-1.7 " + SECRET.encode())
    done = program("run", archive)
    assert done.returncode == 3
    assert "Set aside: scan.pdf (detect)" in done.stderr
    assert SECRET not in done.stderr
    assert (archive / "out" / "run.json").exists()


def test_a_wrong_setting_is_named(archive: Path, threefaces: Command) -> None:
    settings = archive / "project.yaml"
    settings.write_text(settings.read_text() + "colour: red\n")
    done = threefaces("run", archive)
    assert (done.returncode, done.stdout) == (2, "")
    assert "project.yaml" in done.stderr
    assert "colour" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run"], "Missing argument"),
        (["run", "a", "--fast"], "No such option"),
        (["dance"], "No such command"),
        (["run", "nowhere"], "nowhere: cannot be read; expected a project.yaml"),
        (["code", "nowhere.jsonl", "--out", "x"], "nowhere.jsonl: cannot be read"),
    ],
)
def test_a_command_called_wrongly_says_so_with_exit_2(threefaces: Command, arguments: list[str], message: str) -> None:
    done = threefaces(*arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_an_unexpected_error_quotes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pipeline.cli import app

    def broken(standalone_mode: bool) -> None:
        raise RuntimeError(f"something about {SECRET}")

    monkeypatch.setattr(app, "app", broken)
    with pytest.raises(SystemExit) as caught:
        app.main()
    assert caught.value.code == 1
    err = capsys.readouterr().err
    assert "unexpected RuntimeError" in err
    assert SECRET not in err


def test_the_readmes_commands_exist(threefaces: Command) -> None:
    listed = threefaces("--help").stdout
    for command in set(re.findall(r"bin/threefaces (\w+)", (ROOT / "README.md").read_text())):
        assert command in listed
