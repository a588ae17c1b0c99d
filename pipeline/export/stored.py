"""An exported corpus goes in, its arrays come out, read in batches and without a word of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_schemas.codebook import Codebook, Dimension
from data_schemas.errors import ConfigError
from data_schemas.records import DOCUMENT
from pipeline.coded import MODEL
from pipeline.export.columns import columns_of
from pipeline.statistics.corpus import ATTRIBUTE, LABELS, SPEAKER, Arrays, Factor, Mask

ROWS_AT_ONCE = 50_000
NUMBERS = {"words": np.int64, "turn": np.int64, "exchange": np.int64, "audit_chance": np.float64}


@dataclass(slots=True)
class _Labels:
    """Labels as numbers in order of first appearance, gathered batch by batch."""

    known: dict[str, int] = field(default_factory=dict)
    numbers: list[npt.NDArray[np.int64]] = field(default_factory=list)

    def add(self, column: pa.Array) -> None:
        coded = pc.fill_null(column, "").dictionary_encode()
        here = [self.known.setdefault(name, len(self.known)) for name in coded.dictionary.to_pylist()]
        self.numbers.append(np.array(here, dtype=np.int64)[coded.indices.to_numpy(zero_copy_only=False)])

    def factor(self) -> Factor:
        return Factor(numbers=_joined(self.numbers, np.int64), names=tuple(self.known))


def arrays_from(path: Path, codebook: Codebook, *, documents: bool = False) -> Arrays:
    """The arrays of an exported `passages.parquet`; ConfigError if a column is missing.

    Equal to those of its passages but for people: the corpus tells them apart by the name shown alone.
    """
    with pq.ParquetFile(path) as file:
        names = _names(file, codebook, path=path)
        attributes = sorted(name for name in file.schema_arrow.names if name.startswith(ATTRIBUTE))
        labels = {name: _Labels() for name in (*LABELS, *attributes, "doc_id")}
        numbers: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in NUMBERS}
        chances: list[npt.NDArray[np.float64]] = []
        masks: dict[tuple[str, str, str], list[Mask]] = {}
        for rows in _batches(file, [*labels, *NUMBERS, "coded", *names.values()], documents=documents):
            for name, gathered in labels.items():
                gathered.add(rows.column(name))
            for name, kept in numbers.items():
                kept.append(_numbers(rows.column(name), NUMBERS[name]))
            chances.append(_chances(rows, names, codebook))
            for dimension in codebook.dimensions:
                for key, mask in _masks(rows, names, dimension):
                    masks.setdefault(key, []).append(mask)
    return _arrays(codebook, labels=labels, numbers=numbers, chances=chances, masks=masks)


def _names(file: pq.ParquetFile, codebook: Codebook, *, path: Path) -> dict[str, str]:
    """By what a column of the codebook is called here, how this corpus calls it; attributes that no passage has are missing."""
    fixed = len(columns_of((), Codebook(id="x", version="", title="", source="", dimensions=())))
    called = [column.name for column in columns_of((), codebook)]
    wanted = [
        f"{d.id}{kind}"
        for d in codebook.dimensions
        for kind in ("", "_abstained", "_by", "_blind", *(f" {value}" for value in d.values))
    ]
    lost = [
        name for name in (*LABELS, *NUMBERS, "doc_id", "coded", *called[fixed:]) if name not in file.schema_arrow.names
    ]
    if lost:
        raise ConfigError(
            f"{path.name}: no column {lost[0]!r}; expected a corpus exported with codebook {codebook.id} "
            f"{codebook.version}: run `threefaces run` again"
        )
    return dict(zip(wanted, called[fixed:], strict=True))


def _batches(file: pq.ParquetFile, columns: list[str], *, documents: bool) -> Iterator[pa.RecordBatch]:
    for rows in file.iter_batches(batch_size=ROWS_AT_ONCE, columns=columns):
        written = pc.equal(rows.column("kind"), DOCUMENT)
        yield rows.filter(pc.and_(rows.column("coded"), written if documents else pc.invert(written)))


def _numbers(column: pa.Array, of: type) -> npt.NDArray[Any]:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=of)


def _chances(rows: pa.RecordBatch, names: dict[str, str], codebook: Codebook) -> npt.NDArray[np.float64]:
    """The probabilities, shape (rows, columns of the codebook); 0 where a written document is not put the dimension."""
    columns = [names[f"{d.id} {value}"] for d in codebook.dimensions for value in d.values]
    values = [_numbers(pc.fill_null(rows.column(name), 0.0), np.float64) for name in columns]
    return np.stack(values, axis=1) if values else np.empty((len(rows), 0))


def _masks(
    rows: pa.RecordBatch, names: dict[str, str], dimension: Dimension
) -> Iterator[tuple[tuple[str, str, str], Mask]]:
    for kind in ("", "_abstained", "_blind"):
        listed = rows.column(names[f"{dimension.id}{kind}"])
        rows_of, codes = _numbers(pc.list_parent_indices(listed), np.int64), pc.list_flatten(listed)
        for code in dimension.code_ids:
            mask = np.zeros(len(rows), dtype=np.bool_)
            mask[rows_of[_numbers(pc.equal(codes, code), np.bool_)]] = True
            yield (kind, dimension.id, code), mask
        if kind == "_blind":
            yield ("judged", dimension.id, ""), _numbers(pc.is_valid(listed), np.bool_)
    by = rows.column(names[f"{dimension.id}_by"])
    yield ("by", dimension.id, ""), _numbers(pc.invert(pc.is_in(by, pa.array(["", MODEL]))), np.bool_)


def _arrays(
    codebook: Codebook,
    *,
    labels: dict[str, _Labels],
    numbers: dict[str, list[npt.NDArray[Any]]],
    chances: list[npt.NDArray[np.float64]],
    masks: dict[tuple[str, str, str], list[Mask]],
) -> Arrays:
    held = {key: np.concatenate(parts) for key, parts in masks.items()}
    empty = np.empty(0, dtype=np.bool_)
    codes = [(d.id, code) for d in codebook.dimensions for code in d.code_ids]
    factors = {name: gathered.factor() for name, gathered in labels.items() if name != "doc_id"}
    return Arrays(
        codebook=codebook,
        probabilities=np.concatenate(chances) if chances else np.empty((0, len(codebook.columns))),
        words=_joined(numbers["words"], np.int64),
        turns=_joined(numbers["turn"], np.int64),
        exchanges=_joined(numbers["exchange"], np.int64),
        speakers=factors[SPEAKER].numbers,
        interviews=labels["doc_id"].factor().numbers,
        factors=factors,
        assigned={key: held.get(("", *key), empty) for key in codes},
        abstained={key: held.get(("_abstained", *key), empty) for key in codes},
        by_people={d: held.get(("by", d, ""), empty) for d in codebook.ids},
        chances=_joined(numbers["audit_chance"], np.float64),
        judged={d: held.get(("judged", d, ""), empty) for d in codebook.ids},
        blind={key: held.get(("_blind", *key), empty) for key in codes},
    )


def _joined(parts: Sequence[npt.NDArray[Any]], of: type) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=of)
