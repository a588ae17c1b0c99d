"""What people noted in other programs on codes, speakers and transcripts is noted here too, on the same things."""

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from data_schemas.codings import Note
from pipeline.codings.store import append, read
from pipeline.imports.dialects import read_codings
from pipeline.refi.from_project import export_project
from tests.conftest import MONDAY, make_archive
from tests.import_files import NVIVO, QUALCODER, Coded, _guid, qdpx, zipped
from tests.test_codings_current import opened
from tests.test_import_archive import INVITED, codings, take

INSIDE = (
    '<Note guid="{guid}" name="m" creatingUser={user} creationDateTime="{made}">'
    "<PlainTextContent>{text}</PlainTextContent></Note>"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("notes") / "archive")
    opened(folder)
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "archive"))


def noted(*, code: str = "", source: str = "", other: str = "", made: str = "2026-02-04T09:00:00Z") -> bytes:
    """A project in which Ann coded one stretch and noted something on its code, on the transcript, on an odd code."""
    texts = {"code": code, "source": source, "other": other}
    guids = {what: f"11111111-0000-0000-0000-{number:012d}" for number, what in enumerate(texts)}
    refs = {what: f'<NoteRef targetGUID="{guids[what]}"/>' if text else "" for what, text in texts.items()}
    user = _guid(QUALCODER, "uAnn")
    notes = "".join(
        INSIDE.format(guid=guids[what], user=user, made=made, text=text) for what, text in texts.items() if text
    )
    own = _guid(QUALCODER, "power_face.ideological")
    codes = (
        f'<Code guid={own} name="power_face.ideological" isCodable="true">{refs["code"]}</Code>'
        f'<Code guid={_guid(QUALCODER, "odd")} name="odd" isCodable="true">{refs["other"]}</Code>'
    )
    content = qdpx(
        QUALCODER, {"monday.txt": MONDAY}, codings({INVITED: "ideological"}), codes=codes, extra=refs["source"]
    )
    return with_root(content, lambda root: root.replace("</Sources>", f"</Sources><Notes>{notes}</Notes>"))


def with_root(content: bytes, change: Callable[[str], str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        files = {name: held.read(name) for name in held.namelist()}
    return zipped(files | {"project.qde": change(files["project.qde"].decode()).encode()})


def notes(folder: Path) -> dict[str, tuple[str, str]]:
    return {note.about.split(":")[0]: (note.coder, note.memo) for note in read(folder / "codings").notes}


def test_notes_on_a_code_and_on_a_transcript_are_kept(archive: Path) -> None:
    brought = take(archive, noted(code="when is it a norm?", source="a noisy room", other="nowhere"), exact=False)
    assert brought.notes == 2
    assert notes(archive) == {"code": ("Ann", "when is it a norm?"), "transcript": ("Ann", "a noisy room")}
    stored = read(archive / "codings").notes
    (doc_id,) = {coding.doc_id for coding in read(archive / "codings").codings}
    assert {note.about for note in stored} == {"code:power_face.ideological", f"transcript:{doc_id}"}
    assert {(note.made, note.origin) for note in stored} == {("2026-02-04T09:00:00Z", "qdpx")}


def test_a_note_is_changed_by_a_later_one_only(archive: Path) -> None:
    take(archive, noted(source="a noisy room"))
    assert take(archive, noted(source="a noisy room")).notes == 0
    assert take(archive, noted(source="a quiet room", made="2026-01-01T00:00:00Z")).notes == 0
    assert take(archive, noted(source="a quiet room", made="2026-03-01T00:00:00Z")).notes == 1
    assert notes(archive) == {"transcript": ("Ann", "a quiet room")}


def test_notes_that_we_exported_come_back_as_they_were(archive: Path, tmp_path: Path) -> None:
    take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, [Coded(text="monday.txt", quote=INVITED, code="voice.rejected")]))
    bench, outcome = opened(archive)
    (coding,) = read(archive / "codings").codings
    _, record = next(bench.segment.shelf.records([outcome.rows["segment"][coding.doc_id]]))
    speaker = record.turns[1].speaker
    own = [
        Note(about="code:voice.rejected", coder="Ann", memo="cf. Lukes", made="2026-04-01T09:00:00Z"),
        Note(
            about=f"transcript:{coding.doc_id}",
            coder="Ann",
            memo="a noisy room\nall along",
            made="2026-04-02T09:00:00Z",
        ),
        Note(about=f"speaker:{speaker}", coder="Ann", memo="speaks slowly", made="2026-04-03T09:00:00Z"),
    ]
    append(archive / "codings", own)
    file = export_project(bench, outcome, codes="human", tool=None).file
    assert len(read_codings(file).memos) == 3
    content = file.read_bytes()
    assert take(archive, content, name="back.qdpx", source="", exact=True).notes == 0
    shutil.rmtree(archive / "codings")
    assert take(archive, content, name="back.qdpx", source="", exact=True).notes == 3
    assert [(n.about, n.memo, n.made) for n in read(archive / "codings").notes] == sorted(
        (n.about, n.memo, n.made) for n in own
    )
