"""The key and the vault: nothing is made up, nothing is readable by others, nothing wrong is opened."""

import base64
import stat
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from data_schemas.records import Name
from pipeline.key import Key, new_key, read_key, write_key
from pipeline.vault import read_header, read_shard, write_shard
from tests.conftest import ROOT

KEY = Key(bytes(range(32)))
ROWS = [{"doc_id": "AB", "key": "1"}]


def test_a_code_is_the_same_for_the_same_key_only() -> None:
    assert KEY.code("pseudonym", "PERSON", "karen", symbols=6) == KEY.code("pseudonym", "PERSON", "karen", symbols=6)
    assert KEY.code("pseudonym", "PERSON", "karen", symbols=6) != new_key().code(
        "pseudonym", "PERSON", "karen", symbols=6
    )
    assert KEY.mac("word", "ab", "c") != KEY.mac("word", "a", "bc")


def test_a_key_is_written_once_for_its_owner_only(tmp_path: Path) -> None:
    write_key(tmp_path / "vault" / "key", KEY)
    assert stat.S_IMODE((tmp_path / "vault" / "key").stat().st_mode) == 0o600
    assert read_key(tmp_path / "vault" / "key") == KEY
    with pytest.raises(ConfigError, match="it is kept"):
        write_key(tmp_path / "vault" / "key", new_key())


def test_a_missing_key_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="put back the key"):
        read_key(tmp_path / "key")
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("text", ["", "not base32!", base64.b32encode(b"short").decode()])
def test_a_damaged_key_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    with pytest.raises(ConfigError):
        read_key(tmp_path / "key")


def test_the_public_example_key_is_refused_outside_examples(tmp_path: Path) -> None:
    example = ROOT / "examples" / "archive" / "example.key"
    read_key(example)
    (tmp_path / "key").write_text(example.read_text())
    with pytest.raises(ConfigError, match="public key of the example archive"):
        read_key(tmp_path / "key")


def test_the_key_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREEFACES_KEY", base64.b32encode(KEY.secret).decode())
    assert read_key(tmp_path / "none") == KEY


def test_a_shard_hides_its_words_and_gives_them_back(tmp_path: Path) -> None:
    path = tmp_path / "vault" / "a.shard"
    write_shard(path, rows=ROWS, records=[Name(text="Karen Holdsworth", type="PERSON")], key=KEY)
    assert b"Karen" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert read_header(path) == ROWS
    assert read_shard(path, record_type=Name, key=KEY) == [Name(text="Karen Holdsworth", type="PERSON")]


def test_a_wrong_key_opens_nothing(tmp_path: Path) -> None:
    write_shard(tmp_path / "a.shard", rows=ROWS, records=[Name(text="Karen", type="PERSON")], key=KEY)
    before = (tmp_path / "a.shard").read_bytes()
    with pytest.raises(ConfigError, match="cannot be opened with this key"):
        read_shard(tmp_path / "a.shard", record_type=Name, key=new_key())
    assert (tmp_path / "a.shard").read_bytes() == before


@pytest.mark.parametrize("place", [3, 30, -1])
def test_a_changed_byte_anywhere_is_noticed(tmp_path: Path, place: int) -> None:
    write_shard(tmp_path / "a.shard", rows=ROWS, records=[Name(text="Karen", type="PERSON")], key=KEY)
    content = bytearray((tmp_path / "a.shard").read_bytes())
    content[place] ^= 1
    (tmp_path / "a.shard").write_bytes(content)
    with pytest.raises(ConfigError):
        read_shard(tmp_path / "a.shard", record_type=Name, key=KEY)


def test_a_key_never_shows_itself() -> None:
    assert "secret" not in repr(KEY)
