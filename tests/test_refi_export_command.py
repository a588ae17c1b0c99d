"""`export --to`: what a user types, what is written where, and what leaves the house."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from data_schemas.codings import HUMAN_BLIND, Coding, Note
from data_schemas.errors import ConfigError
from pipeline.bench import workbench
from pipeline.codings.current import places_of
from pipeline.codings.store import append
from pipeline.project import load_project
from pipeline.refi.from_project import export_project, share_project
from tests.conftest import make_archive, run_archive, tree_bytes
from tests.refi_oracles import QDA, Read
from tests.test_review import sign

Call = Callable[..., CompletedProcess[str]]
INSIDE = "exchange/Three-days.qdpx"
WORDS = "the consultant had the last word"


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three interviews, one of them coded in part by Ann Reader."""
    folder = make_archive(tmp_path_factory.mktemp("worked") / "archive")
    outcome, _ = run_archive(folder)
    bench = workbench(load_project(folder))
    tuesday = next(source.doc_id for source in outcome.sources if source.file == "tuesday.txt")
    _, record = next(bench.segment.shelf.records([outcome.rows["segment"][tuesday]]))
    start = record.text.index(WORDS)
    _, places = next(places_of(bench, outcome, documents=[tuesday]))
    first, last = places.to_cleaned(start, start + len(WORDS))
    coding = Coding(
        doc_id=tuesday,
        start=first,
        end=last,
        coder="Ann Reader",
        source=HUMAN_BLIND,
        codes={"power_face": ["decision_making"]},
        open_codes=["overruled"],
        memo="says it flatly",
        made="2026-03-31T14:05:00Z",
    )
    append(bench.project.codings, [coding, Note(about="code:voice.rejected", coder="Ann Reader", memo="a note")])
    return folder


@pytest.fixture
def archive(worked: Path, tmp_path: Path) -> Path:
    """The same archive in a place of its own: nothing in it depends on where it lies."""
    return Path(shutil.copytree(worked, tmp_path / "archive"))


def read(path: Path) -> Read:
    return Read(path.read_bytes())


def test_a_project_for_ones_own_program_stands_in_the_outputs(archive: Path, threefaces: Call) -> None:
    done = threefaces("export", archive, "--to", "qdpx")
    assert done.returncode == 0, done.stderr
    assert "3 transcripts" in done.stderr
    assert "1 coder:" in done.stderr
    assert "DRAFT" in done.stderr
    assert "REFI-QDA project (.qdpx)" in done.stderr
    inside = read(archive / "out" / INSIDE)
    found = {(s.text, s.code, s.description) for s in inside.selections() if s.user == "Ann Reader"}
    assert found == {
        (WORDS, "Face of power · Decision-making", "says it flatly\n(coded blind)"),
        (WORDS, "overruled", "says it flatly\n(coded blind)"),
    }
    for content in (*inside.files.values(), done.stderr.encode()):
        assert b"Karen" not in content
        assert b"Holdsworth" not in content
        assert b"monday" not in content
    assert not any(str(archive).encode() in content for content in inside.files.values())


def test_exporting_again_gives_the_same_bytes(archive: Path) -> None:
    outcome, _ = run_archive(archive)
    bench = workbench(load_project(archive))
    first = export_project(bench, outcome, codes="all", tool=None).file.read_bytes()
    assert export_project(bench, outcome, codes="all", tool=None).file.read_bytes() == first


def test_a_codebook_is_written_without_a_run(tmp_path: Path, threefaces: Call) -> None:
    folder = make_archive(tmp_path / "fresh")
    done = threefaces("export", folder, "--to", "qdc")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (folder / "out" / "exchange").iterdir()] == ["coproduction_power-1.3.qdc"]
    assert not (folder / "store").exists()
    assert "16 codes" in done.stderr


def test_a_program_that_could_not_be_tried_is_said_to_be_untried(archive: Path, threefaces: Call) -> None:
    done = threefaces("export", archive, "--to", "qdpx", "--for", "nvivo", "--codes", "machine")
    assert "Not tried in NVivo itself: compare a few coded stretches" in done.stderr
    inside = read(archive / "out" / INSIDE)
    assert "Ann Reader" not in inside.users.values()
    assert list(inside.root.iter(f"{QDA}Case"))
    done = threefaces("export", archive, "--to", "qdpx", "--for", "qualcoder")
    assert "Not tried" not in done.stderr


def test_only_checked_transcripts_are_shared(archive: Path, tmp_path: Path, threefaces: Call) -> None:
    refused = threefaces("export", archive, "--to", "qdpx", "--share", tmp_path / "shared")
    assert refused.returncode == 2
    assert "3 of 3 transcripts are not checked" in refused.stderr.strip().splitlines()[-1]
    assert not (tmp_path / "shared").exists()
    sign(archive, "tuesday.txt")
    done = threefaces("export", archive, "--to", "qdpx", "--share", tmp_path / "shared", "--only-checked")
    assert done.returncode == 0, done.stderr
    assert "1 transcript," in done.stderr
    assert "Pseudonymised, not anonymous" in done.stderr
    assert sorted(tree_bytes(tmp_path / "shared")) == ["Three-days.qdpx", "manifest.json"]
    assert list(json.loads((tmp_path / "shared" / "manifest.json").read_text())["files"]) == ["Three-days.qdpx"]
    given = read(tmp_path / "shared" / "Three-days.qdpx")
    assert len(list(given.root.iter(f"{QDA}TextSource"))) == 1
    said = given.root.findtext(f"{QDA}Description") or ""
    assert "1 of 3 transcripts, all of them checked" in said
    assert "DRAFT" not in said


def test_others_get_numbered_coders_without_memos_or_codes_of_their_own(archive: Path, tmp_path: Path) -> None:
    sign(archive)
    outcome, _ = run_archive(archive)
    bench = workbench(load_project(archive))
    share_project(bench, outcome, folder=tmp_path / "shared", only_checked=False, codes="all", tool=None)
    given = read(tmp_path / "shared" / "Three-days.qdpx")
    assert list(given.users.values())[:2] == ["Researcher", "Coder 1"]
    assert {(s.text, s.code, s.description) for s in given.selections() if s.user == "Coder 1"} == {
        (WORDS, "Face of power · Decision-making", "(coded blind)")
    }
    for content in given.files.values():
        for word in (b"Ann Reader", b'overruled"', b"flatly", b"a note", b"Karen"):
            assert word not in content


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--for", "nvivo"), "--for and --codes: are for a coded project; add --to qdpx"),
        (("--to", "qdc", "--codes", "human"), "--for and --codes: are for a coded project; add --to qdpx"),
        (("--to", "qdc", "--share", "x"), "--to qdc: holds no word of a transcript"),
        (("--to", "qdpx", "--only-checked"), "--only-checked: is for a folder to share"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    archive: Path, threefaces: Call, options: tuple[str, ...], message: str
) -> None:
    refused = threefaces("export", archive, *options)
    assert refused.returncode == 2
    assert message in refused.stderr


def test_a_file_for_others_is_not_put_into_the_project(archive: Path) -> None:
    sign(archive)
    outcome, _ = run_archive(archive)
    bench = workbench(load_project(archive))
    with pytest.raises(ConfigError, match="--share: lies inside"):
        share_project(bench, outcome, folder=archive / "out" / "x", only_checked=False, codes="all", tool=None)
