"""Label Studio's JSON export goes in, its labelled stretches and the choices for whole tasks come out.

Predictions are a model's and nobody's codings; an annotation beside one was made with it in view.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from data_schemas.codings import HUMAN_ASSISTED
from data_schemas.errors import ConfigError, DocumentError
from pipeline.imports.found import CodedFile, Mark, path_of
from pipeline.imports.positions import NVIVO
from pipeline.imports.texts import Records, mapping_in, text_in

OF_OURS = frozenset({"id", "passage", "question", "before"})  # the task of a form of `threefaces label`
LABELS = ("labels", "hypertextlabels", "paragraphlabels")
BY_MODEL = frozenset({"prediction", "prediction-changed"})
_SHORTEST = 20  # characters of a task's text


def read_label_studio(content: bytes, *, name: str) -> CodedFile:
    """The annotations of an export; DocumentError where it is no such export, ConfigError where it is a form of ours."""
    try:
        tasks = json.loads(content.decode("utf-8-sig"))
    except ValueError:
        raise DocumentError(f"{name}: no JSON; export from Label Studio as JSON again") from None
    if not isinstance(tasks, list) or not all(isinstance(t, dict) and isinstance(t.get("data"), dict) for t in tasks):
        raise DocumentError(f"{name}: expected Label Studio's export as JSON, a list of tasks with their data")
    if tasks and all(set(task["data"]) >= OF_OURS for task in tasks):
        raise ConfigError(f"{name}: this is a form of `threefaces label`; bring it back with `threefaces label --take`")
    records = Records("label-studio", name)
    for number, task in enumerate(tasks, start=1):
        _add_task(task, number=number, records=records)
    return records.coded(usual=NVIVO)  # its positions are those of a browser's strings


def _add_task(task: Mapping[str, Any], *, number: int, records: Records) -> None:
    annotations = [a for a in task.get("annotations") or () if isinstance(a, dict) and not a.get("was_cancelled")]
    predicted = bool(task.get("predictions")) or any(a.get("prediction") for a in annotations)
    records.suggestions |= predicted
    results = [(a, r) for a in annotations for r in a.get("result") or () if isinstance(r, dict)]
    for annotation, result in results:
        held = _text(task["data"], result=result)
        if held is None:
            continue
        text = records.add_text(held, record=task)
        _add_result(result, annotation=annotation, text=text, predicted=predicted, number=number, records=records)


def _add_result(
    result: Mapping[str, Any],
    *,
    annotation: Mapping[str, Any],
    text: int,
    predicted: bool,
    number: int,
    records: Records,
) -> None:
    value = mapping_in(result, "value")
    field = str(result.get("from_name") or "")
    assisted = predicted or result.get("origin") in BY_MODEL
    for label, is_span in _labels(value):
        mark = Mark(
            at=f"task {number}",
            text=text,
            code=(field, *path_of(label)) if not is_span and field else path_of(label),
            coder=_coder(annotation),
            made=str(annotation.get("updated_at") or annotation.get("created_at") or ""),
            source=HUMAN_ASSISTED if assisted else "",
        )
        if is_span:
            quote = text_in(value, "text")
            offsets = mapping_in(value, "globalOffsets") or value
            records.add_span(mark, start=offsets.get("start"), end=offsets.get("end"), quote=quote)
        else:
            records.add_whole(mark)


def _labels(value: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each label or choice, and whether it is on a stretch."""
    for kind in (*LABELS, "choices"):
        for label in value.get(kind) or ():
            if isinstance(label, str) and path_of(label):
                yield label, kind != "choices"


def _text(data: Mapping[str, Any], *, result: Mapping[str, Any]) -> str | None:
    """The text that was labelled: the field that the object tag names, else the only long one."""
    named = data.get(str(result.get("to_name") or ""))
    if isinstance(named, str):
        return named
    texts = [value for value in (data.get("text"), *data.values()) if isinstance(value, str)]
    return next((text for text in texts if len(text) >= _SHORTEST), texts[0] if texts else None)


def _coder(annotation: Mapping[str, Any]) -> str:
    who = annotation.get("completed_by")
    if isinstance(who, dict):
        names = [str(who.get(key) or "").strip() for key in ("first_name", "last_name")]
        return " ".join(filter(None, names)) or str(who.get("email") or who.get("id") or "")
    return "" if who is None else f"user {who}"
