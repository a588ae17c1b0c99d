"""A file is whole or not there: whatever goes wrong while it is written, what stood before stands, and nothing lies beside."""

import stat
from pathlib import Path
from typing import BinaryIO

import pytest

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
