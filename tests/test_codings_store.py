"""Codings are only ever added; what is later holds; a kill costs at most the line in flight."""

import fcntl
import json
import os
import stat
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from data_schemas.codings import Coding, Note, Point, Scope
from data_schemas.errors import ConfigError
from pipeline.codings.store import append, dated, read, remove

FACE = Coding(
    doc_id="D1",
    start=Point(1, 0),
    end=Point(1, 20),
    coder="Ann",
    source="human_blind",
    codes={"power_face": ["decision_making"], "stance": []},
    complete=["power_face"],
    open_codes=["last word"],
    memo="see the next turn",
    made="2026-03-01T10:00:00Z",
    origin="spreadsheet",
)


def only(folder: Path) -> Path:
    (path,) = folder.glob("*.jsonl")
    return path


def test_what_is_added_is_read_back_with_an_id(tmp_path: Path) -> None:
    scope = Scope(doc_id="D1", coder="Ann", source="human_blind", complete=["stance"])
    note = Note(about="code:power_face.agenda", coder="Ann", memo="compare with stance")
    append(tmp_path / "codings", [FACE, scope, note])
    found = read(tmp_path / "codings")
    assert [replace(c, id="") for c in found.codings] == [FACE]
    assert len(found.codings[0].id) == 32
    assert (found.notes, found.scopes, found.torn) == ((note,), (scope,), ())
    assert found.codings[0].decides == ("power_face", "stance")


def test_one_file_for_each_coder_and_origin_readable_by_its_owner_only(tmp_path: Path) -> None:
    append(tmp_path, [FACE, replace(FACE, coder="Bo"), replace(FACE, origin="review"), replace(FACE, coder="B/o")])
    files = sorted(tmp_path.iterdir())
    assert [f.name.rsplit("-", 1)[0] for f in files] == [
        "Ann-review",
        "Ann-spreadsheet",
        "B-o-spreadsheet",
        "Bo-spreadsheet",
    ]
    assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}


def test_a_later_coding_takes_the_place_of_the_earlier_and_may_take_it_back(tmp_path: Path) -> None:
    append(tmp_path, [FACE])
    append(tmp_path, [replace(FACE, codes={"power_face": []}, made="2026-03-02T10:00:00Z")])
    assert [c.codes for c in read(tmp_path).codings] == [{"power_face": []}]
    append(tmp_path, [replace(FACE, removed=True, made="2026-03-03T10:00:00Z")])
    assert read(tmp_path).codings == ()
    assert len(only(tmp_path).read_bytes().splitlines()) == 3


def test_another_coder_queue_or_stretch_is_another_coding(tmp_path: Path) -> None:
    append(tmp_path, [FACE, replace(FACE, coder="Bo"), replace(FACE, queue="audit"), replace(FACE, end=Point(1, 21))])
    assert len(read(tmp_path).codings) == 4


def test_over_two_files_the_later_moment_holds_and_within_one_the_later_line(tmp_path: Path) -> None:
    late = replace(FACE, origin="review", codes={"stance": []}, made="2026-03-01T12:00:00+01:00")
    append(tmp_path, [late, FACE])
    assert read(tmp_path).codings[0].codes == {"stance": []}
    append(tmp_path, [replace(FACE, codes={}, made="2026-02-01T10:00:00Z")])
    append(tmp_path, [replace(FACE, memo="again", made="2026-03-05T10:00:00Z")])
    assert read(tmp_path).codings[0].memo == "again"


def test_a_clock_that_was_set_back_does_not_bring_an_older_line_up(tmp_path: Path) -> None:
    append(tmp_path, [FACE, replace(FACE, codes={}, made="2020-01-01T00:00:00Z")])
    assert read(tmp_path).codings[0].codes == {}


def test_what_is_decided_now_is_later_than_what_a_form_says_of_the_future(tmp_path: Path) -> None:
    append(tmp_path, [replace(FACE, made="2126-03-01T10:00:00Z")])
    append(tmp_path, [replace(FACE, doc_id="D2", made="2026-03-01T10:00:00Z")])  # its file is at 2126 by now
    for doc_id in ("D1", "D2"):
        now = replace(FACE, doc_id=doc_id, origin="review", codes={}, made="2026-04-01T10:00:00Z")
        append(tmp_path, dated(tmp_path, [now]))
    assert [c.codes for c in read(tmp_path).codings] == [{}, {}]
    other = replace(FACE, doc_id="D3", made="2026-04-01T10:00:00Z")
    assert dated(tmp_path, [other]) == [other]


@pytest.mark.parametrize("cut", [1, 2, 30])
def test_a_line_that_a_kill_tore_is_named_passed_over_and_mended_by_the_next(tmp_path: Path, cut: int) -> None:
    append(tmp_path, [FACE])
    append(tmp_path, [replace(FACE, memo="in flight")])
    path = only(tmp_path)
    path.write_bytes(path.read_bytes()[:-cut])
    whole = cut == 1  # only the end of the line is missing: it is read
    found = read(tmp_path)
    assert found.torn == (() if whole else (path.name,))
    assert found.codings[0].memo == ("in flight" if whole else "see the next turn")
    append(tmp_path, [replace(FACE, memo="after")])
    found = read(tmp_path)
    assert (found.codings[0].memo, found.torn) == ("after", ())
    assert len(path.read_bytes().splitlines()) == (3 if whole else 2)


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    append(tmp_path, [FACE, replace(FACE, coder="Ann", queue="audit")])
    path = only(tmp_path)
    path.write_bytes(path.read_bytes().replace(b'"kind":"coding"', b'"kind":"nothing"', 1))
    with pytest.raises(ConfigError, match=r"Ann-spreadsheet-\w+\.codings\.jsonl, line 1: not a coding"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (replace(FACE, coder=" "), "has no coder"),
        (replace(FACE, source="model"), "expected human_blind or human_assisted"),
        (replace(FACE, queue="later"), "expected audit or instructive"),
        (replace(FACE, made="yesterday"), "expected a date and time"),
        (Note(about="weather", coder="Ann", memo="x"), "a note is about"),
    ],
)
def test_what_is_not_as_it_should_be_is_refused_and_nothing_written(tmp_path: Path, item: Coding, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        append(tmp_path, [FACE, item])
    assert not list(tmp_path.iterdir())


def test_removing_takes_superseded_lines_too(tmp_path: Path) -> None:
    append(tmp_path, [FACE, replace(FACE, memo="again"), replace(FACE, doc_id="D2")])
    assert remove(tmp_path, gone=lambda item: getattr(item, "doc_id", "") == "D1", dry=True) == {only(tmp_path).name: 2}
    assert len(read(tmp_path).codings) == 2
    remove(tmp_path, gone=lambda item: getattr(item, "doc_id", "") == "D1")
    assert [json.loads(line)["doc_id"] for line in only(tmp_path).read_bytes().splitlines()] == ["D2"]
    remove(tmp_path, gone=lambda item: True)
    assert not list(tmp_path.iterdir())


def test_what_is_added_while_another_rewrites_the_file_is_kept(tmp_path: Path) -> None:
    append(tmp_path, [FACE])
    path = only(tmp_path)
    adding = threading.Thread(target=append, args=(tmp_path, [replace(FACE, doc_id="D2")]))
    with path.open("rb") as old:
        fcntl.flock(old, fcntl.LOCK_EX)
        adding.start()
        time.sleep(0.1)
        new = path.with_suffix(".new")
        new.write_bytes(path.read_bytes())
        os.replace(new, path)
    adding.join()
    assert [c.doc_id for c in read(tmp_path).codings] == ["D1", "D2"]


def test_nothing_is_removed_while_another_adds(tmp_path: Path) -> None:
    append(tmp_path, [FACE, replace(FACE, doc_id="D3")])
    removing = threading.Thread(target=remove, args=(tmp_path,), kwargs={"gone": lambda item: item.doc_id == "D1"})
    with only(tmp_path).open("ab") as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        removing.start()
        time.sleep(0.1)
        out.write(only(tmp_path).read_bytes().splitlines()[1].replace(b"D3", b"D2") + b"\n")
    removing.join()
    assert [c.doc_id for c in read(tmp_path).codings] == ["D2", "D3"]


def test_the_name_of_a_new_file_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []
    sync = os.fsync

    def noted(handle: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    append(tmp_path, [FACE])
    append(tmp_path, [replace(FACE, memo="again")])
    assert synced == [False, True, False]


def test_the_digest_of_nothing_is_empty_and_does_not_depend_on_the_order(tmp_path: Path) -> None:
    assert read(tmp_path / "none").digest == ""
    other = replace(FACE, coder="Bo")
    append(tmp_path / "one", [FACE, other])
    append(tmp_path / "two", [other])
    append(tmp_path / "two", [FACE])
    assert read(tmp_path / "one").digest == read(tmp_path / "two").digest != ""
