"""The page as its script asks it: what is shown, what is on the disk when it says kept, what is refused, what blind means."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from data_schemas.codings import Coding
from data_schemas.errors import ConfigError
from pipeline.archive import archive_of
from pipeline.bench import workbench
from pipeline.codings.store import append, read
from pipeline.codings.taught import training_labels
from pipeline.desk.guard import CSRF, Guard
from pipeline.desk.keeping import Keeper
from pipeline.desk.opening import Opened, open_session, place_of
from pipeline.desk.server import guarded
from pipeline.label.desk import draw
from pipeline.lock import locked
from pipeline.project import load_project
from pipeline.review.checks import read_checks
from tests.conftest import make_archive, passages_of, run_archive

PORT = 8766
HOST = f"http://127.0.0.1:{PORT}"
WORDS = "We are not invited"
FACE = {"power_face": ["ideological"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("desk") / "archive")
    outcome, _ = run_archive(folder)
    bench = workbench(load_project(folder))
    archive = archive_of(bench, outcome, names={}, checked=frozenset())
    draw(bench, outcome, archive=archive, queue="audit", more=4)
    draw(bench, outcome, archive=archive, queue="instructive", more=1)
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "archive"))


class Page:
    """A browser that was let in, and the program behind it."""

    def __init__(self, folder: Path, *, coder: str = "Ann", queue: str = "") -> None:
        settings = load_project(folder)
        bench = workbench(settings)
        outcome, _ = run_archive(folder)
        self.opened: Opened = open_session(bench, outcome, coder=coder, queue=queue)
        keeper = Keeper(self.opened.session, project=settings, key=bench.key)
        self.guard: Guard = guarded(self.opened.session, keeper, port=PORT)
        self.client = TestClient(self.guard, base_url=HOST)
        self.shell = self.client.get(self.guard.address)
        self.sent = 0

    def get(self, name: str) -> Any:
        return self.client.get(f"{self.guard.room}/{name}").json()

    def ask(self, **wanted: Any) -> Any:
        self.sent += 1
        body = {"kind": "decide", "id": f"request-{self.sent}", **wanted}
        headers = {"origin": HOST, "content-type": "application/json", CSRF: self.guard.csrf}
        return self.client.post(f"{self.guard.room}/keep", content=json.dumps(body), headers=headers)

    def keep(self, **wanted: Any) -> Any:
        answer = self.ask(**wanted)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def everything(self) -> list[dict[str, Any]]:
        """Every passage of every transcript, with its own text."""
        found = []
        for row in self.get("documents.json")["documents"]:
            for turn in self.get(f"documents/{row['id']}.json")["turns"]:
                for p in turn["passages"]:
                    text = turn["text"][p["start"] - turn["start"] : p["end"] - turn["start"]]
                    found.append({**p, "text": text, "turn": turn, "document": row["id"]})
        return found

    def passage(self, words: str) -> dict[str, Any]:
        (found,) = [p for p in self.everything() if words in p["text"]]
        return found


def lines(folder: Path) -> list[dict[str, Any]]:
    files = sorted((folder / "codings").glob("*.codings.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text().splitlines()]


def test_the_list_and_a_transcript_show_who_speaks_and_what_stands(project: Path) -> None:
    page = Page(project)
    rows = page.get("documents.json")["documents"]
    assert [(r["passages"] > 0, r["decided"], r["checked"]) for r in rows] == [(True, 0, "")] * 3
    assert any(s["role"] == "professional" for r in rows for s in r["speakers"])
    found = page.passage(WORDS)
    assert found["open"] == [d for d in found["stands"] if d in found["open"]]
    assert {s["by"] for s in found["stands"].values()} == {"model"}
    assert found["chances"]["power_face"].keys() == {"decision_making", "non_decision_making", "ideological"}
    questions = [p for p in page.everything() if "?" in p["text"] and "invited" not in p["text"]]
    assert not any(p["coded"] for p in questions if p["turn"]["role"] == "unknown" and "come to the hub" in p["text"])


def test_a_decision_is_on_the_disk_when_the_page_says_kept_and_stands_after_a_run(project: Path) -> None:
    page = Page(project)
    answer = page.keep(passage=page.passage(WORDS)["id"], codes=FACE, complete=["power_face"])
    (line,) = lines(project)
    assert (line["codes"], line["coder"], line["source"], line["origin"]) == (FACE, "Ann", "human_assisted", "review")
    assert WORDS not in json.dumps(line)
    assert answer["passages"][0]["stands"]["power_face"] == {"codes": ["ideological"], "check": [], "by": "you"}
    assert "power_face" not in answer["passages"][0]["open"]
    run_archive(project)
    (row,) = [p for p in passages_of(project) if WORDS in p["text"]]
    assert (row["power_face"], row["power_face_by"]) == (["ideological"], "human_assisted")


def test_what_is_sent_twice_is_kept_once_also_by_a_program_started_again(project: Path) -> None:
    page = Page(project)
    wanted = {"passage": page.passage(WORDS)["id"], "codes": FACE, "complete": ["power_face"], "id": "the-same-id"}
    first = page.keep(**wanted)
    assert page.keep(**wanted) == first
    again = Page(project)
    assert again.passage(WORDS)["mine"]["codes"] == FACE
    again.keep(**wanted)
    assert len(lines(project)) == 1


def test_an_old_request_that_comes_late_does_not_undo_a_newer_one(project: Path) -> None:
    page = Page(project)
    passage = page.passage(WORDS)["id"]
    page.keep(passage=passage, codes=FACE, complete=["power_face"], id="the-first-one")
    page.keep(passage=passage, codes={"power_face": []}, complete=["power_face"])
    page.keep(passage=passage, codes=FACE, complete=["power_face"], id="the-first-one")
    assert page.passage(WORDS)["mine"]["codes"] == {"power_face": []}


def test_undo_adds_a_removal_and_brings_back_what_stood(project: Path) -> None:
    page = Page(project)
    before = page.passage(WORDS)
    first = page.keep(passage=before["id"], codes=FACE, complete=["power_face"])
    second = page.keep(
        passage=before["id"], codes={"power_face": []}, complete=["power_face"], memo="no", open_codes=["rota"]
    )
    page.keep(**second["undo"])
    assert page.passage(WORDS)["mine"]["codes"] == FACE
    page.keep(**first["undo"])
    assert page.passage(WORDS) == before
    assert [line["removed"] for line in lines(project)] == [False, False, False, True]
    assert read(project / "codings").codings == ()
    page.keep(**first["undo"])
    assert len(lines(project)) == 4


def test_agreeing_takes_what_is_likely_and_no_code_that_is_to_be_checked(project: Path) -> None:
    page = Page(project)
    for p in (p for p in page.everything() if p["coded"]):
        for dimension, codes in p["accept"].items():
            assert codes == p["stands"][dimension]["codes"]
        page.keep(passage=p["id"], codes=p["accept"], complete=list(p["accept"]))
    left = [p for p in page.everything() if p["coded"] and p["open"]]
    must = {d["id"] for d in page.get("desk.json")["codebook"]["dimensions"] if d["id"] in ("stance", "about")}
    assert all(set(p["open"]) <= must for p in left)
    assert all(not p["stands"][d]["codes"] for p in left for d in p["open"])
    decided = sum(r["decided"] for r in page.get("documents.json")["documents"])
    assert decided == sum(p["coded"] and not p["open"] for p in page.everything()) > 0


def test_a_code_alone_corrects_the_outputs_and_finishes_nothing(project: Path) -> None:
    page = Page(project)
    passage = page.passage(WORDS)["id"]
    begun = page.keep(passage=passage, codes=FACE, unfinished=["power_face"])
    (view,) = begun["passages"]
    assert view["stands"]["power_face"] == {"codes": ["ideological"], "check": [], "by": "you"}
    assert ("power_face" in view["open"], view["accept"]["power_face"]) == (True, ["ideological"])
    assert (begun["document"]["decided"], page.opened.session.begun) == (0, 1)
    assert Page(project).passage(WORDS)["mine"]["unfinished"] == ["power_face"]
    bench = workbench(load_project(project))
    outcome, _ = run_archive(project)
    with pytest.raises(ConfigError, match="1 coding is begun and not finished"):
        training_labels(bench, outcome, codebook=bench.release.codebook, audit_too=True)
    (row,) = [p for p in passages_of(project) if WORDS in p["text"]]
    assert (row["power_face"], row["power_face_by"]) == (["ideological"], "human_assisted")

    finished = page.keep(passage=passage, codes=FACE, complete=["power_face"])
    assert "power_face" not in finished["passages"][0]["open"]
    assert page.opened.session.begun == 0
    (label,) = training_labels(bench, outcome, codebook=bench.release.codebook, audit_too=True)
    assert (label.codes, label.complete) == (FACE, ["power_face"])
    page.keep(**finished["undo"])
    assert page.passage(WORDS)["mine"]["unfinished"] == ["power_face"]


def test_what_one_coder_began_another_finishes(project: Path) -> None:
    page = Page(project)
    passage = page.passage(WORDS)["id"]
    page.keep(passage=passage, codes={"power_face": []}, unfinished=["power_face"])
    other = Page(project, coder="Bo")
    assert "power_face" in other.passage(WORDS)["open"]
    other.keep(passage=passage, codes=FACE, complete=["power_face"])
    assert "power_face" not in Page(project).passage(WORDS)["open"]


def test_a_dimension_that_depends_on_another_follows_at_once(project: Path) -> None:
    page = Page(project)
    passage = page.passage(WORDS)["id"]
    given = page.keep(passage=passage, codes=FACE, complete=["power_face"])["passages"][0]
    assert "stance" in given["open"]
    none = page.keep(passage=passage, codes={"power_face": []}, complete=["power_face"])["passages"][0]
    assert "stance" not in none["open"]
    assert none["accept"]["stance"] == []


def test_a_span_moves_by_words_and_leaves_nothing_behind(project: Path) -> None:
    page = Page(project)
    p = page.passage(WORDS)
    page.keep(passage=p["id"], codes=FACE, complete=["power_face"])
    words = p["start"] + len(WORDS)
    moved = page.keep(
        passage=p["id"],
        codes=FACE,
        complete=["power_face"],
        was={"start": p["start"], "end": p["end"]},
        stretch={"start": p["start"], "end": words},
    )
    (view,) = [v for v in moved["passages"] if v["id"] == p["id"]]
    assert (view["mine"]["start"], view["mine"]["end"], view["mine"]["cut"]) == (p["start"], words, True)
    assert len(read(project / "codings").codings) == 1
    assert Page(project).passage(WORDS)["mine"]["end"] == words
    page.keep(**moved["undo"])
    assert page.passage(WORDS)["mine"]["cut"] is False
    assert len(read(project / "codings").codings) == 1


def test_a_span_that_cuts_what_stands_for_a_name_holds_all_of_it(project: Path) -> None:
    page = Page(project)
    p = page.passage("she was my nurse")
    name = next(a for a, b, kind in p["turn"]["marks"] if kind == "redaction" and a >= p["start"])
    stretch = {"start": p["start"], "end": name + 3}
    view = page.keep(passage=p["id"], codes=FACE, complete=["power_face"], stretch=stretch)["passages"][0]
    text = p["turn"]["text"][view["mine"]["start"] - p["turn"]["start"] : view["mine"]["end"] - p["turn"]["start"]]
    assert text.startswith("Through [Name ")
    assert text.endswith("]")


@pytest.mark.parametrize(
    "wrong",
    [
        {"codes": {"power_face": ["nonsense"]}},
        {"codes": {"nonsense": []}},
        {"codes": {"voice": ["expert", "rejected"]}},
        {"codes": {"power_face": ["ideological", "ideological"]}},
        {"complete": ["power_face"]},
        {"unfinished": ["power_face"]},
        {"codes": FACE, "complete": ["power_face"], "unfinished": ["power_face"]},
        {"codes": {}, "passage": "NOWHERE-0001", "memo": "x"},
        {"codes": FACE, "stretch": {"start": 0, "end": 1_000_000}},
        {"codes": FACE, "stretch": {"start": 9, "end": 9}},
        {"codes": FACE, "memo": "x" * 20_001},
        {"codes": FACE, "open_codes": ["x"] * 21},
        {"codes": FACE, "id": "short"},
        {"codes": FACE, "source": "human_blind"},
        {"codes": FACE, "coder": "Bo"},
        {"kind": "remark", "about": "speaker:Somebody Else", "memo": "x"},
        {"kind": "remark", "about": "transcript:D1", "memo": "x"},
        {"kind": "sign", "document": "../../etc", "name": "A"},
        {"kind": "nonsense"},
    ],
)
def test_what_cannot_stand_is_refused_in_one_line_and_writes_nothing(project: Path, wrong: dict[str, Any]) -> None:
    page = Page(project)
    passage = {} if wrong.get("kind") else {"passage": page.passage(WORDS)["id"]}
    answer = page.ask(**{**passage, **wrong})
    assert answer.status_code == 422
    assert "\n" not in answer.json()["error"]
    assert "nonsense" not in answer.json()["error"]
    assert lines(project) == []


def test_memos_stay_and_are_shown_again(project: Path) -> None:
    page = Page(project)
    speaker = page.passage(WORDS)["turn"]["speaker"]
    page.keep(kind="remark", about=f"speaker:{speaker}", memo="careful <script>alert(1)</script>")
    answer = page.keep(kind="remark", about="code:power_face.ideological", memo="rare")
    page.keep(passage=page.passage(WORDS)["id"], memo="see above", open_codes=["the room", "the room", " "])
    again = Page(project)
    notes = again.get(f"documents/{again.passage(WORDS)['document']}.json")["notes"]
    assert notes == {f"speaker:{speaker}": "careful <script>alert(1)</script>", "code:power_face.ideological": "rare"}
    assert again.passage(WORDS)["mine"]["open_codes"] == ["the room"]
    assert Page(project, coder="Bo").passage(WORDS)["others"][0]["memo"] == "see above"
    page.keep(**answer["undo"])
    assert [n.memo for n in read(project / "codings").notes] == ["careful <script>alert(1)</script>"]


def test_signing_writes_the_check_that_lets_a_transcript_be_shared(project: Path) -> None:
    page = Page(project)
    for row in page.get("documents.json")["documents"]:
        answer = page.keep(kind="sign", document=row["id"], name=" A. R. ")
        assert (answer["document"]["checked"], answer["document"]["checked_by"][:6]) == ("checked", "A. R.,")
    assert all(check.stands for check in read_checks(project / "vault" / "checked.csv"))
    _, written = run_archive(project)
    assert not written.draft
    page.keep(**answer["undo"])
    assert run_archive(project)[1].draft
    assert [c.checked_by for c in read_checks(project / "vault" / "checked.csv")].count("") == 1


def test_a_signature_waits_for_a_run_to_end(project: Path) -> None:
    page = Page(project)
    document = page.passage(WORDS)["document"]
    with locked(project / "store"):
        assert page.ask(kind="sign", document=document, name="A").status_code == 503
    page.keep(kind="sign", document=document, name="A")


def test_others_decisions_are_shown_and_a_blind_one_goes_before(project: Path) -> None:
    page = Page(project)
    passage = page.passage(WORDS)["id"]
    page.keep(passage=passage, codes=FACE, complete=["power_face"])
    (coding,) = read(project / "codings").codings
    blind = replace(
        coding, coder="Bo", source="human_blind", queue="audit", codes={"power_face": ["decision_making"]}, id=""
    )
    append(project / "codings", [blind])
    found = Page(project).passage(WORDS)
    assert found["stands"]["power_face"] == {"codes": ["decision_making"], "check": [], "by": "a person, blind"}
    assert [(o["coder"], o["blind"]) for o in found["others"]] == [("Bo", True)]
    assert found["mine"]["codes"] == FACE


def test_nothing_is_shown_or_kept_once_somebody_was_forgotten(project: Path) -> None:
    page = Page(project)
    passage = page.passage(WORDS)["id"]
    (project / "vault" / "forgotten.shard").write_bytes(b"changed")
    answer = page.ask(passage=passage, codes=FACE)
    assert answer.status_code == 410
    assert WORDS not in page.client.get(f"{page.guard.room}/documents.json").text
    assert lines(project) == []


def test_nothing_is_kept_where_somebody_is_forgotten_while_it_comes_in(project: Path) -> None:
    page = Page(project)
    passage = page.passage(WORDS)["id"]
    told = iter([False])
    page.opened.session.stale = lambda: next(told, True)
    assert page.ask(passage=passage, codes=FACE).status_code == 410
    assert lines(project) == []


def test_the_page_brings_its_own_script_and_style_and_nothing_inline_or_from_outside(project: Path) -> None:
    page = Page(project)
    assert page.shell.status_code == 200
    assert "style=" not in page.shell.text
    assert "://" not in page.shell.text
    assert (
        page.shell.text.count("<script") == page.shell.text.count('<script type="module" src="static/review.js">') == 1
    )
    script = page.client.get(f"{page.guard.room}/static/review.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "localStorage",
        "sessionStorage",
        "://",
    ):
        assert word not in script.text
    for name in ("../guard.py", "..%2fguard.py", "%2fetc%2fpasswd", "nothing.js"):
        assert page.client.get(f"{page.guard.room}/static/{name}").status_code == 404


def test_coding_blind_sends_the_passage_and_what_went_before_and_nothing_that_anybody_decided(project: Path) -> None:
    assisted = Page(project)
    for p in (p for p in assisted.everything() if p["coded"]):
        assisted.keep(passage=p["id"], codes=FACE, complete=["power_face"], memo="seen before", open_codes=["mine"])
    assert assisted.opened.unread == 4
    page = Page(project, queue="audit")
    assert page.opened.seen == 4
    sent = page.client.get(f"{page.guard.room}/queue.json").content
    for word in (
        b"chance",
        b"probab",
        b"stands",
        b"model",
        b"color",
        b"likely",
        b"others",
        b"draw",
        b"seen before",
        b"human",
    ):
        assert word not in sent.lower()
    codebook = page.get("desk.json")["codebook"]
    codes = {code["id"] for d in codebook["dimensions"] for code in d["codes"]}
    assert not [code for code in codes if f'"{code}"'.encode() in sent]
    assert b'"color"' not in page.client.get(f"{page.guard.room}/desk.json").content
    tasks = json.loads(sent)["tasks"]
    assert [set(t) for t in tasks] == [{"id", "coded", "text", "question", "before", "mine", "open", "accept"}] * 4
    assert {json.dumps([t["mine"], t["open"], t["accept"]]) for t in tasks} == {
        json.dumps([None, tasks[0]["open"], tasks[0]["accept"]])
    }
    assert [t["id"] for t in tasks] == list(page.opened.session.tasks)
    for name in ("documents.json", f"documents/{assisted.passage(WORDS)['document']}.json"):
        assert page.client.get(f"{page.guard.room}/{name}").status_code == 404


def test_a_blind_decision_keeps_its_chance_its_place_and_its_source(project: Path) -> None:
    page = Page(project, queue="audit")
    task = page.get("queue.json")["tasks"][0]
    view = page.keep(passage=task["id"], codes=FACE, complete=["power_face"])["tasks"][0]
    assert b"probab" not in json.dumps(view).encode()
    assert "stance" in view["open"]
    assert "stance" not in view["accept"]
    (coding,) = read(project / "codings").codings
    drawn = page.opened.session.tasks[task["id"]].drawn
    expected = Coding(
        doc_id=drawn.doc_id, start=drawn.start, end=drawn.end, coder="Ann", source="human_blind", codes=FACE,
        complete=["power_face"], queue="audit", probability=drawn.probability, origin="review", anchor=drawn.anchor,
    )  # fmt: skip
    assert replace(coding, id="", made="") == expected
    again = Page(project, queue="audit").get("queue.json")["tasks"]
    assert [t["mine"] is not None for t in again] == [True, False, False, False]
    assert Page(project, coder="Bo", queue="audit").get("queue.json")["tasks"][0]["mine"] is None


def test_coding_blind_a_code_decides_nothing_before_the_coder_says_that_it_is_finished(project: Path) -> None:
    page = Page(project, queue="audit")
    task = page.get("queue.json")["tasks"][0]
    view = page.keep(passage=task["id"], codes={"voice": ["expert"]})["tasks"][0]
    assert ("voice" in view["open"], view["accept"]["voice"], page.opened.session.begun) == (True, ["expert"], 1)
    (begun,) = read(project / "codings").codings
    assert (begun.decides, begun.unfinished, begun.settles) == (("voice",), ["voice"], ())
    given = view["accept"] | {"about": ["self"]}
    done = page.keep(passage=task["id"], codes=given, complete=list(given))["tasks"][0]
    assert (done["open"], page.opened.session.begun) == ([], 0)
    (finished,) = read(project / "codings").codings
    assert (finished.unfinished, set(finished.settles)) == ([], set(given))


def test_the_instructive_queue_comes_with_suggestions(project: Path) -> None:
    page = Page(project, queue="instructive")
    (task,) = page.get("queue.json")["tasks"]
    assert set(task["chances"]) == set(task["stands"])
    page.keep(passage=task["id"], codes=task["accept"], complete=list(task["accept"]))
    (coding,) = read(project / "codings").codings
    assert (coding.queue, coding.source, coding.probability) == ("instructive", "human_assisted", None)


def test_the_command_wants_a_coder_and_a_queue_that_it_knows(made: Path, threefaces: Any) -> None:
    done = threefaces("review", made)
    assert (done.returncode, "--coder" in done.stderr) == (2, True)
    done = threefaces("review", made, "--coder", "Ann", "--queue", "nonsense")
    assert (done.returncode, "expected audit or instructive" in done.stderr) == (2, True)


def test_what_stands_beside_a_blind_coding_goes_with_it(project: Path) -> None:
    page = Page(project)
    passage = page.passage(WORDS)["id"]
    page.keep(passage=passage, codes=FACE, complete=["power_face"])
    (stored,) = read(project / "codings").codings
    imported = replace(stored, source="human_assisted", beside=True, codes={"power_face": []}, origin="qdpx")
    append(project / "codings", [replace(stored, source="human_blind"), imported])
    assert len(read(project / "codings").codings) == 2
    Page(project).keep(passage=passage)
    assert read(project / "codings").codings == ()


def test_a_decision_stands_against_one_that_a_file_dates_in_the_future(project: Path) -> None:
    page = Page(project)
    passage = page.passage(WORDS)["id"]
    page.keep(passage=passage, codes=FACE, complete=["power_face"])
    (stored,) = read(project / "codings").codings
    append(project / "codings", [replace(stored, made="2126-01-01T00:00:00Z", origin="label-studio")])
    Page(project).keep(passage=passage, codes={"power_face": []}, complete=["power_face"])
    assert [c.codes for c in read(project / "codings").codings] == [{"power_face": []}]


def test_the_page_opens_at_a_passage_that_may_be_coded_and_at_no_other(made: Path) -> None:
    page, rows = Page(made), passages_of(made)
    coded, asked = (next(r["passage_id"] for r in rows if r["coded"] is wanted) for wanted in (True, False))
    assert place_of(page.opened.session, coded) == f"#{coded.rpartition('-')[0]}/{coded}"
    for wrong in (asked, "nowhere-0001", "", "a/b"):
        with pytest.raises(ConfigError, match="no passage of this id may be coded"):
            place_of(page.opened.session, wrong)


@pytest.mark.parametrize("more", [("--queue", "audit"), ("--show",)])
def test_a_passage_to_begin_at_is_refused_where_no_transcript_opens(
    made: Path, threefaces: Any, more: tuple[str, ...]
) -> None:
    done = threefaces("review", made, "--coder", "Ann", "--at", "KJU77CLYAW-0012", *more)
    assert done.returncode == 2
    assert "--at" in done.stderr


def test_what_people_decided_is_read_once_when_a_page_is_opened(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = workbench(load_project(project))
    outcome, _ = run_archive(project)
    times = []
    monkeypatch.setattr("pipeline.codings.current.read", lambda folder: (times.append(folder), read(folder))[1])
    open_session(bench, outcome, coder="Ann", queue="")
    assert len(times) == 1
