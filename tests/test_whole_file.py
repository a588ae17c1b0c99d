"""A file is whole or not there: whatever goes wrong while it is written, what stood before stands, and nothing lies beside."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from data_schemas.errors import ConfigError
from pipeline.whole_file import EVERYBODY, OWNER, put_whole


def test_it_takes_the_place_of_what_stood_there_and_nothing_lies_beside(tmp_path: Path) -> None:
    path = tmp_path / "made" / "table.csv"
    for content in (b"first", b"second"):
        put_whole(path, lambda out, content=content: out.write(content))
        assert [(p.name, p.read_bytes()) for p in path.parent.iterdir()] == [("table.csv", content)]


def test_what_stood_there_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"before")

    def fails(out: BinaryIO) -> None:
        out.write(b"half")
        assert path.read_bytes() == b"before"
        assert [p.suffix for p in tmp_path.iterdir() if p != path] == [".tmp"]
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        put_whole(path, fails)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("table.csv", b"before")]


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
def test_what_is_no_file_is_refused_before_anything_is_written_and_stays(tmp_path: Path, make: Callable) -> None:
    place, link = tmp_path / "place", tmp_path / "link"
    make(place)
    link.symlink_to(place)
    kind = stat.S_IFMT(place.lstat().st_mode)
    for path in (place, link):
        with pytest.raises(ConfigError, match=f"{path.name}: not a file but a folder, a device or a pipe; expected"):
            put_whole(path, lambda _: 1 / 0)
    assert {p.name for p in tmp_path.iterdir()} == {"place", "link"}
    assert stat.S_IFMT(place.lstat().st_mode) == kind
    assert link.is_symlink()


def test_through_a_link_the_file_that_it_leads_to_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "far" / "table.csv", tmp_path / "near.csv"
    target.parent.mkdir()
    target.write_bytes(b"before")
    link.symlink_to(target)
    put_whole(link, lambda out: out.write(b"after"))
    assert link.is_symlink()
    assert target.read_bytes() == b"after"
    assert [p.name for p in target.parent.iterdir()] == ["table.csv"]


def test_only_its_owner_reads_what_is_private_from_its_first_byte_on(tmp_path: Path) -> None:
    def rights(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    put_whole(tmp_path / "open", lambda out: out.write(b"x"), mode=EVERYBODY)
    put_whole(
        tmp_path / "own", lambda _: [rights(p) for p in tmp_path.glob("own*.tmp")] == [OWNER] or 1 / 0, mode=OWNER
    )
    (tmp_path / "plain").write_bytes(b"x")
    assert rights(tmp_path / "open") == rights(tmp_path / "plain")
    assert rights(tmp_path / "own") == OWNER
