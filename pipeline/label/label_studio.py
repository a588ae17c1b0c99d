"""A form goes in, tasks and a labelling configuration for Label Studio come out, and its JSON export comes back."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from data_schemas.codebook import NONE, Codebook, Dimension
from data_schemas.errors import ConfigError
from pipeline.export.escape import CONTROL
from pipeline.label.answers import Troubles
from pipeline.label.form import Answer, Asked, Form, choice_of, chosen, offered
from pipeline.vault import write_own

TASKS, CONFIGURATION = "tasks.json", "labelling.xml"
SHOWN, QUESTION, BEFORE = "passage", "question", "before"  # what a task holds, beside its id
OWN, MEMO, DONE, ALL_DECIDED = "row-own-codes", "row-memo", "row-done", "yes"  # no dimension's id holds a hyphen
MODEL = "threefaces"


def write_tasks(folder: Path, form: Form) -> None:
    """Write `tasks.json` and `labelling.xml`; predictions stand only where coding is not blind."""
    tasks = [_task(row, form.codebook) for row in form.rows]
    content = json.dumps(tasks, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    write_own(folder / TASKS, content.encode())
    write_own(folder / CONFIGURATION, configuration(form.codebook).encode())


def configuration(codebook: Codebook) -> str:
    """The labelling configuration: the passage with its context, and choices for each dimension."""
    parts = [
        "<View>",
        f'  <Header value="Question"/><Text name="{QUESTION}" value="${QUESTION}"/>',
        f'  <Header value="Turn before"/><Text name="{BEFORE}" value="${BEFORE}"/>',
        f'  <Header value="Passage"/><Text name="{SHOWN}" value="${SHOWN}"/>',
    ]
    for dimension in codebook.dimensions:
        amount = "multiple" if dimension.kind == "multi" else "single"
        parts.append(f"  <Header value={_quoted(dimension.name)}/>")
        parts.append(f'  <Choices name="{dimension.id}" toName="{SHOWN}" choice="{amount}" showInline="true">')
        for code in dimension.codes:
            parts.append(
                f'    <Choice value="{code.id}" html={_quoted(choice_of(code))} hint={_quoted(code.definition)}/>'
            )
        parts += [f'    <Choice value="{NONE}"/>', "  </Choices>"]
    parts += [
        f'  <Header value="Own codes"/><TextArea name="{OWN}" toName="{SHOWN}" maxSubmissions="10"/>',
        f'  <Header value="Memo"/><TextArea name="{MEMO}" toName="{SHOWN}"/>',
        '  <Header value="All dimensions are decided; what is left open carries no code"/>',
        f'  <Choices name="{DONE}" toName="{SHOWN}" choice="single"><Choice value="{ALL_DECIDED}"/></Choices>',
        "</View>",
        "",
    ]
    return "\n".join(parts)


def read_tasks(path: Path, *, codebook: Codebook, known: frozenset[str]) -> list[Answer]:
    """The answers in a JSON export; ConfigError names the task and field of all that is wrong."""
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path.name}: cannot be read; expected Label Studio's export as JSON") from error
    if not isinstance(tasks, list) or not all(isinstance(t, dict) and isinstance(t.get("data"), dict) for t in tasks):
        raise ConfigError(f"{path.name}: expected Label Studio's export as JSON, a list of tasks with their data")
    _check_shape(tasks, file=path.name)
    troubles, answers, seen = Troubles(path.name), [], dict[str, int]()
    _check_one_coder(tasks, file=path.name)
    for number, task in enumerate(tasks, start=1):
        name = str(task["data"].get("id", ""))
        annotation = _latest(task)
        if name not in known:
            troubles.add(number, "id", "this task was not handed out by this project")
        elif name in seen:
            troubles.add(number, "id", f"stands already in row {seen[name]}; keep one of the two")
        elif annotation is not None:
            answers.append(_answer(name, annotation, number=number, codebook=codebook, troubles=troubles))
        seen.setdefault(name, number)
    troubles.raise_any()
    return [answer for answer in answers if not answer.empty]


def _task(row: Asked, codebook: Codebook) -> dict[str, Any]:
    task: dict[str, Any] = {
        "data": {"id": row.id, SHOWN: row.passage, QUESTION: row.question, BEFORE: row.before},
    }
    suggested = [
        {"from_name": d.id, "to_name": SHOWN, "type": "choices", "value": {"choices": list(row.likeliest[d.id])}}
        for d in codebook.dimensions
        if row.likeliest.get(d.id)
    ]
    if suggested:
        task["predictions"] = [{"model_version": MODEL, "result": suggested}]
    return task


def _answer(name: str, annotation: Mapping[str, Any], *, number: int, codebook: Codebook, troubles: Troubles) -> Answer:
    codes: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {OWN: [], MEMO: []}
    done = False
    for field, values in _results(annotation):
        if field == DONE:
            done = ALL_DECIDED in values
        elif field in texts:
            texts[field] += values
        elif field not in codebook.ids:
            troubles.add(number, field, "is no dimension of the codebook; use the configuration that was handed out")
        else:
            codes[field] = _codes(values, codebook.dimension(field), number=number, troubles=troubles)
    made = str(annotation.get("updated_at") or annotation.get("created_at") or "")
    memo = "\n".join(texts[MEMO]).strip()
    return Answer(id=name, codes=codes, done=done, open_codes=tuple(texts[OWN]), memo=memo, made=made)


def _codes(values: list[str], dimension: Dimension, *, number: int, troubles: Troubles) -> list[str]:
    found = [chosen(value, dimension) for value in values]
    codes = [code for part in found if part for code in part]
    if None in found:
        troubles.add(number, dimension.id, f"expected {offered(dimension)}")
    elif NONE in values and codes:
        troubles.add(number, dimension.id, f"{NONE} stands beside a code; keep one of the two")
    elif dimension.kind == "single" and len(codes) > 1:
        troubles.add(number, dimension.id, "takes one code")
    return codes


def _results(annotation: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Each field of an annotation with its choices or texts."""
    for result in annotation.get("result") or ():
        value = result.get("value") or {}
        values = value.get("choices") or value.get("text") or []
        yield str(result.get("from_name", "")), [values] if isinstance(values, str) else [str(v) for v in values]


def _latest(task: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The annotation that was submitted last; skipped ones are none."""
    submitted = [a for a in task.get("annotations") or () if not a.get("was_cancelled")]
    return max(submitted, key=lambda a: str(a.get("updated_at") or a.get("created_at") or ""), default=None)


def _check_shape(tasks: list[dict[str, Any]], *, file: str) -> None:
    for number, task in enumerate(tasks, start=1):
        annotations = task.get("annotations") or []
        results = [r for a in _mappings(annotations) for r in _mappings(a.get("result") or [])]
        sound = _all_mappings(annotations) and all(_all_mappings(a.get("result") or []) for a in annotations)
        if not (sound and all(_sound_value(r.get("value") or {}) for r in results)):
            raise ConfigError(
                f"{file}: task {number}: its annotations are not as Label Studio writes them; export as JSON again"
            )


def _mappings(values: Any) -> list[dict[str, Any]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _sound_value(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("choices") or value.get("text") or [], list | str)


def _all_mappings(values: Any) -> bool:
    return isinstance(values, list) and len(_mappings(values)) == len(values)


def _check_one_coder(tasks: list[dict[str, Any]], *, file: str) -> None:
    by: set[str] = set()
    for annotation in (a for t in tasks for a in t.get("annotations") or () if not a.get("was_cancelled")):
        who = annotation.get("completed_by")
        by.add(str(who.get("id") if isinstance(who, dict) else who))
    if len(by) > 1:
        raise ConfigError(
            f"{file}: annotations of {len(by)} people; export one coder's at a time, and take it as theirs"
        )


def _quoted(text: str) -> str:
    return quoteattr(" ".join(CONTROL.sub("", text).split()))
