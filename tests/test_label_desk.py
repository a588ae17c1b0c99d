"""From the archive to a form and back: what a coder decided is a coding with the source, queue and chance it came by."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from openpyxl import load_workbook

from data_schemas.codebook import load_codebook
from data_schemas.codings import Coding
from data_schemas.errors import ConfigError
from pipeline.archive import archive_of
from pipeline.bench import workbench
from pipeline.cli.labelling import _take
from pipeline.codings.store import append, read
from pipeline.label.desk import HandedOut, draw, hand_out
from pipeline.label.queues import read_queues
from pipeline.label.returned import Taken, take
from pipeline.label.workbook import TO_CODE
from pipeline.project import load_project
from pipeline.run import run as run_all
from pipeline.safe_names import read_names
from tests.conftest import make_archive, passages_of, run_archive
from tests.test_label_forms import fill

CODEBOOK = load_codebook()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("label") / "archive")
    run_archive(folder)
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "archive"))


def handed(folder: Path, *, queue: str = "audit", n: int | None = None, coder: str = "") -> tuple[HandedOut, Path]:
    settings = load_project(folder)
    bench = workbench(settings)
    outcome = run_all(bench, workers=1, tell=lambda told: None)
    whole = archive_of(bench, outcome, names=read_names(settings.files), checked=frozenset())
    new = draw(bench, outcome, archive=whole, queue=queue, more=n) if n else ()
    out = folder / f"{queue}.xlsx"
    done = hand_out(bench, outcome, archive=whole, queue=queue, new=new, coder=coder, form="xlsx", out=out)
    return done, out


def everything(folder: Path) -> int:
    return sum(p["coded"] for p in passages_of(folder))


def taken(folder: Path, path: Path, coder: str = "Ann") -> Taken:
    return take(folder / "codings", path, coder=coder, codebook=CODEBOOK)


def shown(path: Path) -> list[dict[str, str]]:
    sheet = load_workbook(path)[TO_CODE]
    keys = [cell.value for cell in sheet[1]]
    return [dict(zip(keys, row, strict=True)) for row in sheet.iter_rows(min_row=3, values_only=True)]


def test_an_audit_is_drawn_filled_in_and_taken_back_as_blind_decisions(archive: Path) -> None:
    done, form = handed(archive, n=4)
    assert (done.passages, done.new, done.in_queue, done.lapsed) == (4, 4, 4, 0)
    rows = shown(form)
    texts = {p["text"]: p for p in passages_of(archive)}
    assert {texts[row["passage"]]["document"] for row in rows} == {p["document"] for p in passages_of(archive)}
    assert all(texts[row["passage"]]["coded"] for row in rows)
    assert "suggested" not in rows[0]
    first = rows[0]["id"]
    fill(form, {(first, "power_face"): "Ideological", (first, "done"): "yes", (rows[1]["id"], "memo"): "unsure"})
    assert taken(archive, form) == Taken(added=2, complete=1, known=0)
    assert taken(archive, form) == Taken(added=0, complete=0, known=2)
    decided = {c.memo: c for c in read(archive / "codings").codings}
    whole = decided[""]
    assert (whole.source, whole.queue, whole.coder, whole.origin) == ("human_blind", "audit", "Ann", "spreadsheet")
    assert whole.codes == {d: ["ideological"] if d == "power_face" else [] for d in CODEBOOK.ids}
    assert whole.complete == list(CODEBOOK.ids)
    assert whole.probability == next(d.probability for d in read_queues(archive / "codings") if d.id == first)
    assert (decided["unsure"].codes, decided["unsure"].complete) == ({}, [])
    run_archive(archive)
    (row,) = [p for p in passages_of(archive) if p["text"] == rows[0]["passage"]]
    assert (row["power_face"], row["power_face_by"], row["about_by"]) == (["ideological"], "human_blind", "human_blind")


def test_what_a_coder_has_decided_is_not_handed_out_to_them_again_but_to_others(archive: Path) -> None:
    _, form = handed(archive, n=4)
    first = shown(form)[0]["id"]
    fill(form, {(first, "done"): "yes"})
    taken(archive, form)
    assert handed(archive, coder="Ann")[0].passages == 3
    done, again = handed(archive, coder="Bo")
    assert done.passages == 4
    fill(again, {(first, "power_face"): "Ideological", (first, "done"): "yes"})
    taken(archive, again, coder="Bo")
    assert {(c.coder, c.queue) for c in read(archive / "codings").codings} == {("Ann", "audit"), ("Bo", "audit")}


def test_only_what_is_decided_in_all_dimensions_that_apply_is_not_handed_out_again(archive: Path) -> None:
    handed(archive, n=4)
    first = read_queues(archive / "codings")[0]
    own = Coding(
        doc_id=first.doc_id, start=first.start, end=first.end, coder="Ann", source="human_blind", queue="audit"
    )
    append(archive / "codings", [replace(own, codes={"power_face": []}, complete=["power_face"])])
    assert handed(archive, coder="Ann")[0].passages == 4
    open_ones = ["power_face", "voice", "experience", "identity"]  # the others apply where these have a code
    append(archive / "codings", [replace(own, codes={d: [] for d in open_ones}, complete=open_ones)])
    assert handed(archive, coder="Ann")[0].passages == 3


def test_a_passage_of_the_audit_that_was_coded_otherwise_is_still_to_be_coded_blind(archive: Path) -> None:
    handed(archive, n=4)
    first = read_queues(archive / "codings")[0]
    seen = Coding(doc_id=first.doc_id, start=first.start, end=first.end, coder="Ann", source="human_assisted")
    append(archive / "codings", [replace(seen, codes={"power_face": []}, complete=list(CODEBOOK.ids))])
    assert handed(archive, coder="Ann")[0].passages == 4


def test_a_form_taken_under_another_coders_name_is_noticed(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, form = handed(archive, n=4)
    rows = shown(form)
    theirs = shutil.copy(form, archive / "bo.xlsx")
    fill(form, {(row["id"], "done"): "yes" for row in rows})
    fill(theirs, {(row["id"], key): cell for row in rows for key, cell in (("done", "yes"), ("memo", "unsure"))})
    monkeypatch.setattr("pipeline.label.returned.ROWS_OF_A_TWIN", 4)
    assert taken(archive, form) == Taken(added=4, complete=4, known=0)
    assert taken(archive, theirs, coder="Bo") == Taken(added=4, complete=4, known=0)
    _take(archive, theirs, coder="Ann")
    told = " ".join(capsys.readouterr().err.split())
    assert "4 of them decided in full, 4 of them change earlier ones" in told
    assert "These are the same decisions as Bo's: if one form was taken under both names" in told
    assert taken(archive, form) == Taken(added=4, complete=4, known=0, changed=4)
    monkeypatch.setattr("pipeline.label.returned.ROWS_OF_A_TWIN", 5)
    assert taken(archive, theirs) == Taken(added=4, complete=4, known=0, changed=4)


def test_rows_that_are_begun_and_not_done_are_counted_when_a_form_is_taken(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, form = handed(archive, n=4)
    one, two, *_ = shown(form)
    fill(form, {(one["id"], "done"): "yes", (two["id"], "voice"): "Expert"})
    _take(archive, form, coder="Ann")
    told = " ".join(capsys.readouterr().err.split())
    assert "2 codings of Ann written" in told
    assert "1 row is not done: what is empty there is undecided, and of an audit nothing in them counts" in told


def test_drawing_more_raises_the_chances_of_what_was_decided_before(archive: Path) -> None:
    _, form = handed(archive, n=3)
    fill(form, {(row["id"], "done"): "yes" for row in shown(form)})
    taken(archive, form)
    before = {c.id: c.probability for c in read(archive / "codings").codings}
    handed(archive, n=2)
    after = {c.id: c.probability for c in read(archive / "codings").codings}
    assert after.keys() == before.keys()
    queue = {d.stretch: d.probability for d in read_queues(archive / "codings")}
    assert {
        (c.doc_id, c.start, c.end): c.probability for c in read(archive / "codings").codings
    }.items() <= queue.items()
    assert any(after[name] != before[name] for name in after)


def test_the_instructive_queue_comes_with_suggestions_and_its_decisions_are_assisted(archive: Path) -> None:
    _, form = handed(archive, queue="instructive", n=2)
    rows = shown(form)
    assert all(row["suggested"] for row in rows)
    fill(form, {(rows[0]["id"], "done"): "yes"})
    taken(archive, form)
    (coding,) = read(archive / "codings").codings
    assert (coding.source, coding.queue, coding.probability) == ("human_assisted", "instructive", None)


def test_a_form_handed_out_before_a_name_was_masked_comes_back_on_the_same_words(archive: Path) -> None:
    _, form = handed(archive, n=everything(archive))
    (row,) = [r for r in shown(form) if "consultant" in r["passage"]]
    fill(form, {(row["id"], "power_face"): "Ideological", (row["id"], "done"): "yes"})
    review = archive / "vault" / "review.csv"
    review.write_text("decision,text,type,in_documents\nalways,the consultant,PERSON,\nalways,the rota,PERSON,\n")
    taken(archive, form)
    _, written = run_archive(archive)
    assert (written.facts["decided_by_people"], written.facts["stale_codings"]) == (1, 0)


def test_passages_of_a_transcript_that_was_changed_lapse_and_are_said(archive: Path) -> None:
    count = everything(archive)
    handed(archive, n=count)
    source = archive / "transcripts" / "tuesday.txt"
    source.write_text(source.read_text().replace("They have been there.", "They were there.").replace("rota", "list"))
    done, _ = handed(archive)
    assert done.lapsed >= 1
    assert done.passages == count - done.lapsed > 0


def test_a_form_is_later_than_what_a_file_dates_in_the_future(archive: Path) -> None:
    _, form = handed(archive, n=3)
    name = shown(form)[0]["id"]
    fill(form, {(name, "done"): "yes"})
    taken(archive, form)
    (first,) = read(archive / "codings").codings
    append(archive / "codings", [replace(first, made="2126-01-01T00:00:00Z", memo="once", origin="label-studio")])
    fill(form, {(name, "memo"): "now"})
    taken(archive, form)
    assert [c.memo for c in read(archive / "codings").codings] == ["now"]


def test_a_form_that_is_taken_again_does_not_undo_what_was_reviewed_since(archive: Path) -> None:
    _, form = handed(archive, n=3)
    one, two, _ = (row["id"] for row in shown(form))
    fill(form, {(one, "done"): "yes", (two, "memo"): "unsure"})
    taken(archive, form)
    first = next(c for c in read(archive / "codings").codings if not c.memo)
    append(archive / "codings", [replace(first, made="2126-01-01T00:00:00Z", memo="reviewed", origin="review")])
    fill(form, {(two, "memo"): "sure now"})
    assert taken(archive, form) == Taken(added=1, complete=0, known=1, changed=1)
    assert {c.memo for c in read(archive / "codings").codings} == {"reviewed", "sure now"}


def test_nothing_drawn_or_a_strange_file_is_refused(archive: Path) -> None:
    with pytest.raises(ConfigError, match="the audit queue is empty; draw some with --n"):
        handed(archive)
    with pytest.raises(ConfigError, match=r"form\.docx: expected a form"):
        taken(archive, archive / "form.docx")
    with pytest.raises(ConfigError, match=r"form\.xlsx: no such file"):
        taken(archive, archive / "form.xlsx")


def test_the_command_hands_out_and_takes_back(
    archive: Path, threefaces: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    out = tmp_path / "ls"
    made = threefaces("label", archive, "--queue", "audit", "--n", "3", "--form", "label-studio", "--out", out)
    assert made.returncode == 0, made.stderr
    assert "3 passages (3 newly drawn; the audit queue has 3)" in made.stderr
    assert sorted(p.name for p in out.iterdir()) == ["labelling.xml", "tasks.json"]
    for arguments, said in (
        (("--n", "1"), "--out: where should the form be written?"),
        (("--queue", "both", "--out", out), "--queue 'both': expected audit or instructive"),
        (("--form", "docx", "--out", out), "--form 'docx': expected xlsx, csv, label-studio"),
        (("--take", out), "--take: needs --coder"),
    ):
        refused = threefaces("label", archive, *arguments)
        assert refused.returncode == 2
        assert said in refused.stderr


def test_a_form_that_may_be_filled_in_is_not_written_over_and_nothing_is_drawn(
    archive: Path, threefaces: Callable[..., CompletedProcess[str]]
) -> None:
    form = archive / "audit.xlsx"
    form.write_bytes(b"filled in")
    refused = threefaces("label", archive, "--n", "1", "--out", form)
    assert (refused.returncode, form.read_bytes()) == (2, b"filled in")
    assert "audit.xlsx is there already and may hold decisions: give another name, or take it first" in refused.stderr
    assert read_queues(archive / "codings") == ()
