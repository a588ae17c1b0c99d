"""What all tests share: no network, a small archive, and the command line as a user calls it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("suite", deadline=None, derandomize=True)  # the same cases on every machine, slow ones too
settings.load_profile("suite")

ROOT = Path(__file__).resolve().parent.parent
NO_NETWORK = Path(__file__).parent / "no_network"

MONDAY = """\
I: How did you come to the hub?

R: Through Karen Holdsworth, she was my nurse. I'd been at home for a long time and I didn't get out much.

I: And do you go to the meetings?

R: We are not invited to that one. It is for registered staff, that is how it was set up, and who gets a place is
settled in there.

I: Mm.

R: The bus was late again this morning. It is always late on a Monday.
"""
TUESDAY = """\
I: What do they bring, the peer workers?

R: Karen said it best. They have been there. People relax with them, they know they are understood.

I: And are they staff?

R: She is on the rota like the rest of us, she is a colleague. But the consultant had the last word, he overruled her
and he discharged him.
"""
WEDNESDAY = """\
I: Tell me about your job?

R: I answer the phones and I do the post. There is a lot of post. I do not really know what they do in there.

I: Do you ever speak with them?

R: Not much. I told them the forms were wrong and nobody listened, so I keep my mouth shut now.
"""


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: object) -> None:
        if self.family == socket.AF_UNIX:
            return connect(self, address)
        raise OSError("a test tried to use the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A project of three short interviews, begun as a user begins it, with roles filled in."""
    return make_archive(tmp_path / "archive")


def make_archive(folder: Path) -> Path:
    from pipeline.setup_project import begin

    transcripts = folder / "transcripts"
    transcripts.mkdir(parents=True)
    for name, text in (("monday", MONDAY), ("tuesday", TUESDAY), ("wednesday", WEDNESDAY)):
        (transcripts / f"{name}.txt").write_text(text, encoding="utf-8")
    begin(folder, title="Three days", input_folder="transcripts", accept=True)
    set_roles(
        folder, {"monday.txt": "service_user_or_peer", "tuesday.txt": "professional", "wednesday.txt": "other_staff"}
    )
    return folder


def set_roles(folder: Path, groups: dict[str, str]) -> None:
    from dataclasses import replace

    from pipeline.roster import read_roster, write_roster

    path = folder / "vault" / "speakers.csv"
    rows = [
        replace(s, role=groups[s.file], role_group=groups[s.file]) if s.label == "R" and s.file in groups else s
        for s in read_roster(path).speakers
    ]
    write_roster(path, rows)


def run_archive(folder: Path, *, workers: int = 1, figures: bool = False):
    """A whole run in this process; its figures, which take seconds and have tests of their own, only where wanted."""
    from pipeline.bench import workbench
    from pipeline.outputs import write_outputs
    from pipeline.project import load_project
    from pipeline.run import run

    bench = workbench(load_project(folder))
    outcome = run(bench, workers=workers, tell=lambda told: None)
    with nullcontext() if figures else unillustrated():
        return outcome, write_outputs(bench, outcome)


@contextmanager
def unillustrated() -> Iterator[None]:
    """Outputs that are written within have every table and page, but no figures."""
    from pipeline.figures import made

    made.figures.cache_clear()
    with pytest.MonkeyPatch.context() as here:
        here.setattr(made, "MAKERS", ())
        yield
    made.figures.cache_clear()


def passages_of(folder: Path) -> list[dict]:
    lines = (folder / "out" / "data" / "passages.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def tree_bytes(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def threefaces() -> Command:
    """The console command as a user types it, but in this process, which has read its libraries already; no figures."""

    def call(*arguments: str | Path, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
        from pipeline.cli.app import main

        out, err = (TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with pytest.MonkeyPatch.context() as here, unillustrated(), redirect_stdout(out), redirect_stderr(err):
            here.chdir(cwd)
            here.setenv("COLUMNS", "200")
            here.setattr(sys, "argv", ["threefaces", *map(str, arguments)])
            here.setattr(sys, "stdin", StringIO())
            here.setattr(signal, "signal", lambda *_: None)
            with pytest.raises(SystemExit) as stopped:
                main()
        said, complained = (stream.buffer.getvalue().decode() for stream in (out, err))
        return subprocess.CompletedProcess(arguments, int(stopped.value.code or 0), said, complained)

    return call


@pytest.fixture
def program() -> Command:
    """The console command in a process of its own, without a network, as nobody but a user would start it."""

    def call(*arguments: str | Path, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", "from pipeline.cli.app import main; main()", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, env=offline(), capture_output=True, text=True, check=False, timeout=280)

    return call


def offline() -> dict[str, str]:
    """An environment in which no process reaches the network."""
    paths = os.pathsep.join([str(NO_NETWORK), str(ROOT)])
    return {**os.environ, "PYTHONPATH": paths, "HF_HUB_OFFLINE": "1", "COLUMNS": "200", "OMP_NUM_THREADS": "1"}
