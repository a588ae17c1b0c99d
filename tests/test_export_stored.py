"""An exported corpus gives the arrays that its passages gave, whatever the codebook calls its dimensions."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from data_schemas.errors import ConfigError
from pipeline.coded import CodedPassage
from pipeline.export.corpus import write_corpus
from pipeline.export.facts import Archive
from pipeline.export.stored import arrays_from
from pipeline.statistics.corpus import Arrays, arrays
from tests.test_export_archive import archive
from tests.test_statistics_corpus import CODEBOOK, passage


def mixed() -> list[CodedPassage]:
    """Two interviews and a document, an interviewer's passage, an audited one, one with attributes of its own."""
    codes: dict[str, tuple[str, ...]] = {"power_face": ("decision_making", "ideological"), "stance": ("imposed",)}
    blind: dict[str, tuple[str, ...]] = {"power_face": ("ideological",), "voice": ()}
    return [
        passage(1, codes=codes, probabilities={"power_face.decision_making": 0.123456}),
        replace(passage(2, attributes={"site": "north"}), blind=blind, chance=1 / 3),
        passage(3, coded=False),
        replace(passage(1, document="PSW-02", speaker="[Name B]"), decided_by={"power_face": "human_blind"}),
        passage(2, document="PSW-02", abstained={"voice": ("expert",)}, attributes={"site": "south"}),
        replace(passage(1, document="policy"), kind="document"),
    ]


def stored(folder: Path, passages: list[CodedPassage]) -> Path:
    given = archive()
    whole = Archive(passages=tuple(passages), records=(), codebook=CODEBOOK, facts=given.facts)
    return write_corpus(folder, whole)[0]


def same(one: Arrays, other: Arrays) -> None:
    for field in fields(Arrays):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if isinstance(left, np.ndarray):
            np.testing.assert_array_equal(left, right, err_msg=field.name)
            assert left.dtype == right.dtype, field.name
        elif isinstance(left, dict):
            assert list(left) == list(right), field.name
            for key in left:
                if isinstance(left[key], np.ndarray):
                    np.testing.assert_array_equal(left[key], right[key], err_msg=f"{field.name} {key}")
                else:
                    assert left[key].names == right[key].names, key
                    np.testing.assert_array_equal(left[key].numbers, right[key].numbers, err_msg=key)


def test_the_stored_corpus_gives_the_same_arrays(tmp_path: Path) -> None:
    same(arrays(mixed(), CODEBOOK), arrays_from(stored(tmp_path, mixed()), CODEBOOK))


def test_batches_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stored(tmp_path, mixed())
    monkeypatch.setattr("pipeline.export.stored.ROWS_AT_ONCE", 2)
    same(arrays(mixed(), CODEBOOK), arrays_from(path, CODEBOOK))


def test_an_empty_corpus_gives_empty_arrays(tmp_path: Path) -> None:
    same(arrays([], CODEBOOK), arrays_from(stored(tmp_path, []), CODEBOOK))


def test_a_corpus_of_another_codebook_is_refused_by_the_column_it_lacks(tmp_path: Path) -> None:
    path = stored(tmp_path, mixed())
    pq.write_table(pq.read_table(path).drop_columns(["stance_by"]), path)
    with pytest.raises(ConfigError, match="no column 'stance_by'"):
        arrays_from(path, CODEBOOK)
