"""Records keep their values on the way to Arrow and back, and the schemas that stand in the project are theirs."""

import subprocess
import sys

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.arrow import PROVENANCE, record_of, rows_of, schema_of, table_of
from data_schemas.hashing import digest
from data_schemas.records import Encoded, Mark, Passage, Segmented, Turn
from tests.conftest import ROOT

TEXTS = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=40)
TIMES = st.none() | st.floats(0, 10_000)
PROVIDED = dict.fromkeys(PROVENANCE, "x")


@st.composite
def segmented(draw: st.DrawFn) -> Segmented:
    text = draw(TEXTS)
    turns = tuple(
        Turn(
            speaker=draw(TEXTS),
            start=0,
            end=len(text),
            start_s=draw(TIMES),
            end_s=draw(TIMES),
            backchannel=draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    passages = tuple(Passage(turn=0, start=0, end=len(text), start_s=draw(TIMES), end_s=None) for _ in turns)
    marks = (Mark(start=0, end=len(text), kind=draw(TEXTS)),)
    return Segmented(doc_id="A", text=text, turns=turns, passages=passages, events=marks, redactions=())


@given(segmented())
def test_a_record_survives_arrow(record: Segmented) -> None:
    table = table_of([{**rows_of(record), **PROVIDED}], record_type=Segmented)
    assert record_of(table.to_pylist()[0], record_type=Segmented) == record


def test_vectors_survive_as_bytes() -> None:
    record = Encoded(doc_id="A", width=2, vectors=bytes(range(16)))
    table = table_of([{**rows_of(record), **PROVIDED}], record_type=Encoded)
    assert table.schema.field("vectors").type == pa.binary()
    assert record_of(table.to_pylist()[0], record_type=Encoded) == record


def test_a_schema_is_derived_from_the_type() -> None:
    schema = schema_of(Segmented)
    assert schema.names[-4:] == ["key", "input", "fingerprint", "digest"]
    turn = schema.field("turns").type.value_type
    assert {f.name: f.nullable for f in turn} == {
        "speaker": False,
        "start": False,
        "end": False,
        "start_s": True,
        "end_s": True,
        "backchannel": False,
    }


def test_a_digest_is_of_the_content_not_of_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": [2, 3]}) == digest({"b": [2, 3], "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})


def test_the_json_schemas_in_the_project_are_current() -> None:
    command = [sys.executable, "scripts/regenerate_schemas.py", "--check"]
    assert subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 0
