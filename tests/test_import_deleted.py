"""What was deleted in another program from a project that we exported is listed, and taken back only if the user says so."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from pipeline.codings.store import read
from pipeline.refi.from_project import export_project
from tests.conftest import MONDAY, make_archive
from tests.import_files import NVIVO, Coded, qdpx, zipped
from tests.refi_oracles import QDA
from tests.test_codings_current import opened
from tests.test_import_archive import INVITED, listed, placed, take

OVERSTAYED = "The bus was late again this morning."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("deleted") / "archive")
    coded = [
        Coded(text="monday.txt", quote=INVITED, code="power_face.non_decision_making"),
        Coded(text="monday.txt", quote=INVITED, code="stance.imposed"),
        Coded(text="monday.txt", quote=OVERSTAYED, code="power_face.ideological", memo="hm"),
    ]
    take(folder, qdpx(NVIVO, {"monday.txt": MONDAY}, coded))
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "archive"))


def exported(folder: Path) -> bytes:
    bench, outcome = opened(folder)
    return export_project(bench, outcome, codes="all", tool=None).file.read_bytes()


def less(content: bytes, *codes: str) -> bytes:
    """The project after somebody deleted every coding with these codes in another program."""
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        files = {name: held.read(name) for name in held.namelist()}
    root = etree.fromstring(files["project.qde"])
    names = {code.get("guid"): code.get("name") for code in root.iter(f"{QDA}Code")}
    for selection in list(root.iter(f"{QDA}PlainTextSelection")):
        reference = selection.find(f"{QDA}Coding/{QDA}CodeRef")
        if reference is not None and names[reference.get("targetGUID")] in codes:
            selection.getparent().remove(selection)
    return zipped(files | {"project.qde": etree.tostring(root)})


BOTH = ("Face of power · Ideological", "Stance · Imposed")


def test_what_is_gone_is_listed_and_stands_until_the_user_takes_it_back(archive: Path) -> None:
    content = less(exported(archive), *BOTH)
    before = read(archive / "codings").codings
    brought = take(archive, content, name="back.qdpx", source="", exact=True)
    assert (brought.deleted, brought.codings) == (2, ())
    assert {(row["code"], row["coder"], row["reason"]) for row in listed(brought)} == {
        (code, "Ann", "deleted in the other program, stands here still; --take-deletions takes it back")
        for code in ("power_face.ideological", "stance.imposed")
    }
    assert read(archive / "codings").codings == before
    brought = take(archive, content, name="back.qdpx", source="", exact=True, take_deletions=True)
    assert brought.deleted == 2
    assert {words: c.codes for words, c in placed(archive).items()} == {
        INVITED: {"power_face": ["non_decision_making"]}
    }
    again = take(archive, content, name="back.qdpx", source="", exact=True, take_deletions=True)
    assert (again.deleted, again.codings) == (0, ())


def test_a_file_that_came_back_whole_has_nothing_deleted(archive: Path) -> None:
    assert take(archive, exported(archive), name="back.qdpx", source="", exact=True).deleted == 0


def test_what_was_decided_since_the_export_is_not_touched(archive: Path) -> None:
    content = less(exported(archive), *BOTH)
    later = Coded(text="monday.txt", quote=OVERSTAYED, code="voice.expert", made="2026-06-01T00:00:00Z")
    take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, [later]))
    take(archive, content, name="back.qdpx", source="", exact=True, take_deletions=True)
    assert placed(archive)[OVERSTAYED].codes == {"power_face": ["ideological"], "voice": ["expert"]}


def test_a_file_that_is_no_export_of_ours_deletes_nothing(archive: Path) -> None:
    one = [Coded(text="monday.txt", quote=INVITED, code="power_face.non_decision_making")]
    brought = take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, one), take_deletions=True)
    assert (brought.deleted, len(read(archive / "codings").codings)) == (0, 2)


def test_of_what_could_not_be_placed_nothing_is_taken_for_deleted(archive: Path) -> None:
    content = less(exported(archive), *BOTH)
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        files = {name: held.read(name) for name in held.namelist()}
    root = etree.fromstring(files["project.qde"])
    ann = next(u.get("guid") for u in root.iter(f"{QDA}User") if u.get("name") == "Ann")
    own = next(s for s in root.iter(f"{QDA}PlainTextSelection") if s.get("creatingUser") == ann)
    own.set("endPosition", own.get("startPosition"))
    files["project.qde"] = etree.tostring(root)
    assert take(archive, zipped(files), name="back.qdpx", source="", exact=True).deleted == 0


def test_a_coder_whom_the_other_program_renamed_has_deleted_nothing(archive: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(exported(archive))) as held:
        files = {name: held.read(name) for name in held.namelist()}
    files["project.qde"] = files["project.qde"].replace(b'name="Ann"', b'name="ann.other"')
    brought = take(archive, zipped(files), name="back.qdpx", source="human_assisted", exact=True, take_deletions=True)
    assert brought.deleted == 0
    assert {c.coder for c in read(archive / "codings").codings} >= {"Ann"}


def test_an_export_is_known_by_its_codes_where_a_program_kept_no_notes(archive: Path) -> None:
    content = less(exported(archive), *BOTH)
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        files = {name: held.read(name) for name in held.namelist()}
    root = etree.fromstring(files["project.qde"])
    for gone in [*root.findall(f"{QDA}Notes"), *root.findall(f"{QDA}Description"), *root.findall(f"{QDA}NoteRef")]:
        root.remove(gone)
    files["project.qde"] = etree.tostring(root)
    assert take(archive, zipped(files), name="back.qdpx", source="", exact=True).deleted == 2
