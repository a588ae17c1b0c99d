"""The key and the vault: nothing is made up, nothing is readable by others, nothing wrong is opened."""

import base64
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.errors import ConfigError
from data_schemas.records import Finding, Name, Transcript, Utterance
from pipeline import places
from pipeline.clean import clean
from pipeline.cli.app import app
from pipeline.key import Key, new_key, read_key, write_key
from pipeline.project import load_project
from pipeline.pseudonymise.mask import pseudonymise, restore
from pipeline.roster import Speaker
from pipeline.setup_project import begin
from pipeline.vault import read_header, read_shard, write_shard
from pipeline.vault_check import CHECK
from tests.conftest import ROOT, make_archive, passages_of, run_archive

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


def test_a_changed_bit_or_a_cut_anywhere_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.shard"
    write_shard(path, rows=ROWS, records=[Name(text="Karen", type="PERSON")], key=KEY)
    whole = path.read_bytes()
    changed = [whole[:i] + bytes([whole[i] ^ 1 << i % 8]) + whole[i + 1 :] for i in range(len(whole))]
    for content in [*changed, *(whole[:i] for i in range(len(whole))), whole + b"x"]:
        path.write_bytes(content)
        with pytest.raises(ConfigError, match="cannot be opened with this key, or was damaged"):
            read_shard(path, record_type=Name, key=KEY)


def test_a_key_never_shows_itself() -> None:
    assert "secret" not in repr(KEY)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of several shards after a run, for tests to copy."""
    folder = make_archive(tmp_path_factory.mktemp("kept") / "archive")
    for number in range(8):
        text = f"I: And then?\n\nR: Karen Holdsworth rang me {number} times, and we talked about the rota.\n"
        (folder / "transcripts" / f"more-{number}.txt").write_text(text, encoding="utf-8")
    run_archive(folder)
    (folder / "store" / ".lock").touch()
    return folder


@pytest.fixture
def project(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "archive"))


def shards(project: Path, name: str) -> list[Path]:
    return sorted((project / "vault" / name).glob("*.shard"))


def change(at: float) -> Callable[[Path], None]:
    """Change one byte: at this share of the header's line, or behind it where over 1."""

    def damage(project: Path) -> None:
        for name in ("originals", "detected"):
            path = shards(project, name)[0]
            content = bytearray(path.read_bytes())
            line = content.index(b"\n")
            place = int(line * at) if at < 1 else line + int(at)
            content[min(place, len(content) - 1)] ^= 1
            path.write_bytes(content)

    return damage


def change_originals_only(project: Path) -> None:
    path = shards(project, "originals")[-1]
    path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1]))


def cut(project: Path) -> None:
    path = shards(project, "originals")[0]
    path.write_bytes(path.read_bytes()[:-20])


def empty(project: Path) -> None:
    shards(project, "detected")[0].write_bytes(b"")


def swap(project: Path) -> None:
    one, other = shards(project, "originals")[:2]
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)


def swap_shelves(project: Path) -> None:
    one, other = shards(project, "originals")[0], shards(project, "detected")[0]
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)


def lose(name: str) -> Callable[[Path], None]:
    return lambda project: shards(project, name)[0].unlink()


def lose_vault(project: Path) -> None:
    key = (project / "vault" / "key").read_bytes()
    shutil.rmtree(project / "vault")
    (project / "vault").mkdir(mode=0o700)
    (project / "vault" / "key").write_bytes(key)
    (project / "vault" / "key").chmod(0o600)


def another_key(project: Path) -> None:
    (project / "vault" / "key").unlink()
    write_key(project / "vault" / "key", new_key())


def another_key_and_no_check(project: Path) -> None:
    another_key(project)
    (project / "vault" / CHECK).unlink()


def lose_key(project: Path) -> None:
    (project / "vault" / "key").unlink()


def damage_check(project: Path) -> None:
    (project / "vault" / CHECK).write_bytes(b"\xff\x00")


def open_key_to_all(project: Path) -> None:
    (project / "vault" / "key").chmod(0o644)


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file and folder with its mode and bytes."""
    return {
        p.relative_to(folder).as_posix(): (p.stat().st_mode, p.read_bytes() if p.is_file() else b"")
        for p in sorted(folder.rglob("*"))
    }


COMMANDS = {
    "run": [],
    "plan": [],
    "clean": [],
    "init": [],
    "reveal": ["document"],
    "forget": ["document", "--yes"],
}
DAMAGES = {
    "header": (change(0.5), "was damaged"),
    "header's first byte": (change(0.0), "was damaged"),
    "nonce": (change(5), "was damaged"),
    "ciphertext": (change(40), "was damaged"),
    "tag": (change(10**9), "was damaged"),
    "originals only": (change_originals_only, "was damaged"),
    "truncated": (cut, "was damaged"),
    "empty": (empty, "was damaged"),
    "swapped": (swap, "under another name"),
    "swapped shelves": (swap_shelves, "under another name"),
    "lost originals": (lose("originals"), "Without one, remove from store/pseudonymise"),
    "lost findings": (lose("detected"), "Without one, remove from store/pseudonymise"),
    "lost vault": (lose_vault, "Put vault/ back"),
    "another key": (another_key, "not the key that this project was begun with"),
    "another key, no check": (another_key_and_no_check, "Put back the right key"),
    "no key": (lose_key, "put"),
    "damaged check": (damage_check, "not the key that this project was begun with"),
    "key open to others": (open_key_to_all, "chmod 600"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_wrong_key_or_a_damaged_vault_changes_nothing_and_says_what_to_do(project: Path, damage: str) -> None:
    document = passages_of(project)[0]["document"]
    apply, message = DAMAGES[damage]
    apply(project)
    before = snapshot(project)
    for command, arguments in COMMANDS.items():
        given_arguments = [document if a == "document" else a for a in arguments]
        with pytest.raises(ConfigError) as caught:
            app([command, str(project), *given_arguments], standalone_mode=False)
        assert message in str(caught.value), command
        assert "\n" not in str(caught.value)
        assert snapshot(project) == before, command


@pytest.mark.parametrize("name", ["originals", "detected"])
def test_what_a_message_says_to_remove_is_made_again_the_same(project: Path, name: str) -> None:
    outputs = snapshot(project / "out")
    lose(name)(project)
    with pytest.raises(ConfigError) as caught:
        app(["plan", str(project)], standalone_mode=False)
    named = [word.rstrip(",;") for word in str(caught.value).split() if ".parquet" in word]
    for part in named:
        (project / "store" / "pseudonymise" / part).unlink()
    outcome, _ = run_archive(project)
    assert not outcome.worked["segment"]
    assert snapshot(project / "out") == outputs
    assert shards(project, name)


def test_a_key_is_known_from_the_beginning_before_any_run(archive: Path) -> None:
    another_key(archive)
    with pytest.raises(ConfigError, match="begun with"):
        run_archive(archive)
    with pytest.raises(ConfigError, match="begun with"):
        begin(archive, title="", input_folder="transcripts", accept=False)


def test_a_project_from_before_the_check_gets_one_at_its_next_run(project: Path) -> None:
    (project / "vault" / CHECK).unlink()
    run_archive(project)
    assert (project / "vault" / CHECK).exists()
    assert stat.S_IMODE((project / "vault" / CHECK).stat().st_mode) == 0o600


def test_a_disk_without_permissions_is_warned_of_and_not_refused(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "vault" / "key").chmod(0o755)
    mounts = (
        f"36 35 98:0 / / rw - ext4 /dev/sda rw\n40 36 8:1 / {project} rw,uid=1000 - exfat /dev/sdb1 rw,fmask=0022\n"
    )
    (tmp_path / "mountinfo").write_text(mounts)
    monkeypatch.setattr(places, "MOUNTS", tmp_path / "mountinfo")
    run_archive(project)
    assert any("no file permissions" in warning for warning in places.warnings_for(load_project(project)))


SAID = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)
LABELS = st.sampled_from(["I", "R", "Karen", "Dr Müller", "", None])
SPOKEN = st.lists(st.tuples(LABELS, SAID, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4)))
TYPES = ("PERSON", "LOCATION", "DATE", "PHONE")


@given(SPOKEN)
def test_whatever_is_masked_is_restored_exactly(said: list[tuple[str | None, str, list[tuple[int, int]]]]) -> None:
    utterances, events = clean([Utterance(speaker=s, start_s=None, end_s=None, text=t) for s, t, _ in said])
    findings = [
        Finding(utterance=i, start=a, end=b, type=TYPES[(a + b) % 4], layer="any", confidence=0.9)
        for i, (_, _, spans) in enumerate(said[: len(utterances)])
        for a, b in spans
        if a < b <= len(utterances[i].text)
    ]
    masked, originals = pseudonymise(
        Transcript(doc_id="A", utterances=utterances, events=events),
        findings=findings,
        names=[Name(text="Karen", type="PERSON")],
        speakers=[Speaker(file="a", label="R", person="Rosa Lind")],
        key=KEY,
    )
    assert restore(masked, originals) == utterances


def test_every_file_of_the_vault_is_readable_by_its_owner_only(archive: Path) -> None:
    run_archive(archive)
    begin(archive, title="", input_folder="transcripts", accept=True)
    modes = {p.relative_to(archive): p.stat().st_mode & 0o777 for p in (archive / "vault").rglob("*") if p.is_file()}
    assert modes
    assert set(modes.values()) == {0o600}
