"""The researcher's loop by commands alone: run, code elsewhere, import, train, run again, compare coders, hand back."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from data_schemas.annotated import read_annotated
from data_schemas.codebook import DEFAULT as CORE
from models.release import DEFAULT as STARTER
from models.release import read_release
from pipeline.cli.app import app
from pipeline.codings.store import read
from tests.conftest import ROOT, tree_bytes, unillustrated
from tests.import_files import NVIVO, Coded, qdpx

INTERVIEWS = (
    "cancer-panel",
    "crisis-psw",
    "dyad-allotment",
    "dyad-carers",
    "focus-panel",
    "hospice-volunteer",
    "hub-cpn",
    "hub-psw",
    "hub-secretary",
    "nurse-consultant",
    "ot-lead",
    "prison-lep",
)  # none of them trained a released model
SPOKEN = 5_000  # characters of each interview, from its beginning: enough to learn from
NAMES = {
    "decision_making": "Decision-making",
    "non_decision_making": "Non-decision-making",
    "ideological": "Ideological",
}
ENCODED = ("detect", "pseudonymise", "segment", "encode")


def call(*arguments: object) -> None:
    with unillustrated():
        app([str(argument) for argument in arguments], standalone_mode=False)


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    """What a command prints for programs."""
    capsys.readouterr()
    call(*arguments, "--json")
    return json.loads(capsys.readouterr().out)


def faces(path: Path) -> Path:
    """The core scheme's first dimension as a codebook of its own: enough to go round by."""
    core = yaml.safe_load(CORE.read_text(encoding="utf-8"))
    path.write_text(
        yaml.safe_dump(core | {"id": "faces", "dimensions": core["dimensions"][:1], "readings": []}), encoding="utf-8"
    )
    return path


def transcripts(folder: Path) -> tuple[dict[str, str], list[Coded]]:
    """Raw transcripts as files, and their known codes as quotes that Ann marked."""
    texts, codings = {}, []
    for name in INTERVIEWS:
        text = ""
        whole = read_annotated(ROOT / "examples" / "archive" / "sources" / f"{name}.md").utterances
        for u in whole:
            if len(text) > SPOKEN:
                break
            at = len(text) + len(u.label) + 2
            text += f"{u.label}: {u.text}\n\n"
            for p in u.passages:
                number = text.count(u.text[p.start : p.end], 0, at + p.end)
                codings += [
                    Coded(
                        text=f"{name}.txt",
                        quote=u.text[p.start : p.end],
                        code=f"Face of power\\{NAMES[code]}",
                        number=number,
                    )
                    for code in p.codes.get("power_face", [])
                ]
        texts[f"{name}.txt"] = text
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return texts, codings


def second_coder(codings: list[Coded]) -> list[Coded]:
    """Bo marks what Ann marked in two interviews, but for every fifth."""
    two = [c for c in codings if c.text in {f"{name}.txt" for name in INTERVIEWS[:2]}]
    return [
        Coded(text=c.text, quote=c.quote, code=c.code, number=c.number, user="Bo") for i, c in enumerate(two) if i % 5
    ]


def decisions(project: Path) -> list[tuple[object, ...]]:
    """Every coding and scope that stands, without when and how it came."""
    stored = read(project / "codings")
    return [(c.doc_id, c.start, c.end, c.coder, c.source, c.codes, c.anchor) for c in stored.codings]


def test_the_loop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, book, coded = tmp_path / "study", faces(tmp_path / "faces.yaml"), tmp_path / "coded.qdpx"
    (project / "transcripts").mkdir(parents=True)
    texts, codings = transcripts(project / "transcripts")
    call("init", project, "--accept")
    first = told(capsys, "run", project)
    assert {len(done) for done in first["worked"].values()} == {len(INTERVIEWS)}
    before = json.loads((project / "out" / "run.json").read_text())
    released = dict(read_release(STARTER).labels_by_source)
    assert before["model"]["labels"] == released

    coded.write_bytes(qdpx(NVIVO, texts, codings))
    given = ("--codebook", book, "--source", "human_blind", "--complete", "power_face")
    call("import", project, coded, *given)
    assert len({c[:3] for c in decisions(project)}) == len({(c.text, c.quote, c.number) for c in codings})

    model = project / "models" / "ours"
    model.parent.mkdir()
    call("train", "--quick", "--codings", project, "--codebook", book, "--folds", 2, "--out", model)
    made = json.loads((model / "model.json").read_text())
    assert made["labels"]["by_source"].keys() == {"human_blind"}
    assert made["confidential"]
    settings = project / "project.yaml"
    written = re.search(r"`(model: .*)` in project.yaml, then threefaces run (.*)", capsys.readouterr().err)
    assert written is not None
    assert written.groups() == ("model: models/ours", str(project))
    settings.write_text(settings.read_text() + f"{written[1]}\n")

    second = told(capsys, "run", project)
    assert [second["worked"][stage] for stage in ENCODED] == [[]] * 4
    assert len(second["worked"]["score"]) == len(INTERVIEWS)
    after = json.loads((project / "out" / "run.json").read_text())
    assert (after["model"]["name"], after["model"]["labels"]) == ("ours", made["labels"]["by_source"])
    assert after["model"]["digest"] != before["model"]["digest"]
    assert after["decided_by_people"] > 0
    page = (project / "out" / "index.html").read_text()
    assert f"{made['labels']['all']:,} human blind" in page
    assert after["model"]["digest"] in page

    coded.write_bytes(qdpx(NVIVO, texts, second_coder(codings)))
    call("import", project, coded, *given)
    agreed = told(capsys, "agree", project, "--coders", "Ann,Bo")
    assert (agreed["measure"], agreed["coders"]) == ("agreement", ["Ann", "Bo"])

    call("export", project, "--to", "qdpx", "--codes", "human")
    (exported,) = (project / "out").rglob("*.qdpx")
    kept = Path(shutil.copy(exported, tmp_path / "back.qdpx"))
    other = Path(shutil.copytree(project, tmp_path / "other"))
    shutil.rmtree(other / "codings")
    call("import", other, kept, "--complete", "none")
    assert decisions(other) == decisions(project)
    standing = tree_bytes(project / "codings")
    call("import", project, kept, "--complete", "none")
    assert tree_bytes(project / "codings") == standing
