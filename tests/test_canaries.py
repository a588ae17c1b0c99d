"""Canaries: words that cannot be mistaken are put into an archive, everything that can happen to it happens, and then
they are searched for everywhere. Everybody in it is invented.
"""

import base64
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import docx
import pytest

from pipeline.forget.search import texts_of
from pipeline.key import read_key
from pipeline.roster import read_roster, write_roster
from tests.conftest import ROOT, passages_of

NAME = "Zebedee Quackenbush"
RAW = (  # what may stand in the input folder and, encrypted or in its tables, in the vault; nowhere else
    "Quackenbush",
    "Zebedee",
    "Philippa",
    "Thistledown Crescent",
    "HG1 9XQ",
    "07700 900457",
    "zeb.quack@example.org",
    "943 476 5919",
)
PHRASE = "marmalade windmill never answered any of our letters"  # harmless, so it stays until it is forgotten
TALK = (
    ("I", "Where do you live now?"),
    (NAME, "At 48 Thistledown Crescent, Harrogate, HG1 9XQ. My number is 07700 900457, or zeb.quack@example.org."),
    ("I", "Who went with you?"),
    (NAME, "My sister Philippa Quackenbush came. The marmalade windmill never answered any of our letters, she says."),
    (NAME, "My NHS number is 943 476 5919 and they still ask me for it at every single visit to the ward."),
)
PLAIN = "I: How is it?\n\nR: It is number {n}. We met in the hub and nobody asked us what we thought of the rota.\n"
pytestmark = pytest.mark.timeout(900)  # a dozen processes, on a machine that may be busy
STARTS = [sys.executable, "-c", "from pipeline.cli.app import main; main()"]


@dataclass
class Stage:
    """A place with nothing in it but a project: its own home, temporary folder and working folder."""

    place: Path
    project: Path
    said: list[bytes] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    before: list[tuple[str, str]] = field(default_factory=list)  # every readable file, before the forgetting

    def environment(self, **more: str) -> dict[str, str]:
        paths = os.pathsep.join([str(Path(__file__).parent / "broken"), str(ROOT)])
        own = {name: str(self.place / name.lower()) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
        kept = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
        return {**kept, **own, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONFAULTHANDLER": "1", **more}

    def start(self, *arguments: str, **more: str) -> "subprocess.Popen[bytes]":
        command = [*STARTS, arguments[0], str(self.project), *arguments[1:]]
        return subprocess.Popen(
            command,
            cwd=self.place / "cwd",
            env=self.environment(**more),
            stdout=-1,
            stderr=-1,
            stdin=subprocess.DEVNULL,
        )

    def call(self, *arguments: str, title: str = "", **more: str) -> tuple[bytes, bytes]:
        process = self.start(*arguments, **more)
        out, err = process.communicate(timeout=400)
        self.codes[title or arguments[0]] = process.returncode
        self.said += [out, err]
        return out, err


def family(pid: int) -> list[int]:
    """A process and those that it started."""
    try:
        started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(p for child in started for p in family(int(child)))]


def make(place: Path) -> Stage:
    for name in ("home", "tmpdir", "xdg_cache_home", "cwd"):
        (place / name).mkdir(parents=True)
    transcripts = place / "project" / "transcripts"
    transcripts.mkdir(parents=True)
    (transcripts / "zebedee-quackenbush.txt").write_text("\n\n".join(f"{who}: {said}" for who, said in TALK))
    cues = "".join(f"00:00:{i:02}.000 --> 00:00:{i + 1:02}.000\n<v {w}>{t}\n\n" for i, (w, t) in enumerate(TALK))
    (transcripts / "Philippa Quackenbush.vtt").write_text(f"WEBVTT\n\nNOTE recorded by {NAME}\n\n{cues}")
    document = docx.Document()
    document.core_properties.author = document.core_properties.last_modified_by = NAME
    document.core_properties.title = f"Interview with {NAME}"
    for who, said in TALK:
        document.add_paragraph(f"{who}: {said}")
    document.save(transcripts / "quackenbush, zebedee.docx")
    for number in range(14):
        (transcripts / f"plain-{number:02}.txt").write_text(PLAIN.format(n=number))
    with zipfile.ZipFile(transcripts / "damaged.docx", "w") as archive:
        archive.writestr("word/document.xml", f"<w:document><w:p>{NAME} " + " ".join(RAW))
    return Stage(place=place, project=place / "project")


def killed_in_the_middle(stage: Stage) -> None:
    """Start a run of two workers, look at its processes, and kill it while they read."""
    process = stage.start("run", "--workers", "2")
    deadline = time.monotonic() + 200
    members: set[int] = set()
    while process.poll() is None and time.monotonic() < deadline:
        for pid in family(process.pid):
            try:
                stage.seen.append(Path(f"/proc/{pid}/cmdline").read_text() + Path(f"/proc/{pid}/comm").read_text())
                limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
            except OSError:
                continue
            members.add(pid)
            stage.codes[f"core {pid}"] = int(next(x for x in limits if x.startswith("Max core")).split()[4] != "0")
        if list((stage.project / "vault" / "detected").glob("*.shard")) and len(members) > 2:
            break
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    stage.said += process.communicate(timeout=60)
    while any(Path(f"/proc/{pid}/cmdline").exists() for pid in members) and time.monotonic() < deadline:
        time.sleep(0.02)
    stage.codes["outlived"] = sum(Path(f"/proc/{pid}/cmdline").exists() for pid in members)
    stage.codes["processes"] = len(members)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The archive after everything that may happen to one, a person's forgetting last."""
    stage = make(tmp_path_factory.mktemp("canaries"))
    stage.call("init", "--accept")
    speakers = stage.project / "vault" / "speakers.csv"
    rows = [replace(s, role_group="carer") if s.label != "I" else s for s in read_roster(speakers).speakers]
    write_roster(speakers, rows)
    stage.call("run", title="fails", THREEFACES_TEST_BREAK="raise")
    stage.call("run", "--workers", "2", title="crashes", THREEFACES_TEST_BREAK="crash")
    killed_in_the_middle(stage)
    stage.call("run")
    stage.before = everything_readable(stage, vault_tables=False)
    stage.call("plan")
    plain = next(r["document"] for r in passages_of(stage.project) if "number 7" in r["text"])
    stage.call("reveal", plain)
    stage.call("forget", NAME, "--yes")
    return stage


def everything_readable(stage: Stage, *, vault_tables: bool) -> list[tuple[str, str]]:
    """Every file outside the input folder as text: as it is, and with Parquet, archives and escapes undone."""
    out = []
    for path in files(stage):
        if path.suffix == ".shard" or (not vault_tables and "vault" in path.parts):
            continue
        key = read_key(stage.project / "vault" / "key")
        out.append((path.as_posix(), "\n".join(texts_of(path, key=key))))
    return out


def files(stage: Stage) -> Iterator[Path]:
    for path in sorted(stage.place.rglob("*")):
        if path.is_file() and "transcripts" not in path.relative_to(stage.project.parent).parts[:2]:
            yield path


def forms(words: str) -> Iterator[bytes]:
    """A canary as bytes, however it may be written."""
    for text in (words, words.lower(), words.upper()):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield text.encode(encoding)
        for shift in range(3):  # within base64 text, six bits a letter, it begins at any of three places
            whole = base64.b64encode(b"\x00" * shift + text.encode())
            yield whole[-(-8 * shift // 6) : 8 * (shift + len(text.encode())) // 6]  # the letters that it decides alone


def test_a_canary_is_found_however_it_is_written() -> None:
    for before in (b"", b"a", b"ab", b"abc"):
        coded = base64.b64encode(before + b"Philippa, she said")
        assert holding(coded, ["Philippa"])
        assert not holding(coded, ["Quackenbush"])
    assert not holding(base64.b64encode(b"probability of an ability"), ["Philippa"])  # both hold "ili"


def holding(content: bytes, canaries: Sequence[str]) -> list[str]:
    return [words for words in canaries if any(form in content for form in forms(words))]


def test_everything_went_as_it_was_meant_to(stage: Stage) -> None:
    codes = dict(stage.codes)
    assert {name: codes[name] for name in ("init", "fails", "crashes", "run", "plan", "reveal", "forget")} == {
        "init": 0, "fails": 1, "crashes": 2, "run": 3, "plan": 0, "reveal": 0, "forget": 0,
    }  # fmt: skip
    assert codes["processes"] >= 3
    before = dict(stage.before)
    assert any(PHRASE in text for name, text in before.items() if "/out/" in name)
    assert any("[Name " in text for name, text in before.items() if "/out/" in name)


def test_no_canary_was_anywhere_outside_input_and_vault_before_the_forgetting(stage: Stage) -> None:
    for name, text in stage.before:
        assert not [w for w in RAW if w.casefold() in text.casefold()], name


def test_no_canary_is_in_any_byte_of_any_file(stage: Stage) -> None:
    searched = 0
    for path in files(stage):
        content = path.read_bytes()
        assert not holding(content, [*RAW, PHRASE]), path
        assert not holding(str(path.relative_to(stage.place)).encode(), RAW), path
        searched += 1
    assert searched > 30
    for name, text in everything_readable(stage, vault_tables=True):
        assert not [w for w in (*RAW, PHRASE) if w.casefold() in text.casefold()], name


def test_nothing_that_was_said_to_people_or_programs_holds_more_than_file_names(stage: Stage) -> None:
    names = [p.name.encode() for p in (stage.project / "transcripts").iterdir()]
    asked_for = NAME.encode()  # what the user typed may be said back
    for said in stage.said:
        for name in [*names, asked_for]:
            said = said.replace(name, b"")
        assert not holding(said, [*RAW, PHRASE]), said[-600:]
    assert sum(len(said) for said in stage.said) > 1000


def test_processes_show_nothing_leave_no_core_and_do_not_outlive_a_kill(stage: Stage) -> None:
    assert not holding("\n".join(stage.seen).encode(), [*RAW, PHRASE])
    assert stage.codes["outlived"] == 0
    assert not list(stage.place.rglob("core*"))


def test_temporary_folder_home_and_working_folder_are_left_empty(stage: Stage) -> None:
    for name in ("home", "tmpdir", "xdg_cache_home", "cwd"):
        assert not [p for p in (stage.place / name).rglob("*") if p.is_file()], name
