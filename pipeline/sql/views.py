"""The exported corpus's columns go in, the views that SQL may ask of come out, each with what it and its columns mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.statistics.corpus import ATTRIBUTE

TABLES = "tables"  # the schema in which the finished tables stand, apart from the views


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One view: `body` is the query behind it, `columns` are names with meanings."""

    name: str
    meaning: str
    columns: tuple[tuple[str, str], ...]
    body: str


def views_of(columns: Mapping[str, str], dimensions: Sequence[Mapping[str, Any]], *, source: str) -> tuple[View, ...]:
    """The views on a corpus; `source` is what SQL reads it from, `dimensions` what its file says of its columns."""
    attributes = [name for name in columns if name.startswith(ATTRIBUTE)]
    passages = View(
        name="passages",
        meaning="a row a passage, interviewers' too; columns as in columns.md",
        columns=tuple(columns.items()),
        body=f"SELECT * FROM {source}",
    )
    return (passages, _codes(dimensions, attributes), _turns(), _speakers(), _interviews())


def identifier(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL takes it."""
    return "'" + text.replace("'", "''") + "'"


WHO = ("passage_id", "document", "case", "kind", "turn", "exchange", "speaker", "role", "role_group", "words")
CODE_COLUMNS = (
    ("dimension, dimension_name", "the dimension by its id, and as people call it"),
    ("code, code_name", "the code by its id, and as people call it"),
    ("probability", "the model's probability of the code, 0 to 1, whoever decided"),
    ("assigned", "whether the passage carries the code"),
    ("abstained", "whether the model would not decide on it"),
    ("applies", "whether the dimension has a meaning there: always, or where what it depends on has a code"),
    ("decided_by", "model, human_blind or human_assisted"),
    ("blind", "whether the audit's blind coding gave the code; empty where it did not decide"),
    ("audit_chance", "chance with which the passage was drawn for the audit; empty outside it"),
)


def _codes(dimensions: Sequence[Mapping[str, Any]], attributes: Sequence[str]) -> View:
    """One arm for each code: a question about one code reads that code's columns only."""
    by_id = {dimension["id"]: dimension for dimension in dimensions}
    shared = ", ".join(identifier(name) for name in (*WHO, *attributes))
    arms = [
        _arm(dimension, code, by_id=by_id, shared=shared) for dimension in dimensions for code in dimension["codes"]
    ]
    return View(
        name="codes",
        meaning="a row for each coded passage and code, whether it carries the code or not",
        columns=((", ".join((*WHO, *attributes)), "of the passage, as in passages"), *CODE_COLUMNS),
        body=" UNION ALL ".join(arms),
    )


def _arm(
    dimension: Mapping[str, Any], code: Mapping[str, Any], *, by_id: Mapping[str, Mapping[str, Any]], shared: str
) -> str:
    targets = [f"len({identifier(by_id[target]['assigned'])}) > 0" for target in dimension["applies_to"]]
    probability, wanted = identifier(code["probability"]), literal(code["id"])
    parts = (
        shared,
        f"{literal(dimension['id'])} AS dimension",
        f"{literal(dimension['name'])} AS dimension_name",
        f"{wanted} AS code",
        f"{literal(code['name'])} AS code_name",
        f"{probability} AS probability",
        f"list_contains({identifier(dimension['assigned'])}, {wanted}) AS assigned",
        f"list_contains({identifier(dimension['abstained'])}, {wanted}) AS abstained",
        f"{' OR '.join(targets) or 'true'} AS applies",
        f"{identifier(dimension['by'])} AS decided_by",
        f"list_contains({identifier(dimension['blind'])}, {wanted}) AS blind",
        "audit_chance",
    )
    return f"SELECT {', '.join(parts)} FROM passages WHERE coded AND {probability} IS NOT NULL"


def _turns() -> View:
    key = 'document, doc_id, "case", kind, turn, exchange, speaker, role, role_group'
    return View(
        name="turns",
        meaning="a row a turn, as far as passages cover it",
        columns=(
            (key.replace('"', ""), "of the turn, as in passages"),
            ("passages, coded_passages, words", "how many"),
            ("start_s, end_s", "in seconds, where the source has times"),
            ("text", "its passages, one after another"),
        ),
        body=(
            f"SELECT {key}, count(*) AS passages, count(*) FILTER (WHERE coded) AS coded_passages, "
            "sum(words)::BIGINT AS words, min(start_s) AS start_s, max(end_s) AS end_s, "
            f'string_agg("text", \' \' ORDER BY "start") AS "text" FROM passages GROUP BY {key}'
        ),
    )


def _speakers() -> View:
    return View(
        name="speakers",
        meaning="a row for each speaker in each role they have",
        columns=(
            ("speaker", "pseudonym or display name"),
            ("role, role_group, formally_employed", "as recorded"),
            ("interviews, passages, coded_passages, words", "how many"),
        ),
        body=(
            "SELECT speaker, role, role_group, formally_employed, count(DISTINCT doc_id) AS interviews, "
            "count(*) AS passages, count(*) FILTER (WHERE coded) AS coded_passages, sum(words)::BIGINT AS words "
            "FROM passages GROUP BY ALL ORDER BY ALL"
        ),
    )


def _interviews() -> View:
    return View(
        name="interviews",
        meaning="a row a transcript",
        columns=(
            ("document, doc_id, case, kind", "of the transcript, as in passages"),
            ("speakers", "how many people speak whose talk is coded"),
            ("turns, exchanges, passages, coded_passages, words", "how many"),
            ("end_s", "its last moment in seconds, where the source has times"),
        ),
        body=(
            'SELECT document, doc_id, "case", kind, count(DISTINCT speaker) FILTER (WHERE coded) AS speakers, '
            "count(DISTINCT turn) AS turns, count(DISTINCT exchange) AS exchanges, count(*) AS passages, "
            "count(*) FILTER (WHERE coded) AS coded_passages, sum(words)::BIGINT AS words, max(end_s) AS end_s "
            "FROM passages GROUP BY ALL ORDER BY ALL"
        ),
    )


def documented(views: Sequence[View]) -> Iterator[tuple[str, str, str]]:
    """Rows of view, column and meaning, for people."""
    for view in views:
        yield view.name, "", view.meaning
        for name, meaning in view.columns:
            yield "", name, meaning
