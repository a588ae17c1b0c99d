"""A project and the words of who is forgotten go in; the model folders that were trained on any of them come out."""

import json
from collections.abc import Iterable
from pathlib import Path

from data_schemas.labels import Label
from models.release import MODEL
from pipeline.forget.tables import Gone, files_beside, label_files
from pipeline.model_place import TRAINED_ON
from pipeline.project import Project
from pipeline.traces import trace


def traces_of(project: Project, gone: Gone, *, texts: Iterable[str], passages: Iterable[str]) -> frozenset[str]:
    """By what a training record knows their words: utterances, passages, and what files of labels have of them."""
    labelled = [label.text for path in label_files(project) for label in _labels(path) if gone.takes(_known_by(label))]
    return frozenset(trace(text) for text in (*texts, *passages, *labelled))


def models_trained_on(project: Project, traces: frozenset[str]) -> tuple[Path, ...]:
    """Model folders in the project, and the one it uses, whose training record holds any of these traces."""
    folders = {path.parent for path in files_beside(project) if path.name == MODEL}
    if project.model is not None:
        folders.add(project.model)
    return tuple(folder for folder in sorted(folders) if not traces.isdisjoint(_record_of(folder)))


def _record_of(folder: Path) -> list[str]:
    try:
        record = json.loads((folder / TRAINED_ON).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return record if isinstance(record, list) else []


def _known_by(label: Label) -> dict[str, str]:
    return {"interview": label.interview, "text": label.text}


def _labels(path: Path) -> list[Label]:
    """The labels of a file; lines of another form are none."""
    import msgspec

    out = []
    for line in path.read_bytes().splitlines():
        try:
            out.append(msgspec.json.decode(line, type=Label))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return out
