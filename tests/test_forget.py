"""Forgetting: one person's or document's words are gone everywhere, stay gone, and nobody else's are touched."""

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import typer

from data_schemas.codebook import load_codebook
from data_schemas.errors import ConfigError
from data_schemas.records import WITHDRAWN
from pipeline.bench import workbench
from pipeline.cli.app import app
from pipeline.forget import Done, forget, intended, pending
from pipeline.forget.phrases import Phrases, sequences
from pipeline.forget.rows import count_rows
from pipeline.forget.search import search
from pipeline.forgotten import JOURNAL, TOMBSTONES
from pipeline.project import load_project
from pipeline.reveal import revealed
from pipeline.roster import read_roster, write_roster
from pipeline.run import clean, plan
from pipeline.setup_project import begin
from tests.conftest import passages_of, run_archive, tree_bytes

DYAD = """\
I: How was it for the two of you?

JT: I asked them for the green folder every week and they always said that it was locked away.

BM: My wife is right. Joan has to fight for everything, and I am never asked what I think of it.

JT: They rang me on 07700 900321 and it was never about what we had agreed.

BM: In the end the consultant overruled the lot of us, because he is the consultant. We were told by letter, and joan just cried.

I: And do you get a say now?

BM: We are at the table now, and they listen to what we have been through.
"""
OTHERS = """\
I: Who comes to the group?

R: Well there is arkwright and her husband, they come on Thursdays. joan arkwright is a good one to ask about it.
"""
PERSON = "Joan Arkwright"
THEIRS = ("green folder", "07700 900321", "what we had agreed")


@pytest.fixture
def couple(archive: Path) -> Path:
    """The three days, a couple's interview, and somebody who speaks of the woman."""
    (archive / "transcripts" / "couple.txt").write_text(DYAD, encoding="utf-8")
    (archive / "transcripts" / "others.txt").write_text(OTHERS, encoding="utf-8")
    begin(archive, title="", input_folder="transcripts", accept=True)
    people = {("couple.txt", "JT"): (PERSON, "carer"), ("couple.txt", "BM"): ("Bill Marsh", "service_user_or_peer")}
    path = archive / "vault" / "speakers.csv"
    rows = [
        replace(s, person=people[s.file, s.label][0], role_group=people[s.file, s.label][1])
        if (s.file, s.label) in people
        else s
        for s in read_roster(path).speakers
    ]
    write_roster(path, rows)
    run_archive(archive)
    return archive


def forgotten(project: Path, who: str, *, kind: str | None = None) -> Done:
    bench = workbench(load_project(project), forgetting=True)
    return forget(bench, intended(bench, who, kind=kind), workers=1, tell=lambda told: None)


def everything(project: Path) -> str:
    """All that can be read in store and outputs, as one text."""
    out = []
    for place in ("store", "out"):
        for path in sorted((project / place).rglob("*")):
            if path.suffix == ".parquet":
                out.append(json.dumps(pq.read_table(path).to_pylist(), default=lambda b: "", ensure_ascii=False))
            elif path.is_file():
                out.append(path.read_text(encoding="utf-8", errors="replace"))
    return "\n".join(out)


def id_of(project: Path, file: str) -> str:
    sources, _ = plan(workbench(load_project(project)))
    return next(s.doc_id for s in sources if s.file == file)


def test_a_document_is_gone_from_every_place_and_the_rest_stands_as_it_was(couple: Path) -> None:
    gone = id_of(couple, "tuesday.txt")
    assert "he discharged him" in everything(couple)
    before = [row for row in passages_of(couple) if row["doc_id"] != gone]
    done = forgotten(couple, gone)
    assert done.found == ()
    assert done.searched > 10
    assert done.input_files == (couple / "transcripts" / "tuesday.txt",)
    assert gone not in everything(couple)
    assert "he discharged him" not in everything(couple)
    assert passages_of(couple) == before
    assert not count_rows(load_project(couple), {gone})
    for table in (couple / "vault").glob("*.csv"):
        assert "tuesday" not in table.read_text(), table.name
    assert not (couple / "vault" / JOURNAL).exists()


def test_the_input_folder_is_never_written_and_later_runs_do_not_read_what_lies_there(couple: Path) -> None:
    inputs = tree_bytes(couple / "transcripts")
    gone = id_of(couple, "tuesday.txt")
    forgotten(couple, gone)
    assert tree_bytes(couple / "transcripts") == inputs
    outcome, written = run_archive(couple)
    assert [s.file for s in outcome.forgotten] == ["tuesday.txt"]
    assert not outcome.asides
    assert not any(outcome.worked.values())
    assert not written.fresh
    begin(couple, title="", input_folder="transcripts", accept=True)
    assert "tuesday.txt" not in (couple / "vault" / "speakers.csv").read_text()
    assert "tuesday.txt" not in (couple / "vault" / "files.csv").read_text()


def test_a_copy_under_another_name_is_known_by_its_content(couple: Path) -> None:
    forgotten(couple, id_of(couple, "tuesday.txt"))
    shutil.copy(couple / "transcripts" / "tuesday.txt", couple / "transcripts" / "renamed.txt")
    outcome, _ = run_archive(couple)
    assert sorted(s.file for s in outcome.forgotten) == ["renamed.txt", "tuesday.txt"]
    assert "he discharged him" not in everything(couple)


def test_a_rebuilt_store_and_an_older_store_from_a_backup_do_not_bring_it_back(couple: Path) -> None:
    shutil.copytree(couple / "store", couple.parent / "backup")
    shutil.copytree(couple / "vault" / "detected", couple.parent / "detected")
    shutil.copytree(couple / "vault" / "originals", couple.parent / "originals")
    forgotten(couple, PERSON)
    outputs = tree_bytes(couple / "out")
    shutil.rmtree(couple / "store")
    shutil.copytree(couple.parent / "backup", couple / "store")
    for name in ("detected", "originals"):
        shutil.rmtree(couple / "vault" / name)
        shutil.copytree(couple.parent / name, couple / "vault" / name)
    run_archive(couple)
    assert tree_bytes(couple / "out") == outputs


def test_in_a_dyad_ones_turns_are_blanked_and_the_others_keep_their_passages_and_codes(couple: Path) -> None:
    couple_id = id_of(couple, "couple.txt")
    rows = [row for row in passages_of(couple) if row["doc_id"] == couple_id]
    theirs = {r["speaker"] for r in rows if "green folder" in r["text"]}
    codes = [d.id for d in load_codebook().dimensions]
    before = [[r["text"], r["speaker"], *(r[c] for c in codes)] for r in rows if r["speaker"] not in theirs]
    done = forgotten(couple, PERSON)
    assert done.found == ()
    after = [row for row in passages_of(couple) if row["doc_id"] == couple_id]
    assert [[r["text"], r["speaker"], *(r[c] for c in codes)] for r in after] == before
    assert any(r[c] for r in after for c in codes)
    text = everything(couple)
    assert not [words for words in THEIRS if words in text]
    assert WITHDRAWN in text
    assert not {r["speaker"] for r in after} & theirs
    said = revealed(workbench(load_project(couple)), document=couple_id)
    assert [u.text for u in said if u.speaker == WITHDRAWN] == [WITHDRAWN, WITHDRAWN]
    assert not any("folder" in u.text for u in said)
    assert PERSON not in (couple / "vault" / "speakers.csv").read_text()
    assert "Bill Marsh" in (couple / "vault" / "speakers.csv").read_text()


def test_others_mentions_stay_masked_under_the_same_pseudonym(couple: Path) -> None:
    def mentions() -> list[str]:
        return [r["text"] for r in passages_of(couple) if "has to fight" in r["text"] or "a good one" in r["text"]]

    before = mentions()
    assert len(before) == 2
    assert all("[Name " in text for text in before)
    forgotten(couple, PERSON)
    assert mentions() == before
    text = everything(couple).casefold()
    assert "joan" not in text
    assert "arkwright" not in text
    for place in ("store", "out"):  # made anew from the sources, it is the same
        shutil.rmtree(couple / place)
    for shard in [*(couple / "vault" / "detected").iterdir(), *(couple / "vault" / "originals").iterdir()]:
        shard.unlink()
    run_archive(couple)
    assert mentions() == before


def test_names_known_only_from_a_forgotten_document_stay_masked_elsewhere(archive: Path) -> None:
    (archive / "transcripts" / "friday.txt").write_text(
        "I: Who runs it?\n\nR: Dr Emmeline Harbottle runs it, she came from the other team. Dr Harbottle is fair.\n"
    )
    monday = archive / "transcripts" / "monday.txt"
    monday.write_text(monday.read_text() + "\nI: Who else?\n\nR: well, the harbottle lot helped, sort of.\n")
    run_archive(archive)
    assert "harbottle" not in everything(archive).casefold()
    forgotten(archive, id_of(archive, "friday.txt"))
    outcome, _ = run_archive(archive)
    assert not any(outcome.worked.values())
    assert "harbottle" not in everything(archive).casefold()


def test_a_person_who_was_alone_with_the_interviewer_takes_the_whole_document(couple: Path) -> None:
    path = couple / "vault" / "speakers.csv"
    rows = [
        replace(s, person="Ann Lee") if s.file == "monday.txt" and s.label == "R" else s
        for s in read_roster(path).speakers
    ]
    write_roster(path, rows)
    run_archive(couple)
    gone = id_of(couple, "monday.txt")
    done = forgotten(couple, "Ann Lee")
    assert [(p.doc_id, p.whole) for p in done.intent.target.parts] == [(gone, True)]
    assert "How did you come to the hub" not in everything(couple)


def test_a_forgotten_person_stays_forgotten_in_a_new_file(couple: Path) -> None:
    forgotten(couple, PERSON)
    wave2 = DYAD.replace("green folder", "yellow folder").replace("JT:", f"{PERSON}:")
    (couple / "transcripts" / "wave2.txt").write_text(wave2, encoding="utf-8")
    outcome, _ = run_archive(couple)
    assert "yellow folder" not in everything(couple)
    assert "We are at the table now" in everything(couple)
    assert not outcome.asides


@pytest.mark.parametrize("by", ["person", "pseudonym", "code", "display name", "small letters"])
def test_a_person_is_found_by_every_name_that_a_user_sees(couple: Path, by: str) -> None:
    shown = next(r["speaker"] for r in passages_of(couple) if "green folder" in r["text"])
    if by == "display name":
        path = couple / "vault" / "speakers.csv"
        rows = [replace(s, display_name="Carer 1") if s.label == "JT" else s for s in read_roster(path).speakers]
        write_roster(path, rows)
    who = {
        "person": PERSON,
        "pseudonym": shown,
        "code": shown.strip("[]").split()[1],
        "display name": "Carer 1",
        "small letters": PERSON.casefold(),
    }[by]
    intent = intended(workbench(load_project(couple)), who, kind=None)
    assert [(p.file, p.whole, p.labels) for p in intent.target.parts] == [("couple.txt", False, ("JT",))]


def test_a_display_name_of_several_people_names_nobody(couple: Path) -> None:
    path = couple / "vault" / "speakers.csv"
    write_roster(
        path, [replace(s, display_name="R" if s.label in ("JT", "BM") else "") for s in read_roster(path).speakers]
    )
    with pytest.raises(ConfigError, match="2 persons have the display name"):
        intended(workbench(load_project(couple)), "R", kind="person")
    with pytest.raises(ConfigError, match="no document and no person"):
        intended(workbench(load_project(couple)), "", kind=None)


def test_a_name_of_nobody_or_of_two_kinds_is_refused_and_nothing_changes(couple: Path) -> None:
    path = couple / "vault" / "files.csv"
    path.write_text(path.read_text().replace("couple.txt,", f"couple.txt,{PERSON}"))
    before = tree_bytes(couple)
    bench = workbench(load_project(couple))
    with pytest.raises(ConfigError, match="no document and no person 'Nobody'"):
        intended(bench, "Nobody", kind=None)
    with pytest.raises(ConfigError, match="--as document"):
        intended(bench, PERSON, kind=None)
    assert not intended(bench, PERSON, kind="person").target.parts[0].whole
    assert intended(bench, PERSON, kind="document").target.parts[0].whole
    assert tree_bytes(couple) == before


def test_a_decision_for_a_forgotten_transcript_stops_no_later_run(couple: Path) -> None:
    gone, stays = id_of(couple, "couple.txt"), id_of(couple, "others.txt")
    table = couple / "vault" / "review.csv"
    columns = table.read_text(encoding="utf-8").splitlines()[0].split(",")
    row = {"decision": "here", "text": "Thursdays", "type": "DATE", "in_documents": f"{gone}; {stays}"}
    with table.open("a", encoding="utf-8") as out:
        out.write(",".join(row.get(name, "") for name in columns) + "\n")
    forgotten(couple, gone, kind="document")
    run_archive(couple)
    standing = table.read_text(encoding="utf-8")
    assert gone not in standing
    assert stays in standing


def test_labels_tables_and_models_are_seen_to(couple: Path) -> None:
    from pipeline.model_place import TRAINED_ON
    from pipeline.traces import trace

    passage = next(r["text"] for r in passages_of(couple) if "green folder" in r["text"])
    kept = {"id": "2", "interview": "couple", "text": "We were told by letter.", "question": passage, "codes": {}}
    couple_id = id_of(couple, "couple.txt")
    hers = {"id": "3", "interview": couple_id, "text": "They rang me on", "codes": {}}
    labels = [{"id": "1", "interview": "couple", "text": passage, "codes": {}}, kept, hers]
    (couple / "labels").mkdir()
    (couple / "labels" / "ours.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labels))
    (couple / "vault" / "decisions.csv").write_text("decision,text,note\nmask,07700 900321,hers\nkeep,Monday,\n")
    for name, text in (("theirs", passage), ("others", "something else")):
        (couple / "models" / name).mkdir(parents=True)
        (couple / "models" / name / "model.json").write_text("{}")
        (couple / "models" / name / TRAINED_ON).write_text(json.dumps([trace(text)]))
    done = forgotten(couple, PERSON)
    assert done.found == ()
    rows = [json.loads(line) for line in (couple / "labels" / "ours.jsonl").read_text().splitlines()]
    assert rows == [{**kept, "question": None}]
    assert (couple / "vault" / "decisions.csv").read_text() == "decision,text,note\nkeep,Monday,\n"
    assert done.intent.models == (str(couple / "models" / "theirs"),)


def test_words_left_in_a_file_of_the_users_own_are_told_loudly(
    couple: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (couple / "notes.md").write_text("JT told us: I asked them for the green folder every week and so on.\n")
    assert app(["forget", str(couple), PERSON, "--yes"], standalone_mode=False) == 1
    told = capsys.readouterr().err
    assert "their words still stand in 1 of" in told
    assert "notes.md" in told
    assert "green folder" not in told
    run_archive(couple)  # nothing is left to remove, so the project goes on
    (couple / "notes.md").unlink()
    assert not app(["forget", str(couple), PERSON, "--yes"], standalone_mode=False)
    assert "found nothing" in capsys.readouterr().err
    with pytest.raises(ConfigError, match="forgotten already"):
        app(["forget", str(couple), PERSON, "--yes"], standalone_mode=False)


def test_a_dry_run_and_a_no_change_nothing(
    couple: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (couple / "store" / ".lock").touch()
    before = tree_bytes(couple)
    assert not app(["forget", str(couple), PERSON, "--dry-run"], standalone_mode=False)
    assert "the turns of JT in couple.txt" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    with pytest.raises(typer.Abort):
        app(["forget", str(couple), PERSON], standalone_mode=False)
    assert tree_bytes(couple) == before


def test_forgetting_everybody_leaves_no_outputs(archive: Path) -> None:
    run_archive(archive)
    for file in ("monday.txt", "tuesday.txt", "wednesday.txt"):
        forgotten(archive, id_of(archive, file))
    assert not (archive / "out").exists()
    assert not list((archive / "store").rglob("*.parquet"))


@pytest.mark.parametrize("step", ["tombstones", "rows", "tables", "rebuild", "search"])
def test_a_forget_stopped_anywhere_goes_on_from_there(couple: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import pipeline.forget as module

    places = {
        "tombstones": "write_forgotten",
        "rows": "remove_rows",
        "tables": "remove_from_tables",
        "rebuild": "_rebuild",
        "search": "search",
    }
    bench = workbench(load_project(couple))
    intent = intended(bench, PERSON, kind=None)

    def stop(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, places[step], stop)
        with pytest.raises(KeyboardInterrupt):
            forget(bench, intent, workers=1, tell=lambda told: None)
    with pytest.raises(ConfigError, match="stopped before it had ended"):
        workbench(load_project(couple))
    bench = workbench(load_project(couple), forgetting=True)
    begun = pending(bench.project, key=bench.key)
    assert begun is not None
    assert begun.who == PERSON
    done = forget(bench, begun, workers=1, tell=lambda told: None)
    assert done.found == ()
    assert not [words for words in THEIRS if words in everything(couple)]
    outcome, _ = run_archive(couple)
    assert not any(outcome.worked.values())


def test_the_search_finds_words_wherever_they_hide(couple: Path) -> None:
    bench = workbench(load_project(couple))
    phrases = Phrases(sequences("The consultant had the last word, he overruled her and he discharged him."))
    found = {path.relative_to(couple).as_posix() for path in search(bench.project, phrases, key=bench.key).found}
    assert {"out/data/passages.jsonl", "out/data/passages.parquet"} <= found
    assert any(name.startswith("store/segment/") for name in found)
    assert any(name.startswith("out/transcripts/") for name in found)
    hidden = Phrases(["07700 900321"])
    assert {p.parent.name for p in search(bench.project, hidden, key=bench.key).found} == {"originals"}


def test_tombstones_hold_no_word_in_clear(couple: Path) -> None:
    forgotten(couple, PERSON)
    content = (couple / "vault" / TOMBSTONES).read_bytes()
    assert b"Joan" not in content
    assert b"couple" not in content
    assert (couple / "vault" / TOMBSTONES).stat().st_mode & 0o777 == 0o600


def test_clean_after_forgetting_removes_nothing_that_is_current(couple: Path) -> None:
    forgotten(couple, PERSON)
    assert set(clean(workbench(load_project(couple))).values()) == {0}


def test_what_somebody_forgotten_said_is_no_approved_quote_any_more(couple: Path) -> None:
    from pipeline.share_quotes import FILE

    path = couple / "vault" / FILE
    doc_id, text = next((r["doc_id"], r["text"]) for r in passages_of(couple) if "green folder" in r["text"])
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    row = {"approved": "yes", "by": "Ann", "date": "2026-11-29", "doc_id": doc_id, "text": text, "digest": "1"}
    lines.append(",".join(f'"{row.get(name, "")}"' for name in lines[0].split(",")))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "green folder" in path.read_text()
    forgotten(couple, PERSON)
    assert "green folder" not in path.read_text()
    assert "Ann" not in path.read_text()
