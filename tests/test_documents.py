"""Written documents beside interviews: read as one voice, cut by paragraphs, coded without the framings of talk."""

import csv
from pathlib import Path

import pytest

from data_schemas.codebook import Codebook, parse_codebook
from data_schemas.errors import ConfigError
from models.decisions import Decision
from pipeline.setup_project import begin
from tests.conftest import passages_of, run_archive

POLICY = """\
Involvement policy

1. The panel meets every month and its minutes are published.

2. Chair: the panel is chaired by a member of the trust's board, who settles the agenda.

3. Two members who use the services have a seat and a vote. No decision on services is taken without them.
"""
CODEBOOK = """\
id: trial
version: "1"
title: Trial
source: none
dimensions:
  - {id: face, name: Face, kind: multi, definition: d, documents: false, codes: [{id: a, name: A, definition: d}]}
  - {id: stance, name: S, kind: single, none: true, definition: d, applies_to: [face], codes: [{id: b, name: B, definition: d}]}
"""


@pytest.fixture
def with_policy(archive: Path) -> Path:
    (archive / "transcripts" / "policy.txt").write_text(POLICY, encoding="utf-8")
    begin(archive, title="", input_folder="transcripts", accept=True)
    return archive


def test_a_document_is_listed_without_a_label_and_its_kind_guessed(with_policy: Path) -> None:
    with (with_policy / "vault" / "speakers.csv").open(encoding="utf-8") as handle:
        rows = [row for row in csv.DictReader(handle) if row["file"] == "policy.txt"]
    assert [(row["label"], row["role_group"]) for row in rows] == [("", "document")]


def test_a_document_is_one_voice_cut_by_paragraphs_and_never_framed(with_policy: Path) -> None:
    run_archive(with_policy)
    own = [p for p in passages_of(with_policy) if p["kind"] == "document"]
    assert {p["speaker"] for p in own} == {"document"}
    assert {p["role_group"] for p in own} == {"document"}
    assert len({p["turn"] for p in own}) >= 3  # no passage crosses from one paragraph into the next
    assert any(p["text"].startswith("2. Chair: the panel") for p in own)  # what looks like a label is text here
    for passage in own:
        assert all(passage[name] == [] for name in ("voice", "experience", "identity", "about"))
        assert passage["p_voice_rejected"] is None
        assert passage["p_power_face_ideological"] is not None


def test_documents_have_tables_of_their_own(with_policy: Path) -> None:
    run_archive(with_policy)
    tables = with_policy / "out" / "tables"
    with (tables / "codes_in_documents.csv").open(encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    assert {row["dimension"] for row in rows} == {"power_face", "stance"}
    with (tables / "codes_by_role_group.csv").open(encoding="utf-8-sig") as handle:
        assert "document" not in {row["role_group"] for row in csv.DictReader(handle)}
    assert "Codes in documents" in (tables / "tables.html").read_text(encoding="utf-8")


def test_an_archive_without_documents_has_no_such_table(archive: Path) -> None:
    run_archive(archive)
    assert not (archive / "out" / "tables" / "codes_in_documents.csv").exists()


def test_a_dimension_that_follows_one_not_put_to_documents_cannot_be_put_to_them() -> None:
    with pytest.raises(ConfigError, match=r"dimensions\[1\]\.documents: expected `false`"):
        parse_codebook(CODEBOOK, name="trial.yaml")


def test_a_framing_that_a_model_sees_in_a_document_is_not_given(
    with_policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everything(row: object, *, codebook: Codebook, calibration: object, given: object = None) -> Decision:
        first = {d.id: (d.code_ids[0],) for d in codebook.dimensions}
        return Decision(assigned=first, abstained=first)

    monkeypatch.setattr("pipeline.corpus.decide", everything)
    run_archive(with_policy)
    rows = passages_of(with_policy)
    own, talk = ([p for p in rows if (p["kind"] == "document") == is_own and p["coded"]] for is_own in (True, False))
    assert all(p["power_face"] and not p["voice"] and not p["voice_abstained"] for p in own)
    assert all(p["voice"] and p["voice_abstained"] for p in talk)
