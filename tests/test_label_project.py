"""A queue handed out as a project for NVivo and the like: blind where it must be, valid, and back on the same passages."""

import csv
import shutil
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from lxml import etree

from data_schemas.codings import Coding
from data_schemas.errors import ConfigError
from pipeline.archive import archive_of
from pipeline.bench import workbench
from pipeline.codings.store import append, read
from pipeline.codings.taught import audit_labels, training_labels
from pipeline.export.facts import Archive
from pipeline.imports.bring import Brought, bring
from pipeline.imports.dialects import read_codings
from pipeline.imports.mapping import needed, targets_of
from pipeline.imports.who import with_coder, with_source
from pipeline.label.desk import HandedOut, draw, hand_out
from pipeline.label.queues import read_queues, write_queues
from pipeline.label.returned import take
from pipeline.project import load_project
from pipeline.run import run as run_all
from pipeline.safe_names import read_names
from tests.conftest import make_archive, run_archive, tree_bytes
from tests.refi_oracles import QDA, Read, Selected, schema
from tests.test_label_forms import CODEBOOK

ALL = tuple(CODEBOOK.ids)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("label") / "archive")
    run_archive(folder)
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "archive"))


def handed(
    folder: Path,
    *,
    queue: str = "audit",
    n: int | None = None,
    coder: str = "Ann",
    name: str = "queue.qdpx",
    change: Callable[[Archive], Archive] = lambda archive: archive,
) -> tuple[HandedOut, Path]:
    settings = load_project(folder)
    bench = workbench(settings)
    outcome = run_all(bench, workers=1, tell=lambda told: None)
    whole = archive_of(bench, outcome, names=read_names(settings.files), checked=frozenset())
    new = draw(bench, outcome, archive=whole, queue=queue, more=n) if n else ()
    out = folder / name
    done = hand_out(bench, outcome, archive=change(whole), queue=queue, new=new, coder=coder, form="qdpx", out=out)
    return done, out


def brought(folder: Path, path: Path, *, coder: str = "", source: str = "", complete: tuple[str, ...] = ()) -> Brought:
    """Import a file as the command does."""
    coded = with_source(with_coder(read_codings(path), coder), source)
    bench = workbench(load_project(folder))
    return bring(
        bench,
        run_all(bench, workers=1, tell=lambda told: None),
        coded,
        targets=targets_of(needed(coded), codebook=CODEBOOK, mapping={}, name=""),
        codebook=CODEBOOK,
        complete=lambda coder, names: dict.fromkeys(names, complete),
    )


def marks(path: Path) -> list[Selected]:
    """The passages to code as a program shows them."""
    return [s for s in Read(path.read_bytes()).selections() if s.code.startswith("To code: ")]


def code(path: Path, given: dict[tuple[str, int, int], list[str]], *, user: str = "Ann") -> None:
    """Code in another program: by source, start and end, the names of codes, each a selection of its own."""
    with zipfile.ZipFile(path) as held:
        files = {name: held.read(name) for name in held.namelist()}
    root = etree.fromstring(files["project.qde"])
    codes = {element.get("name"): element.get("guid") for element in root.iter(f"{QDA}Code")}
    users = root.find(f"{QDA}Users")
    guids = {element.get("name"): element.get("guid") for element in users}
    if user not in guids:
        guids[user] = f"00000000-0000-0000-0000-{len(guids):012d}"
        etree.SubElement(users, f"{QDA}User", guid=guids[user], name=user)
    number = 0
    for source in root.iter(f"{QDA}TextSource"):
        for (name, start, end), wanted in given.items():
            for one in wanted if source.get("name") == name else ():
                number += 1
                selection = etree.Element(
                    f"{QDA}PlainTextSelection",
                    guid=f"00000000-0000-0000-0001-{number:012d}",
                    startPosition=str(start),
                    endPosition=str(end),
                    creatingUser=guids[user],
                    creationDateTime="2026-05-01T10:00:00Z",
                )
                coding = etree.SubElement(
                    selection, f"{QDA}Coding", guid=f"00000000-0000-0000-0002-{number:012d}", creatingUser=guids[user]
                )
                etree.SubElement(coding, f"{QDA}CodeRef", targetGUID=codes[one])
                source.insert(0, selection)
    with zipfile.ZipFile(path, "w") as out:
        for name, content in (files | {"project.qde": etree.tostring(root)}).items():
            out.writestr(name, content)


def place(mark: Selected) -> tuple[str, int, int]:
    return mark.source, mark.start, mark.end


def standing(folder: Path) -> dict[str, Coding]:
    """What was decided in a queue, by the id of the passage."""
    ids = {d.stretch: d.id for d in read_queues(folder / "codings")}
    return {ids[c.doc_id, c.start, c.end]: c for c in read(folder / "codings").codings if c.queue}


def listed(told: Brought) -> list[tuple[str, str]]:
    if not told.list_file.exists():
        return []
    with told.list_file.open(encoding="utf-8", newline="") as rows:
        return [(row["code"], row["reason"]) for row in csv.DictReader(rows)]


def test_an_audit_is_valid_and_marks_its_passages_and_nothing_else(archive: Path) -> None:
    done, path = handed(archive, n=4)
    assert (done.passages, done.new) == (4, 4)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    project = Read(path.read_bytes())
    checked = schema()
    assert checked.validate(etree.fromstring(project.files["project.qde"])), checked.error_log
    drawn = {d.doc_id for d in read_queues(archive / "codings")}
    assert {s.source for s in project.selections()} == drawn
    assert {s.code.rpartition(" ")[0] for s in project.selections()} == {"To code: audit", "Speaker ·"}
    assert len(marks(path)) == 4
    assert len({(s.code, s.user, s.made, s.description) for s in marks(path)}) == 1
    assert all(s.text and s.name == s.text[:100] for s in marks(path))
    assert {s.text for s in project.selections() if s.code == "Speaker · Interviewer"} >= {"And are they staff?"}
    assert not list(project.root.iter(f"{QDA}Variable"))
    assert list(project.users.values()) == ["Ann"]


def test_nothing_in_an_audit_depends_on_the_model_on_roles_or_on_what_anybody_decided(archive: Path) -> None:
    _, path = handed(archive, n=4)
    first = path.read_bytes()
    drawn = read_queues(archive / "codings")[0]
    seen = Coding(doc_id=drawn.doc_id, start=drawn.start, end=drawn.end, coder="Bo", source="human_assisted")
    append(archive / "codings", [replace(seen, codes={"power_face": ["ideological"]}, memo="look", open_codes=["odd"])])

    def otherwise(whole: Archive) -> Archive:
        passages = (
            replace(p, probabilities=p.probabilities[::-1], role="Chair", assigned={}, abstained={}, case="Ward 9")
            for p in whole.passages
        )
        facts = replace(whole.facts, model="another 9.9", model_card="other", checked=2, validated=True, audited=True)
        return replace(whole, passages=tuple(passages), facts=facts)

    _, again = handed(archive, name="again.qdpx", change=otherwise)
    assert again.read_bytes() == first
    text = b"".join(Read(first).files.values()).decode()
    for word in ("machine", "likely", "p=0", "starter", "service_user", "Chair", "odd", str(drawn.probability)):
        assert word not in text


def test_what_is_coded_on_an_audits_passages_comes_back_blind_with_their_chances(archive: Path) -> None:
    _, path = handed(archive, n=4)
    one, two, three, _ = sorted(marks(path), key=lambda s: (s.source, s.start))
    shorter = (three.source, three.start + 1, three.start + 1 + (three.end - three.start) // 3)
    given = {
        place(one): ["Face of power · Ideological", "Stance · Imposed", "Done: audit"],
        place(two): ["Done: audit"],
        shorter: ["Voice · Expert"],
    }
    code(path, given)
    came = brought(archive, path)
    assert (len(came.codings), came.passages, came.in_full, came.moved) == (3, 4, 2, False)
    assert came.not_done == 1
    assert listed(came) == [("Voice\\Voice · Expert", "taken, for the passage to be coded that it stands in")]
    queue = {d.id: d for d in read_queues(archive / "codings")}
    found = standing(archive)
    assert {(c.coder, c.source, c.queue, c.origin) for c in found.values()} == {("Ann", "human_blind", "audit", "qdpx")}
    assert {name: (c.probability, c.anchor) for name, c in found.items()} == {
        name: (queue[name].probability, queue[name].anchor) for name in found
    }
    none: dict[str, list[str]] = {d: [] for d in ALL}
    decided = sorted((c.codes for c in found.values()), key=str)
    assert decided == sorted(
        [none | {"power_face": ["ideological"], "stance": ["imposed"]}, none, {"voice": ["expert"]}], key=str
    )
    bench = workbench(load_project(archive))
    outcome = run_all(bench, workers=1, tell=lambda told: None)
    assert len(audit_labels(bench, outcome)) == 2  # the third has a code, and is not done
    with pytest.raises(ConfigError, match="nobody decided anything there that may train"):
        training_labels(bench, outcome, codebook=CODEBOOK)
    before = tree_bytes(archive / "codings")
    assert (len(brought(archive, path).codings), brought(archive, path).known) == (0, 3)
    assert tree_bytes(archive / "codings") == before


def test_a_passage_without_any_code_is_undecided_unless_it_is_said_what_all_are_decided_in(archive: Path) -> None:
    _, path = handed(archive, n=4)
    assert brought(archive, path).codings == ()
    first = min(marks(path), key=lambda s: (s.source, s.start))
    code(path, {place(first): ["Face of power · Ideological"]})
    assert [c.complete for c in brought(archive, path).codings] == [[]]
    came = brought(archive, path, complete=("power_face", "voice"))
    assert (len(came.codings), came.in_full, came.scopes) == (4, 4, ())
    assert sorted((c.codes for c in standing(archive).values()), key=str) == [
        {"power_face": ["ideological"], "voice": []},
        *[{"power_face": [], "voice": []}] * 3,
    ]
    assert {tuple(c.complete) for c in standing(archive).values()} == {("power_face", "voice")}


def test_all_of_an_audit_may_carry_nothing_if_its_coder_says_so(archive: Path) -> None:
    _, path = handed(archive, n=4)
    came = brought(archive, path, complete=ALL)
    assert (len(came.codings), came.in_full) == (4, 4)
    assert {c.coder for c in came.codings} == {"Ann"}


def test_nothing_is_complete_where_a_coding_has_no_place(archive: Path) -> None:
    _, path = handed(archive, n=4)
    mark = marks(path)[0]
    code(path, {place(mark): ["Done: audit"], (mark.source, mark.end, mark.end): ["Face of power · Ideological"]})
    came = brought(archive, path)
    assert came.incomplete == (mark.source,)
    assert came.codings == ()


def test_two_codes_of_a_dimension_that_takes_one_leave_it_undecided_in_a_passage_that_is_done(archive: Path) -> None:
    _, path = handed(archive, n=4)
    mark = marks(path)[0]
    code(path, {place(mark): ["Voice · Expert", "Voice · Rejected", "Done: audit"]})
    (coding,) = brought(archive, path).codings
    assert set(coding.complete) == set(ALL) - {"voice"}
    assert "voice" not in coding.codes


def test_what_is_coded_elsewhere_in_the_transcripts_is_an_ordinary_coding(archive: Path) -> None:
    _, path = handed(archive, n=3)
    mark = marks(path)[0]
    asking = next(s for s in Read(path.read_bytes()).selections() if s.code == "Speaker · Interviewer")
    code(path, {place(asking): ["Voice · Rejected"], place(mark): ["Voice · Expert"]})
    came = {c.queue: (c.codes, c.source, c.probability) for c in brought(archive, path).codings}
    assert came[""] == ({"voice": ["rejected"]}, "human_blind", None)
    assert came["audit"][:2] == ({"voice": ["expert"]}, "human_blind")


def test_the_instructive_queue_has_suggestions_and_comes_back_assisted(archive: Path) -> None:
    _, path = handed(archive, queue="instructive", n=2)
    project = Read(path.read_bytes())
    checked = schema()
    assert checked.validate(etree.fromstring(project.files["project.qde"])), checked.error_log
    asked = {place(m) for m in marks(path)}
    suggested = [s for s in project.selections() if s.code.endswith("(machine)")]
    assert {place(s) for s in suggested} <= asked
    assert all(s.user.startswith("model ") for s in suggested)
    code(path, {place(marks(path)[0]): ["Face of power · Ideological"]})
    with pytest.raises(ConfigError, match="suggestions"):
        brought(archive, path, source="human_blind")
    (coding,) = brought(archive, path).codings
    assert (coding.source, coding.queue, coding.probability) == ("human_assisted", "instructive", None)


def test_two_coders_code_the_same_passages_and_a_copy_without_a_name_needs_one(archive: Path) -> None:
    _, path = handed(archive, n=3, coder="")
    mark = marks(path)[0]
    assert mark.user == "Researcher"
    code(path, {place(mark): ["Done: audit"]}, user="Researcher")
    with pytest.raises(ConfigError, match="coded under the name Researcher"):
        brought(archive, path)
    assert [c.coder for c in brought(archive, path, coder="Ann").codings] == ["Ann"]
    assert [c.coder for c in brought(archive, path, coder="Bo").codings] == ["Bo"]
    assert handed(archive, coder="Ann", name="rest.qdpx")[0].passages == 2


def test_marks_that_were_moved_or_of_another_project_are_said(archive: Path) -> None:
    _, path = handed(archive, n=4)
    with zipfile.ZipFile(path) as held:
        files = {name: held.read(name) for name in held.namelist()}
    root = etree.fromstring(files["project.qde"])
    gone = next(iter(root.iter(f"{QDA}PlainTextSelection")))
    gone.getparent().remove(gone)
    with zipfile.ZipFile(path, "w") as out:
        for name, content in (files | {"project.qde": etree.tostring(root)}).items():
            out.writestr(name, content)
    came = brought(archive, path, complete=ALL)
    assert (came.passages, came.moved) == (3, True)
    drawn = read_queues(archive / "codings")
    write_queues(archive / "codings", drawn[:0])
    came = brought(archive, path)
    assert came.passages == 0
    assert {reason.split(",")[0] for _, reason in listed(came)} == {"marked to be coded"}


def test_label_says_how_a_project_comes_back(archive: Path) -> None:
    _, path = handed(archive, n=4)
    with pytest.raises(ConfigError, match=r"a project comes back with  threefaces import PROJECT queue\.qdpx"):
        take(archive / "codings", path, coder="Ann", codebook=CODEBOOK)


def test_the_commands_hand_out_and_take_back(
    archive: Path, threefaces: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    out = tmp_path / "audit.qdpx"
    made = threefaces("label", archive, "--n", "3", "--form", "qdpx", "--out", out, "--coder", "Ann")
    assert made.returncode == 0, made.stderr
    assert f"When it is filled in: threefaces import {archive} FILE" in made.stderr
    code(out, {place(marks(out)[0]): ["Done: audit"]})
    came = threefaces("import", archive, out)
    assert came.returncode == 0, came.stderr
    assert "3 passages to be coded are in it, 1 of them newly decided in full" in came.stderr
