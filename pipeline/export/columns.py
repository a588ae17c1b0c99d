"""A codebook and the passages go in, every column of the exported corpus comes out: name, type, meaning, value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from data_schemas.codebook import NONE, Codebook, Dimension
from data_schemas.records import DOCUMENT
from pipeline.coded import CodedPassage
from pipeline.export.names import unlike
from pipeline.export.write import PROBABILITY_DECIMALS

ASSIGNED, ABSTAINED, BY, BLIND, PROBABILITY = "assigned", "abstained", "by", "blind", "probability"

Value = str | int | float | bool | list[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `of` gives its value for a passage; `place` says of which dimension and code it is, and what of it."""

    name: str
    type: pa.DataType
    meaning: str
    of: Callable[[CodedPassage], Value]
    place: tuple[str, ...] = ()


def columns_of(passages: Sequence[CodedPassage], codebook: Codebook) -> list[Column]:
    """The corpus's columns: the fixed ones, each dimension's, and one for every attribute in `speakers.csv`.

    A name that stands already (a dimension called `text`) gets `_2` behind it.
    """
    attributes = sorted({name for passage in passages for name in passage.attributes})
    columns = [
        *_fixed(),
        *(column for dimension in codebook.dimensions for column in _of_dimension(dimension, codebook)),
        *(_attribute(name) for name in attributes),
    ]
    names = unlike([column.name for column in columns])
    return [replace(column, name=name) for column, name in zip(columns, names, strict=True)]


def layout(columns: Sequence[Column], codebook: Codebook) -> list[dict[str, Any]]:
    """Which columns hold what of each dimension and code: what a program needs to turn them into rows, whatever their names."""
    named = {column.place: column.name for column in columns if column.place}
    return [
        {
            "id": d.id,
            "name": d.name,
            "applies_to": list(d.applies_to),
            **{part: named[d.id, part] for part in (ASSIGNED, ABSTAINED, BY, BLIND)},
            "codes": [{"id": c.id, "name": c.name, PROBABILITY: named[d.id, PROBABILITY, c.id]} for c in d.codes],
        }
        for d in codebook.dimensions
    ]


def _fixed() -> list[Column]:
    text, whole, real, truth = pa.string(), pa.int64(), pa.float64(), pa.bool_()
    return [
        Column(name="passage_id", type=text, meaning="Document and running number.", of=lambda p: p.passage_id),
        Column(name="doc_id", type=text, meaning="Keyed id of the transcript.", of=lambda p: p.doc_id),
        Column(name="document", type=text, meaning="Safe name of the transcript.", of=lambda p: p.document),
        Column(name="case", type=text, meaning="Case that the transcript belongs to.", of=lambda p: p.case),
        Column(name="kind", type=text, meaning="interview, dyad, focus_group or document.", of=lambda p: p.kind),
        Column(name="turn", type=whole, meaning="Number of the turn in the transcript, from 0.", of=lambda p: p.turn),
        Column(
            name="start", type=whole, meaning="Start in the transcript, in Unicode characters.", of=lambda p: p.start
        ),
        Column(name="end", type=whole, meaning="End in the transcript, exclusive.", of=lambda p: p.end),
        Column(
            name="start_s", type=real, meaning="Start in seconds, where the source has times.", of=lambda p: p.start_s
        ),
        Column(name="end_s", type=real, meaning="End in seconds, where the source has times.", of=lambda p: p.end_s),
        Column(name="text", type=text, meaning="The passage, pseudonymised.", of=lambda p: p.text),
        Column(name="question", type=text, meaning="The question before it, pseudonymised.", of=lambda p: p.question),
        Column(
            name="earlier",
            type=pa.list_(text),
            meaning="The end of each of the two turns before it, pseudonymised, oldest first.",
            of=lambda p: list(p.earlier),
        ),
        Column(
            name="exchange",
            type=whole,
            meaning="Number of the exchange: a question with its answer, or a turn with what cut it in two.",
            of=lambda p: p.exchange,
        ),
        Column(name="speaker", type=text, meaning="Pseudonym or display name.", of=lambda p: p.speaker),
        Column(name="role", type=text, meaning="Role as recorded.", of=lambda p: p.role),
        Column(name="role_group", type=text, meaning="Role group that summaries use.", of=lambda p: p.role_group),
        Column(
            name="formally_employed",
            type=truth,
            meaning="Whether the speaker is formally employed; empty where not recorded.",
            of=lambda p: p.formally_employed,
        ),
        Column(name="words", type=whole, meaning="Number of words.", of=lambda p: p.words),
        Column(
            name="coded",
            type=truth,
            meaning="Whether the passage is coded at all; an interviewer's never is.",
            of=lambda p: p.coded,
        ),
        Column(
            name="audit_chance",
            type=real,
            meaning="Chance with which the passage was drawn for the audit; empty where it was not coded blind for it.",
            of=lambda p: p.chance,
        ),
        Column(
            name="open_codes",
            type=pa.list_(text),
            meaning="Codes that people made up for the passage; empty in a copy for others.",
            of=lambda p: list(p.open_codes),
        ),
        Column(
            name="memos",
            type=pa.list_(text),
            meaning="What people noted on the passage; empty in a copy for others.",
            of=lambda p: list(p.memos),
        ),
    ]


def _of_dimension(dimension: Dimension, codebook: Codebook) -> list[Column]:
    of = dimension.id
    condition = f" Only where {' or '.join(dimension.applies_to)} has a code." if dimension.applies_to else ""
    choices = ", ".join(dimension.code_ids)
    amount = "any number of" if dimension.kind == "multi" else "at most one of"
    listed = pa.list_(pa.string())
    return [
        Column(
            name=of,
            type=listed,
            meaning=f"{dimension.name}: codes assigned, {amount} {choices}.{condition}",
            of=lambda p: [code for code in p.assigned.get(of, ()) if code != NONE],
            place=(of, ASSIGNED),
        ),
        Column(
            name=f"{of}_abstained",
            type=listed,
            meaning=f"{dimension.name}: codes on which the model would not decide.",
            of=lambda p: list(p.abstained.get(of, ())),
            place=(of, ABSTAINED),
        ),
        Column(
            name=f"{of}_by",
            type=pa.string(),
            meaning=f"{dimension.name}: who decided: model, human_blind, human_assisted; empty where it is not put.",
            of=lambda p: p.decided_by.get(of, ""),
            place=(of, BY),
        ),
        Column(
            name=f"{of}_blind",
            type=listed,
            meaning=f"{dimension.name}: codes that the audit's blind coding gave; empty where it did not decide in full.",
            of=lambda p: list(p.blind[of]) if of in p.blind else None,
            place=(of, BLIND),
        ),
        *(_probability(dimension, value, codebook) for value in dimension.values),
    ]


def _probability(dimension: Dimension, value: str, codebook: Codebook) -> Column:
    place = codebook.slice_of(dimension.id).start + dimension.values.index(value)
    meaning = "that it has no code of this dimension" if value == NONE else f"of {value}"
    return Column(
        name=f"p_{dimension.id}_{value}",
        type=pa.float64(),
        meaning=f"{dimension.name}: the model's probability {meaning}; empty where the passage is not coded.",
        of=lambda p: (
            round(p.probabilities[place], PROBABILITY_DECIMALS)
            if p.probabilities and (dimension.documents or p.kind != DOCUMENT)
            else None
        ),
        place=(dimension.id, PROBABILITY, value),
    )


def _attribute(name: str) -> Column:
    return Column(
        name=f"attr_{name}",
        type=pa.string(),
        meaning=f"The speaker's attribute {name}, as in speakers.csv.",
        of=lambda p: p.attributes.get(name),
    )
