"""The example archive: read as its gold has it, apart from what trains, and built from its sources to the byte."""

import importlib.util
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from data_schemas.annotated import check_annotated, read_annotated
from data_schemas.codebook import load_codebook
from pipeline.clean import clean
from pipeline.readers import read_file
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
ARCHIVE = EXAMPLES / "archive"
JUDGING = {"talk": 2560, "crosswise": 640, "contrasts": 320}  # passages that train nothing
SOURCES = sorted(
    [
        *ARCHIVE.glob("sources/*.md"),
        *EXAMPLES.glob("training/interviews/*.md"),
        *EXAMPLES.glob("training/documents/*.md"),
    ]
)


def builder():
    spec = importlib.util.spec_from_file_location("build_examples", ROOT / "scripts" / "build_examples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FILES = {name: file for name, (file, _, _) in builder().FILES.items()}


def test_the_archives_files_are_what_the_script_builds(tmp_path: Path) -> None:
    builder().main(tmp_path)
    built = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    for name, content in built.items():
        assert (ARCHIVE / name).read_bytes() == content, name
    kept = {
        p.relative_to(ARCHIVE).as_posix()
        for place in ("transcripts", "gold")
        for p in (ARCHIVE / place).rglob("*")
        if p.is_file()
    }
    assert kept <= set(built)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_built_transcript_is_read_as_it_was_written(name: str) -> None:
    gold = [json.loads(line) for line in (ARCHIVE / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    utterances, _ = clean(read_file(ARCHIVE / "transcripts" / FILES[name]).utterances)
    said = merged((u.speaker, u.text) for u in utterances if u.text != "[END OF RECORDING]")
    assert said == merged((row["speaker"], row["text"]) for row in gold)


def merged(pairs) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for speaker, text in pairs:
        if out and out[-1][0] == speaker:
            out[-1] = (speaker, f"{out[-1][1]} {text}")
        else:
            out.append((speaker, text))
    return [(s, " ".join(t.split())) for s, t in out]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_the_mark_up_of_every_interview_is_right(path: Path) -> None:
    source = read_annotated(path)
    assert check_annotated(source, codebook=load_codebook(), name=path.name) == []
    assert source.head.id == path.stem
    assert source.head.coded_by == "model"
    words = sum(len(u.text.split()) for u in source.utterances)
    assert words >= (300 if source.head.kind == "document" else 1200)


def test_no_interview_is_in_both_parts() -> None:
    ids = [path.stem for path in SOURCES]
    assert len(ids) == len(set(ids))
    archive, training = sentences(ARCHIVE.glob("sources/*.md")), sentences(EXAMPLES.glob("training/interviews/*.md"))
    passages = texts(EXAMPLES.glob("training/*/*.jsonl"))
    talk = texts(path for folder in JUDGING for path in EXAMPLES.glob(f"{folder}/*.jsonl"))
    assert not archive & training
    assert not archive & passages
    assert len(talk) == sum(JUDGING.values())
    assert not talk & (archive | training | passages)


def texts(paths) -> set[str]:
    """The passages of files of labels."""
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    return {simple(json.loads(line)["text"]) for line in lines}


def sentences(paths) -> set[str]:
    """Every sentence of twelve words or more: shorter ones anybody may say."""
    said = (u.text for path in paths for u in read_annotated(path).utterances)
    cut = (simple(s) for text in said for s in re.split(r"(?<=[.?!])\s+", text))
    return {s for s in cut if len(s.split()) >= 12}


def simple(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))


@pytest.mark.parametrize("model", ["minilm", "mpnet"])
def test_no_released_model_ever_saw_the_archive(model: str) -> None:
    from models.release import model_folder
    from pipeline.traces import trace
    from pipeline.training_data import labels_of

    trained_on = set(json.loads((model_folder(Path(model)) / "trained_on.json").read_text(encoding="utf-8")))
    for path in ARCHIVE.glob("sources/*.md"):
        labels = [x for x in labels_of(read_annotated(path), codebook=load_codebook()) if len(x.text.split()) >= 6]
        assert not {trace(label.text) for label in labels} & trained_on


@pytest.mark.parametrize("model", ["minilm", "mpnet"])
def test_no_released_model_ever_saw_the_talk_that_judges_it(model: str) -> None:
    from models.release import model_folder
    from pipeline.traces import trace
    from pipeline.training_data import load_labels

    trained_on = set(json.loads((model_folder(Path(model)) / "trained_on.json").read_text(encoding="utf-8")))
    labels = load_labels([EXAMPLES / folder for folder in JUDGING], codebook=load_codebook())
    assert len(labels) == sum(JUDGING.values())
    assert not {trace(x.text) for x in labels if len(x.text.split()) >= 6} & trained_on


def test_it_is_said_that_everybody_is_invented_and_that_no_human_has_coded_them() -> None:
    training = ("", "training/passages", "training/talk", "training/more-talk", "training/contrasts")
    for path in (EXAMPLES / folder / "README.md" for folder in (*training, *JUDGING)):
        text = " ".join(path.read_text(encoding="utf-8").split()).lower()
        assert "invented" in text
        assert "no human has coded" in text


@pytest.mark.parametrize("folder", ["training/contrasts", "contrasts"])
def test_contrasts_come_in_sets_of_four_in_which_something_differs(folder: str) -> None:
    sets = defaultdict(list)
    for path in EXAMPLES.glob(f"{folder}/*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            sets[row["id"].rpartition("-")[0]].append(row["codes"])
    assert {len(codes) for codes in sets.values()} == {4}
    assert all(any(other != codes[0] for other in codes[1:]) for codes in sets.values())
