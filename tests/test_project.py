"""Beginning a project and growing it: only ever adding, guessing with its evidence, warning where a vault may leave."""

import csv
import re
import stat
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from pipeline.bench import workbench
from pipeline.clean import clean
from pipeline.places import warnings_for
from pipeline.project import load_project, model_of
from pipeline.readers import read_file
from pipeline.reveal import revealed
from pipeline.roster import read_roster
from pipeline.safe_names import read_names
from pipeline.setup_project import begin
from tests.conftest import passages_of, run_archive, tree_bytes


def test_beginning_makes_a_private_vault_and_settings(tmp_path: Path) -> None:
    found = (
        begin(tmp_path / "new", title="Mine: a study", input_folder="talks", accept=False) if make(tmp_path) else None
    )
    assert found is not None
    assert load_project(tmp_path / "new").title == "Mine: a study"
    assert stat.S_IMODE((tmp_path / "new" / "vault").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "vault" / "key").stat().st_mode) == 0o600
    assert (tmp_path / "new" / "talks").is_dir()


def make(tmp_path: Path) -> bool:
    (tmp_path / "new").mkdir()
    return True


def test_beginning_again_adds_rows_and_keeps_what_the_user_wrote(archive: Path) -> None:
    path = archive / "vault" / "speakers.csv"
    path.write_text(
        path.read_text().replace("volunteer", "volunteer").replace("monday.txt,R,", "monday.txt,R,Joan Tipping", 1)
    )
    before, key = path.read_text(), (archive / "vault" / "key").read_bytes()
    (archive / "transcripts" / "new.txt").write_text("I: And you?\n\nR: I am new here.\n")
    found = begin(archive, title="ignored", input_folder="transcripts", accept=False)
    assert (found.new_files, found.new_speakers) == (1, 2)
    assert path.read_text().startswith(before)
    assert (archive / "vault" / "key").read_bytes() == key


def test_guesses_stand_in_a_second_file_with_a_category_of_evidence(archive: Path) -> None:
    rows = list(csv.DictReader((archive / "vault" / "speakers-guessed.csv").open()))
    assert {(r["label"], r["role_group"], r["evidence"]) for r in rows} == {("I", "interviewer", "label")}


def test_a_synchronised_or_versioned_folder_is_warned_of(archive: Path) -> None:
    project = load_project(archive)
    assert warnings_for(project) == ()
    (archive / ".git").mkdir()
    assert "version control" in warnings_for(project)[0]
    subprocess.run(["git", "init", "-q", str(archive)], check=True)
    (archive / ".gitignore").write_text("vault/\nstore/\nout/\n")
    assert warnings_for(project) == (
        "this project lies in a folder under version control that does not ignore transcripts/: add them to .gitignore "
        "there, and never commit them.",
    )
    (archive / ".gitignore").write_text("*\n")
    assert warnings_for(project) == ()


@pytest.mark.parametrize(
    "place", ["Dropbox", "OneDrive - University", "Google Drive", "My Drive", "Mobile Documents", "Nextcloud"]
)
def test_a_folder_that_a_cloud_copies_is_known_by_its_name(archive: Path, place: str) -> None:
    project = replace(load_project(archive), vault=archive.parent / place / "study" / "vault")
    assert "cloud" in warnings_for(project)[0]


def test_a_folder_that_a_cloud_copies_is_known_by_what_its_program_leaves(archive: Path) -> None:
    (archive.parent / ".stfolder").mkdir()
    assert "cloud" in warnings_for(load_project(archive))[0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("workers: 0", "workers: 0 is less than 1"),
        ("workers: two", "workers: Expected `int`, got `str`"),
        ("input: nowhere", "input: no folder 'nowhere'"),
        ("output: transcripts", "output: must be a folder of its own"),
        ("store: vault", "must be three different folders"),
        ("number_format: fp8", "number_format: 'fp8' is not auto, bf16 or fp32"),
        ("language_model: en_none", "no entry [spacy.en_none]"),
        ("model: nothing/here", "model: no folder 'nothing/here', counted from the folder of project.yaml"),
    ],
)
def test_a_wrong_setting_is_named(archive: Path, line: str, message: str) -> None:
    settings = archive / "project.yaml"
    kept = [x for x in settings.read_text().splitlines() if not x.startswith(line.split(":")[0] + ":")]
    settings.write_text("\n".join([*kept, line]) + "\n")
    with pytest.raises(ConfigError) as caught:
        workbench(load_project(archive))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("role_group", "rolegroup", "no column 'role_group'"),
        (",professional,professional,", ",professional,boss,", "line 5: role_group is not one of"),
        ("tuesday.txt,R,", "tuesday.txt,I,", "has a label twice"),
    ],
)
def test_a_wrong_roster_is_named(archive: Path, old: str, new: str, message: str) -> None:
    path = archive / "vault" / "speakers.csv"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ConfigError) as caught:
        read_roster(path)
    assert message in str(caught.value)


def test_a_roster_saved_by_a_spreadsheet_is_read_all_the_same(archive: Path) -> None:
    path = archive / "vault" / "speakers.csv"
    plain = path.read_text().replace("monday.txt,R,monday.txt#R,", "monday.txt,R,Zoë Müller,", 1)
    path.write_text(plain)
    wanted = read_roster(path)
    path.write_bytes(plain.replace(",", ";").replace("\n", "\r\n").encode("cp1252"))
    assert read_roster(path) == wanted
    assert "Zoë Müller" in {s.person for s in wanted.speakers}


def test_a_safe_name_stands_in_every_output_and_an_unsafe_one_is_refused(archive: Path) -> None:
    path = archive / "vault" / "files.csv"
    path.write_text(path.read_text().replace("monday.txt,", "monday.txt,PSW-28"))
    run_archive(archive)
    assert "PSW-28" in {row["document"] for row in passages_of(archive)}
    assert (archive / "out" / "transcripts" / "PSW-28.html").exists()
    path.write_text(path.read_text().replace("PSW-28", "../Karen"))
    with pytest.raises(ConfigError, match="letters, digits"):
        read_names(path)


def test_reveal_gives_back_exactly_what_was_cleaned(archive: Path) -> None:
    run_archive(archive)
    bench = workbench(load_project(archive))
    for row in passages_of(archive)[:1]:
        said = revealed(bench, document=row["document"])
        originals = [clean(read_file(p).utterances)[0] for p in sorted((archive / "transcripts").iterdir())]
        assert said in originals
    with pytest.raises(ConfigError, match="no document 'nobody'"):
        revealed(bench, document="nobody")


def test_a_display_name_replaces_the_pseudonym_and_changes_no_code(archive: Path) -> None:
    run_archive(archive)
    before = [{k: v for k, v in row.items() if k.startswith("p_")} for row in passages_of(archive)]
    path = archive / "vault" / "speakers.csv"
    lines = path.read_text().splitlines()
    lines[2] = lines[2] + "Peer 1" if lines[2].endswith(",") else lines[2]
    path.write_text("\n".join(lines) + "\n")
    run_archive(archive)
    assert "Peer 1" in {row["speaker"] for row in passages_of(archive)}
    assert [{k: v for k, v in row.items() if k.startswith("p_")} for row in passages_of(archive)] == before


def test_a_project_of_another_tool_is_as_many_transcripts_as_it_holds(archive: Path) -> None:
    guids = [f"{n}1111111-2222-4333-8444-555555555555" for n in (1, 2)]
    with zipfile.ZipFile(archive / "transcripts" / "study.qdpx", "w") as project:
        sources = "".join(
            f'<TextSource guid="{g}" name="Talk {n}" plainTextPath="internal://{g}.txt"/>' for n, g in enumerate(guids)
        )
        project.writestr(
            "project.qde", f'<Project xmlns="urn:QDA-XML:project:1.0" name="p"><Sources>{sources}</Sources></Project>'
        )
        for guid in guids:
            project.writestr(f"sources/{guid}.txt", "I: And where did you go?\n\nR: I went home with Karen.\n")
    found = begin(archive, title="", input_folder="transcripts", accept=True)
    assert (found.transcripts, found.new_files, found.new_speakers) == (5, 2, 4)
    run_archive(archive)
    rows = [p for p in passages_of(archive) if "went home" in p["text"]]
    assert len({p["doc_id"] for p in rows}) == 2
    assert not any("Karen" in p["text"] for p in rows)


def test_what_a_transcript_states_of_its_speakers_is_guessed_from(archive: Path) -> None:
    text = "@UTF8\n@Begin\n@Participants:\tKAT Kate Investigator, TOM Tom Psychologist\n*KAT:\tand then ?\n*TOM:\tno .\n@End\n"
    (archive / "transcripts" / "talk.cha").write_text(text, encoding="utf-8")
    begin(archive, title="", input_folder="transcripts", accept=True)
    groups = {s.label: s.role_group for s in read_roster(archive / "vault" / "speakers.csv").speakers}
    assert (groups["KAT"], groups["TOM"]) == ("interviewer", "professional")


@pytest.mark.parametrize("model", ["models/ours", "ours", "../elsewhere/ours"])
def test_a_model_that_is_not_there_is_named_as_seen_from_the_project(archive: Path, model: str) -> None:
    settings = archive / "project.yaml"
    settings.write_text(settings.read_text() + f"model: {model}\n")
    with pytest.raises(ConfigError, match=f"project.yaml: model: no folder '{model}', counted from the folder of"):
        model_of(load_project(archive))


def test_without_transcripts_every_command_says_where_they_go(tmp_path: Path, threefaces) -> None:
    project = tmp_path / "new"
    project.mkdir()
    begun = threefaces("init", project)
    told = f"put transcripts into {project / 'transcripts'}, then type: threefaces init {project}"
    assert f"Next: {told}" in begun.stderr
    before = tree_bytes(project)
    for command in (("run", project), ("label", project, "--n", "9", "--out", tmp_path / "form.xlsx")):
        done = threefaces(*command)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"no transcripts: {told}" in done.stderr
    assert tree_bytes(project) == before
    assert not (tmp_path / "form.xlsx").exists()


def test_accepting_guesses_says_how_many_were_taken_over_and_who_is_left(tmp_path: Path, threefaces) -> None:
    talks = tmp_path / "transcripts"
    talks.mkdir()
    (talks / "one.txt").write_text("I: And you?\n\nR: I am new here.\n\nI: Since when?\n\nR: Since May.\n")
    first = threefaces("init", tmp_path)
    assert re.search(r"speakers without a role group +2", first.stderr)
    taken = threefaces("init", tmp_path, "--accept")
    assert re.search(r"guesses taken over +1", taken.stderr)
    assert re.search(r"speakers without a role group +1", taken.stderr)
    assert re.search(r"guesses taken over +0", threefaces("init", tmp_path, "--accept").stderr)
